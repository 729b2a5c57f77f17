"""What of last time's answers still fits, and what has changed from one version of a questionnaire to the next."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from app.diligence.models.distinctions import Stance
from app.diligence.rules.carrying import Carried, ChangeKind, carried, changes, has_place, is_expired, kind_of
from tests.factories.asking import critical, option, question

OTHER = {"ja": "別の文言です。", "en": "Said otherwise."}
DAYS, HOURS = {"ja": "日", "en": "days"}, {"ja": "時間", "en": "hours"}
AB, ABC = [option("a"), option("b")], [option("a"), option("b"), option("c")]

ALONE = option("c", exclusive=True)


def part(**said: Any) -> dict[str, Any]:
    return {"key": "p", **said}


def table(**column: Any) -> dict[str, Any]:
    return part(type="table", columns=[{"key": "c", "label": OTHER, "type": "text", **column}])


NUMBER = {"type": "number", "unit": DAYS}
FIT = {
    "yes or no": (part(type="yes_no"), part(type="yes_no", expect="yes"), "no", True),
    "another type": (part(type="yes_no"), part(type="text"), "no", False),
    "an option that stays": (part(type="single", options=ABC), part(type="single", options=AB), "a", True),
    "an option that is gone": (part(type="single", options=ABC), part(type="single", options=AB), "c", False),
    "all of several stay": (part(type="multi", options=ABC), part(type="multi", options=AB), ["a", "b"], True),
    "one of several is gone": (part(type="multi", options=ABC), part(type="multi", options=AB), ["a", "c"], False),
    "one that stands alone by now": (
        part(type="multi", options=ABC), part(type="multi", options=[*AB, ALONE]), ["c"], True),
    "what is refused together by now": (
        part(type="multi", options=ABC), part(type="multi", options=[*AB, ALONE]), ["a", "c"], False),
    "a number within": (part(**NUMBER), part(**NUMBER, max=30), "30", True),
    "a number beyond": (part(**NUMBER), part(**NUMBER, max=30), "31", False),
    "a number more exact": (part(**NUMBER, decimals=2), part(**NUMBER, decimals=1), "1.25", False),
    "another unit": (part(**NUMBER), part(type="number", unit=HOURS), "3", False),
    "percent": (part(type="percent", decimals=1), part(type="percent", decimals=1), "99.9", True),
    "a rating": (part(type="score", min=0, max=4), part(type="score", min=0, max=3), 4, False),
    "a rating within": (part(type="score", min=0, max=4), part(type="score", min=0, max=3), 3, True),
    "a day": (part(type="date"), part(type="date"), "2026-04-01", True),
    "one country": (part(type="country"), part(type="country"), "JP", True),
    "several countries": (part(type="country", several=True), part(type="country", several=True), ["JP", "US"], True),
    "one of what was several": (
        part(type="country", several=True), part(type="country"), ["JP", "US"], False),
    "text": (part(type="text"), part(type="text", rows=9), "二行\nあり", True),
    "a table": (table(), table(required=False), [{"c": "x"}], True),
    "a column of another type": (table(), table(type="yes_no"), [{"c": "x"}], False),
    "a column that is gone": (table(), table(key="d"), [{"c": "x"}], False),
    "too many rows": (table(), {**table(), "max_rows": 1}, [{"c": "x"}, {"c": "y"}], False),
    "a file": (part(type="file"), part(type="file"), "2", False),
}  # fmt: skip


@pytest.mark.parametrize("name", FIT)
def test_what_was_entered_is_kept_where_it_could_be_entered_today_as_it_stands(name):
    old, new, value, fits = FIT[name]
    found = carried(question("q", old), question("q", new), {"p": value})
    assert found == (Carried({"p": value}, ()) if fits else Carried({}, ("p",)))


def test_a_part_that_is_gone_is_dropped_and_the_others_stay():
    old = question("q", part(type="yes_no"), {"key": "words", "type": "text"})
    found = carried(old, question("q", part(type="yes_no")), {"p": "yes", "words": "あり"})
    assert found == Carried({"p": "yes"}, ("words",))


@pytest.mark.parametrize(("found", "stance", "expected"), [
    (Carried({}, ("p",)), Stance.ANSWERED, False), (Carried({}, ("p",)), Stance.REFUSED, True),
    (Carried({}, ("p",)), Stance.NOT_APPLICABLE, True), (Carried({"p": "yes"}, ("q",)), Stance.CONDITIONAL, True),
    (Carried({}, ()), Stance.ANSWERED, True),
])  # fmt: skip
def test_an_answer_of_which_nothing_is_left_is_none(found, stance, expected):
    assert found.says_something(stance) is expected


def test_a_file_goes_where_files_go_and_not_beyond_its_last_day():
    made = question("q", {"key": "report", "type": "file"}, part(type="yes_no"))
    assert [has_place(made, one) for one in ("", "report", "p", "gone")] == [True, True, False, False]
    day = date(2026, 11, 20)
    assert [is_expired(one, day) for one in (None, day, date(2026, 11, 19))] == [False, False, True]


YES_NO = part(type="yes_no", expect="yes")
KINDS = {
    "nothing": (question("q", YES_NO), ChangeKind.UNCHANGED),
    "wording": (question("q", YES_NO, text=OTHER), ChangeKind.REWORDED),
    "help": (question("q", YES_NO, help=OTHER), ChangeKind.REWORDED),
    "a label": (question("q", {**YES_NO, "label": OTHER}), ChangeKind.REWORDED),
    "expected": (question("q", part(type="yes_no", expect="no")), ChangeKind.RATED),
    "weight": (question("q", YES_NO, weight=5), ChangeKind.RATED),
    "cap": (question("q", YES_NO, critical=critical(40)), ChangeKind.RATED),
    "source": (question("q", YES_NO, sources=[{"from": "P7"}]), ChangeKind.UNCHANGED),
    "type": (question("q", part(type="text")), ChangeKind.PARTS),
    "a part more": (question("q", YES_NO, {"key": "more", "type": "text"}), ChangeKind.PARTS),
    "may be empty": (question("q", {**YES_NO, "required": False}), ChangeKind.PARTS),
}


@pytest.mark.parametrize("name", KINDS)
def test_how_a_question_has_changed(name):
    new, expected = KINDS[name]
    assert kind_of(question("q", YES_NO), new) == expected


def test_an_option_is_reworded_by_its_label_and_changed_by_its_key():
    def single(*options):
        return question("q", part(type="single", options=list(options)))

    old = single(option("a", 1), option("b", 0))
    assert kind_of(old, single({**option("a", 1), "label": OTHER}, option("b", 0))) == ChangeKind.REWORDED
    assert kind_of(old, single(option("a", 0.5), option("b", 0))) == ChangeKind.RATED
    assert kind_of(old, single(option("a", 1), option("c", 0))) == ChangeKind.PARTS


def test_what_is_refused_together_by_now_asks_nothing_else():
    def several(**said):
        return question("q", part(type="multi", options=[option("a"), option("b", **said)]))

    old, new = several(), several(exclusive=True)
    assert kind_of(old, new) == kind_of(new, old) == ChangeKind.UNCHANGED
    assert kind_of(old, several(exclusive=True, label=OTHER)) == ChangeKind.REWORDED


def test_new_comes_in_its_place_and_gone_at_the_end():
    old, new = (
        [question("a"), question("gone"), question("c")],
        [question("new"), question("c"), question("a")],
    )
    found = changes(old, new)
    assert [(one.ref, one.kind) for one in found] == [
        ("new", ChangeKind.NEW), ("c", ChangeKind.UNCHANGED), ("a", ChangeKind.UNCHANGED), ("gone", ChangeKind.GONE),
    ]  # fmt: skip
    assert [one.ref for one in changes(old, new, {"a", "gone"})] == ["a", "gone"]


TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Co", "Cn")), min_size=1, max_size=30)


@drawn(TEXTS.filter(lambda one: one == one.strip()))
def test_of_an_unchanged_question_everything_that_could_be_stored_is_kept(text):
    from app.diligence.rules.entering import read

    made = question("q", part(type="text"))
    value, faults = read(made.parts[0], [text])
    if value is not None and not faults:
        assert carried(made, made, {"p": value}) == Carried({"p": value}, ())
