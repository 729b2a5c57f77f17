"""Tasks, approvals and findings, as if they had been there before the test."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from app.core import audit
from app.core.db import db
from app.core.ids import uuid7
from app.identity.models import Unit, User
from app.work.models import (
    Approval,
    ApprovalOrigin,
    ApprovalState,
    Finding,
    FindingState,
    Severity,
    Task,
    TaskState,
)
from app.work.queries import next_finding_number
from tests.factories.identity import Made, context


def task(at: datetime, **facts: Any) -> Task:
    values = {
        "source_type": "organisation", "source_id": uuid7(), "message": "Deal with finding %(number)s: %(title)s",
        "params": {"number": "1", "title": "test"}, "state": TaskState.OPEN, **facts,
    }  # fmt: skip
    made = Task(**values)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


def approval(
    at: datetime,
    *,
    maker: User | None,
    permission: str,
    unit: Unit | None,
    act: str = "test:act",
    **facts: Any,
) -> Approval:
    """An open request; its executor is whatever the test wires under `act`."""
    from app.work.services.deciding import digest_of

    values = {
        "origin": ApprovalOrigin.HERE, "act": act, "subject_type": "organisation", "subject_id": uuid7(),
        "title": "試験の申請", "arguments": {"reason": "試験"}, "state": ApprovalState.REQUESTED, "made_at": at,
        "expires_at": at + timedelta(days=14), **facts,
    }  # fmt: skip
    made = Approval(
        maker_id=maker.id if maker else None,
        permission=permission,
        unit_id=unit.id if unit else None,
        **values,
    )
    made.argument_digest = digest_of(made)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made


def finding(
    at: datetime, unit: Unit, *, owner_id: UUID | None = None, due_on: date | None = None, **facts: Any
) -> Finding:
    values = {
        "title": "再委託先の点検記録がない", "severity": Severity.MEDIUM, "state": FindingState.OPEN,
        "raised_on": at.date(), **facts,
    }  # fmt: skip
    made = Finding(number=next_finding_number(), unit_id=unit.id, owner_id=owner_id, due_on=due_on, **values)
    db.session.add(made)
    audit.record(context(at), Made.FOR_TEST, made)
    return made
