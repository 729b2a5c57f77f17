"""What a respondent is asked as the answers come, and how far they are."""

from typing import Any

from app.diligence.models.distinctions import Stance
from app.diligence.rules.given import Given
from app.diligence.rules.sheets import (
    Progress,
    Said,
    asked_now,
    is_answered,
    parts_wanted,
    progress,
    sendable,
)
from tests.factories.asking import question

FIRST = question("a")
HANGS_ON_IT = question("b", ask_when={"part": "a.is_so", "is": "yes"})
FOR_CLOUDS = question("c", ask_when={"fact": "is_cloud", "is": True})
BOTH = question(
    "d", ask_when={"all": [{"fact": "is_cloud", "is": True}, {"not": {"part": "a.is_so", "is": "yes"}}]}
)
ALL = [FIRST, HANGS_ON_IT, FOR_CLOUDS, BOTH]
YES, NO = Given(Stance.ANSWERED, {"is_so": "yes"}), Given(Stance.ANSWERED, {"is_so": "no"})


def test_what_the_facts_exclude_is_never_sent_and_what_they_settle_has_no_condition():
    cloud = sendable(ALL, "abcd", {"is_cloud": True})
    assert cloud.questions == ("a", "b", "c", "d")
    assert cloud.conditions == {
        "b": {"part": "a.is_so", "is": "yes"}, "d": {"not": {"part": "a.is_so", "is": "yes"}},
    }  # fmt: skip
    other = sendable(ALL, "abcd", {"is_cloud": False})
    assert other.questions == ("a", "b")
    assert sendable(ALL, "ac", {"is_cloud": True}).questions == ("a", "c")


def test_questions_come_and_go_with_the_answers():
    sent = sendable(ALL, "abcd", {"is_cloud": True})
    assert asked_now(sent.questions, sent.conditions, {}, {}) == {"a", "c"}
    assert asked_now(sent.questions, sent.conditions, {"a": YES}, {}) == {"a", "b", "c"}
    assert asked_now(sent.questions, sent.conditions, {"a": NO}, {}) == {"a", "c", "d"}


def test_what_hangs_on_another_respondent_is_decided_by_what_is_known_of_them():
    sent = sendable(ALL, "bd", {"is_cloud": True})
    assert asked_now(sent.questions, sent.conditions, {}, {}) == {"b", "d"}
    assert asked_now(sent.questions, sent.conditions, {}, {"a": YES}) == {"b"}
    assert asked_now(sent.questions, sent.conditions, {}, {"a": NO}) == {"d"}


def test_an_answer_counts_when_it_is_whole():
    assert not is_answered(FIRST, Said())
    assert not is_answered(FIRST, Said(Given(Stance.ANSWERED, {})))
    assert is_answered(FIRST, Said(YES))
    assert is_answered(FIRST, Said(Given(Stance.CONDITIONAL, {"is_so": "yes"})))
    for stance in (Stance.NOT_APPLICABLE, Stance.REFUSED):
        assert is_answered(FIRST, Said(Given(stance)))
    with_file = question("f", {"key": "proof", "type": "file"})
    assert not is_answered(with_file, Said(Given(Stance.ANSWERED)))
    assert is_answered(with_file, Said(Given(Stance.ANSWERED), files={"proof": 1}))


def test_progress_counts_only_what_is_asked_now():
    assert progress(ALL, {"a", "c"}, {"a": Said(YES), "b": Said(YES)}) == Progress(2, 1, ("c",))
    assert progress(ALL, {"a"}, {"a": Said(YES)}).is_whole


def test_the_parts_of_a_question_that_conditions_name():
    told: dict[str, dict[str, Any]] = {
        "q-2": {"all": [{"part": "q-1.a", "is": "yes"}, {"not": {"part": "q-1.b", "is": "no"}}]},
        "q-3": {"any": [{"fact": "tier", "is": "strict"}, {"part": "q-10.c", "is": "yes"}]},
    }
    assert parts_wanted(told, "q-1") == {"a", "b"}
    assert parts_wanted(told, "q-10") == {"c"}
    assert parts_wanted(told, "q-3") == parts_wanted({}, "q-1") == frozenset()
