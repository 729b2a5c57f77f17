"""提出: attested by who answers, or first approved by somebody above them on their own side (担当 → 上長)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assignment, AssignmentState
from app.diligence.queries import carrying, colleagues
from app.diligence.queries.desks import Desk
from app.diligence.rules import states
from app.diligence.services import answering, attesting, telling
from app.work.services import tasks

CARRIED_OPEN = N_(
    "Answers were taken over from last time. Look at each of them, or say that all of them hold today."
)
CHANGED_OPEN = N_(
    "Questions that have changed since last time, or lack something: %(count)s. Open each of them and save its answer."
)
NOT_A_COLLEAGUE = N_("Choose a colleague who may approve. It must be somebody else than you.")
OWN_REQUEST = N_("You asked for this approval, so somebody else must give it.")
NOT_WAITING = N_("These answers do not wait for an approval any more. Open the page again.")
NO_WORDS = N_("Say what is to be changed.")

ASKED_SUBJECT = N_("Sekisho: answers wait for your approval")
ASKED_LINE = N_("%(who)s asks you to approve the answers to “%(title)s” for %(institution)s, due %(due)s.")
REFUSED_SUBJECT = N_("Sekisho: answers were sent back to you")
REFUSED_LINE = N_("%(who)s sent the answers to “%(title)s” back to you: %(words)s")


@dataclass(frozen=True)
class Attested:
    """宣誓. `all_hold`: the answers taken over from last time to questions that are the same hold today as well."""

    name: str
    title: str = ""
    all_hold: bool = False


@dataclass(frozen=True)
class Unseen:
    """Taken over and not looked at since. `same`: can be said to hold all at once; `changed`: the question is another
    by now, or asks for something that is not there, so that each is to be opened."""

    same: Sequence[str] = ()
    changed: Sequence[str] = ()


def unseen(part: Assignment, on: date, desk: Desk | None = None) -> Unseen:
    """Of what is asked if all of them hold. `desk`: as the page read it already."""
    since = carrying.since_last(part, on, desk.answers if desk else None)
    if since is None:
        return Unseen()
    same = carrying.attestable(part, since, desk.files if desk else None)
    return Unseen(same, [ref for ref in part.questions if ref in since.waiting and ref not in same])


def submit(ctx: Context, part: Assignment, attested: Attested, *, version: int) -> None:
    """At once, where nobody above has to look first. What is confirmed on the way moves the version on."""
    if part.version != version:
        raise StaleVersion(part)
    _settle_carried(ctx, part, all_hold=attested.all_hold)
    answering.submit(ctx, part, name=attested.name, title=attested.title, version=part.version)


def _settle_carried(ctx: Context, part: Assignment, *, all_hold: bool) -> None:
    left = unseen(part, day_of(ctx.at))
    if left.changed:
        raise DomainError(CHANGED_OPEN, "all_hold", count=len(left.changed))
    if left.same and not all_hold:
        raise DomainError(CARRIED_OPEN, "all_hold")
    if left.same and answering.may_answer(ctx, part):
        attesting.attest_anew(ctx, part, left.same)


def ask_approval(
    ctx: Context, part: Assignment, approver_id: UUID | None, *, all_hold: bool, version: int
) -> None:
    """上長確認: whole answers only, so that what is approved is what is submitted."""
    _may(ctx, part, version)
    if part.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    found = {one.id: one for one in colleagues.may_approve(ctx, part)}
    if approver_id not in found:
        raise DomainError(NOT_A_COLLEAGUE, "approver_id")
    _settle_carried(ctx, part, all_hold=all_hold)
    answering.check_whole(part)
    part.state, part.approver_id = AssignmentState.OWN_APPROVAL, approver_id
    part.approval_asked_by_id, part.approval_asked_at, part.approval_refusal = ctx.actor_id, ctx.at, ""
    audit.record(ctx, Act.APPROVAL_ASKED, part)
    if part.unit_id is not None:
        telling.close_answer_tasks(ctx, part)
        tasks.open_task(
            ctx, source_type=telling.SOURCE, source_id=part.id, message=telling.APPROVE_TASK,
            params={"title": part.title}, owner_id=approver_id, unit_id=part.unit_id, due_on=part.due_on,
        )  # fmt: skip
    telling.tell_person(
        ctx,
        part,
        approver_id,
        ASKED_SUBJECT,
        ASKED_LINE,
        who=ctx.actor_name,
        title=part.title,
        due=part.due_on,
    )


def may_decide(ctx: Context, part: Assignment) -> bool:
    """Who was asked, and never who asked."""
    is_asked = ctx.actor_id is not None and part.approver_id == ctx.actor_id
    is_other = part.approval_asked_by_id != ctx.actor_id
    return part.state == AssignmentState.OWN_APPROVAL and is_asked and is_other


def approve(ctx: Context, part: Assignment, attested: Attested, *, version: int) -> None:
    """Attests and submits in one."""
    _must_decide(ctx, part, version)
    answering.stand_for(ctx, part, name=attested.name, title=attested.title)


def refuse(ctx: Context, part: Assignment, *, words: str, version: int) -> None:
    """Back to who asked, with what is to be changed."""
    _must_decide(ctx, part, version)
    if not words.strip():
        raise DomainError(NO_WORDS, "refusal")
    _back(part)
    part.approval_refusal = words.strip()
    audit.record(ctx, Act.APPROVAL_REFUSED, part, reason=part.approval_refusal)
    _ask_again(ctx, part)
    telling.tell_person(
        ctx, part, part.approval_asked_by_id, REFUSED_SUBJECT, REFUSED_LINE, who=ctx.actor_name, title=part.title,
        words=part.approval_refusal,
    )  # fmt: skip


def take_back(ctx: Context, part: Assignment, *, version: int) -> None:
    """While it waits, by who answers: to change something, or to ask somebody else."""
    _may(ctx, part, version)
    if part.state != AssignmentState.OWN_APPROVAL:
        raise DomainError(NOT_WAITING)
    _back(part)
    audit.record(ctx, Act.APPROVAL_TAKEN_BACK, part)
    _ask_again(ctx, part)


def _back(part: Assignment) -> None:
    part.state = states.before_approval(part.submitted_at is not None)
    part.approver_id = None


def _ask_again(ctx: Context, part: Assignment) -> None:
    if part.unit_id is not None:
        telling.close_answer_tasks(ctx, part)
        telling.open_answer_task(ctx, part)


def _must_decide(ctx: Context, part: Assignment, version: int) -> None:
    _may(ctx, part, version)
    if part.state != AssignmentState.OWN_APPROVAL:
        raise DomainError(NOT_WAITING)
    if part.approval_asked_by_id == ctx.actor_id:
        raise DomainError(OWN_REQUEST)
    if not may_decide(ctx, part):
        raise NotAllowed


def _may(ctx: Context, part: Assignment, version: int) -> None:
    if not answering.may_answer(ctx, part):
        raise NotAllowed
    if part.version != version:
        raise StaleVersion(part)
