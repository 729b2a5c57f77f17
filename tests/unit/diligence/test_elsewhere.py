"""Which answers of other requests are true of a question here."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from app.diligence.models.distinctions import Stance
from app.diligence.rules import elsewhere as rules
from app.diligence.rules.declaring import declares
from app.diligence.rules.elsewhere import Care, Other, SinceTaken, Source
from tests.factories.asking import question

AT = datetime(2026, 11, 21, tzinfo=UTC)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def source(which, days=0, service=ONE, previous=None):
    return Source(which, "to24", THREE, service, previous, "統24", "", AT + timedelta(days=days))


def given(**said):
    return SimpleNamespace(**{
        "stance": Stance.ANSWERED, "parts": {"is_so": "yes"}, "reason": "", "condition": "", "substitute": "",
        "substitute_kind": None, "substitute_address": "", "substitute_place": "", **said
    })  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "mine", "theirs", "holds"),
    [
        ("organisation", ONE, TWO, True), ("organisation", None, TWO, True), ("service", ONE, ONE, True),
        ("service", ONE, TWO, False), ("service", None, None, False), ("engagement", ONE, ONE, False),
    ],
)  # fmt: skip
def test_an_answer_is_true_of_what_its_question_is_about(scope, mine, theirs, holds):
    assert rules.holds_for(question(scope=scope), mine, theirs) is holds


def test_a_request_gives_way_to_the_one_in_its_place():
    old, new = source(ONE), source(TWO, 1, previous=ONE)
    assert rules.present([old, new]) == [new]
    assert rules.present([old], [ONE]) == []
    assert [one.id for one in rules.present([old, source(TWO, 1)])] == [TWO, ONE]


def test_the_newest_of_each_service_is_looked_at():
    asked = question()
    others = [Other(source(ONE), asked, given()), Other(source(TWO, 1), asked, given(parts={"is_so": "no"}))]
    assert [one.source.id for one in rules.newest(others)] == [TWO]
    assert [one.source.id for one in rules.differing(asked, given(), others)] == [TWO]
    assert rules.differing(asked, given(parts={"is_so": "no"}), others) == []


def test_another_page_of_what_stands_in_is_another_answer():
    asked, there = question(), given(stance=Stance.REFUSED, parts={}, reason="非開示", substitute_place="3.1")
    others = [Other(source(ONE), asked, there)]
    assert rules.differing(asked, given(**vars(there)), others) == []
    assert rules.differing(asked, given(**{**vars(there), "substitute_place": "3.2"}), others) == others


def test_days_that_passed_since_it_was_said_are_named():
    asked = question(
        "q-1", {"key": "until", "type": "date"},
        {"key": "each", "type": "table", "columns": [
            {"key": "name", "type": "text", "label": {"ja": "名", "en": "name"}},
            {"key": "on", "type": "date", "label": {"ja": "日", "en": "day"}, "required": False},
        ]},
    )  # fmt: skip
    values = {
        "until": "2026-10-18",
        "each": [
            {"name": "2020-01-01", "on": "2026-03-31"},
            {"name": "x"},
            {"name": "y", "on": "2026-11-20"},
            {"name": "z", "on": "2026-11-21"},
        ],
    }
    found = rules.passed_since(asked, values, date(2026, 9, 23), date(2026, 11, 21))
    assert found == ["2026-10-18", "2026-11-20"]
    assert rules.passed_since(asked, {}, date(2026, 9, 23), date(2026, 11, 21)) == []


def test_where_something_else_was_to_be_entered_nothing_is_offered_or_compared():
    then = question("q-1", {"key": "days", "type": "number", "unit": {"ja": "日", "en": "days"}})
    others = [Other(source(ONE), then, given(parts={"days": "3"}))]
    assert rules.proposal(question(), others) is None
    assert rules.differing(question(), given(), others) == []


def test_what_is_only_related_shares_an_item_and_the_kinds_of_its_parts():
    here = question(touches=["fisc/13/a1"])
    assert rules.is_related(here, question("x-1", touches=["fisc/13/a1", "fisc/13/a2"]))
    assert not rules.is_related(here, question("x-1", touches=["fisc/13/a2"]))
    text = question("x-1", {"key": "say", "type": "text"}, touches=["fisc/13/a1"])
    assert not rules.is_related(here, text)


@pytest.mark.parametrize(
    ("ja", "en", "is_one"),
    [
        ("反社会的勢力に該当しないことを表明できるかどうか、ご回答ください。", "Say whether you can declare so.", True),
        ("以下の事項を表明し、保証しますか。", "Do you represent and warrant the following?", True),
        ("法令を遵守することを誓約いただけますか。", "Please confirm.", True),
        ("貴社は反社会的勢力に該当しませんか。", "Please confirm.", True),
        ("従事者から秘密保持の誓約書を取得していますか。", "Do all staff sign a pledge?", False),
        ("秘密保持の誓約、教育をどのように行っていますか。", "Are the measures taken as declared?", False),
        ("脆弱性の情報を公表していますか。", "Do you publish certificates?", False),
    ],
)  # fmt: skip
def test_a_declaration_is_told_by_its_wording(ja, en, is_one):
    asked = question(text={"ja": ja, "en": en})
    assert declares(asked) is is_one
    assert rules.cares(asked, given()) == ([Care.DECLARATION] if is_one else [])


def test_a_refusal_is_decided_for_each_who_asks():
    assert rules.cares(question(), given(stance=Stance.REFUSED)) == [Care.REFUSAL]
    assert rules.cares(question(), given(stance=Stance.CONDITIONAL)) == []


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ({}, {}, SinceTaken.NOTHING),
        ({"answered_at": AT + timedelta(hours=1)}, {}, SinceTaken.NOTHING),
        ({"parts": {"is_so": "no"}}, {}, SinceTaken.CHANGED_HERE),
        ({"comment": "補足"}, {}, SinceTaken.CHANGED_HERE),
        ({}, {"parts": {"is_so": "no"}, "answered_at": AT + timedelta(hours=1)}, SinceTaken.CHANGED_THERE),
    ],
)
def test_of_two_that_differ_the_last_saved_has_moved(here, there, told):
    saved = {"comment": "", "answered_at": AT}
    assert rules.since_taken(given(**saved | here), given(**saved | there)) == told
