"""Which answers need eyes: flag by flag, then what settles them, then the order."""

from datetime import date, timedelta

import pytest

from app.diligence.models.distinctions import Stance, Verdict
from app.diligence.rules import exceptions
from app.diligence.rules.exceptions import SOON, Before, Flag, Seen
from app.diligence.rules.given import Given
from tests.factories.asking import critical, question

ON = date(2026, 11, 21)
DAY = timedelta(days=1)
YES, NO = Given(Stance.ANSWERED, {"is_so": "yes"}), Given(Stance.ANSWERED, {"is_so": "no"})
JUDGED = {"version": 1, "judged_version": 1, "verdict": Verdict.MET}


def found(asked=None, **seen):
    return exceptions.flags(asked or question(), Seen(**{"given": YES, **seen}), ON)


CASES = [
    ({}, (Flag.UNREVIEWED,)),
    (JUDGED, ()),
    ({"given": None}, (Flag.UNANSWERED, Flag.UNREVIEWED)),
    ({"given": NO}, (Flag.UNEXPECTED, Flag.UNREVIEWED)),
    ({"given": Given(Stance.CONDITIONAL, {"is_so": "yes"})}, (Flag.CONDITIONAL, Flag.UNREVIEWED)),
    ({"given": Given(Stance.CONDITIONAL, {"is_so": "no"})}, (Flag.CONDITIONAL, Flag.UNEXPECTED, Flag.UNREVIEWED)),
    ({"given": Given(Stance.REFUSED)}, (Flag.REFUSED, Flag.UNREVIEWED)),
    ({"given": Given(Stance.NOT_APPLICABLE)}, (Flag.NOT_APPLICABLE, Flag.UNREVIEWED)),
    ({"before": Before(True)}, (Flag.UNREVIEWED,)),
    ({"before": Before(False)}, (Flag.CHANGED, Flag.UNREVIEWED)),
    ({"before": Before()}, (Flag.NEW, Flag.UNREVIEWED)),
    ({"before": Before(), "given": None}, (Flag.UNANSWERED, Flag.UNREVIEWED)),
    ({"is_carried": True}, (Flag.NOT_ATTESTED, Flag.UNREVIEWED)),
    ({"expiries": [ON]}, (Flag.EVIDENCE_EXPIRING, Flag.UNREVIEWED)),
    ({"expiries": [ON - DAY]}, (Flag.EVIDENCE_EXPIRED, Flag.UNREVIEWED)),
    ({"expiries": [ON + SOON]}, (Flag.EVIDENCE_EXPIRING, Flag.UNREVIEWED)),
    ({"expiries": [ON + SOON + DAY]}, (Flag.UNREVIEWED,)),
    ({**JUDGED, "version": 2}, (Flag.ANSWER_MOVED,)),
    ({**JUDGED, "judged_version": None}, (Flag.ANSWER_MOVED,)),
    ({**JUDGED, "verdict": Verdict.TO_BE_CHECKED}, (Flag.TO_BE_CHECKED,)),
    ({**JUDGED, "verdict": Verdict.COMPENSATED, "until": ON}, ()),
    ({**JUDGED, "verdict": Verdict.COMPENSATED, "until": ON - DAY}, (Flag.MEASURE_EXPIRED,)),
    ({**JUDGED, "is_theirs_last": True}, (Flag.REPLIED,)),
    ({**JUDGED, "is_theirs_last": True, "is_theirs_alone": True}, (Flag.INQUIRED,)),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "flags"), CASES)
def test_each_reason_has_its_flag(seen, flags):
    assert found(**seen) == flags


def test_a_critical_question_is_always_marked_and_settled_by_a_judgement():
    grave = question(critical=critical(50))
    assert found(grave) == (Flag.CRITICAL, Flag.UNREVIEWED)
    assert exceptions.needs_eyes(found(grave))
    assert found(grave, **JUDGED) == (Flag.CRITICAL,)
    assert exceptions.is_settled(found(grave, **JUDGED))
    assert not exceptions.needs_eyes(found(grave, **JUDGED))


def test_nothing_expected_is_nothing_unexpected():
    plain = question("q-1", {"key": "is_so", "type": "yes_no"})
    assert found(plain, given=NO) == (Flag.UNREVIEWED,)


@pytest.mark.parametrize("moved", [
    {"version": 2}, {"verdict": Verdict.TO_BE_CHECKED}, {"is_theirs_last": True},
    {"is_theirs_last": True, "is_theirs_alone": True},
    {"verdict": Verdict.COMPENSATED, "until": ON - DAY},
])  # fmt: skip
def test_what_moves_after_a_judgement_opens_it_again(moved):
    flags = found(**{**JUDGED, **moved})
    assert not exceptions.is_settled(flags)
    assert exceptions.needs_eyes(flags)


def test_only_a_plain_answer_that_says_all_that_is_expected_fits():
    asked = question()
    unjudged = question("q-1", {"key": "is_so", "type": "yes_no"})
    found = [
        exceptions.fits(asked, given, ON) for given in (YES, NO, None, Given(Stance.CONDITIONAL, YES.values))
    ]
    assert found == [True, False, False, False]
    assert not exceptions.fits(unjudged, YES, ON)


def test_old_evidence_alone_does_not_open_what_was_judged_with_it():
    assert exceptions.is_settled(found(**JUDGED, expiries=[ON - DAY]))


def test_the_gravest_comes_first_then_the_plain_then_the_settled():
    told = {
        "moved": found(**{**JUDGED, "version": 2}), "changed": found(before=Before(False)),
        "refused": found(given=Given(Stance.REFUSED)), "plain": found(), "settled": found(**JUDGED),
        "settled_grave": found(question(critical=critical(50)), **JUDGED),
    }  # fmt: skip
    order = sorted(told, key=lambda name: exceptions.rank(told[name]))
    assert order == ["moved", "changed", "refused", "plain", "settled_grave", "settled"]
    assert [exceptions.needs_eyes(told[name]) for name in order] == [True, True, True, False, False, False]
