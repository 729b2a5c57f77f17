"""Two vendors, two units and one row of every table for each, filled from the columns themselves.

A new table gets its rows here the day it appears. What must be consistent (a request with its approval) is
made by the services; the rest from the type of each column.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.core import audit, drafts
from app.core.audit import Audited
from app.core.columns import DataClass
from app.core.context import Context
from app.core.db import db
from app.core.files import StoredFile
from app.core.model import Entity, Model
from app.identity import queries as identity_queries
from app.identity.models import GrantState, Unit, User
from app.identity.roles import Role
from app.identity.services import request_grant
from app.register.models import Organisation
from app.work.models import Approval, Task
from app.work.queries import files_of_document
from tests.factories import documents as make_documents
from tests.factories import identity as make
from tests.factories.files import pdf

# The head of a canary is what a stranger may type; the tail must never come back.
HEAD = "カナリア"
TAIL = {"mine": "ｱｵﾊﾞ7mq", "other": "ｸﾛﾏﾂ9zx"}
# Kept by the machinery itself, or derived from other rows: nothing a route points at.
NO_SAMPLE = {
    "audit_event", "audit_values", "audit_head", "audit_erasure", "search_entry", "idempotency_key", "web_session",
    "sign_in_state",
}  # fmt: skip
# What a column of that name must say for the row to be of use.
SENSIBLE: dict[str, dict[str, Any]] = {
    "stand_in": {"state": GrantState.ACTIVE},
    "organisation": {
        "country": "JP",
        "corporate_number": None,
        "lei": None,
        "invoice_number": None,
        "ended_on": None,
    },
    "finding": {"subject_type": "organisation", "closed_on": None, "closed_by_id": None},
    "saved_view": {"list_name": "organisations"},
    "task": {"source_type": "organisation"},
}


@dataclass
class Side:
    """One vendor and one unit, their people, and a row of every table that bears their canary."""

    key: str
    unit: Unit
    organisation: Organisation
    vendor: User
    officer: User
    approver: User
    rows: dict[str, Any] = field(default_factory=dict)
    # The same things in their other states: a finding that waits for its check, a plan that was cancelled.
    others: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        return HEAD + TAIL[self.key]

    def __post_init__(self) -> None:
        self.rows.update(unit=self.unit, organisation=self.organisation, user=self.officer)


@dataclass
class World:
    mine: Side
    other: Side
    people: dict[Role, User]


def build(at: datetime) -> World:
    make.bank(at)
    db.session.flush()
    root = identity_queries.root_unit()
    assert root is not None
    sides = [_side(at, key, root) for key in TAIL]
    db.session.flush()
    for side in sides:
        _fill(at, side)
    _add_other_states(at, sides[0])
    db.session.flush()
    people = {role: identity_queries.find_user_by_email(make.address(role)) for role in Role}
    return World(sides[0], sides[1], {role: user for role, user in people.items() if user is not None})


def _side(at: datetime, key: str, root: Unit) -> Side:
    name = HEAD + TAIL[key]
    unit = make.unit(at, f"1{len(key)}0", f"{name} 支店", root)
    organisation = make.vendor_organisation(at, f"{name} 商事")
    db.session.flush()
    vendor = make.user(at, f"vendor.{key}@tsubame.example", f"{name} 委託先", organisation_id=organisation.id)
    officer = make.user(at, f"officer.{key}@tsubame.example", f"{name} 担当")
    approver = make.user(at, f"approver.{key}@tsubame.example", f"{name} 役席")
    db.session.flush()
    make.grant(at, vendor, Role.VENDOR, root)
    make.grant(at, officer, Role.OFFICER, unit)
    make.grant(at, approver, Role.APPROVER, unit)
    return Side(key, unit, organisation, vendor, officer, approver)


def _fill(at: datetime, side: Side) -> None:
    _ask_for_a_role(at, side)
    _file_a_document(at, side)
    side.rows["draft"] = drafts.save(side.officer.id, "organisation:add", {"name": [side.canary]}, at)
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
    for table in Model.metadata.sorted_tables:
        if table.name not in NO_SAMPLE and table.name not in side.rows and table.name in models:
            made = row_of(models[table.name], side, at)
            db.session.add(made)
            db.session.flush()
            side.rows[table.name] = made
            if issubclass(type(made), Audited):
                audit.record(make.context(at), make.Made.FOR_TEST, made)


def _file_a_document(at: datetime, side: Side) -> None:
    """With a real file behind it, so that a download is walked too."""
    document = make_documents.document(
        at, side.organisation, content=pdf(side.canary), name=f"{side.canary}.pdf",
        title=f"{side.canary} document title 1", note=f"{side.canary} document note 1", added_by_id=side.officer.id,
    )  # fmt: skip
    file = files_of_document(document)[0]
    stored = db.session.get(StoredFile, file.stored_file_id)
    side.rows.update(document=document, document_file=file, stored_file=stored)


def _ask_for_a_role(at: datetime, side: Side) -> None:
    administrator = identity_queries.find_user_by_email(make.address(Role.ADMINISTRATOR))
    assert administrator is not None
    ctx = Context(at=at, actor_id=administrator.id, actor_name=administrator.name)
    grant = request_grant(
        ctx, side.officer, role=Role.LEGAL, unit=side.unit, from_on=at.date(), until_on=None,
        reason=f"{side.canary} approval reason",
    )  # fmt: skip
    db.session.flush()
    approval = db.session.scalars(select(Approval).where(Approval.subject_id == grant.id)).one()
    side.rows.update(role_grant=grant, approval=approval)
    task = db.session.scalars(select(Task).where(Task.source_id == approval.id)).first()
    if task is not None:
        side.rows["task"] = task


def _add_other_states(at: datetime, side: Side) -> None:
    for table, row in sorted(side.rows.items()):
        column = type(row).__table__.columns.get("state")
        states = getattr(column.type, "enum_class", None) if column is not None else None
        if states is None:
            continue
        for turn, state in enumerate(state for state in states if state != row.state):
            made = row_of(type(row), side, at, turn + 2)
            made.state = state
            if hasattr(made, "number"):
                made.number += 10 + turn
            db.session.add(made)
            if issubclass(type(made), Audited):
                audit.record(make.context(at), make.Made.FOR_TEST, made)
            side.others.setdefault(table, []).append(made)


def row_of(model: type[Any], side: Side, at: datetime, turn: int = 1) -> Any:
    """A row whose every text is the side's canary and whose every reference is the side's own."""
    values: dict[str, Any] = {}
    for prop in model.__mapper__.column_attrs:
        column = prop.columns[0]
        if prop.key in ("id", "version", "updated_at") or (
            column.primary_key and column.autoincrement is True
        ):
            continue
        values[prop.key] = SENSIBLE.get(model.__tablename__, {}).get(prop.key, _value(column, side, at, turn))
    return model(**values)


def _value(column: Any, side: Side, at: datetime, turn: int) -> Any:
    kind = getattr(column.type, "enum_class", None)
    if kind is not None and issubclass(kind, enum.Enum):
        return next(iter(kind))
    inner = getattr(column.type, "impl_instance", column.type)
    python = UUID if column.type.__class__.__name__ == "Uuid" else inner.python_type
    if python is UUID:
        return _reference(column, side)
    if column.nullable and python in (datetime, date):
        return None  # nothing of the kind happened yet
    if type(column.type).__name__ == "JSON":
        return None if column.nullable else {"name": side.canary}
    made = {datetime: at, date: at.date(), bool: False, int: 700 + len(side.key)}
    return made[python] if python in made else _text(column, side, turn)


def _text(column: Any, side: Side, turn: int) -> str:
    if column.name.endswith("_type") or column.name == "kind":
        return "organisation"
    if column.info.get("data_class") == DataClass.SECRET:
        return f"{side.canary}{uuid4().hex}"
    return f"{side.canary} {column.table.name} {column.name} {turn}"


def _reference(column: Any, side: Side) -> UUID | None:
    target = next((key.column.table.name for key in column.foreign_keys), "")
    guess = column.name.removesuffix("_id")
    for name in (target, guess):
        if name == column.table.name:
            return None
        if name in side.rows:
            return UUID(str(side.rows[name].id))
    if guess in ("subject", "source", "record"):
        return side.organisation.id
    if column.name in ("deputy_id", "to_user_id", "approver_id"):
        return side.approver.id
    return side.officer.id if not column.nullable or guess in ("owner", "maker", "requested_by") else None


def now() -> datetime:
    return datetime.now(UTC)


__all__ = ["HEAD", "TAIL", "Entity", "Side", "World", "build", "now", "row_of"]
