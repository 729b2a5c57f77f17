"""What makes the facts about an engagement consistent, and what is missing."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.core.errors import DomainError
from app.register import numbering
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    OutsourcingJudgement,
    Stage,
    Substitutability,
)
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementFacts

FACTS = EngagementFacts(
    title="融資審査システムの利用", service_id=uuid4(), unit_id=uuid4(), category=Category.CLOUD
)


def refusal(**changed):
    with pytest.raises(DomainError) as caught:
        rules.checked(replace(FACTS, **changed))
    return caught.value.field


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("title", {"title": ""}),
        ("title_kana", {"title_kana": "漢字"}),
        ("number", {"number": "E 1"}),
        ("number", {"number": "9" * 41}),
        ("ends_on", {"started_on": date(2026, 4, 2), "ends_on": date(2026, 4, 1)}),
        ("renewal_notice_on", {"renewal_notice_on": date(2026, 4, 2), "ends_on": date(2026, 4, 1)}),
        ("has_personal_data", {"has_special_care_data": True}),
        ("has_personal_data", {"has_special_care_data": True, "has_personal_data": False}),
        ("has_personal_data", {"has_sensitive_data": True, "has_personal_data": False}),
        ("data_volume", {"data_volume": -1}),
        ("annual_amount", {"annual_amount": -1}),
        ("exit_plan_on", {"exit_plan": ExitPlan.DRAFTED}),
        ("exit_plan_on", {"exit_plan": ExitPlan.NOT_NEEDED, "exit_plan_on": date(2026, 4, 1)}),
        ("data_countries", {"data_countries": ["JP", "XX"]}),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(field, changed):
    assert refusal(**changed) == field


@pytest.mark.parametrize(
    "changed",
    [
        {"started_on": date(2026, 4, 1), "ends_on": date(2026, 4, 1)},
        {"renewal_notice_on": date(2026, 4, 1), "ends_on": date(2026, 4, 1)},
        {"has_special_care_data": True, "has_personal_data": True},
        {"has_sensitive_data": True, "has_personal_data": None},
        {"exit_plan": ExitPlan.TESTED, "exit_plan_on": date(2026, 4, 1)},
        {"annual_amount": 0},
    ],
)
def test_what_can_be_is_taken(changed):
    assert isinstance(rules.checked(replace(FACTS, **changed)), EngagementFacts)


def test_lists_are_kept_once_and_in_one_order():
    found = rules.checked(replace(FACTS, data_classes=("b", "a", "b"), data_countries=("us", "JP", "US")))
    assert (found.data_classes, found.data_countries) == (["a", "b"], ["JP", "US"])


def state(**changed):
    full = {
        "stage": Stage.OPERATION, "owner_id": uuid4(), "purpose": "運用", "data_classes": ["personal"],
        "has_personal_data": False, "has_sensitive_data": False, "has_special_care_data": False,
        "data_countries": ["JP"], "access": Access.NONE, "connection": Connection.NONE, "annual_amount": 0,
        "started_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31), "is_auto_renewed": False,
        "substitutability": Substitutability.EASY, "outsourcing": OutsourcingJudgement.OUTSOURCING,
        "renewal_notice_on": None, "category": Category.CLOUD,
    }  # fmt: skip
    return SimpleNamespace(**{**full, **changed})


def test_an_answer_of_no_or_nothing_is_an_answer():
    assert rules.missing(state()) == []


@pytest.mark.parametrize(
    ("name", "empty"),
    [
        ("owner_id", None), ("purpose", ""), ("data_classes", []), ("has_personal_data", None),
        ("data_countries", []), ("access", Access.UNKNOWN), ("connection", Connection.UNKNOWN),
        ("annual_amount", None), ("ends_on", None), ("substitutability", Substitutability.UNKNOWN),
        ("outsourcing", OutsourcingJudgement.NOT_JUDGED),
    ],
)  # fmt: skip
def test_what_nobody_said_is_missing(name, empty):
    assert rules.missing(state(**{name: empty})) == [name]


def test_no_end_is_missing_where_it_renews_by_itself():
    assert rules.missing(state(ends_on=None, is_auto_renewed=True)) == []


@pytest.mark.parametrize("stage", [Stage.ENDED, Stage.DROPPED, Stage.CANCELLED])
def test_nothing_is_asked_for_once_it_is_over(stage):
    assert rules.missing(state(stage=stage, purpose="")) == []
    assert rules.next_date(state(stage=stage), date(2026, 5, 1)) is None


def test_the_next_date_is_the_notice_until_it_has_passed():
    found = state(renewal_notice_on=date(2026, 12, 31))
    assert rules.next_date(found, date(2026, 12, 31)) == ("renewal_notice_on", date(2026, 12, 31))
    assert rules.next_date(found, date(2027, 1, 1)) == ("ends_on", date(2027, 3, 31))


def test_what_was_given_for_a_time_may_be_the_next_to_end():
    day, near, nearer = date(2026, 5, 1), date(2026, 6, 1), date(2026, 5, 20)
    found = state(ends_on=date(2027, 3, 31))
    assert rules.next_of_all(found, day) == ("ends_on", date(2027, 3, 31))
    assert rules.next_of_all(found, day, consent=near) == ("consent", near)
    assert rules.next_of_all(found, day, consent=near, override=nearer) == ("override", nearer)
    assert rules.next_of_all(state(ends_on=near), day, consent=near) == ("ends_on", near)
    assert rules.next_of_all(state(stage=Stage.ENDED), day, consent=near, override=near) is None
    assert rules.next_of_all(state(ends_on=None), day) is None


def test_a_kind_of_outsourcing_judged_not_to_be_one_is_warned_of():
    not_one = OutsourcingJudgement.NOT_OUTSOURCING
    assert list(rules.warnings(state(outsourcing=not_one))) == [rules.JUDGEMENT_DIFFERS]
    assert list(rules.warnings(state(outsourcing=not_one, category=Category.LINE))) == []
    assert list(rules.warnings(state())) == []


@pytest.mark.parametrize(
    ("outsourcing", "reason", "on", "field"),
    [
        (None, "理由", None, "outsourcing"),
        (OutsourcingJudgement.NOT_JUDGED, "理由", None, "outsourcing"),
        (OutsourcingJudgement.OUTSOURCING, "", None, "outsourcing_reason"),
        (OutsourcingJudgement.OUTSOURCING, "理由", date(2026, 4, 2), "outsourcing_on"),
    ],
)
def test_a_judgement_needs_its_reason_and_a_day_that_has_come(outsourcing, reason, on, field):
    with pytest.raises(DomainError) as caught:
        rules.check_judgement(outsourcing, reason, on, date(2026, 4, 1))
    assert caught.value.field == field


def test_numbers_follow_the_highest_of_their_series():
    taken = ["E-2026-0009", "E-2026-0012", "E-2026-12a", "E-2025-9999", "委-77"]
    assert numbering.following("E-2026-", taken, 2) == ["E-2026-0013", "E-2026-0014"]
    assert numbering.following("E-2026-", ["E-2026-9999"]) == ["E-2026-10000"]
    assert numbering.following("E-2027-", taken) == ["E-2027-0001"]
