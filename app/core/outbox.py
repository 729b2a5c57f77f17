"""Mails are rows of the transaction that causes them, and leave by a job afterwards.

Without a mail server they are kept and shown; they are never pretended sent.
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, select
from sqlalchemy.orm import Mapped

from app.config import MailServer
from app.core.columns import Retention, personal, technical
from app.core.context import Context
from app.core.db import db
from app.core.files import FileDamaged, FileMissing, StoredFile, StoreUnavailable, open_checked
from app.core.files.kinds import TYPES
from app.core.files.names import extension
from app.core.model import Entity

TIMEOUT = 10
# For one mail as a whole: a server that drips its words would otherwise hold the thread for ever.
DEADLINE = 30.0
ATTEMPTS = 12
UNREACHABLE = "unreachable"
# The attached file is not what was stored: trying again would not bring it back.
LOST = "attachment"


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
    # A file that goes along, and what it is called there.
    attachment_id: Mapped[UUID | None] = technical(
        ForeignKey("stored_file.id"), index=True, retention=Retention.SHORT
    )
    attachment_name: Mapped[str] = technical(retention=Retention.SHORT, default="")


@dataclass(frozen=True)
class Attachment:
    """A stored file, and what it is called in the mail."""

    file_id: UUID
    name: str


def send(
    ctx: Context, *, user_id: UUID | None, address: str, subject: str, body: str,
    attachment: Attachment | None = None,
) -> Mail:  # fmt: skip
    """Put a mail into the outbox, in this transaction."""
    mail = Mail(
        created_at=ctx.at, user_id=user_id, address=_one_line(address), subject=_one_line(subject), body=body,
        next_try_at=ctx.at,
    )  # fmt: skip
    if attachment is not None:
        mail.attachment_id, mail.attachment_name = attachment.file_id, _one_line(attachment.name)
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
    mail.attempts += 1
    try:
        message = _message(server, mail, at)
        _attach(message, mail)
        with _connected(server) as smtp:
            smtp.send_message(message)
    except FileDamaged:
        mail.state, mail.problem = MailState.FAILED, LOST
        return False
    except (OSError, Unwritable, StoreUnavailable) as problem:
        mail.problem = UNREACHABLE if _is_unreachable(problem) else type(problem).__name__
        mail.next_try_at = at + timedelta(minutes=min(2**mail.attempts, 360))
        if mail.attempts >= ATTEMPTS:
            mail.state = MailState.FAILED
        return False
    mail.state, mail.sent_at, mail.problem = MailState.SENT, at, ""
    return True


class Unwritable(Exception):
    """No mail can be made of this one: its address is not one address, or a header refuses its text."""


def _message(server: MailServer, mail: Mail, at: datetime) -> EmailMessage:
    if not mail.address or parseaddr(mail.address)[1] != mail.address:
        raise Unwritable
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = server.sender, mail.address, mail.subject
        message["Date"] = formatdate(at.timestamp())
        message["Message-ID"] = make_msgid(str(mail.id), "sekisho.invalid")
        message.set_content(mail.body)
    except Exception as error:  # the library's parser of headers falls over odd ones in many ways
        raise Unwritable from error
    return message


def _attach(message: EmailMessage, mail: Mail) -> None:
    """The file as it was stored, or no mail at all: without it nobody knows what is asked of them."""
    if mail.attachment_id is None:
        return
    with db.scope():
        stored = db.session.get(StoredFile, mail.attachment_id)
    if stored is None:
        raise FileMissing("its row is gone")
    content = b"".join(open_checked(stored).chunks())
    kind = TYPES.get(extension(mail.attachment_name), "application/octet-stream")
    maintype, _, subtype = kind.partition("/")
    message.add_attachment(content, maintype=maintype, subtype=subtype, filename=mail.attachment_name)


def _is_unreachable(problem: Exception) -> bool:
    """The server's fault, not this mail's: trying the next one would only wait again."""
    if isinstance(problem, smtplib.SMTPException):
        return isinstance(problem, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError)
    return isinstance(problem, OSError)


class _WatchedSmtp(smtplib.SMTP):
    """Hangs up when the whole conversation takes too long; the time-out of a socket knows only one read."""

    def connect(
        self, host: str = "localhost", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        self._watch = threading.Timer(DEADLINE, self._hang_up)
        self._watch.daemon = True
        self._watch.start()
        return super().connect(host, port, source_address)

    def close(self) -> None:
        self._watch.cancel()
        super().close()

    def _hang_up(self) -> None:
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    smtp = _WatchedSmtp(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.use_tls:
            smtp.starttls(context=ssl.create_default_context())  # its own default checks no certificate
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        with suppress(OSError, smtplib.SMTPException):  # the mail is accepted; a rude good-bye is no failure
            smtp.quit()
    finally:
        smtp.close()


def expire(before: datetime) -> int:
    """Those that left before then; what was never sent stays to be seen."""
    return db.affect(delete(Mail).where(Mail.state == MailState.SENT, Mail.sent_at < before))
