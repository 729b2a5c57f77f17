"""What is known of a consent on a day that has passed."""

from datetime import date
from uuid import uuid4

import pytest

from app.register.models import Access, ConsentKind, ConsentState
from app.register.rules.chain import Use
from app.register.rules.consents import Standing, consent_on, consented_on, known_on

MARCH, MAY, JULY = date(2025, 3, 1), date(2025, 5, 1), date(2025, 7, 1)
S = ConsentState


def use(state, *, applied=MAY, decided=None):
    return Use(
        uuid4(), uuid4(), uuid4(), False, ["JP"], "", [], Access.UNKNOWN, ConsentKind.PRIOR, "", state, applied,
        None, decided, "国内に限る" if decided else "", date(2099, 1, 1) if decided else None,
    )  # fmt: skip


@pytest.mark.parametrize("state", [S.APPLIED, S.EXAMINED, S.GRANTED, S.REFUSED])
def test_before_the_application_nothing_was_asked_for(state):
    decided = JULY if state in (S.GRANTED, S.REFUSED) else None
    known = known_on(use(state, decided=decided), MARCH)
    assert (known.state, known.consent_kind, known.applied_on) == (S.NOT_APPLIED, None, None)
    assert (known.decided_on, known.conditions, known.expires_on) == (None, "", None)
    assert consent_on(known, MARCH) == Standing.MISSING
    assert known.countries == ["JP"]


@pytest.mark.parametrize("state", [S.GRANTED, S.REFUSED, S.WITHDRAWN])
def test_between_application_and_decision_it_waits(state):
    known = known_on(use(state, decided=JULY), MAY)
    assert (known.state, known.applied_on, known.conditions) == (S.APPLIED, MAY, "")
    assert consent_on(known, MAY) == Standing.WAITING
    assert consented_on(known) is None


def test_from_the_decision_on_all_is_known():
    found = use(S.GRANTED, decided=JULY)
    assert known_on(found, JULY) == found


def test_an_earlier_consent_holds_while_the_next_is_not_asked_for():
    known = known_on(use(S.APPLIED, applied=JULY, decided=MARCH), MAY)
    assert (known.state, known.applied_on, known.decided_on) == (S.GRANTED, None, MARCH)


def test_a_decision_without_an_application_is_not_there_before_its_day():
    assert known_on(use(S.GRANTED, applied=None, decided=JULY), MAY).state == S.NOT_APPLIED
