"""The outbox against a real mail server, a dead one and none."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header
from io import BytesIO

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask
from sqlalchemy import delete, select

from app.config import MailServer
from app.core import outbox
from app.core.context import system_context
from app.core.db import db
from app.core.files import StoredFile, attach, keep, store
from app.core.outbox import Mail, MailState
from app.jobs import mails
from tests.instances import running, sqlite_config

PORT = 8626
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CTX = system_context(AT, "deliver_mails")


class Inbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, str]] = []
        self.files: list[tuple[str, bytes]] = []

    def handle_message(self, message) -> None:
        self.got.append((message["To"], str(message["Subject"])))
        self.files += [
            (str(make_header(decode_header(part.get_filename()))), part.get_payload(decode=True))
            for part in message.walk()
            if part.get_filename()
        ]


@pytest.fixture
def own_app(tmp_path) -> Iterator[Flask]:
    server = MailServer("127.0.0.1", PORT, "sekisho@tsubame.example")
    with running(sqlite_config(tmp_path, mail=server)) as app:
        for number in range(3):
            outbox.send(
                CTX, user_id=None, address=f"p{number}@tsubame.example", subject=f"件名{number}", body="本文"
            )
        db.session.commit()
        db.end_transaction()
        yield app


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    handler = Inbox()
    server = Controller(handler, hostname="127.0.0.1", port=PORT)
    server.start()
    yield handler
    server.stop()


def are_due() -> bool:
    with db.scope():
        return mails.are_due(CTX)


def states() -> list[tuple[MailState, int, str]]:
    with db.scope():
        rows = db.session.scalars(select(Mail).order_by(Mail.created_at, Mail.id))
        return [(mail.state, mail.attempts, mail.problem) for mail in rows]


def test_mails_reach_the_server_once(own_app: Flask, inbox: Inbox) -> None:
    assert are_due()
    assert mails.deliver_mails(CTX) == "3/3"
    assert sorted(to for to, _ in inbox.got) == [f"p{n}@tsubame.example" for n in range(3)]
    assert states() == [(MailState.SENT, 1, "")] * 3
    assert not are_due()
    assert mails.deliver_mails(CTX) == "0/0"
    assert len(inbox.got) == 3


def test_a_dead_server_loses_nothing_and_one_attempt_is_enough_to_know(own_app: Flask) -> None:
    assert mails.deliver_mails(CTX) == "0/3"
    assert states() == [
        (MailState.WAITING, 1, "unreachable"),
        (MailState.WAITING, 0, ""),
        (MailState.WAITING, 0, ""),
    ]
    assert not are_due()


def test_what_a_dead_server_left_is_sent_when_it_is_back(own_app: Flask, inbox: Inbox) -> None:
    with db.scope(writes=True):
        mail = db.session.scalars(select(Mail).order_by(Mail.id)).first()
        assert mail is not None
        mail.attempts, mail.problem, mail.next_try_at = 1, "unreachable", AT + timedelta(minutes=2)
        db.session.commit()
    assert mails.deliver_mails(CTX) == "2/2"
    later = replace(CTX, at=AT + timedelta(minutes=3))
    assert mails.deliver_mails(later) == "1/1"
    assert len(inbox.got) == 3


def test_no_transaction_is_open_while_the_server_is_spoken_to(own_app: Flask, monkeypatch) -> None:
    seen = []

    def deliver(_server, mail, at):
        with db.scope(writes=True):  # would wait for five seconds and fail if the job held the write lock
            db.session.connection()
        seen.append(mail.id)
        mail.state = MailState.SENT
        return True

    db.end_transaction()
    monkeypatch.setattr(outbox, "deliver", deliver)
    assert mails.deliver_mails(CTX) == "3/3"
    assert len(seen) == 3


def test_without_a_server_nothing_is_sent_and_nothing_pretended(own_app: Flask) -> None:
    config = own_app.extensions["sekisho"]
    own_app.extensions["sekisho"] = replace(config, mail=None)
    assert not are_due()
    assert mails.deliver_mails(CTX) == ""
    assert states() == [(MailState.WAITING, 0, "")] * 3


def test_a_server_that_never_finishes_is_left(own_app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(outbox, "DEADLINE", 0.5)
    with socket.create_server(("127.0.0.1", 8627)) as silent:
        server = MailServer("127.0.0.1", silent.getsockname()[1])
        with db.scope(writes=True):
            mail = outbox.due(AT, 1)[0]
            began = datetime.now(UTC)
            assert not outbox.deliver(server, mail, AT)
        assert datetime.now(UTC) - began < timedelta(seconds=5)
        assert mail.problem == "unreachable"


def test_a_mail_is_given_up_after_the_last_attempt(own_app: Flask) -> None:
    with db.scope(writes=True):
        mail = outbox.due(AT, 1)[0]
        mail.attempts = outbox.ATTEMPTS - 1
        assert not outbox.deliver(MailServer("127.0.0.1", 1), mail, AT)
        assert mail.state == MailState.FAILED


def with_file(name: str = "回答用紙.xlsx") -> StoredFile:
    """A fourth mail, with a stored file; the others are gone."""
    kept = keep(BytesIO(CONTENT), name, most=1000)
    with db.scope(writes=True):
        db.session.execute(delete(Mail))
        stored = attach(kept, AT)
        outbox.send(
            CTX, user_id=None, address="tanaka@fixer.example", subject="依頼", body="本文",
            attachment=outbox.Attachment(stored.id, f"{name}\r\nBcc: all"),
        )  # fmt: skip
        db.session.commit()
    return stored


CONTENT = "番号,質問\n1,=1+1\n".encode()


def test_a_file_goes_along_as_it_was_stored(own_app: Flask, inbox: Inbox) -> None:
    with_file("回答.csv")
    assert mails.deliver_mails(CTX) == "1/1"
    ((name, content),) = inbox.files
    assert (name, content) == ("回答.csv Bcc: all", CONTENT)


def test_without_its_file_a_mail_fails_at_once_and_says_why(own_app: Flask, inbox: Inbox) -> None:
    store().remove(with_file("回答.csv").address)
    assert mails.deliver_mails(CTX) == "0/1"
    assert states() == [(MailState.FAILED, 1, outbox.LOST)]
    assert inbox.got == []
