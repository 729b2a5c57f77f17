"""再委託承諾: when consent is due for an edge, where it stands on a day, and which step may follow which.

Consent is asked for whatever the vendor passes on to another legal entity, a sister company too: what the
contract binds is the entity. It is given for one engagement and one edge and covers no other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import Access, Category, ConsentKind, ConsentState, OutsourcingJudgement
from app.register.rules.chain import Case, Chain, Link, Use
from app.register.rules.services import checked_countries

SOON = timedelta(days=90)
REMINDED = (60, 30, 0)
OUTSOURCED = frozenset(
    {
        Category.CONTRACT_WORK,
        Category.QUASI_MANDATE,
        Category.DISPATCH,
        Category.CLOUD,
        Category.SHARED_CENTRE,
        Category.INTRA_GROUP,
    }
)


class Standing(StrEnum):
    """Where the consent to one edge stands on a day."""

    NOT_DUE = "not_due"
    UNJUDGED = "unjudged"
    UNUSED = "unused"
    EXEMPT = "exempt"
    GIVEN = "given"
    GIVEN_SOON_OVER = "given_soon_over"
    WAITING = "waiting"
    OBJECTION_OPEN = "objection_open"
    MISSING = "missing"
    EXPIRED = "expired"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


LACKING = frozenset({Standing.MISSING, Standing.EXPIRED, Standing.REFUSED, Standing.WITHDRAWN})
# An earlier decision holds while a new application is looked at.
HELD = frozenset({ConsentState.APPLIED, ConsentState.EXAMINED, ConsentState.GRANTED})
PENDING = frozenset({Standing.WAITING, Standing.OBJECTION_OPEN})


def may_be_due(case: Case | None) -> bool:
    """For this engagement at all: it was judged to be outsourcing and is not over."""
    return case is not None and case.outsourcing == OutsourcingJudgement.OUTSOURCING and not case.is_over


def is_unjudged(case: Case | None) -> bool:
    """Of a kind that is mostly outsourcing, and nobody has judged it: nobody knows whether consent is due."""
    if case is None or case.is_over or case.outsourcing != OutsourcingJudgement.NOT_JUDGED:
        return False
    return case.category in OUTSOURCED


def is_passed_on(chain: Chain, link: Link) -> bool:
    """The work goes to another legal entity."""
    return chain.stops[link.service_id].party.id != chain.stops[link.base_service_id].party.id


def standing_of(chain: Chain, link: Link) -> Standing:
    use = chain.uses.get(link.id)
    if not chain.is_used(link):
        return Standing.UNUSED
    found = consent_on(use, chain.on)
    if found != Standing.MISSING:
        return found
    if not is_passed_on(chain, link):
        return Standing.NOT_DUE
    if is_unjudged(chain.case):
        return Standing.UNJUDGED
    return found if may_be_due(chain.case) else Standing.NOT_DUE


class Recorded(Protocol):
    """What a consent is judged by: a part of a chain, or a row of a list."""

    @property
    def state(self) -> ConsentState: ...
    @property
    def consent_kind(self) -> ConsentKind | None: ...
    @property
    def objection_until_on(self) -> date | None: ...
    @property
    def decided_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...


def consent_on(use: Recorded | None, on: date) -> Standing:
    """What was recorded, judged on a day; whether it is due is another question."""
    if use is None:
        return Standing.MISSING
    match use.state:
        case ConsentState.NOT_APPLIED:
            return Standing.MISSING
        case ConsentState.REFUSED:
            return Standing.REFUSED
        case ConsentState.WITHDRAWN:
            return Standing.WITHDRAWN
        case ConsentState.APPLIED | ConsentState.EXAMINED:
            return _undecided(use, on)
    return _given(use, on)


def _undecided(use: Recorded, on: date) -> Standing:
    """An earlier consent holds until there is a new decision. After a notice, silence is consent."""
    if use.decided_on is not None and (use.expires_on is None or use.expires_on >= on):
        return _given(use, on)
    if use.consent_kind != ConsentKind.NOTICE or use.objection_until_on is None:
        return Standing.WAITING
    return Standing.OBJECTION_OPEN if use.objection_until_on >= on else _given(use, on)


def _given(use: Recorded, on: date) -> Standing:
    if use.decided_on is not None and use.decided_on > on:
        return Standing.WAITING
    if use.expires_on is not None and use.expires_on < on:
        return Standing.EXPIRED
    if use.consent_kind == ConsentKind.EXEMPT:
        return Standing.EXEMPT
    if use.expires_on is not None and use.expires_on <= on + SOON:
        return Standing.GIVEN_SOON_OVER
    return Standing.GIVEN


def holds_since(
    state: ConsentState,
    *,
    recorded_on: date,
    is_withdrawal: bool,
    applied_on: date | None,
    examined_on: date | None,
    decided_on: date | None,
) -> date:
    """From which day on a step counts that led to this state. A withdrawal counts when it is recorded."""
    if is_withdrawal or state in (ConsentState.WITHDRAWN, ConsentState.NOT_APPLIED):
        return recorded_on
    if state == ConsentState.EXAMINED:
        return examined_on or applied_on or recorded_on
    return (applied_on if state == ConsentState.APPLIED else decided_on) or recorded_on


def known_on(use: Use, on: date) -> Use:
    """Without what was applied for or decided only after a day that has passed."""
    is_undecided = use.decided_on is not None and use.decided_on > on
    is_unasked = use.applied_on is not None and use.applied_on > on
    if is_undecided:
        use = replace(use, state=ConsentState.APPLIED, decided_on=None, conditions="", expires_on=None)
        is_unasked = is_unasked or use.applied_on is None
    if not is_unasked:
        return use
    is_held = use.decided_on is not None and use.state in HELD
    blank = replace(use, applied_on=None, objection_until_on=None)
    if is_held:
        return replace(blank, state=ConsentState.GRANTED)
    return replace(
        blank, state=ConsentState.NOT_APPLIED, consent_kind=None, exempt_reason="", decided_on=None,
        conditions="", expires_on=None,
    )  # fmt: skip


def ending_first(uses: Iterable[Use]) -> tuple[UUID, date] | None:
    """Of the consents in use the one that ends first: for which edge, and when."""
    ends = [
        (use.expires_on, use.id, use.supply_id)
        for use in uses
        if use.state == ConsentState.GRANTED and not use.is_unused and use.expires_on is not None
    ]
    if not ends:
        return None
    expires_on, _id, supply_id = min(ends)
    return supply_id, expires_on


def consented_on(use: Use | None) -> date | None:
    """The day of consent as a paper states it: of the decision, or the first after the time to object."""
    if use is None or use.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
        return None
    if use.decided_on is None and use.consent_kind == ConsentKind.NOTICE and use.objection_until_on:
        return use.objection_until_on + timedelta(days=1)
    return use.decided_on


# --- what people enter ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class UseFacts:
    """利用内容: what is true of the edge for this engagement."""

    is_unused: bool = False
    countries: list[str] = field(default_factory=list)
    regions: str = ""
    data_classes: list[str] = field(default_factory=list)
    access: Access = Access.UNKNOWN
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Application:
    """申請: what is asked for, when and by whom."""

    consent_kind: ConsentKind
    applied_on: date
    applied_by: str = ""
    objection_until_on: date | None = None
    exempt_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided. `approval_id`: the 決裁 that it rests on, where there is one."""

    decided_on: date
    conditions: str = ""
    expires_on: date | None = None
    approval_id: UUID | None = None


