"""利用内容 and 再委託承諾 of one edge for one engagement: each step is an act of its own.

Who records an application does not decide it. A decision may rest on a 決裁 recorded for the engagement, be
made by the decider, or be asked for as an approval; all three need the right in the engagement's unit.
"""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.register.events import ConsentMoved
from app.register.events import RegisterAct as Act
from app.register.models import ConsentState, Engagement, EngagementSupply
from app.register.permissions import RegisterPermission as P
from app.register.queries import consents as queries
from app.register.rules import consents as rules
from app.register.rules.chain import Chain
from app.register.rules.consents import Application, Decision, UseFacts
from app.register.services import checking
from app.work import queries as work_queries
from app.work import services as work
from app.work.models import Approval, ApprovalState

GRANT_CONSENT = "register:consent:grant"
SUBJECT = EngagementSupply.__tablename__

EXAMINE = N_("Examine the application for consent: %(title)s")
DECIDE = N_("Decide the application for consent: %(title)s")
OWN_APPLICATION = N_("You recorded this application, so somebody else decides it.")
NO_SUCH_APPROVAL = N_("Choose an approval of this engagement that was given.")
ASKED_ALREADY = N_("A decision was asked for already. It is made on the page of that approval.")
NOTHING_TO_APPLY = N_("There is no edge of this vendor for which consent could be applied for now.")


def record_use(
    ctx: Context, engagement: Engagement, supply_id: UUID, facts: UseFacts, *, version: int = 0
) -> EngagementSupply:
    """`version`: of what was recorded before; 0 where nothing was."""
    _must(ctx, P.CONSENT_APPLY, engagement)
    use = _at_version(engagement, supply_id, version)
    _fill(use, facts)
    audit.record(ctx, Act.USE_RECORDED, use)
    checking.refresh(ctx, [engagement.id])
    return use


def _fill(use: EngagementSupply, facts: UseFacts) -> None:
    facts = rules.checked_use(facts)
    for fact in fields(facts):
        setattr(use, fact.name, getattr(facts, fact.name))


def _at_version(engagement: Engagement, supply_id: UUID, version: int) -> EngagementSupply:
    use = queries.use_of(engagement.id, supply_id)
    if use is None:
        use = EngagementSupply(
            engagement_id=engagement.id, supply_id=supply_id, unit_id=engagement.unit_id,
            countries=[], data_classes=[], state=ConsentState.NOT_APPLIED,
        )  # fmt: skip
        db.session.add(use)
    elif use.version != version:
        raise StaleVersion(use)
    return use


def _must(ctx: Context, permission: P, engagement: Engagement) -> None:
    if not ctx.may(permission, engagement.unit_id):
        raise NotAllowed


# --- applying ------------------------------------------------------------------------------


def apply_for_consent(
    ctx: Context,
    engagement: Engagement,
    supply_id: UUID,
    application: Application,
    *,
    version: int = 0,
    facts: UseFacts | None = None,
) -> EngagementSupply:
    """`facts`: of the use, recorded by the same act: the log must name this one, for it says who applied."""
    _must(ctx, P.CONSENT_APPLY, engagement)
    rules.check_application(application, day_of(ctx.at))
    use = _at_version(engagement, supply_id, version)
    if facts is not None:
        _fill(use, facts)
    _apply(ctx, use, application)
    wait_for(ctx, engagement, use, EXAMINE, P.CONSENT_EXAMINE, None)
    checking.refresh(ctx, [engagement.id])
    return use


def apply_blanket(
    ctx: Context, engagement: Engagement, chain: Chain, vendor_id: UUID, application: Application
) -> list[EngagementSupply]:
    """包括承諾: one application for every edge by which one vendor of the chain passes work on."""
    _must(ctx, P.CONSENT_APPLY, engagement)
    rules.check_application(application, day_of(ctx.at))
    wanted = blanket_edges(chain, vendor_id)
    if not wanted:
        raise DomainError(NOTHING_TO_APPLY)
    known = queries.uses_of(engagement.id, wanted)
    uses = [known.get(edge) or _at_version(engagement, edge, 0) for edge in wanted]
    for use in uses:
        _apply(ctx, use, application)
    # One thing to examine, however many edges.
    wait_for(ctx, engagement, uses[0], EXAMINE, P.CONSENT_EXAMINE, None)
    checking.refresh(ctx, [engagement.id])
    return uses


def blanket_edges(chain: Chain, vendor_id: UUID) -> list[UUID]:
    """The vendor's own used edges to others, as far as an application may follow on what is recorded."""
    return [
        link.id
        for link in chain.used_links
        if chain.stops[link.service_id].party.id == vendor_id
        and rules.is_passed_on(chain, link)
        and ConsentState.APPLIED in rules.MOVES[_state_of(chain, link.id)]
    ]


