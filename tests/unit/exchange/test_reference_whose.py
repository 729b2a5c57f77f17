"""Whose a workbook says it is, in the spellings of files; and when other terms are stricter."""

import pytest

from app.assurance.models import Disclosure
from app.exchange.reading.book import Sheet
from app.exchange.rules import reference_whose as rules
from app.exchange.rules.reference_terms import Terms, TermsDifference
from app.exchange.rules.reference_whose import EDITION, PROVIDER, SERVICE, TITLE, Called, Own, Stated

LABELS = {
    "title": ("件名",),
    "service_id": ("サービス",),
    "organisation_id": ("提供者",),
    "corporate_number": ("法人番号",),
    "edition": ("基準の版",),
}
NUMBER, OTHER_NUMBER = "7000012050002", "9013401005070"
EDITIONS = {
    "fisc/9": ("FISC安全対策基準 第9版", "第9版"),
    "fisc/9r2": ("FISC安全対策基準 第9版 令和2年3月版", "第9版 令和2年3月版", "9th edition, March 2020"),
}
OWN = Own(
    "ある資料", Called(("Amazon Web Services",)), Called(("株式会社みどり計算", "Midori Computing Inc.")), NUMBER,
    "fisc/9r2", {"ja": EDITIONS["fisc/9r2"][0], "en": "9th edition, March 2020"}, EDITIONS,
)  # fmt: skip


def others(own=OWN, **said):
    return rules.others(Stated(**said), own)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, ()),
        ({"service": " ａｍａｚｏｎ  Web Services ", "provider": "㈱みどり計算"}, ()),
        ({"service": "cloud.config", "provider": "株式会社FIXER"}, (SERVICE, PROVIDER)),
        ({"service": "AWS"}, (SERVICE,)),
        ({"service": "AWS", "is_service_of_heading": True}, ()),
        ({"service": "みどり計算", "is_service_of_heading": True}, ()),
        ({"service": "Azure", "is_service_of_heading": True}, (SERVICE,)),
        ({"provider": "みどり", "is_provider_of_heading": True}, ()),
        ({"provider": "Midori Computing"}, ()),
        ({"provider": "改称した会社", "number": NUMBER}, ()),
        ({"provider": "株式会社みどり計算", "number": OTHER_NUMBER}, (PROVIDER,)),
        ({"title": "別の資料"}, ()),
    ],
)
def test_a_file_of_another_service_or_provider_is_known(said, found):
    assert others(**said) == found


@pytest.mark.parametrize(
    ("edition", "is_own"),
    [
        ("FISC安全対策基準 第9版 令和2年3月版（fisc/9r2）", True), ("fisc/9r2", True), ("FISC/9R2", True),
        ("FISC安全対策基準 第9版（fisc/9）", False), ("fisc/9", False), ("別名（fisc/9r2）", True),
        ("ＦＩＳＣ安全対策基準第９版令和２年３月版", True), ("第9版 令和2年3月版", True), ("第9版令和2年", True),
        ("第9版", False), ("FISC安全対策基準 第9版", False), ("9th edition, March 2020", True),
        ("FISC安全対策基準", True), ("別の基準", False), ("FISC安全対策基準 第13版", False),
    ],
)  # fmt: skip
def test_the_edition_is_known_by_its_ref_or_its_whole_name(edition, is_own):
    assert others(edition=edition) == (() if is_own else (EDITION,))


def test_who_reads_neither_services_nor_standards_is_warned_by_the_title_and_the_whole_name_of_the_edition():
    own = Own(
        "ある資料",
        Called(),
        OWN.provider,
        "",
        "fisc/9r2",
        OWN.edition_names,
        {"fisc/9r2": EDITIONS["fisc/9r2"]},
    )
    assert others(own, service="AWS", title="ある資料", edition="FISC安全対策基準") == ()
    assert others(own, title="別の資料", edition="第9版") == (TITLE, EDITION)
    assert others(own, edition="fisc/9") == (EDITION,)


def said(*sheets, headings=()):
    return rules.stated([Sheet("一枚", rows) for rows in sheets], headings, rules.fields_of(LABELS))


def test_it_is_told_by_a_sheet_and_else_by_the_headings():
    heads = ("FISC安全対策基準に対するみどり計算の見解", "みどりクラウドにおける対応／本調査で確認した内容")
    found = said(headings=heads)
    assert (found.service, found.provider) == ("みどりクラウド", "みどり計算")
    assert found.is_service_of_heading
    found = said(
        (("件名", "表紙"),), (("対象サービス", "AWS"), ("提供者", "－"), ("法人番号", NUMBER)), headings=heads
    )
    assert (found.title, found.service, found.provider, found.number) == ("表紙", "AWS", "みどり計算", NUMBER)
    assert not found.is_service_of_heading


@pytest.mark.parametrize(
    "heading",
    [
        "FISC安全対策基準に対する事業者の見解",
        "クラウドサービスにおける対応／確認した公開文書",
        "View of the provider on it",
    ],
)
def test_a_heading_without_a_name_says_nothing(heading):
    assert said(headings=[heading]) == Stated(is_service_of_heading=True, is_provider_of_heading=True)


D = Disclosure


@pytest.mark.parametrize(
    ("before", "after", "is_stricter"),
    [
        ((D.PUBLIC, ""), (D.LICENSED, "文面"), True),
        ((D.LICENSED, "文面"), (D.NDA, "文面"), True),
        ((D.NDA, "文面"), (D.LICENSED, "文面"), False),
        ((D.LICENSED, "文面"), (D.PUBLIC, "文面"), False),
        # 社外秘 is stricter in rank, and opens the file to who agreed to nothing.
        ((D.LICENSED, "文面"), (D.CONFIDENTIAL, "文面"), False),
        ((D.PUBLIC, ""), (D.PUBLIC, "文面"), True),
        ((D.NDA, "文面"), (D.NDA, "別の文面"), False),
    ],
)
def test_stricter_terms_open_nothing_to_anybody(before, after, is_stricter):
    assert TermsDifference(Terms(*before), Terms(*after)).is_stricter is is_stricter


def test_how_terms_are_broken_into_lines_is_no_difference():
    assert not TermsDifference(Terms(D.NDA, "一行目\r\n二行目 "), Terms(D.NDA, "一行目\n二行目")).changes
