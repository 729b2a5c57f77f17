"""One function per act of overview."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.core import audit, events, notices, outbox, settings
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.db import db
from app.core.errors import DomainError
from app.core.outbox import Mail, MailState
from app.core.settings import Setting
from app.core.translating import in_language
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.identity import institution
from app.identity.models import User
from app.overview import queries
from app.overview.events import OverviewAct as Act
from app.overview.models import AuditExportPermit, PermitState
from app.overview.permissions import OverviewPermission as P
from app.standards.services import publishing

ALLOW_AUDIT_EXPORT = "overview:audit_export:allow"
MOST_DAYS = 30

ALLOWED = N_("You may export the audit log of %(from_on)s to %(until_on)s until %(expires)s.")
ALLOWED_SUBJECT = N_("Sekisho: you may export the audit log")
ALLOWED_ADVICE = N_("Open the audit log and choose Export. Each export is itself written into the log.")


def request_audit_export(
    ctx: Context, user: User, *, from_on: date, until_on: date, days: int, reason: str
) -> AuditExportPermit:
    """Ask that a person may take a part of the log out. Nothing is allowed until a second person agrees."""
    if until_on < from_on:
        raise DomainError(N_("The last day lies before the first. Correct one of them."), "until_on")
    if from_on > day_of(ctx.at):
        raise DomainError(N_("The period lies in the future. Choose days that are in the log."), "from_on")
    if not 1 <= days <= MOST_DAYS:
        raise DomainError(N_("Enter a whole number from %(low)s to %(high)s."), "days", low=1, high=MOST_DAYS)
    if user.id not in {reader.id for reader in queries.may_export(ctx)}:
        raise DomainError(N_("Choose a person whose role may export the audit log."), "user_id")
    assert ctx.actor_id is not None  # noqa: S101 - the route is for people only
    permit = AuditExportPermit(
        user_id=user.id, from_on=from_on, until_on=until_on, days=days, reason=reason,
        state=PermitState.REQUESTED, requested_by_id=ctx.actor_id, requested_at=ctx.at,
    )  # fmt: skip
    db.session.add(permit)
    audit.record(ctx, Act.AUDIT_EXPORT_REQUESTED, permit, reason=reason)
    events.publish(
        ctx,
        ApprovalNeeded(
            act=ALLOW_AUDIT_EXPORT, subject_type="audit_export_permit", subject_id=permit.id, title=user.name,
            permission=P.AUDIT_EXPORT_ALLOW,
            arguments={
                "user": user.name, "from_on": from_on.isoformat(), "until_on": until_on.isoformat(),
                "days": days, "reason": reason,
            },
        ),
    )  # fmt: skip
    return permit


def allow_audit_export(ctx: Context, permit_id: UUID) -> None:
    """Executed on approval: the days count from now, and the person is told."""
    permit = db.session.get_one(AuditExportPermit, permit_id)
    if permit.state != PermitState.REQUESTED:
        raise DomainError(N_("This request is no longer open."))
    permit.state, permit.decided_by_id = PermitState.ALLOWED, ctx.actor_id
    permit.expires_at = ctx.at + timedelta(days=permit.days)
    audit.record(ctx, Act.AUDIT_EXPORT_ALLOWED, permit)
    _tell(ctx, permit)


def _tell(ctx: Context, permit: AuditExportPermit) -> None:
    user = db.session.get_one(User, permit.user_id)
    style = DateStyle(user.date_style)
    assert permit.expires_at is not None  # noqa: S101 - set by the caller
    days = (permit.from_on, permit.until_on, day_of(permit.expires_at))
    from_on, until_on, expires = (format_date(day, style) for day in days)
    notices.post(ctx, user.id, ALLOWED, from_on=from_on, until_on=until_on, expires=expires)
    with in_language(user.language) as translate:
        said = translate(ALLOWED, from_on=from_on, until_on=until_on, expires=expires)
        outbox.send(
            ctx, user_id=user.id, address=user.email, subject=translate(ALLOWED_SUBJECT),
            body=f"{said}\n\n{translate(ALLOWED_ADVICE)}\n",
        )  # fmt: skip


def refuse_audit_export(ctx: Context, permit_id: UUID) -> None:
    permit = db.session.get_one(AuditExportPermit, permit_id)
    if permit.state == PermitState.REQUESTED:
        permit.state, permit.decided_by_id = PermitState.REFUSED, ctx.actor_id
        audit.record(ctx, Act.AUDIT_EXPORT_REFUSED, permit)


def witness_export(ctx: Context, permit_id: UUID, *, asked: str, count: int) -> None:
    """Write into the log that a part of it left, before it does."""
    permit = db.session.get_one(AuditExportPermit, permit_id)
    audit.witness(ctx, Act.AUDIT_LOG_EXPORTED, permit, reason=f"{count} | {asked}" if asked else str(count))


def edit_setting(ctx: Context, key: str, value: Any, *, reason: str) -> Setting:
    """Store a value of a setting; two people who set it for the first time at once do not both win."""
    try:
        with db.session.begin_nested():
            changed = settings.change(ctx, key, value, reason=reason)
            if key == institution.NOUN:
                publishing.tell_questions_again()
            return changed
    except DomainError as error:
        raise DomainError(
            error.message, "value" if error.field == key else error.field, **error.params
        ) from None
    except IntegrityError:
        raise DomainError(
            N_("Somebody else changed this setting at the same moment. Open the page again.")
        ) from None


def retry_mail(ctx: Context, mail: Mail) -> None:
    """Put a mail that failed back into the queue."""
    if mail.state != MailState.FAILED:
        raise DomainError(N_("This mail has not failed. It needs no retry."))
    mail.state, mail.attempts, mail.next_try_at = MailState.WAITING, 0, ctx.at
