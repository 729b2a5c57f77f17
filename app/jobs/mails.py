"""The outbox leaves: taken in one transaction, sent outside of any, written down in another."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import current_app

from app.config import Config, MailServer
from app.core import outbox
from app.core.context import Context
from app.core.db import db
from app.core.outbox import Mail, MailState

# Longer than a whole batch can take, so that no second process sends the same mail meanwhile.
LEASE = timedelta(minutes=15)
BATCH = 20
AGAIN = timedelta(minutes=1)


def _server() -> MailServer | None:
    config: Config = current_app.extensions["sekisho"]
    return config.mail


def are_due(ctx: Context) -> bool:
    """Without a server nothing is sent and nothing is pretended: the mails stay where they can be seen."""
    return _server() is not None and bool(outbox.due(ctx.at, 1))


def deliver_mails(ctx: Context) -> str:
    server = _server()
    if server is None:
        return ""
    taken = _take(ctx.at)
    sent = 0
    for place, mail in enumerate(taken):
        is_sent = outbox.deliver(server, mail, datetime.now(UTC))
        _store(mail)
        sent += is_sent
        if mail.problem == outbox.UNREACHABLE:
            _give_back([later.id for later in taken[place + 1 :]], ctx.at + AGAIN)
            break
    return f"{sent}/{len(taken)}"


def _take(at: datetime) -> list[Mail]:
    with db.scope(writes=True):
        taken = outbox.due(at, BATCH)
        for mail in taken:
            mail.next_try_at = at + LEASE
        db.session.commit()
        return taken


def _store(mail: Mail) -> None:
    with db.scope(writes=True):
        db.session.merge(mail)
        db.session.commit()


def _give_back(mail_ids: list[UUID], at: datetime) -> None:
    """The server is away, so it is away for all of them; that is no attempt of theirs."""
    with db.scope(writes=True):
        for mail_id in mail_ids:
            mail = db.session.get_one(Mail, mail_id)
            if mail.state == MailState.WAITING:
                mail.next_try_at = at
        db.session.commit()
