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

from app.core import drafts
from app.core.columns import DataClass
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.model import Entity, Model
from app.identity import queries as identity_queries
from app.identity.models import Unit, User
from app.identity.roles import Role
from app.identity.services import request_grant
from app.register.models import Organisation
from app.work.models import Approval, Task
from tests.factories import identity as make
from tests.security.samples import MAKERS, SENSIBLE, add_a_twin, ask_about_what_expired, kept

# The head of a canary is what a stranger may type; the tail must never come back.
HEAD = "カナリア"
TAIL = {"mine": "ｱｵﾊﾞ7mq", "other": "ｸﾛﾏﾂ9zx"}
# Kept by the machinery itself, or derived from other rows: nothing a route points at.
NO_SAMPLE = {
    "audit_event", "audit_values", "audit_head", "audit_erasure", "search_entry", "idempotency_key", "web_session",
    "sign_in_state", "stored_file",
}  # fmt: skip
# Columns that say in which state a row is, for the rows in other states.
STATES = ("state", "stage")
# By the maker of the record they belong to, in every state.
MADE_WITH_IT = {"assignment", "control_duty", "reference_version", "self_check", "self_check_item"}


@dataclass
class Side:
    """One vendor and one unit, their people, and a row of every table that bears their canary.

    The reading unit (閲覧部署) sees the unit's engagement and nothing else of it.
    """

    key: str
    at: datetime
    unit: Unit
    reading: Unit
    organisation: Organisation
    vendor: User
    officer: User
    approver: User
    reader: User
    rows: dict[str, Any] = field(default_factory=dict)
    # The same things in their other states: a finding that waits for its check, a plan that was cancelled.
    others: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        return HEAD + TAIL[self.key]

    @property
    def today(self) -> date:
        return day_of(self.at)

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
    ask_about_what_expired(at, sides[0])
    db.session.flush()
    people = {role: identity_queries.find_user_by_email(make.address(role)) for role in Role}
    return World(sides[0], sides[1], {role: user for role, user in people.items() if user is not None})


def _side(at: datetime, key: str, root: Unit) -> Side:
    name = HEAD + TAIL[key]
    unit = make.unit(at, f"1{len(key)}0", f"{name} 支店", root)
    reading = make.unit(at, f"2{len(key)}0", f"{HEAD} 閲覧部署 {key}", root)
    organisation = make.vendor_organisation(at, f"{name} 商事")
    db.session.flush()
    vendor = make.user(at, f"vendor.{key}@tsubame.example", f"{name} 委託先", organisation_id=organisation.id)
    officer = make.user(at, f"officer.{key}@tsubame.example", f"{name} 担当")
    approver = make.user(at, f"approver.{key}@tsubame.example", f"{name} 役席")
    reader = make.user(at, f"reader.{key}@tsubame.example", f"{HEAD} 閲覧者 {key}")
    db.session.flush()
    make.grant(at, vendor, Role.VENDOR, root)
    make.grant(at, officer, Role.OFFICER, unit)
    make.grant(at, approver, Role.APPROVER, unit)
    for role in (Role.OFFICER, Role.APPROVER):
        make.grant(at, reader, role, reading)
    return Side(key, at, unit, reading, organisation, vendor, officer, approver, reader)


def _fill(at: datetime, side: Side) -> None:
    _ask_for_a_role(at, side)
    add_a_twin(at, side)
    side.rows["draft"] = drafts.save(side.officer.id, "organisation:add", {"name": [side.canary]}, at)
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
    late = [table for table in Model.metadata.sorted_tables if table.name in MAKERS]
    for table in [*(t for t in Model.metadata.sorted_tables if t not in late), *late]:
        if table.name in NO_SAMPLE or table.name in side.rows or table.name not in models:
            continue
        if table.name in MAKERS:
            MAKERS[table.name](at, side)
        elif not any(key.column.table.name in {*MAKERS, *MADE_WITH_IT} for key in table.foreign_keys):
            side.rows[table.name] = kept(at, row_of(models[table.name], side))


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
        column = next((name for name in STATES if name in type(row).__table__.columns), "")
        states = getattr(type(row).__table__.columns[column].type, "enum_class", None) if column else None
        if states is None or table in MAKERS or table in MADE_WITH_IT:
            continue
        for turn, state in enumerate(state for state in states if state != getattr(row, column)):
            made = row_of(type(row), side, turn + 2)
            setattr(made, column, state)
            if isinstance(getattr(made, "number", None), int):
                made.number += 10 + turn
            side.others.setdefault(table, []).append(kept(at, made))


def row_of(model: type[Any], side: Side, turn: int = 1) -> Any:
    """A row whose every text is the side's canary and whose every reference is the side's own."""
    values: dict[str, Any] = {}
    for prop in model.__mapper__.column_attrs:
        column = prop.columns[0]
        if prop.key in ("id", "version", "updated_at") or (
            column.primary_key and column.autoincrement is True
        ):
            continue
        sensible = SENSIBLE.get(model.__tablename__, {})
        value = sensible[prop.key] if prop.key in sensible else _value(column, side, turn)
        values[prop.key] = value(side, turn) if callable(value) else value
    return model(**values)


def _value(column: Any, side: Side, turn: int) -> Any:
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
    made = {datetime: side.at, date: side.at.date(), bool: False, int: 700 + len(side.key)}
    return made[python] if python in made else _text(column, side, turn)


def _text(column: Any, side: Side, turn: int) -> str:
    if column.name.endswith("_type") or column.name == "kind":
        return "organisation"
    if column.name.endswith("_kana"):
        return side.canary
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
