"""By what two entries are suspected to be one organisation."""

from uuid import UUID

import pytest

from app.register.rules import likeness


def keys(name="", kana="", latin="", website="", number=None, invoice=None):
    return likeness.keys_of(name, kana, latin, website, number, invoice)


def are_alike(one, other):
    return bool(likeness.asked_of(one) & other)


AWS = keys("Amazon Web Services, Inc.", "アマゾン ウェブ サービス", website="https://aws.amazon.com/jp/")


@pytest.mark.parametrize(
    "spelling",
    [
        "Amazon Web Services",
        "AMAZON WEB SERVICES INC",
        "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ",
        "AWS",
        "AWS, LLC",
        "Amazon Web Services (AWS)",
        "アマゾン ウェブ サービス",
        "ｱﾏｿﾞﾝｳｪﾌﾞｻｰﾋﾞｽ",
        "アマゾンウエブサービス合同会社",
    ],
)
def test_spellings_of_one_company_are_recognised(spelling):
    assert are_alike(keys(spelling), AWS)
    assert are_alike(AWS, keys(spelling))


@pytest.mark.parametrize("spelling", ["Amazon.com, Inc.", "Amazon Web", "アマゾンジャパン合同会社", "Azure"])
def test_other_companies_are_not(spelling):
    assert not are_alike(keys(spelling), AWS)


@pytest.mark.parametrize(
    "spelling", ["みどり計算㈱", "（株）みどり計算", "株式会社　みどり計算", "みどり計算(ｶ)"]
)
def test_the_legal_form_does_not_count(spelling):
    assert are_alike(keys(spelling), keys("株式会社みどり計算"))


def test_initials_are_no_name_of_their_own():
    one, other = keys("Alpha Bravo Charlie"), keys("Apex Blue Capital")
    assert likeness.acronym_of("Alpha Bravo Charlie Ltd.") == "abc"
    assert not are_alike(one, other)


def test_an_invoice_number_is_the_number_of_its_company():
    assert are_alike(keys("甲", invoice="T4011001098993"), keys("乙商事", number="4011001098993"))


def test_a_site_counts_without_its_www():
    assert likeness.site_of("https://WWW.Example.co.jp/company?x=1") == "example.co.jp"
    assert likeness.site_of("http://[") == ""


def ids(*numbers):
    return [UUID(int=number) for number in numbers]


def test_a_group_of_spellings_gives_each_to_be_merged_once():
    a, b, c, d = ids(1, 2, 3, 4)
    found = [(one, "name", "aws") for one in (a, b, c)] + [(d, "name", "other")]
    pairs = likeness.suspicions(found, {})
    assert len(pairs) == 2
    assert {one for pair in pairs for one in (pair.first_id, pair.second_id)} == {a, b, c}


def test_a_family_may_share_a_site_and_not_a_name():
    parent, child, sister = ids(1, 2, 3)
    parents = {child: parent, sister: parent}
    shared = [(one, "site", "example.com") for one in (parent, child, sister)]
    assert likeness.suspicions(shared, parents) == []
    named = [(parent, "name", "ぎん"), (child, "name", "ぎん")]
    assert [pair.kinds for pair in likeness.suspicions(named, parents)] == [("name",)]


def test_a_key_of_very_many_is_cut():
    found = [(one, "site", "example.com") for one in ids(*range(1, 500))]
    assert len(likeness.suspicions(found, {})) == likeness.MOST_ALIKE - 1
