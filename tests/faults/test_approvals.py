"""R9: one approval, given by the same person in many windows at once (trust.md §3)."""

import functools
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from app.identity.events import IdentityAct
from app.identity.roles import Role
from app.work.events import WorkAct
from tests.factories.identity import address
from tests.faults.size import size
from tests.faults.together import together
from tests.harness.client import KEY, Answer
from tests.harness.server import Bank, Server


@dataclass
class Decision:
    """What the windows were told, and what happened by the record and by the log."""

    answers: Counter[int] = field(default_factory=Counter)
    logged: Counter[str] = field(default_factory=Counter)
    active: int = 0
    slowest: float = 0.0

    @property
    def effects(self) -> tuple[int, int, int, int]:
        """Told it was done; approvals logged; roles given by the log; roles in force."""
        approved, given = self.logged[WorkAct.APPROVAL_APPROVED], self.logged[IdentityAct.GRANT_GIVEN]
        return self.answers[303], approved, given, self.active

    def figures(self) -> str:
        return f"answers {dict(self.answers)}, effects {self.effects}, slowest answer {self.slowest:.2f} s"


def decide(bank: Bank, windows: int, load: tuple[str, ...] = ()) -> Decision:
    decision = Decision()
    with Server(bank, load=load) as server:
        page = f"/approvals/{_ask_for_role(bank, server)}/approve"
        approver = server.client(Role.APPROVER, 30)
        form = approver.filled(page)
        acts = [functools.partial(approver.post, page, {**form, KEY: f"window-{n}"}) for n in range(windows)]
        answers = together(acts)
    _count(decision, answers)
    with bank.connection() as connection:
        events = connection.execute(text("SELECT event FROM audit_event")).scalars()
        decision.logged.update(events)
        decision.active = _roles_in_force(connection)
    assert bank.verify_log().is_whole
    return decision


def _ask_for_role(bank: Bank, server: Server) -> str:
    """The administrator asks that the officer also becomes vendor manager; the id of the approval."""
    with bank.connection() as connection:
        officer = _id(connection, 'SELECT id FROM "user" WHERE email = :it', address(Role.OFFICER))
        unit = _id(connection, "SELECT id FROM unit WHERE code = :it", "000")
    asked = server.client(Role.ADMINISTRATOR).submit(
        f"/users/{officer}/grants/new", role=Role.VENDOR_MANAGER.value, unit_id=unit,
        from_on=date(2026, 4, 1).isoformat(), reason="共同の窓口を置くため",
    )  # fmt: skip
    assert asked.status == 303, asked.words()[:600]
    with bank.connection() as connection:
        return _id(connection, "SELECT id FROM approval WHERE subject_type = :it", "role_grant")


def _id(connection: Connection, statement: str, it: str) -> str:
    return str(UUID(str(connection.execute(text(statement), {"it": it}).scalar_one())))


def _roles_in_force(connection: Connection) -> int:
    roles = Counter(
        connection.execute(text("SELECT role FROM role_grant WHERE state IN ('active', 'ACTIVE')")).scalars()
    )
    return sum(times for role, times in roles.items() if role.lower() == Role.VENDOR_MANAGER.value) - 1


def _count(decision: Decision, answers: list[Answer]) -> None:
    decision.answers.update(answer.status for answer in answers)
    decision.slowest = max(answer.seconds for answer in answers)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_an_approval_given_in_many_windows_has_one_effect(bank_of, figures, kind):
    decision = decide(bank_of(kind), size(20, 100))
    figures(decision.figures())
    assert decision.effects == (1, 1, 1, 1)
    assert set(decision.answers) <= {303, 409, 422}


def test_giving_it_without_looking_again_is_caught(bank_of, figures):
    decision = decide(bank_of("sqlite"), 8, ("tests.faults.sabotage_no_decision_lock",))
    figures(decision.figures())
    assert decision.effects != (1, 1, 1, 1)
