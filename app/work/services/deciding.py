"""決裁 by two people: asked for by one, given or refused by another, carried out in the same transaction."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.core import audit, events, notices, outbox
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.text import sort_key
from app.core.translating import in_language
from app.core.two_person import ApprovalNeeded
from app.core.words import N_, act_label
from app.identity import queries as identity
from app.work import approvals, queries, rules
from app.work.events import ApprovalDecided
from app.work.events import WorkAct as Act
from app.work.models import Approval, ApprovalOrigin, ApprovalState, TaskState
from app.work.services.tasks import close_tasks_of, open_task
from app.work.words import MESSAGES

MAIL_SUBJECT = N_("Sekisho: a decision is asked of you")
MAIL_BODY = N_("%(maker)s asks for a decision by %(by)s: %(act)s – %(title)s")
MAIL_ADVICE = N_("Sign in to Sekisho and open the list of approvals.")
MOST_MAILS = 20

DECIDED = {
    ApprovalState.APPROVED: N_("%(who)s approved what you asked for: %(title)s"),
    ApprovalState.REFUSED: N_("%(who)s refused what you asked for: %(title)s"),
    ApprovalState.EXPIRED: N_("Nobody decided in time what you asked for: %(title)s"),
}


def open_approval(ctx: Context, needed: ApprovalNeeded) -> None:
    """Listens to ApprovalNeeded. What will be done is fixed here, with a digest that is checked again then."""
    approval = Approval(
        origin=ApprovalOrigin.HERE, act=needed.act, subject_type=needed.subject_type, subject_id=needed.subject_id,
        title=needed.title, sort_key=sort_key("", "", needed.title), permission=needed.permission,
        unit_id=needed.unit_id, arguments=dict(needed.arguments), state=ApprovalState.REQUESTED,
        maker_id=ctx.actor_id, made_at=ctx.at, expires_at=ctx.at + timedelta(days=needed.days),
    )  # fmt: skip
    approval.argument_digest = digest_of(approval)
    db.session.add(approval)
    audit.record(ctx, Act.APPROVAL_REQUESTED, approval)
    open_task(
        ctx, source_type=Approval.__tablename__, source_id=approval.id, message=MESSAGES["decide"],
        params={"act": approval.act, "title": approval.title}, permission=approval.permission,
        unit_id=approval.unit_id, not_for_id=ctx.actor_id, due_on=_last_day(approval),
    )  # fmt: skip
    _mail_approvers(ctx, approval)


def _last_day(approval: Approval) -> Any:
    return day_of(approval.expires_at) if approval.expires_at else None


def digest_of(approval: Approval) -> str:
    """Of everything that decides what is done and who may say so."""
    return rules.argument_digest(
        {
            "act": approval.act,
            "subject": [approval.subject_type, str(approval.subject_id)],
            "title": approval.title,
            "permission": approval.permission,
            "unit": str(approval.unit_id or ""),
            "arguments": approval.arguments,
        }
    )


def _mail_approvers(ctx: Context, approval: Approval) -> None:
    excluded = {ctx.actor_id, *queries.people_concerned(approval)}
    link = "".join(f"{address}\n" for address in (approvals.link(approval.id),) if address)
    people = queries.people_with(approval.permission, approval.unit_id, day_of(ctx.at))
    for person in [p for p in people if p.id not in excluded][:MOST_MAILS]:
        with in_language(person.language) as translate:
            day = _last_day(approval)
            text = translate(
                MAIL_BODY, maker=ctx.actor_name, act=act_label(approval.act), title=approval.title,
                by=format_date(day, DateStyle(person.date_style)) if day else "",
            )  # fmt: skip
            outbox.send(
                ctx, user_id=person.id, address=person.email, subject=translate(MAIL_SUBJECT),
                body=f"{text}\n\n{translate(MAIL_ADVICE)}\n{link}",
            )  # fmt: skip


def approve(ctx: Context, approval: Approval, *, version: int, digest: str, note: str = "") -> None:
    """Give it, and do it. `version` and `digest` are those of the page that the approver read."""
    _take(ctx, approval, version)
    if not digest == approval.argument_digest == digest_of(approval):
        raise DomainError(rules.CHANGED)
    executor = approvals.executor(approval.act)
    if executor is None:
        raise LookupError(f"nothing is known to carry out {approval.act!r}")
    _decide(ctx, approval, ApprovalState.APPROVED, Act.APPROVAL_APPROVED, note)
    executor.approve(ctx, approval.subject_id)
    _conclude(ctx, approval)


def refuse(ctx: Context, approval: Approval, *, version: int, note: str) -> None:
    """Say no, and why."""
    _take(ctx, approval, version)
    _require(note)
    _decide(ctx, approval, ApprovalState.REFUSED, Act.APPROVAL_REFUSED, note)
    _close_subject(ctx, approval)
    _conclude(ctx, approval)


def _require(note: str) -> None:
    if not note.strip():
        raise DomainError(N_("Say why, so that the other person knows what to do next."), "note")


def _take(ctx: Context, approval: Approval, version: int) -> None:
    """Lock the row, see that it is still the one that was read, and that this person may decide it."""
    db.session.refresh(approval, with_for_update=True)
    if not approval.permission or not ctx.may(approval.permission, approval.unit_id):
        raise NotAllowed
    if approval.version != version:
        raise StaleVersion(approval)
    obstacle = why_not(ctx, approval)
    if obstacle is not None:
        raise DomainError(obstacle)


def why_not(ctx: Context, approval: Approval) -> str | None:
    """Why this person may not decide it, as a msgid; None if they may."""
    return rules.why_not_decide(
        actor_id=ctx.actor_id, maker_id=approval.maker_id, concerned=queries.people_concerned(approval),
        state=approval.state, expires_at=approval.expires_at, at=ctx.at,
    )  # fmt: skip


def may_decide(ctx: Context, approval: Approval) -> bool:
    return bool(approval.permission) and ctx.may(approval.permission, approval.unit_id)


def _decide(ctx: Context, approval: Approval, state: ApprovalState, act: Act, note: str) -> None:
    approval.state, approval.note, approval.decided_at = state, note, ctx.at
    approval.approver_id = ctx.actor_id
    approval.approver_title = identity.get_user(ctx, _person(ctx)).title
    audit.record(ctx, act, approval, reason=note)


def _person(ctx: Context) -> UUID:
    if ctx.actor_id is None:
        raise NotAllowed
    return ctx.actor_id


def _close_subject(ctx: Context, approval: Approval) -> None:
    executor = approvals.executor(approval.act)
    if executor is not None and executor.refuse is not None:
        executor.refuse(ctx, approval.subject_id)


def _conclude(ctx: Context, approval: Approval) -> None:
    is_given_up = approval.state in (ApprovalState.WITHDRAWN, ApprovalState.EXPIRED)
    close_tasks_of(
        ctx, Approval.__tablename__, approval.id, state=TaskState.CANCELLED if is_given_up else TaskState.DONE
    )
    message = DECIDED.get(approval.state)
    if message and approval.maker_id is not None:
        notices.post(ctx, approval.maker_id, message, approval, who=ctx.actor_name, title=approval.title)
    events.publish(
        ctx,
        ApprovalDecided(
            approval.id, approval.act, approval.subject_type, approval.subject_id, approval.state.value
        ),
    )


def withdraw(ctx: Context, approval: Approval, *, version: int, reason: str) -> None:
    """By its maker alone: a request that is no longer wanted, or a record that was typed wrongly."""
    db.session.refresh(approval, with_for_update=True)
    if approval.version != version:
        raise StaleVersion(approval)
    if approval.maker_id is None or approval.maker_id != ctx.actor_id:
        raise DomainError(rules.NOT_YOURS)
    if not rules.may_move_approval(approval.origin, approval.state, ApprovalState.WITHDRAWN):
        raise DomainError(rules.NOT_OPEN)
    if not reason.strip():
        raise DomainError(N_("Say why, so that the other person knows what to do next."), "reason")
    approval.state, approval.decided_at = ApprovalState.WITHDRAWN, ctx.at
    audit.record(ctx, Act.APPROVAL_WITHDRAWN, approval, reason=reason)
    _close_subject(ctx, approval)
    _conclude(ctx, approval)


def expire_due(ctx: Context) -> int:
    """A job: what nobody decided in time is closed as if it had been refused."""
    due = queries.due_approvals(ctx)
    for approval in due:
        approval.state, approval.decided_at = ApprovalState.EXPIRED, ctx.at
        audit.record(ctx, Act.APPROVAL_EXPIRED, approval)
        _close_subject(ctx, approval)
        _conclude(ctx, approval)
    return len(due)
