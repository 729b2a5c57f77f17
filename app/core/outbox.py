"""Mails are rows of the transaction that causes them, and leave by a job afterwards.

Without a mail server they are kept and shown; they are never pretended sent.
"""

import smtplib
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, personal, technical
from app.config import MailServer
from app.core.context import Context
from app.core.db import db
from app.core.model import Entity

TIMEOUT = 10
ATTEMPTS = 12


class MailState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Mail(Entity):
    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_state", "state", "next_try_at"),)
    created_at: Mapped[datetime] = technical(retention=Retention.SHORT)
    user_id: Mapped[UUID | None] = technical(retention=Retention.SHORT)
    address: Mapped[str] = personal(retention=Retention.SHORT)
    subject: Mapped[str] = personal(retention=Retention.SHORT)
    body: Mapped[str] = personal(retention=Retention.SHORT)
    state: Mapped[MailState] = technical(retention=Retention.SHORT, default=MailState.WAITING)
    attempts: Mapped[int] = technical(retention=Retention.SHORT, default=0)
    next_try_at: Mapped[datetime] = technical(retention=Retention.SHORT)
    sent_at: Mapped[datetime | None] = technical(retention=Retention.SHORT)
    problem: Mapped[str] = technical(retention=Retention.SHORT, default="")


def send(ctx: Context, *, user_id: UUID | None, address: str, subject: str, body: str) -> Mail:
    """Put a mail into the outbox, in this transaction."""
    mail = Mail(
        created_at=ctx.at, user_id=user_id, address=_one_line(address), subject=_one_line(subject), body=body,
        next_try_at=ctx.at,
    )  # fmt: skip
    db.session.add(mail)
    return mail


def _one_line(text: str) -> str:
    # A line break in a header is how a second recipient is smuggled in.
    return " ".join(text.split())


def due(at: datetime, limit: int = 50) -> list[Mail]:
    query = select(Mail).where(Mail.state == MailState.WAITING, Mail.next_try_at <= at)
    return list(db.session.scalars(query.order_by(Mail.created_at, Mail.id).limit(limit)))


def deliver(server: MailServer, mail: Mail, at: datetime) -> bool:
    """Hand one mail to the server; a refusal is tried again later, at growing distances."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, mail.address, mail.subject
    message["Date"], message["Message-ID"] = formatdate(at.timestamp()), make_msgid(str(mail.id), "sekisho.invalid")
    message.set_content(mail.body)
    mail.attempts += 1
    try:
        with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as smtp:
            if server.use_tls:
                smtp.starttls()
            if server.user:
                smtp.login(server.user, server.password)
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        mail.problem = type(problem).__name__
        mail.next_try_at = at + timedelta(minutes=min(2**mail.attempts, 360))
        if mail.attempts >= ATTEMPTS:
            mail.state = MailState.FAILED
        return False
    mail.state, mail.sent_at, mail.problem = MailState.SENT, at, ""
    return True
