"""A decision taken in the bank's own 電子稟議, recorded here so that it stands beside what it decided on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.text import fold, sort_key
from app.core.words import N_
from app.work import queries, subjects
from app.work.events import WorkAct as Act
from app.work.models import Approval, ApprovalOrigin, ApprovalState
from app.work.permissions import WorkPermission as P


@dataclass(frozen=True)
class Ringi:
    """What stands on the paper. Names and titles as they were then."""

    number: str
    title: str
    decider: str
    decider_title: str
    decided_on: date
    drafting_unit: str = ""
    drafter: str = ""
    drafted_on: date | None = None
    consulted: str = ""
    authority: str = ""
    conditions: str = ""


def record_ringi(
    ctx: Context, ringi: Ringi, *, subject_type: str, subject_id: UUID, unit_id: UUID
) -> Approval:
    """`unit_id` is the unit that keeps the record, and whose people may read it."""
    if not ctx.may(P.APPROVAL_RECORD, unit_id):
        raise NotAllowed
    subjects.find(ctx, subject_type, subject_id)
    _check(ctx, ringi, subject_type, subject_id)
    approval = Approval(
        origin=ApprovalOrigin.RECORDED, subject_type=subject_type, subject_id=subject_id, title=ringi.title,
        sort_key=sort_key("", "", ringi.title), permission=P.APPROVAL_RECORD.value, unit_id=unit_id, arguments={},
        state=ApprovalState.APPROVED, maker_id=ctx.actor_id, made_at=ctx.at, ringi_number=ringi.number,
        drafting_unit=ringi.drafting_unit, drafter=ringi.drafter, drafted_on=ringi.drafted_on,
        consulted=ringi.consulted, authority=ringi.authority, decider=ringi.decider,
        approver_title=ringi.decider_title, decided_on=ringi.decided_on, conditions=ringi.conditions,
    )  # fmt: skip
    db.session.add(approval)
    audit.record(ctx, Act.APPROVAL_RECORDED, approval)
    return approval


def _check(ctx: Context, ringi: Ringi, subject_type: str, subject_id: UUID) -> None:
    if ringi.decided_on > day_of(ctx.at):
        raise DomainError(N_("This day lies in the future. Enter the day of the decision."), "decided_on")
    if ringi.drafted_on is not None and ringi.decided_on < ringi.drafted_on:
        raise DomainError(N_("The decision lies before the draft. Correct one of the days."), "decided_on")
    for other in queries.approvals_of(subject_type, subject_id):
        if other.state == ApprovalState.APPROVED and fold(other.ringi_number) == fold(ringi.number):
            raise DomainError(
                N_("This number is recorded here already. Open the record instead."), "ringi_number"
            )
