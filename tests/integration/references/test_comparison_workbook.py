"""Two references side by side as a workbook: what the page says, and to whom it leaves."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.assurance.models import Disclosure
from app.core.audit.reading import entries_of
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import Acts, Conformity
from app.references.rules.facts import RecordFacts
from tests.factories import references as make
from tests.leaving import CANARY, holds

TERMS = "秘密保持契約の範囲内で使うこと"
MANY = 300


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.RISK)


@pytest.fixture
def other(ctx, at, reference):
    return make.reference(ctx, make.service(at, "AWS", "アマゾン"), title="AWS版")


@pytest.fixture
def two(ctx, reference, other):
    """Alike in 統20 but for a text, different in 統21, and 統24 on the left alone."""
    needed = "確認する"
    make.published(
        ctx, reference, 統20=make.record(provider_view="自社の見解", confirmed="同じ"),
        統21=make.record(
            conformity=Conformity.CONDITIONAL, conformity_note="暗号化した場合", provider_acts=Acts.YES,
            needed=needed,
        ),
        統24=make.record(),
    )  # fmt: skip
    make.published(
        ctx, other, 統20=make.record(provider_view="別の見解", confirmed="同じ"),
        統21=RecordFacts(provider_acts=Acts.YES, customer_acts=Acts.NO, simple="設定だけ", needed=needed),
    )  # fmt: skip
    return reference, other


def address(two, **more) -> str:
    left, right = two
    return f"/references/compare.xlsx?left={left.id}&right={right.id}" + "".join(
        f"&{key}={value}" for key, value in more.items()
    )


def opened(answer):
    assert answer.status_code == 200
    return load_workbook(BytesIO(answer.data))


def rows_of(sheet):
    """Above the headings, the bands, and each item by what its columns are called on its side."""
    rows = list(sheet.iter_rows())
    at = next(n for n, row in enumerate(rows) if row[0].value == "項目")
    above = [str(row[0].value) for row in rows[: at - 1]]
    side, names = "", []
    for band, cell in zip(rows[at - 1], rows[at], strict=True):
        side = "" if cell.column <= 4 else "左" if band.value and not side else "右" if band.value else side
        names.append(side + cell.value)
    items = {row[0].value: dict(zip(names, row, strict=True)) for row in rows[at + 1 :]}
    return above, [one.value for one in rows[at - 1] if one.value], items


def test_every_item_stands_with_what_both_say_and_what_differs_is_marked(two, pages):
    book = opened(pages.client.get(address(two)))
    above, bands, items = rows_of(book["項目ごとの比較"])
    day = date(2026, 4, 1).isoformat()
    assert above[0] == "セキュリティリファレンスの比較：Azure対応セキュリティリファレンス / AWS版"
    assert bands == above[1:3] == [
        f"Azure対応セキュリティリファレンス：第1版（基準日：{day}）", f"AWS版：第1版（基準日：{day}）",
    ]  # fmt: skip
    assert "表示する項目：すべての項目" in above
    assert above[-1].endswith("が関所で作成")
    told = {item: [row[name].value for name in ("違い", "差のある欄")] for item, row in items.items()}
    assert told == {
        "統20": ["記述に差あり", "見解"],
        "統21": ["差あり", "適合性、適合性の条件・補足、対応の主体（利用者）、簡易な管理が求められる場合"],
        "統24": ["差あり", "記載なし：AWS版"],
    }
    row = items["統21"]
    said = {name: cell.value for name, cell in row.items() if cell.value}
    assert said["左適合性"] == "条件付きで適合可能"
    assert said["左適合性の条件・補足"] == "暗号化した場合"
    assert said["右適合性"] == "適合性の記載なし"
    assert (said["左対応の主体（クラウド事業者）"], said["右対応の主体（利用者）"]) == ("○", "–")
    assert said["左SI事業者・利用者で必要な対応"] == "確認する"
    marked = {name for name, cell in row.items() if cell.font.b}
    assert marked == {
        "左適合性", "左適合性の条件・補足", "右適合性", "右対応の主体（利用者）",
        next(name for name, cell in row.items() if cell.value == "設定だけ"),
    }  # fmt: skip
    assert {name for name, cell in items["統20"].items() if cell.font.b} == {"左見解", "右見解"}
    # What differs nowhere takes no column, and what one side alone says none on the other.
    assert not [name for name in row if name.endswith("確認内容")]
    assert [name for name in row if name.endswith("見解")] == ["左見解", "右見解"]
    assert {name for name, cell in items["統24"].items() if cell.font.b} == {"右適合性"}
    assert items["統24"]["右適合性"].value == "記載なし"


def test_the_filter_of_the_page_holds_for_its_file(two, pages):
    page = pages.get(address(two, only="decisive").replace(".xlsx", ""))
    (way,) = [one["href"] for one in page.select("a[href*='compare.xlsx']")]
    above, _bands, items = rows_of(opened(pages.client.get(way))["項目ごとの比較"])
    assert list(items) == ["統21", "統24"]
    assert "表示する項目：適合性・対応の主体の差" in above
    for only, found in (("differences", 3), ("wording", 1), ("nonsense", 3)):
        _above, _bands, items = rows_of(opened(pages.client.get(address(two, only=only)))["項目ごとの比較"])
        assert len(items) == found, only
    counts = {row[0].value: row[1].value for row in opened(pages.client.get(way))["差あり"].iter_rows()}
    assert counts["すべての項目"] == counts["差のある項目"] == 3
    assert (counts["適合性・対応の主体の差"], counts["記述だけの差"]) == (2, 1)


def test_the_file_says_what_was_compared(two, pages):
    book = opened(pages.client.get(address(two)))
    facts = {row[0]: row[1:] for row in book["比較したリファレンス"].iter_rows(values_only=True)}
    assert facts["サービス"] == ("Azure", "AWS")
    assert facts["提供者"] == ("日本マイクロソフト株式会社", "アマゾン")
    assert facts["リファレンスの版"] == ("第1版", "第1版")
    assert facts["開示条件"] == ("公開", "公開")
    assert facts["表示する項目"][0] == "すべての項目"
    totals = {row[0]: row[1:] for row in book.worksheets[2].iter_rows(values_only=True)}
    assert totals["適合可能"] == (2, 1)
    assert totals["条件付きで適合可能"] == (1, 0)
    assert totals["適合性の記載なし"] == (0, 1)


def test_both_references_remember_that_they_were_taken(two, pages):
    pages.client.get(address(two))
    for one in two:
        (entry,) = [entry for entry in entries_of(one) if entry.event == Act.WORKBOOK_TAKEN]
        assert entry.reason.startswith("セキュリティリファレンスの比較 Azure対応")


@pytest.mark.parametrize("disclosure", [Disclosure.LICENSED, Disclosure.NDA])
def test_it_leaves_to_who_agreed_to_the_terms_of_both(ctx, at, pages_as, service, disclosure):
    secret = [
        make.reference(ctx, of, title=title, disclosure=disclosure, terms=TERMS)
        for of, title in ((service, "Azure版"), (make.service(at, "AWS", "アマゾン"), "AWS版"))
    ]
    for one in secret:
        make.published(ctx, one, 統20=make.record(provider_view=f"{one.title} {CANARY}"))
    open_one = make.reference(ctx, make.service(at, "GCP", "グーグル"), title="GCP版")
    make.published(ctx, open_one, 統20=make.record())
    pages = pages_as(Role.RISK)
    left, right = secret
    for pair in ((left, right), (open_one, right), (right, open_one)):
        answer = pages.client.get(address(pair))
        assert answer.status_code == 303
        assert not holds(answer.data)
    answer = pages.client.get(wanted := address(secret, only="wording"))
    assert answer.location.startswith(f"/references/{left.id}/terms?")
    # The file was asked for, and is on its way: the terms of the other are the next to be agreed to.
    assert pages.submit(answer.location, is_agreed="y").location == wanted
    # One of the two is not enough, on whichever side it stands.
    for pair in ((left, right), (right, left)):
        answer = pages.client.get(address(pair))
        assert answer.status_code == 303
        assert answer.location.startswith(f"/references/{right.id}/terms?")
    assert pages.client.get(address((left, open_one))).status_code == 200
    pages.submit(pages.client.get(wanted).location, is_agreed="y")
    assert holds(pages.client.get(wanted).data)
    assert pages_as(Role.VENDOR_MANAGER).client.get(wanted).status_code == 303


def test_what_is_not_compared_is_no_file(ctx, at, pages, reference, other):
    make.published(ctx, reference)
    make.laid(at, count=3, edition="fisc-anzen/other")
    elsewhere = make.reference(ctx, make.service(at, "別のクラウド", "別会社"), edition="fisc-anzen/other")
    make.published(ctx, elsewhere)
    for pair in ((reference, reference), (reference, elsewhere), (reference, other)):
        assert pages.client.get(address(pair)).status_code == 404
    for asked in ("", f"?left={reference.id}", f"?left={reference.id}&right=nonsense"):
        assert pages.client.get(f"/references/compare.xlsx{asked}").status_code == 404


def test_page_and_file_of_many_items_cost_few_statements(ctx, at, session, pages, count_queries):
    make.laid(at, MANY)
    said = {f"実{n}": make.record(confirmed="あ" * 500) for n in range(1, MANY + 1)}
    pair = [
        make.reference(ctx, make.service(at, name, f"{name}社"), disclosure=Disclosure.NDA, terms=TERMS)
        for name in ("甲", "乙")
    ]
    for one in pair:
        make.published(ctx, one, **said)
        pages.submit(f"/references/{one.id}/terms", is_agreed="y")
    trace = 4  # beside what is read: the head of the log, the two events, their values, the head anew
    for path, most in ((address(pair).replace(".xlsx", ""), 12), (address(pair), 10 + trace)):
        pages.client.get(path)
        count_queries.sent.clear()
        assert pages.client.get(path).status_code == 200
        assert len(count_queries) <= most, count_queries.sent
