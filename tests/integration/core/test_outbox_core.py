"""Mails leave after the transaction that caused them, one by one, and are never pretended sent."""

import socket
from contextlib import closing
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from app.config import MailServer
from app.core import outbox
from app.core.context import system_context
from app.core.db import db
from app.core.outbox import ATTEMPTS, Mail, MailState


class Received:
    """A mail server on this machine; it refuses whom it is told to."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.refused: set[str] = set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):
        if address in self.refused:
            return "550 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def controller():
    running = Controller(Received(), hostname="127.0.0.1", port=free_port())
    running.start()
    yield running
    running.stop()


@pytest.fixture
def received(controller):
    controller.handler.mails.clear()
    controller.handler.refused.clear()
    return controller.handler


@pytest.fixture
def server(controller) -> MailServer:
    return MailServer("127.0.0.1", controller.port, sender="sekisho@tsubame.example")


def send(at, address: str = "a@tsubame.example", subject: str = "件名") -> Mail:
    ctx = system_context(at, "test")
    mail = outbox.send(ctx, user_id=None, address=address, subject=subject, body="本文\n二行目")
    db.session.flush()
    return mail


def test_a_mail_is_stored_with_its_cause_and_undone_with_it(session, at):
    send(at)
    session.flush()
    assert len(outbox.due(at)) == 1
    session.rollback()
    assert outbox.due(at) == []


def test_a_mail_leaves_whole(session, at, server, received):
    mail = send(at, subject="【関所】承認をお願いします")
    assert outbox.deliver(server, mail, at)
    ((recipients, message),) = received.mails
    assert recipients == ["a@tsubame.example"]
    assert message["Subject"] == "【関所】承認をお願いします"
    assert message["From"] == "sekisho@tsubame.example"
    assert message.get_content().splitlines() == ["本文", "二行目"]
    assert (mail.state, mail.sent_at, mail.attempts, mail.problem) == (MailState.SENT, at, 1, "")
    assert outbox.due(at) == []


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("a@x.example\r\nBcc: b@x.example", "s"),
        ("a@x.example", "s\r\nBcc: b@x.example"),
        ("a@x.example", "s\nX: 1"),
    ],
)
def test_a_line_break_makes_no_header(session, at, address, subject):
    mail = send(at, address, subject)
    assert not {"\r", "\n"} & set(mail.address + mail.subject)


@pytest.mark.parametrize(
    "address", ["a@x.example, b@x.example", "a@x.example,b@x.example", "<b@x.example> a@x.example"]
)
def test_what_is_not_one_address_reaches_nobody(session, at, server, received, address):
    mail = send(at, address)
    assert not outbox.deliver(server, mail, at)
    assert received.mails == []


@pytest.mark.parametrize(
    "address", ["", "@", "a b", "<", "a@[", '"', "名前@例.jp", "\ud800@x.example", "(" * 50]
)
def test_a_mail_that_cannot_be_written_stops_no_other(session, at, server, received, address):
    mail, good = send(at), send(at)
    mail.address = address
    outbox.deliver(server, mail, at)
    assert mail.problem != outbox.UNREACHABLE
    assert outbox.deliver(server, good, at)
    mail.address = ""


def test_a_refused_mail_is_tried_again_at_growing_distances_and_then_given_up(session, at, server, received):
    received.refused.add("a@tsubame.example")
    mail = send(at)
    waits = []
    for _ in range(ATTEMPTS):
        assert mail.state == MailState.WAITING
        assert not outbox.deliver(server, mail, at)
        waits.append(mail.next_try_at - at)
    assert waits[:3] == [timedelta(minutes=m) for m in (2, 4, 8)]
    assert waits == sorted(waits)
    assert max(waits) <= timedelta(hours=6)
    assert (mail.state, mail.sent_at) == (MailState.FAILED, None)
    assert mail.problem
    assert received.mails == []


def test_a_server_that_is_away_is_no_error_of_the_act(session, at):
    mail = send(at)
    assert not outbox.deliver(MailServer("127.0.0.1", free_port()), mail, at)
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert "a@tsubame" not in mail.problem


def test_due_are_those_whose_time_has_come_oldest_first(session, at):
    for minutes, subject in ((0, "c"), (-2, "a"), (-1, "b"), (1, "later")):
        mail = send(at + timedelta(minutes=minutes), subject=subject)
        mail.state = MailState.WAITING
    sent = send(at, subject="sent")
    sent.state = MailState.SENT
    session.flush()
    assert [mail.subject for mail in outbox.due(at)] == ["a", "b", "c"]
    assert [mail.subject for mail in outbox.due(at, limit=2)] == ["a", "b"]


def test_without_a_server_a_mail_is_kept_and_stays_waiting(session, at):
    send(at)
    session.commit()
    assert session.scalars(select(Mail.state)).all() == [MailState.WAITING]
