"""再委託の承諾申請 of a vendor: recorded in the register, decided there, and the reply follows what was decided.

Nothing is granted here: what the vendor is told is what the register holds, whoever changes it and whenever.
"""

from __future__ import annotations

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.translating import in_language
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment, SubcontractRequest
from app.diligence.queries import consenting as queries
from app.diligence.services import applying, telling
from app.identity.models import User
from app.register.events import ConsentMoved
from app.register.models import Engagement, EngagementSupply
from app.register.rules.chain import Chain
from app.register.services import entrusting
from app.register.services.entrusting import Entrusting

IN_REGISTER = N_("This application stands in the register already. It is decided there.")

SUBJECT = N_("Sekisho: about your application for consent to %(name)s")
GRANTED = N_("%(institution)s consents to %(name)s as a subcontractor.")
REFUSED = N_("%(institution)s does not consent to %(name)s as a subcontractor.")
TAKEN_BACK = N_("%(institution)s has withdrawn its consent to %(name)s as a subcontractor.")
UNTIL = N_("The consent holds until %(until)s.")


def record(
    ctx: Context,
    assessment: Assessment,
    row: SubcontractRequest,
    engagement: Engagement,
    chain: Chain,
    wanted: Entrusting,
) -> EngagementSupply:
    """Chain and application stand in the register, where others examine and decide it."""
    _lock(ctx, assessment, row)
    if row.organisation_id is None:
        raise DomainError(applying.NOT_VENDORS)
    use = entrusting.apply_for(ctx, engagement, chain, row.organisation_id, wanted)
    row.use_id = use.id
    audit.record(ctx, Act.SUBCONTRACT_RECORDED, row)
    return use


def refuse(
    ctx: Context, assessment: Assessment, part: Assignment, row: SubcontractRequest, *, answer: str
) -> None:
    """Without the register, where nothing was recorded: what is not consented to needs no consent there."""
    _lock(ctx, assessment, row)
    applying.decide(ctx, row, is_granted=False, answer=answer)
    audit.record(ctx, Act.SUBCONTRACT_DECIDED, row, reason=row.answer)
    _tell(ctx, part, row, REFUSED)


def _lock(ctx: Context, assessment: Assessment, row: SubcontractRequest) -> None:
    applying.lock(ctx, assessment, row)
    if queries.use_of(row) is not None:
        raise DomainError(IN_REGISTER)


def follow(ctx: Context, event: ConsentMoved) -> None:
    """The newest application follows its consent for ever, the ones before it until they were answered."""
    for place, row in enumerate(queries.requests_of(event.use)):
        if event.is_granted is None:
            _let_go(ctx, row)
        elif row.decided_at is None or (place == 0 and row.is_granted != event.is_granted):
            _answer(ctx, row, event)


def _let_go(ctx: Context, row: SubcontractRequest) -> None:
    """Taken back in the register without a word: it waits for a reply here again."""
    if row.decided_at is None:
        row.use_id = None
        audit.record(ctx, Act.SUBCONTRACT_LET_GO, row)


def _answer(ctx: Context, row: SubcontractRequest, event: ConsentMoved) -> None:
    was_granted = row.is_granted is True
    row.is_granted, row.answer = event.is_granted, _words(row, event)
    row.decided_by_id, row.decided_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.SUBCONTRACT_DECIDED, row, reason=event.reason)
    part = db.session.get_one(Assignment, row.assignment_id)
    _tell(ctx, part, row, GRANTED if event.is_granted else TAKEN_BACK if was_granted else REFUSED)


def _words(row: SubcontractRequest, event: ConsentMoved) -> str:
    """What stands beside the reply, in the language of who asked."""
    use: EngagementSupply = event.use
    said = [event.reason or use.conditions]
    if event.is_granted and use.expires_on is not None:
        who = db.session.get(User, row.asked_by_id) if row.asked_by_id else None
        with in_language(who.language if who is not None else "ja") as translate:
            said.append(translate(UNTIL, until=use.expires_on.isoformat()))
    return "\n".join(filter(None, said))


def _tell(ctx: Context, part: Assignment, row: SubcontractRequest, line: str) -> None:
    telling.tell_person(
        ctx, part, row.asked_by_id, SUBJECT, line, title=part.title, name=row.name, quoted=row.answer,
        page=applying.PAGE,
    )  # fmt: skip
