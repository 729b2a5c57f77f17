"""R8: many people save the same organisation at once (trust.md §3)."""

import functools
from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from app.identity.roles import Role
from tests.faults.ledger import marks_in_log
from tests.faults.pages import add_organisation, edit_path
from tests.faults.size import size
from tests.faults.together import together
from tests.harness.client import KEY, Answer, fields_of
from tests.harness.server import Bank, Server

DATABASES = ["sqlite", "postgresql"]
KEEPERS = (Role.OFFICER, Role.APPROVER, Role.VENDOR_MANAGER)
NAME = "共同編集商店"


@dataclass
class Meeting:
    """What many editors were told, and what stands there at the end."""

    saved: list[tuple[str, str]] = field(default_factory=list)  # version it was made against, text
    refused: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def lost_updates(self) -> list[str]:
        """Two saves against one version: the later one was made without knowing the earlier one."""
        versions = [version for version, _ in self.saved]
        return [mark for version, mark in self.saved if versions.count(version) > 1]

    def figures(self) -> str:
        return (
            f"{len(self.saved)} saved, {len(self.refused)} answered 409 with both texts, "
            f"{len(self.lost_updates())} lost updates, slowest answer {self.slowest:.2f} s"
        )


def meet(bank: Bank, editors: int, rounds: int, load: tuple[str, ...] = ()) -> Meeting:
    meeting = Meeting()
    with Server(bank, load=load) as server:
        keepers = [server.client(role, 30) for role in KEEPERS]
        page = edit_path(add_organisation(keepers[0], NAME))
        for turn in range(rounds):
            forms = [keeper.filled(page) for keeper in keepers]
            marks = [f"編集者{number}の{turn}回目" for number in range(editors)]
            acts = [
                functools.partial(
                    keepers[n % len(keepers)].post,
                    page,
                    {**forms[n % len(keepers)], "note": mark, KEY: f"key-{mark}"},
                )
                for n, mark in enumerate(marks)
            ]
            _judge(meeting, list(zip(marks, together(acts), strict=True)), forms[0]["version"])
    _check_record(bank, meeting)
    return meeting


def _judge(meeting: Meeting, answers: list[tuple[str, Answer]], version: str) -> None:
    winners = [mark for mark, answer in answers if answer.status == 303]
    if not winners:
        meeting.problems.append(f"nobody saved against version {version}")
    meeting.saved += [(version, mark) for mark in winners]
    for mark, answer in answers:
        meeting.slowest = max(meeting.slowest, answer.seconds)
        if answer.status == 409:
            meeting.refused.append(mark)
            meeting.problems += _missing_texts(mark, answer, winners)
        elif answer.status != 303:
            meeting.problems.append(f"{mark} answered {answer.status}: {answer.words()[:200]}")


def _missing_texts(own: str, answer: Answer, winners: list[str]) -> list[str]:
    """The loser's page keeps their text in the form, names what stands there now, and can be sent again."""
    page = BeautifulSoup(answer.text, "html.parser")
    form = page.select_one("form.form")
    kept = fields_of(form).get("note") if form is not None else None
    theirs = [tag.get_text(strip=True) for tag in page.select(".theirs-value")]
    problems = []
    if kept != own:
        problems.append(f"{own}: the form holds {kept!r}")
    if not set(theirs) & set(winners):
        problems.append(f"{own}: the page shows {theirs} as the other's text, not one of {winners}")
    return problems


def _check_record(bank: Bank, meeting: Meeting) -> None:
    with bank.connection() as connection:
        version, note = connection.execute(
            text("SELECT version, note FROM organisation WHERE name = :name"), {"name": NAME}
        ).one()
        logged = marks_in_log(connection)
    saved = [mark for _, mark in meeting.saved]
    if version != 1 + len(saved):
        meeting.problems.append(f"{len(saved)} saves were acknowledged and the version is {version}")
    if note not in saved:
        meeting.problems.append(f"the record says {note!r}, which nobody was told was saved")
    meeting.problems += [f"{mark} is {logged[mark]} times in the log" for mark in saved if logged[mark] != 1]
    meeting.problems += [f"{mark} was refused and is in the log" for mark in meeting.refused if logged[mark]]
    report = bank.verify_log()
    if not report.is_whole:
        meeting.problems.append(f"audit log broken at {report.broken_at}: {report.problem}")


@pytest.mark.parametrize("kind", DATABASES)
def test_no_update_is_lost_and_each_loser_sees_both_texts(bank_of, figures, kind):
    rounds = size(1, 5)
    meeting = meet(bank_of(kind), size(50, 100), rounds)
    figures(meeting.figures())
    assert meeting.problems == []
    assert meeting.lost_updates() == []
    assert len(meeting.saved) == rounds


@pytest.mark.parametrize("kind", DATABASES)
def test_saving_whatever_version_was_seen_is_caught(bank_of, figures, kind):
    meeting = meet(bank_of(kind), 16, 1, ("tests.faults.sabotage_no_version_check",))
    figures(meeting.figures())
    assert meeting.lost_updates()
