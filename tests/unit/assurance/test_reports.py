"""What may be entered of a report, of its controls and of whom it relies on."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.assurance.models import Disclosure, Opinion, ReportKind, SocType, SubserviceMethod
from app.assurance.rules import controls, subservices
from app.assurance.rules import reports as rules
from app.assurance.rules.reports import ReportFacts, checked, ends_on, is_same, next_period
from app.assurance.rules.subservices import Beneath, Match
from app.core.errors import DomainError

TODAY = date(2026, 11, 22)


def soc(**given):
    values = {
        "kind": ReportKind.SOC2, "title": "SOC 2", "soc_type": SocType.TYPE2, "period_from_on": date(2025, 10, 1),
        "period_to_on": date(2026, 9, 30), "issued_on": date(2026, 11, 1), "opinion": Opinion.UNQUALIFIED, **given,
    }  # fmt: skip
    return ReportFacts(organisation_id=uuid4(), **values)


def certificate(**given):
    values = {
        "kind": ReportKind.ISMAP, "title": "ISMAP", "issued_on": date(2025, 4, 1), "expires_on": date(2026, 3, 31),
        **given,
    }  # fmt: skip
    return ReportFacts(organisation_id=uuid4(), **values)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (soc(title=""), "title"),
        (soc(soc_type=None), "soc_type"),
        (soc(period_from_on=None), "period_from_on"),
        (soc(period_to_on=None), "period_to_on"),
        (soc(period_to_on=date(2025, 9, 30)), "period_to_on"),
        (soc(issued_on=date(2026, 9, 29)), "issued_on"),
        (soc(soc_type=SocType.TYPE1, issued_on=date(2026, 9, 29)), "issued_on"),
        (soc(issued_on=TODAY + timedelta(days=1)), "issued_on"),
        (soc(opinion=None), "opinion"),
        (soc(opinion=Opinion.QUALIFIED), "opinion_note"),
        (soc(disclosure=Disclosure.LICENSED), "terms"),
        (soc(disclosure=Disclosure.NDA), "terms"),
        (certificate(expires_on=None), "expires_on"),
        (certificate(expires_on=date(2025, 4, 1)), "expires_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts, field):
    with pytest.raises(DomainError) as refused:
        checked(facts, TODAY)
    assert refused.value.field == field


def test_a_day_of_issue_is_refused_in_words_that_fit_the_type():
    for facts, words in (
        (soc(issued_on=date(2026, 9, 29)), rules.ISSUED_EARLY),
        (soc(soc_type=SocType.TYPE1, issued_on=date(2026, 9, 29)), rules.ISSUED_BEFORE),
        (soc(period_to_on=date(2028, 3, 31), issued_on=date(2031, 1, 1)), rules.ISSUED_AHEAD),
    ):
        assert [one.message for one in rules.problems(facts, TODAY)] == [words]
    assert not list(rules.problems(soc(issued_on=TODAY), TODAY))
    assert not list(rules.problems(soc(period_to_on=TODAY, issued_on=TODAY), TODAY))
    # A certificate may be recorded before it begins.
    assert not list(
        rules.problems(certificate(issued_on=date(2027, 4, 1), expires_on=date(2030, 3, 31)), TODAY)
    )


def test_a_draft_needs_no_opinion_and_type_one_no_first_day():
    assert checked(soc(issued_on=None, opinion=None), TODAY).opinion is None
    assert checked(soc(soc_type=SocType.TYPE1), TODAY).period_from_on is None


def test_what_a_kind_does_not_have_is_left_out():
    kept = checked(
        certificate(opinion=Opinion.ADVERSE, period_to_on=date(2020, 1, 1), criteria=("security",)), TODAY
    )
    assert (kept.opinion, kept.period_to_on, kept.criteria) == (None, None, ())
    assert ends_on(kept) == date(2026, 3, 31)
    assert checked(soc(expires_on=date(2030, 1, 1), registration="1"), TODAY).expires_on is None
    assert checked(certificate(kind=ReportKind.FEDRAMP, expires_on=None), TODAY).expires_on is None


def test_the_next_period_keeps_what_stays():
    following = next_period(soc(criteria=("security",), auditor="監査法人"))
    assert (following.criteria, following.auditor) == (("security",), "監査法人")
    assert (following.period_to_on, following.issued_on, following.opinion) == (None, None, None)


def test_terms_stand_in_the_record_or_in_a_file():
    told = soc(disclosure=Disclosure.NDA, terms="目的外に使わない。")
    assert checked(told, TODAY).terms == told.terms
    assert checked(soc(disclosure=Disclosure.NDA), TODAY, has_terms_file=True).terms == ""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (soc(), soc(title="別名", auditor="別の法人"), True),
        (soc(), soc(period_from_on=None, soc_type=None), True),
        (soc(), soc(period_from_on=date(2025, 4, 1)), False),
        (soc(), soc(period_to_on=date(2026, 12, 31)), False),
        (soc(), soc(soc_type=SocType.TYPE1), False),
        (certificate(), certificate(title="別名", issued_on=None), True),
        (certificate(registration="IS 1"), certificate(), True),
        (certificate(registration="IS 1"), certificate(registration="IS 2"), False),
        (certificate(), certificate(expires_on=date(2027, 3, 31)), False),
        (certificate(kind=ReportKind.OTHER, expires_on=None), certificate(expires_on=None), True),
        (
            certificate(kind=ReportKind.OTHER, expires_on=None),
            certificate(expires_on=None, title="別"),
            False,
        ),
    ],
)
def test_the_same_paper_is_known_by_its_days_and_number(one, other, expected):
    assert is_same(one, other) is expected
    assert is_same(other, one) is expected


def test_controls_are_read_line_by_line():
    pasted = "CC6.1 利用者の権限を見直す\n\n CUEC-3:  Encrypt data\n(a) 通知を確認する"
    assert controls.read(pasted, []) == [
        ("CC6.1", "利用者の権限を見直す"), ("CUEC-3", "Encrypt data"), ("(a)", "通知を確認する"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        ("", controls.NONE_GIVEN), ("利用者の権限を見直す", controls.NO_REF), ("CC6.1", controls.NO_TEXT),
        ("1 a\n1 b", controls.TWICE), ("CC9.9 a", controls.THERE), (f"1 {'x' * 4001}", controls.TOO_LONG),
    ],
)  # fmt: skip
def test_lines_that_are_no_controls_are_refused(pasted, message):
    with pytest.raises(DomainError) as refused:
        controls.read(pasted, ["CC9.9"])
    assert refused.value.message == message


def named(organisation_id, method=SubserviceMethod.CARVE_OUT):
    return SimpleNamespace(organisation_id=organisation_id, method=method)


def test_the_report_is_held_beside_the_chain():
    brand, entity, unnamed, stranger = uuid4(), uuid4(), uuid4(), uuid4()
    groups = {brand: brand, entity: brand, unnamed: unnamed, stranger: stranger}
    beneath = [Beneath(entity, (uuid4(),)), Beneath(unnamed, (uuid4(),))]
    rows = [named(brand), named(stranger, SubserviceMethod.INCLUSIVE), named(None)]
    found = subservices.compared(rows, beneath, groups)
    assert [one.match for one in found] == [
        Match.BOTH, Match.NOT_IN_CHAIN, Match.NOT_TIED, Match.NOT_IN_REPORT,
    ]  # fmt: skip
    assert [one.needs_report for one in found] == [True, False, True, True]
    assert found[0].service_ids == beneath[0].service_ids
    assert found[3].organisation_id == unnamed
