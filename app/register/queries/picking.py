"""What pickers offer and what a typed name means."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import or_

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.text import fold
from app.identity.models import User
from app.register.models import BusinessFunction, InformationSystem, Service
from app.register.permissions import RegisterPermission as P
from app.register.queries import functions, services, systems
from app.work import queries as work

FEW = 20
# Of more units than these at once an owner is looked for in these; the look before the change says the rest.
MOST_UNITS = 12


def services_named(ctx: Context, name: str) -> Sequence[UUID]:
    query = services.visible_to(ctx).with_only_columns(Service.id)
    return db.session.scalars(
        query.where(or_(Service.name == name, Service.name_latin == name)).limit(2)
    ).all()


def functions_named(ctx: Context, name: str) -> Sequence[UUID]:
    query = functions.visible_to(ctx).with_only_columns(BusinessFunction.id)
    return db.session.scalars(query.where(BusinessFunction.name == name)).all()


def systems_named(ctx: Context, name: str) -> Sequence[UUID]:
    """By ledger number, by name, or by both as they are shown."""
    number = name.split(" ", 1)[0]
    query = systems.visible_to(ctx).with_only_columns(
        InformationSystem.id, InformationSystem.ledger_number, InformationSystem.name
    )
    rows = db.session.execute(
        query.where(or_(InformationSystem.ledger_number == number, InformationSystem.name == name)).limit(50)
    ).all()
    return [
        row.id for row in rows if name in (row.ledger_number, row.name, f"{row.ledger_number} {row.name}")
    ]


def system_labels(ctx: Context, ids: Iterable[UUID]) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    query = systems.visible_to(ctx).with_only_columns(
        InformationSystem.id, InformationSystem.ledger_number, InformationSystem.name
    )
    rows = db.session.execute(
        query.where(InformationSystem.id.in_(wanted)).order_by(
            InformationSystem.sort_key, InformationSystem.id
        )
    )
    return {row.id: f"{row.ledger_number} {row.name}" for row in rows}


def owners_offered(ctx: Context, words: str, unit_ids: Collection[UUID]) -> list[User]:
    """Who may be made 管理責任者: those who keep engagements in each of the units, or anywhere."""
    asked, day = fold(words), day_of(ctx.at)
    units: list[UUID | None] = [*sorted(unit_ids, key=str)[:MOST_UNITS]] or [None]
    people = work.people_with(P.ENGAGEMENT_EDIT, units[0], day)
    for unit_id in units[1:]:
        others = {person.id for person in work.people_with(P.ENGAGEMENT_EDIT, unit_id, day)}
        people = [person for person in people if person.id in others]
    return [p for p in people if any(asked in fold(text) for text in (p.name, p.name_kana, p.title))][:FEW]
