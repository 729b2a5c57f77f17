"""A mail server that keeps what it is handed, so that a test reads its mails as the addressee does."""

import re
import time
from email.message import Message as Mail

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

WAIT = 40


class Mailbox(Message):
    def __init__(self, port: int) -> None:
        super().__init__()
        self.mails: list[Mail] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    def handle_message(self, message: Mail) -> None:
        self.mails.append(message)

    def to(self, address: str) -> list[str]:
        """The texts of what came for this address, oldest first."""
        return [_text(mail) for mail in self.mails if mail["To"] == address]

    def wait_for(self, address: str, words: str, *, after: int = 0) -> str:
        """The first that says so, not counting the `after` oldest. The outbox is emptied by a job every few seconds."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            for text in self.to(address)[after:]:
                if words in text:
                    return text
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} says {words!r}: {self.to(address)}")

    def attached(self, address: str) -> bytes:
        """The newest file that was mailed there."""
        files = [
            part.get_payload(decode=True)
            for mail in self.mails
            if mail["To"] == address
            for part in mail.walk()
            if part.get_filename()
        ]
        assert files, f"nothing was attached for {address}"
        return bytes(files[-1])


def link_in(text: str, part: str) -> str:
    """The address of a page of Sekisho that a mail names."""
    found = re.search(rf"https?://\S*{part}\S*", text)
    assert found is not None, text
    return found.group()


def _text(mail: Mail) -> str:
    body = next(part for part in mail.walk() if part.get_content_type() == "text/plain")
    return bytes(body.get_payload(decode=True)).decode(body.get_content_charset() or "utf-8")