def _state_of(chain: Chain, supply_id: UUID) -> ConsentState:
    use = chain.uses.get(supply_id)
    return use.state if use is not None else ConsentState.NOT_APPLIED


def _apply(ctx: Context, use: EngagementSupply, application: Application) -> None:
    rules.check_move(use.state, ConsentState.APPLIED)
    if use.state != ConsentState.GRANTED:
        # What was refused or withdrawn must not look like a consent that still holds.
        use.decided_on = use.decided_by_id = use.approval_id = use.expires_on = None
        use.conditions = ""
    for fact in fields(application):
        setattr(use, fact.name, getattr(application, fact.name))
    use.state, use.examined_on, use.examined_by_id, use.examination = ConsentState.APPLIED, None, None, ""
    audit.record(ctx, Act.CONSENT_APPLIED, use)


def wait_for(
    ctx: Context,
    engagement: Engagement,
    use: EngagementSupply,
    message: str,
    permission: P,
    not_for_id: UUID | None,
) -> None:
    work.close_tasks_of(ctx, SUBJECT, use.id)
    params = {"title": queries.title_of(engagement, use.supply_id)}
    work.open_task(
        ctx, source_type=SUBJECT, source_id=use.id, message=message, params=params, permission=permission,
        unit_id=engagement.unit_id, not_for_id=not_for_id, due_on=use.objection_until_on,
    )  # fmt: skip


# --- examining and deciding ----------------------------------------------------------------


def examine(
    ctx: Context,
    engagement: Engagement,
    use: EngagementSupply,
    *,
    examined_on: date,
    examination: str,
    version: int,
    with_others: bool = False,
) -> EngagementSupply:
    """`with_others`: the other edges of the same blanket application are examined with it."""
    _must(ctx, P.CONSENT_EXAMINE, engagement)
    for each in _all_of(use, version, with_others):
        rules.check_move(each.state, ConsentState.EXAMINED)
        rules.check_examined(examined_on, each.applied_on, day_of(ctx.at))
        each.examined_on, each.examination = examined_on, examination
        each.examined_by_id, each.state = ctx.actor_id, ConsentState.EXAMINED
        work.close_tasks_of(ctx, SUBJECT, each.id)
        audit.record(ctx, Act.CONSENT_EXAMINED, each)
    wait_for(ctx, engagement, use, DECIDE, P.CONSENT_DECIDE, queries.recorder_of(use))
    checking.refresh(ctx, [engagement.id])
    return use


def _all_of(use: EngagementSupply, version: int, with_others: bool) -> list[EngagementSupply]:
    if use.version != version:
        raise StaleVersion(use)
    return [use, *(queries.together_with(use) if with_others else ())]


def grant(
    ctx: Context,
    engagement: Engagement,
    use: EngagementSupply,
    decision: Decision,
    *,
    version: int,
    with_others: bool = False,
) -> EngagementSupply:
    _check_decider(ctx, engagement, use, decision)
    return _decide(ctx, engagement, _all_of(use, version, with_others), decision, ConsentState.GRANTED)


def refuse(
    ctx: Context,
    engagement: Engagement,
    use: EngagementSupply,
    decision: Decision,
    *,
    version: int,
    with_others: bool = False,
) -> EngagementSupply:
    _check_decider(ctx, engagement, use, decision)
    return _decide(ctx, engagement, _all_of(use, version, with_others), decision, ConsentState.REFUSED)


def _check_decider(ctx: Context, engagement: Engagement, use: EngagementSupply, decision: Decision) -> None:
    _must(ctx, P.CONSENT_DECIDE, engagement)
    if _open_request(use) is not None:
        raise DomainError(ASKED_ALREADY)
    if decision.approval_id is not None:
        given = {approval.id for approval in approvals_given(engagement)}
        if decision.approval_id not in given:
            raise DomainError(NO_SUCH_APPROVAL, "approval_id")


def approvals_given(engagement: Engagement) -> list[Approval]:
    """決裁 of the engagement that a decision may rest on."""
    found = work_queries.approvals_of(Engagement.__tablename__, engagement.id)
    return [approval for approval in found if approval.state == ApprovalState.APPROVED]


def _open_request(use: EngagementSupply) -> Approval | None:
    found = work_queries.approvals_of(SUBJECT, use.id)
    return next((approval for approval in found if approval.state == ApprovalState.REQUESTED), None)


def _decide(
    ctx: Context,
    engagement: Engagement,
    uses: Sequence[EngagementSupply],
    decision: Decision,
    to: ConsentState,
) -> EngagementSupply:
    act = Act.CONSENT_GRANTED if to == ConsentState.GRANTED else Act.CONSENT_REFUSED
    for use in uses:
        rules.check_move(use.state, to)
        rules.check_decision(decision, use.applied_on, day_of(ctx.at))
        if ctx.actor_id is not None and queries.recorder_of(use) == ctx.actor_id:
            raise DomainError(OWN_APPLICATION)
        for fact in fields(decision):
            setattr(use, fact.name, getattr(decision, fact.name))
        use.decided_by_id, use.state = ctx.actor_id, to
        work.close_tasks_of(ctx, SUBJECT, use.id)
        audit.record(ctx, act, use)
        events.publish(ctx, ConsentMoved(use, to == ConsentState.GRANTED))
    checking.refresh(ctx, [engagement.id])
    return uses[0]


