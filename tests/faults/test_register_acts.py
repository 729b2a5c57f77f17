"""One engagement and one consent, decided in many windows at once; an import killed while it is stored."""

import functools
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import text

from app.identity.queries import root_unit
from app.identity.roles import Role
from app.register.events import RegisterAct
from app.register.models import ConsentState, Stage
from tests.factories import chain
from tests.faults.size import size
from tests.faults.test_imports import ROWS, brought, imported, word_to_apply
from tests.faults.together import together
from tests.harness.client import KEY, Answer, LinkLost
from tests.harness.server import Bank, Server

DATABASES = ["sqlite", "postgresql"]
DECIDED = (RegisterAct.CONSENT_GRANTED, RegisterAct.CONSENT_REFUSED)


@dataclass(frozen=True)
class Paths:
    stage: str
    chain: str


def recorded(at: datetime) -> Paths:
    """An engagement that is being planned, and a consent in it that was examined."""
    unit = root_unit()
    assert unit is not None
    upper = chain.service(at, "株式会社並行計算")
    lower = chain.service(at, "並行基盤株式会社")
    engagement = chain.engagement(at, unit, upper, stage=Stage.PLANNING)
    edge = chain.supply(at, upper, lower)
    chain.use(
        at, engagement, edge, state=ConsentState.EXAMINED, consent_kind="prior", applied_on=date(2026, 4, 1),
        examined_on=date(2026, 4, 2),
    )  # fmt: skip
    return Paths(f"/engagements/{engagement.id}/stage", f"/engagements/{engagement.id}/chain/{edge.id}")


def at_once(
    bank: Bank, page: str, given: dict[str, str], windows: int, load: tuple[str, ...] = ()
) -> Counter[int]:
    """The same form, opened by two people before anybody sent it, and sent from all their windows together."""
    with Server(bank, load=load) as server:
        people = [server.client(role, 30) for role in (Role.APPROVER, Role.VENDOR_MANAGER)]
        forms = [{**person.filled(page), **given} for person in people]
        acts = [
            functools.partial(people[n % 2].post, page, {**forms[n % 2], KEY: f"window-{n}"})
            for n in range(windows)
        ]
        return Counter(answer.status for answer in together(acts))


def logged(bank: Bank, table: str, *acts: RegisterAct) -> int:
    with bank.connection() as connection:
        told = text("SELECT event FROM audit_event WHERE subject_type = :table")
        events = Counter(connection.execute(told, {"table": table}).scalars())
    return sum(events[act.value] for act in acts)


def count(bank: Bank, table: str) -> int:
    with bank.connection() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.mark.parametrize("kind", DATABASES)
def test_an_engagement_that_many_move_at_once_moves_once(bank_of, figures, kind):
    bank = bank_of(kind)
    paths = bank.made(recorded)
    answers = at_once(bank, f"{paths.stage}/dropped", {"why": "相手先の都合"}, size(20, 100))
    figures(f"answers {dict(answers)}")
    assert (count(bank, "stage_move"), logged(bank, "engagement", RegisterAct.ENGAGEMENT_MOVED)) == (1, 1)
    assert set(answers) <= {303, 409, 422}
    assert bank.verify_log().is_whole


@pytest.mark.parametrize("kind", DATABASES)
def test_a_consent_that_many_decide_at_once_is_decided_once(bank_of, figures, kind):
    bank = bank_of(kind)
    paths = bank.made(recorded)
    answers = at_once(bank, f"{paths.chain}/decide", {"decided_on": "2026-04-03"}, size(20, 100))
    figures(f"answers {dict(answers)}")
    assert logged(bank, "engagement_supply", *DECIDED) == 1
    assert answers[303] == 1
    assert set(answers) <= {303, 409, 422}
    with bank.connection() as connection:
        state, version = connection.execute(text("SELECT state, version FROM engagement_supply")).one()
    assert (state.lower(), version) == (ConsentState.GRANTED.value, 2)
    assert bank.verify_log().is_whole


def test_deciding_whatever_stands_there_is_caught(bank_of):
    bank = bank_of("sqlite")
    paths = bank.made(recorded)
    given = {"decided_on": "2026-04-03"}
    at_once(bank, f"{paths.chain}/decide", given, 8, ("tests.faults.sabotage_decided_anew",))
    assert logged(bank, "engagement_supply", *DECIDED) > 1


@pytest.mark.parametrize("kind", DATABASES)
def test_an_import_killed_while_it_is_stored_left_nothing_and_can_be_applied_afterwards(bank_of, kind):
    bank = bank_of(kind)
    with Server(bank, load=("tests.faults.slow_import",)) as server:
        client = server.client(Role.OFFICER, 30)
        address = brought(client)
        word, answers = word_to_apply(client, address), list[Answer | LinkLost]()

        def send() -> None:
            try:
                answers.append(client.post(f"{address}/apply", word))
            except LinkLost as lost:
                answers.append(lost)

        storing = threading.Thread(target=send)
        storing.start()
        time.sleep(3)
        server.kill()
        storing.join(30)
        assert [type(answer) for answer in answers] == [LinkLost]
        assert imported(bank) == (0, 0)
    with Server(bank) as server:
        client = server.client(Role.OFFICER, 30)
        assert client.post(f"{address}/apply", word_to_apply(client, address)).status == 303
    assert imported(bank) == (ROWS, ROWS)
    assert bank.verify_log().is_whole
