"""R7: the link to PostgreSQL fails in four ways (trust.md §1, rows 3 and 15; §3)."""

from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.identity.roles import Role
from tests.faults.ledger import Ledger, Told, Write, examine
from tests.faults.pages import FACTS, NEW, address_of
from tests.faults.size import size
from tests.harness.client import KEY, Answer, Client
from tests.harness.proxy import Link, Proxy
from tests.harness.server import Bank, Server, prepare

ANSWER_SECONDS = 5.0
UNKNOWN = "結果が確認できていません"
ADDED = "取引先を追加しました"
CUTS = {
    Link.CUT_BEFORE_COMMIT: size(5, 100),
    Link.CUT_AFTER_COMMIT: size(5, 100),
    Link.SILENT_AFTER_COMMIT: size(1, 10),
}


class Distant:
    """A bank whose database lies behind the link, and one clerk at work in it."""

    def __init__(self, bank: Bank, proxy: Proxy, server: Server) -> None:
        self.bank, self.proxy, self.server = bank, proxy, server
        self.clerk: Client = server.client(Role.OFFICER)
        self.ledger = Ledger()
        self.slowest = 0.0

    def write(self, mark: str) -> Write:
        return self.ledger.note(Write(mark, NEW, self.clerk.filled(NEW, **{**FACTS, "name": mark})))

    def send(self, write: Write) -> Answer:
        return self._timed(self.clerk.post(write.path, write.fields), write)

    def confirm(self, answer: Answer, write: Write) -> Answer:
        """Press the one button of the page that says the result is not known."""
        form = answer.form("main form")
        assert form[KEY] == write.fields[KEY]
        return self._timed(self.clerk.post(write.path, form), write)

    def _timed(self, answer: Answer, write: Write) -> Answer:
        self.slowest = max(self.slowest, answer.seconds)
        if answer.status == 303:
            write.told, write.organisation = Told.DONE, address_of(answer)
        return answer


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Distant]:
    yield from _distant(prepare("postgresql", tmp_path_factory.mktemp("distant"), "faults_distant"))


@pytest.fixture
def distant(serving: Distant) -> Distant:
    serving.proxy.state, serving.proxy.latency = Link.WHOLE, 0.0
    return Distant(serving.bank, serving.proxy, serving.server)


def _distant(bank: Bank, load: tuple[str, ...] = ()) -> Iterator[Distant]:
    folder = parse_qs(urlsplit(bank.config.database_url).query)["host"][0]
    target = f"{unquote(folder)}/.s.PGSQL.5432"
    with Proxy(target) as proxy, Server(bank.through(proxy.port), load=load) as server:
        yield Distant(bank, proxy, server)


@pytest.mark.parametrize("cut", CUTS)
def test_after_a_cut_at_commit_the_page_says_not_known_and_a_repeat_has_one_effect(distant, figures, cut):
    for turn in range(CUTS[cut]):
        write = distant.write(f"途切商店{list(CUTS).index(cut)}-{turn}")
        distant.proxy.state = cut
        answer = distant.send(write)
        assert answer.status == 503
        assert UNKNOWN in answer.words()
        assert ADDED not in answer.words()
        again = distant.confirm(answer, write)
        assert again.status == 303, again.words()[:600]
        assert distant.send(write).location == again.location
    found = examine(distant.bank, distant.ledger)
    figures(f"{len(distant.ledger.writes)} cuts, slowest answer {distant.slowest:.2f} s, {found}")
    assert found.are_clean, found
    assert distant.slowest <= ANSWER_SECONDS


@pytest.mark.parametrize("state", [Link.RESET, Link.SILENT])
def test_a_dead_link_is_answered_in_time_and_recovers_by_itself(distant, figures, state):
    for turn in range(size(1, 10)):
        write = distant.write(f"不通商店{state.name}{turn}")
        distant.proxy.state = state
        answers = [distant.send(write), distant._timed(distant.clerk.get(NEW), write)]
        assert [answer.status for answer in answers] == [503, 503]
        distant.proxy.state = Link.WHOLE
        assert distant.send(write).status == 303
    found = examine(distant.bank, distant.ledger)
    figures(f"{state}: slowest answer {distant.slowest:.2f} s, {found}")
    assert found.are_clean, found
    assert distant.slowest <= ANSWER_SECONDS


@pytest.mark.parametrize("latency", [0.02, 0.5])
def test_a_slow_link_is_answered_in_time(distant, figures, latency):
    write = distant.write(f"遅延商店{latency}")
    distant.proxy.latency = latency
    first = distant.send(write)
    distant.proxy.latency = 0.0
    assert distant.send(write).status == 303
    found = examine(distant.bank, distant.ledger)
    figures(f"latency {latency} s: {first.status} after {first.seconds:.2f} s, {found}")
    assert found.are_clean, found
    assert first.seconds <= ANSWER_SECONDS


def test_a_repeat_that_acts_twice_is_caught(bank_of, figures):
    for distant in _distant(bank_of("postgresql"), ("tests.faults.sabotage_no_idempotency",)):
        write = distant.write("二重商店")
        # Or the register would ask whether a second one of this name is meant.
        write.fields["is_confirmed"] = "y"
        distant.proxy.state = Link.CUT_AFTER_COMMIT
        assert distant.send(write).status == 503
        assert distant.send(write).status == 303
        found = examine(distant.bank, distant.ledger)
        figures(str(found))
        assert found.doubled == ["二重商店"]
