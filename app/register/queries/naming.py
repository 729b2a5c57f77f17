"""The names behind ids of several kinds, by one statement: a page that names ten things asks once."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, String, literal, select, union_all

from app.core.db import db
from app.identity.models import Unit, User
from app.register.models import (
    BusinessFunction,
    Engagement,
    EngagementFunction,
    EngagementReader,
    EngagementSystem,
    InformationSystem,
    Organisation,
    Service,
)

MODELS: tuple[Any, ...] = (Organisation, Service, Unit, User)
FUNCTIONS, SYSTEMS, READERS = "functions", "systems", "readers"


def names(
    *,
    organisations: Iterable[UUID | None] = (),
    services: Iterable[UUID | None] = (),
    units: Iterable[UUID | None] = (),
    people: Iterable[UUID | None] = (),
    links_of: Engagement | None = None,
) -> tuple[dict[UUID, str], dict[str, dict[UUID, str]]]:
    """For staff, who may see all of these; access was judged on the record that shows them. With `links_of`
    also what an engagement is tied to, each kind in its own order."""
    wanted = [_known(ids) for ids in (organisations, services, units, people)]
    asked = [
        select(literal("").label("kind"), model.id.label("id"), model.name.label("name"), model.name.label("at"))
        .where(model.id.in_(ids))
        for model, ids in zip(MODELS, wanted, strict=True)
        if ids
    ]  # fmt: skip
    if links_of is not None:
        asked += _links(links_of)
    found: dict[UUID, str] = {}
    linked: dict[str, dict[UUID, str]] = {kind: {} for kind in (FUNCTIONS, SYSTEMS, READERS)}
    rows = db.session.execute(union_all(*asked)).all() if asked else []
    for row in sorted(rows, key=lambda row: (row.kind, row.at, row.id)):
        (linked[row.kind] if row.kind else found)[row.id] = row.name
    return found, linked


def _known(ids: Iterable[UUID | None]) -> Collection[UUID]:
    return {one for one in ids if one is not None}


def _links(engagement: Engagement) -> list[Select[str, UUID, str, str]]:
    system = InformationSystem.ledger_number + literal(" ", String) + InformationSystem.name
    return [
        select(literal(FUNCTIONS), BusinessFunction.id, BusinessFunction.name, BusinessFunction.sort_key)
        .join(EngagementFunction, EngagementFunction.function_id == BusinessFunction.id)
        .where(EngagementFunction.engagement_id == engagement.id),
        select(literal(SYSTEMS), InformationSystem.id, system, InformationSystem.sort_key)
        .join(EngagementSystem, EngagementSystem.system_id == InformationSystem.id)
        .where(EngagementSystem.engagement_id == engagement.id),
        select(literal(READERS), Unit.id, Unit.name, Unit.sort_key)
        .join(EngagementReader, EngagementReader.unit_id == Unit.id)
        .where(EngagementReader.engagement_id == engagement.id),
    ]
