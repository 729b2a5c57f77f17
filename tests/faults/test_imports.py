"""An import among other people: two windows that apply it at once, and somebody who saves meanwhile."""

import functools
import threading
import time
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from app.identity.roles import Role
from app.register.events import RegisterAct
from tests.faults.pages import FACTS
from tests.faults.pages import NEW as NEW_ORGANISATION
from tests.faults.together import together
from tests.harness.client import KEY, Answer, Client, fields_of
from tests.harness.server import Bank, Server

NEW = "/exchange/organisations/new"
ROWS = 60
LEDGER = "商号\n" + "".join(f"並走{number}株式会社\n" for number in range(ROWS))


def brought(client: Client) -> str:
    """The address of a compared file."""
    staged = client.post_file(NEW, client.filled(NEW), "ledger", LEDGER.encode())
    assert staged.status == 303, staged.words()
    compared = client.post(staged.location, client.get(staged.location).form("main form#form"))
    assert compared.status == 303, compared.words()
    return compared.location.removesuffix("/differences")


def word_to_apply(client: Client, address: str) -> dict[str, str]:
    return {**client.get(f"{address}/apply").form("main form#form"), KEY: uuid4().hex}


def imported(bank: Bank) -> tuple[int, int]:
    """Organisations of the file, and events that tell of them."""
    with bank.connection() as connection:
        stored = connection.execute(
            text("SELECT count(*) FROM organisation WHERE name LIKE '並走%'")
        ).scalar()
        told = connection.execute(
            text("SELECT count(*) FROM audit_event WHERE event = :act AND subject_type = 'organisation'"),
            {"act": RegisterAct.IMPORTED.value},
        ).scalar()
    return stored or 0, told or 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_windows_that_apply_one_file_at_once_store_it_once(bank_of, kind):
    bank = bank_of(kind)
    with Server(bank) as server:
        client = server.client(Role.OFFICER, 30)
        address = brought(client)
        words = [word_to_apply(client, address) for _ in range(3)]
        answers = together([functools.partial(client.post, f"{address}/apply", word) for word in words])
        assert [answer.status for answer in answers] == [303] * 3
        assert {answer.location for answer in answers} == {address}
        assert "反映済み" in client.get(address).words()
    assert imported(bank) == (ROWS, ROWS)
    assert bank.verify_log().is_whole


def test_who_saves_while_a_long_import_is_stored_is_told_and_loses_nothing(bank_of):
    bank = bank_of("sqlite")
    with Server(bank, load=("tests.faults.slow_import",)) as server:
        clerk, other = server.client(Role.OFFICER, 30), server.client(Role.VENDOR_MANAGER, 30)
        address = brought(clerk)
        form = {**other.filled(NEW_ORGANISATION), "name": "待たされた株式会社", **FACTS}
        answers: list[Answer] = []
        word = word_to_apply(clerk, address)
        storing = threading.Thread(target=lambda: answers.append(clerk.post(f"{address}/apply", word)))
        storing.start()
        time.sleep(1)
        refused = other.post(NEW_ORGANISATION, form)
        assert refused.status == 503
        assert refused.seconds < 7
        assert other.get("/organisations").status == 200
        storing.join(30)
        assert [answer.status for answer in answers] == [303]
        kept = BeautifulSoup(refused.text, "html.parser").select_one("main form")
        assert kept is not None
        again = other.post(NEW_ORGANISATION, fields_of(kept))
        assert again.status == 303, again.words()
        assert "待たされた株式会社" in other.get(again.location).words()
    assert imported(bank)[0] == ROWS
