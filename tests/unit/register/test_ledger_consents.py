"""A consent as an older ledger has it."""

from datetime import date

import pytest

from app.core.errors import DomainError
from app.register.models import ConsentKind, ConsentState
from app.register.rules import ledger_consents as rules
from app.register.rules.ledger_consents import LedgerConsent, check_change, checked

TODAY = date(2026, 11, 20)
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)
PRIOR = ConsentKind.PRIOR


@pytest.mark.parametrize(
    ("given", "state"),
    [
        ({}, ConsentState.NOT_APPLIED),
        ({"consent_kind": PRIOR, "applied_on": MAY}, ConsentState.APPLIED),
        ({"consent_kind": PRIOR, "applied_on": MAY, "examined_on": JUNE}, ConsentState.EXAMINED),
        ({"consent_kind": PRIOR, "applied_on": MAY, "decided_on": JUNE}, ConsentState.GRANTED),
        ({"consent_kind": PRIOR, "decided_on": JUNE, "expires_on": JULY}, ConsentState.GRANTED),
        (
            {"consent_kind": PRIOR, "decided_on": JUNE, "state": ConsentState.REFUSED},
            ConsentState.REFUSED,
        ),
        (
            {"consent_kind": ConsentKind.EXEMPT, "decided_on": JUNE, "exempt_reason": "グループ内"},
            ConsentState.GRANTED,
        ),
    ],
)
def test_the_state_follows_from_the_days(given, state):
    assert checked(LedgerConsent(**given), TODAY).state == state


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"consent_kind": PRIOR}, "applied_on", rules.DAY_MISSING),
        ({"applied_on": MAY}, "consent_kind", rules.KIND_MISSING),
        ({"consent_kind": PRIOR, "examined_on": MAY}, "applied_on", rules.APPLIED_MISSING),
        (
            {"consent_kind": PRIOR, "applied_on": MAY, "state": ConsentState.EXAMINED},
            "examined_on",
            rules.EXAMINED_MISSING,
        ),
        (
            {"consent_kind": PRIOR, "applied_on": MAY, "state": ConsentState.GRANTED},
            "decided_on",
            rules.DECIDED_MISSING,
        ),
        (
            {"consent_kind": PRIOR, "applied_on": MAY, "decided_on": JUNE, "state": ConsentState.APPLIED},
            "state",
            rules.NOT_DECIDED,
        ),
        (
            {"consent_kind": PRIOR, "applied_on": MAY, "conditions": "国内のみ"},
            "decided_on",
            rules.NOTHING_DECIDED,
        ),
    ],
)
def test_days_that_do_not_fit_the_state_are_refused(given, field, message):
    with pytest.raises(DomainError) as refused:
        checked(LedgerConsent(**given), TODAY)
    assert (refused.value.field, refused.value.message) == (field, message)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"decided_on": date(2026, 11, 21)}, "applied_on"),
        ({"applied_on": JUNE, "decided_on": MAY}, "decided_on"),
        ({"decided_on": JUNE, "expires_on": MAY}, "expires_on"),
        ({"decided_on": JUNE, "exempt_reason": "不要"}, "exempt_reason"),
        ({"consent_kind": ConsentKind.NOTICE, "decided_on": JUNE}, "objection_until_on"),
        ({"applied_on": JUNE, "examined_on": MAY}, "examined_on"),
    ],
)
def test_the_rules_of_each_step_hold_for_a_ledger_too(given, field):
    with pytest.raises(DomainError) as refused:
        checked(LedgerConsent(**{"consent_kind": PRIOR, **given}), TODAY)
    assert refused.value.field == field


def test_a_ledger_fills_what_is_empty_and_changes_nothing_that_was_decided_here():
    empty = LedgerConsent(state=ConsentState.NOT_APPLIED)
    applied = LedgerConsent(state=ConsentState.APPLIED, consent_kind=PRIOR, applied_on=MAY)
    granted = LedgerConsent(state=ConsentState.GRANTED, consent_kind=PRIOR, applied_on=MAY, decided_on=JUNE)
    check_change(empty, granted)
    check_change(granted, granted)
    for before in (applied, granted):
        with pytest.raises(DomainError) as refused:
            check_change(before, LedgerConsent(state=ConsentState.GRANTED, decided_on=JULY))
        assert refused.value.message == rules.DEALT_WITH