def checked_use(facts: UseFacts) -> UseFacts:
    """Each country and class once, in a fixed order, so that the same set is never a change."""
    countries = list(checked_countries(facts.countries))
    return replace(facts, countries=countries, data_classes=sorted(set(facts.data_classes)))


S = ConsentState
# What may follow: one table for buttons, services and tests.
MOVES: Mapping[ConsentState, frozenset[ConsentState]] = {
    S.NOT_APPLIED: frozenset({S.APPLIED}),
    # Taking an application back leads to where it was before: nothing, or the consent that still holds.
    S.APPLIED: frozenset({S.EXAMINED, S.NOT_APPLIED}),
    S.EXAMINED: frozenset({S.GRANTED, S.REFUSED, S.NOT_APPLIED}),
    # Again after it ran out, or before it does.
    S.GRANTED: frozenset({S.APPLIED, S.WITHDRAWN}),
    S.REFUSED: frozenset({S.APPLIED}),
    S.WITHDRAWN: frozenset({S.APPLIED}),
}
NOT_NOW: Mapping[ConsentState, str] = {
    S.APPLIED: N_("An application is being dealt with already. Finish it first."),
    S.EXAMINED: N_("There is no application to examine. Record the application first."),
    S.GRANTED: N_("The application was not examined yet, or is decided already. Look at it again."),
    S.REFUSED: N_("The application was not examined yet, or is decided already. Look at it again."),
    S.WITHDRAWN: N_("There is nothing to withdraw."),
    S.NOT_APPLIED: N_("There is nothing to withdraw."),
}


def withdrawn_to(state: ConsentState, decided_on: date | None) -> ConsentState:
    if state == S.GRANTED:
        return S.WITHDRAWN
    check_move(state, S.NOT_APPLIED)
    return S.GRANTED if decided_on is not None else S.NOT_APPLIED


def check_move(state: ConsentState, to: ConsentState) -> None:
    if to not in MOVES[state]:
        raise DomainError(NOT_NOW[to])


def check_application(application: Application, today: date) -> None:
    kind, until = application.consent_kind, application.objection_until_on
    if application.applied_on > today:
        raise DomainError(N_("This day lies in the future. Enter the day of the application."), "applied_on")
    if kind == ConsentKind.NOTICE and until is None:
        raise DomainError(N_("Enter until when we may object."), "objection_until_on")
    if kind == ConsentKind.NOTICE and until is not None and until < application.applied_on:
        raise DomainError(
            N_("The time to object ends before the notice. Correct one of them."), "objection_until_on"
        )
    if kind != ConsentKind.NOTICE and until is not None:
        raise DomainError(N_("Only a notice has a time to object. Clear it."), "objection_until_on")
    if kind == ConsentKind.EXEMPT and not application.exempt_reason:
        raise DomainError(N_("Say why no consent is needed."), "exempt_reason")
    if kind != ConsentKind.EXEMPT and application.exempt_reason:
        raise DomainError(N_("This reason is for “not needed” only. Clear it."), "exempt_reason")


def check_examined(examined_on: date, applied_on: date | None, today: date) -> None:
    if examined_on > today:
        raise DomainError(N_("This day lies in the future. Enter the day of the examination."), "examined_on")
    if applied_on is not None and examined_on < applied_on:
        raise DomainError(N_("The examination lies before the application. Correct the day."), "examined_on")


def check_decision(decision: Decision, applied_on: date | None, today: date) -> None:
    if decision.decided_on > today:
        raise DomainError(N_("This day lies in the future. Enter the day of the decision."), "decided_on")
    if applied_on is not None and decision.decided_on < applied_on:
        raise DomainError(N_("The decision lies before the application. Correct the day."), "decided_on")
    check_expiry(decision.expires_on, decision.decided_on)


def check_expiry(expires_on: date | None, decided_on: date) -> None:
    if expires_on is not None and expires_on < decided_on:
        raise DomainError(N_("The consent ends before it is given. Correct one of the days."), "expires_on")
