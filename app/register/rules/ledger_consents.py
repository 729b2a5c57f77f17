"""A consent as an older ledger has it: where it stands follows from its days, and must fit them. Pure."""

from dataclasses import dataclass, replace
from datetime import date

from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import ConsentKind, ConsentState
from app.register.rules.consents import (
    Application,
    Decision,
    check_application,
    check_decision,
    check_examined,
)

S = ConsentState
DECIDED = frozenset({S.GRANTED, S.REFUSED, S.WITHDRAWN})
DAY_MISSING = N_("Enter the day of the application, or of the decision.")
KIND_MISSING = N_("Choose the kind of consent.")
APPLIED_MISSING = N_("Enter the day of the application.")
EXAMINED_MISSING = N_("Enter the day of the examination.")
DECIDED_MISSING = N_("Enter the day of the decision.")
NOT_DECIDED = N_(
    "The day of a decision is there, so the state is consented, refused or withdrawn. Correct one."
)
NOTHING_DECIDED = N_("Conditions and expiry belong to a decision. Enter the day of the decision.")
DEALT_WITH = N_(
    "The consent is recorded here already. Change it by the steps on its page, which keep two people apart."
)


@dataclass(frozen=True, kw_only=True)
class LedgerConsent:
    """`state`: as the ledger says it; None where it has only days."""

    state: ConsentState | None = None
    consent_kind: ConsentKind | None = None
    exempt_reason: str = ""
    applied_on: date | None = None
    applied_by: str = ""
    objection_until_on: date | None = None
    examined_on: date | None = None
    examination: str = ""
    decided_on: date | None = None
    conditions: str = ""
    expires_on: date | None = None


SILENT = LedgerConsent(state=S.NOT_APPLIED)


def checked(given: LedgerConsent, today: date) -> LedgerConsent:
    """With its state; `DomainError` for the first that does not fit."""
    state = _state(given)
    found = replace(given, state=state)
    if state == S.NOT_APPLIED:
        if found != SILENT:
            raise DomainError(DAY_MISSING, "applied_on")
        return found
    _check_days(found, state)
    _check_steps(found, today)
    return found


def _state(given: LedgerConsent) -> ConsentState:
    if given.state is not None:
        return given.state
    if given.decided_on:
        return S.GRANTED
    if given.examined_on:
        return S.EXAMINED
    return S.APPLIED if given.applied_on else S.NOT_APPLIED


def _check_days(given: LedgerConsent, state: ConsentState) -> None:
    if given.consent_kind is None:
        raise DomainError(KIND_MISSING, "consent_kind")
    if state in DECIDED and given.decided_on is None:
        raise DomainError(DECIDED_MISSING, "decided_on")
    if state not in DECIDED and given.decided_on is not None:
        raise DomainError(NOT_DECIDED, "state")
    if state not in DECIDED and (given.conditions or given.expires_on):
        raise DomainError(NOTHING_DECIDED, "decided_on")
    if state not in DECIDED and given.applied_on is None:
        raise DomainError(APPLIED_MISSING, "applied_on")
    if state == S.EXAMINED and given.examined_on is None:
        raise DomainError(EXAMINED_MISSING, "examined_on")


def _check_steps(given: LedgerConsent, today: date) -> None:
    """An old ledger may not know when it was applied for; then it was no later than the decision."""
    applied_on = given.applied_on or given.decided_on
    if given.consent_kind is not None and applied_on is not None:
        check_application(
            Application(
                consent_kind=given.consent_kind, applied_on=applied_on, applied_by=given.applied_by,
                objection_until_on=given.objection_until_on, exempt_reason=given.exempt_reason,
            ),
            today,
        )  # fmt: skip
    if given.examined_on is not None:
        check_examined(given.examined_on, given.applied_on, today)
    if given.decided_on is not None:
        decision = Decision(
            decided_on=given.decided_on, conditions=given.conditions, expires_on=given.expires_on
        )
        check_decision(decision, given.applied_on, today)


def check_change(before: LedgerConsent, after: LedgerConsent) -> None:
    """What was applied for or decided here goes on by its own steps; a ledger only fills what is empty."""
    if before != after and before.state not in (None, S.NOT_APPLIED):
        raise DomainError(DEALT_WITH, "state")
