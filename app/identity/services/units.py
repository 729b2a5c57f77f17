"""The tree of units, and how they succeed one another."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.core.text import sort_key
from app.core.words import N_
from app.identity import queries
from app.identity.events import IdentityAct as Act
from app.identity.models import Unit, UnitSuccession
from app.identity.sessions import work_out_again


def add_unit(ctx: Context, **facts: Any) -> Unit:
    unit = Unit()
    db.session.add(unit)
    with db.session.no_autoflush:
        _apply(unit, facts)
    audit.record(ctx, Act.UNIT_ADDED, unit)
    work_out_again(day_of(ctx.at))
    return unit


def edit_unit(ctx: Context, unit: Unit, **facts: Any) -> None:
    old_path = unit.path
    with db.session.no_autoflush:
        _apply(unit, facts)
        moved = _move_below(old_path, unit) if unit.path != old_path else []
    audit.record(ctx, Act.UNIT_EDITED, unit, *moved)
    if unit.path != old_path:
        work_out_again(day_of(ctx.at))


def _apply(unit: Unit, facts: Mapping[str, Any]) -> None:
    code = facts["code"]
    same = db.session.scalars(select(Unit).where(Unit.code == code, Unit.id != unit.id)).first()
    if same is not None:
        raise DomainError(N_("%(name)s has this code already. Choose another."), "code", name=same.name)
    for name in ("code", "name", "name_kana", "parent_id", "organisation_id", "from_on", "until_on"):
        setattr(unit, name, facts.get(name))
    if unit.from_on and unit.until_on and unit.until_on < unit.from_on:
        raise DomainError(N_("The last day lies before the first. Correct one of them."), "until_on")
    unit.name_kana = unit.name_kana or ""
    unit.sort_key = sort_key(unit.name_kana, "", unit.name)
    unit.path = _path_of(unit)


def _path_of(unit: Unit) -> str:
    if unit.parent_id is None:
        root = queries.root_unit()
        if root is not None and root.id != unit.id:
            raise DomainError(N_("Choose the unit that this one belongs to."), "parent_id")
        return f"/{unit.id}/"
    parent = db.session.get(Unit, unit.parent_id)
    if parent is None:
        raise DomainError(N_("Choose one from the list."), "parent_id")
    if str(unit.id) in parent.path:
        raise DomainError(N_("A unit cannot belong to itself or to one below it."), "parent_id")
    return f"{parent.path}{unit.id}/"


def _move_below(old_path: str, unit: Unit) -> list[Unit]:
    """The subtree goes along."""
    below = db.session.scalars(select(Unit).where(Unit.path.startswith(old_path), Unit.id != unit.id)).all()
    for child in below:
        child.path = unit.path + child.path.removeprefix(old_path)
    return list(below)


def succeed_unit(ctx: Context, old: Unit, *, new_id: UUID, on: date) -> UnitSuccession:
    """From this day the new unit carries on what the old one did; both keep their history."""
    new = db.session.get(Unit, new_id)
    if new is None or new.id == old.id:
        raise DomainError(N_("Choose one from the list."), "new_id")
    if any(s.new_id == new_id and s.old_id == old.id for s in queries.successions_of(old.id)):
        raise DomainError(N_("This succession is recorded already."), "new_id")
    succession = UnitSuccession(old_id=old.id, new_id=new_id, on=on)
    db.session.add(succession)
    audit.record(ctx, Act.UNIT_SUCCEEDED, succession)
    return succession