# --- a decision asked for as an approval ---------------------------------------------------


def ask_for_decision(
    ctx: Context,
    engagement: Engagement,
    use: EngagementSupply,
    *,
    conditions: str,
    expires_on: date | None,
    version: int,
) -> EngagementSupply:
    """Whoever may decide agrees to it, with these conditions and this end, or refuses it."""
    _must(ctx, P.CONSENT_EXAMINE, engagement)
    (use,) = _all_of(use, version, with_others=False)
    rules.check_move(use.state, ConsentState.GRANTED)
    rules.check_expiry(expires_on, day_of(ctx.at))
    if _open_request(use) is not None:
        raise DomainError(ASKED_ALREADY)
    work.close_tasks_of(ctx, SUBJECT, use.id)
    arguments = {
        "consent_kind": str(use.consent_kind or ""),
        "applied_on": use.applied_on.isoformat() if use.applied_on else "",
        "applied_by": use.applied_by,
        "examination": use.examination,
        "conditions": conditions,
        "expires_on": expires_on.isoformat() if expires_on else "",
    }
    events.publish(
        ctx,
        ApprovalNeeded(
            act=GRANT_CONSENT, subject_type=SUBJECT, subject_id=use.id, permission=P.CONSENT_DECIDE,
            title=queries.title_of(engagement, use.supply_id), unit_id=engagement.unit_id, arguments=arguments,
        ),
    )  # fmt: skip
    return use


def grant_asked(ctx: Context, use_id: UUID) -> None:
    """Executed on approval: what was asked for stands in the approval, whose digest was checked."""
    _decide_asked(ctx, use_id, ConsentState.GRANTED)


def refuse_asked(ctx: Context, use_id: UUID) -> None:
    _decide_asked(ctx, use_id, ConsentState.REFUSED)


def _decide_asked(ctx: Context, use_id: UUID, to: ConsentState) -> None:
    use = db.session.get_one(EngagementSupply, use_id)
    engagement = db.session.get_one(Engagement, use.engagement_id)
    approval = work_queries.approvals_of(SUBJECT, use.id)[0]
    given, today = approval.arguments, day_of(ctx.at)
    is_granted = to == ConsentState.GRANTED
    until = date.fromisoformat(given["expires_on"]) if is_granted and given["expires_on"] else None
    conditions = given["conditions"] if is_granted else ""
    if is_granted or use.state == ConsentState.EXAMINED:
        decision = Decision(
            decided_on=today, conditions=conditions, expires_on=until, approval_id=approval.id
        )
        _decide(ctx, engagement, [use], decision, to)


# --- taking back ---------------------------------------------------------------------------


def withdraw(
    ctx: Context, engagement: Engagement, use: EngagementSupply, *, reason: str, version: int
) -> EngagementSupply:
    """The application while it is not decided; the consent once it is given."""
    is_given = use.state == ConsentState.GRANTED
    _must(ctx, P.CONSENT_DECIDE if is_given else P.CONSENT_APPLY, engagement)
    (use,) = _all_of(use, version, with_others=False)
    if _open_request(use) is not None:
        raise DomainError(ASKED_ALREADY)
    use.state = rules.withdrawn_to(use.state, use.decided_on)
    if use.state == ConsentState.NOT_APPLIED:
        use.consent_kind, use.applied_on, use.applied_by = None, None, ""
        use.exempt_reason, use.objection_until_on = "", None
    work.close_tasks_of(ctx, SUBJECT, use.id)
    audit.record(ctx, Act.CONSENT_WITHDRAWN, use, reason=reason)
    events.publish(ctx, ConsentMoved(use, False if is_given else None, reason))
    checking.refresh(ctx, [engagement.id])
    return use


def may_apply_blanket(chain: Chain) -> dict[UUID, int]:
    """Vendor → edges that a blanket application would be for."""
    found: dict[UUID, int] = {}
    for party_id in {stop.party.id for stop in chain.counted}:
        count = len(blanket_edges(chain, party_id))
        if count > 1:
            found[party_id] = count
    return found


__all__ = [
    "DECIDE",
    "EXAMINE",
    "GRANT_CONSENT",
    "apply_blanket",
    "apply_for_consent",
    "approvals_given",
    "ask_for_decision",
    "blanket_edges",
    "examine",
    "grant",
    "grant_asked",
    "may_apply_blanket",
    "record_use",
    "refuse",
    "refuse_asked",
    "wait_for",
    "withdraw",
]
