"""Which chains changed, by the log; and reads of what their checks found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.db import db
from app.register.models import ChainCheck, ChainCheckRun, Engagement, EngagementReader, Service, Supply
from app.register.permissions import RegisterPermission as P
from app.register.queries import chain as queries
from app.register.rules.chain import OVER, Case
from app.work.models import Severity

OWN = ("engagement", "party_judgement", "engagement_supply")
MASTER = ("supply", "service", "organisation")
# Says something of an organisation, by which its chains are judged.
ABOUT = ("organisation_distinction",)
WATCHED = (*OWN, *MASTER, *ABOUT)


class Row(NamedTuple):
    id: UUID
    engagement_id: UUID
    check: str
    severity: str
    subject_type: str
    subject_id: UUID
    params: dict[str, str]
    more: int


ROW = [getattr(ChainCheck, name) for name in Row._fields]


@dataclass(frozen=True)
class Wanted:
    check: str = ""
    severity: str = ""
    unit_id: UUID | None = None


def _readable(ctx: Context) -> Any:
    """The same rows as `engagements.visible_to`, by the copied unit."""
    units = ctx.units(P.ENGAGEMENT_VIEW)
    reading = (
        select(EngagementReader.id)
        .where(EngagementReader.engagement_id == ChainCheck.engagement_id)
        .where(EngagementReader.unit_id.in_(units))
        .exists()
    )
    return ChainCheck.unit_id.in_(units) | reading


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    query = select(*ROW).where(_readable(ctx))
    if wanted.check:
        query = query.where(ChainCheck.check == wanted.check)
    if wanted.severity:
        query = query.where(ChainCheck.severity == wanted.severity)
    if wanted.unit_id is not None:
        query = query.where(ChainCheck.unit_id == wanted.unit_id)
    return query


def counts_for(ctx: Context) -> dict[str, int]:
    """For the home page: how many results of each severity in the units that one has; by one index."""
    units = ctx.units(P.ENGAGEMENT_VIEW)
    query = select(ChainCheck.severity, func.count()).where(ChainCheck.unit_id.in_(units))
    rows = db.session.execute(query.group_by(ChainCheck.severity))
    return {row[0]: row[1] for row in rows}


def grave_count(ctx: Context) -> int:
    return counts_for(ctx).get(Severity.HIGH.value, 0)


def grave_number(ctx: Context) -> Select[int]:
    """The same as part of a larger statement: as many rows as the list of grave ones has."""
    wanted = listed(ctx, Wanted(severity=Severity.HIGH.value))
    return wanted.with_only_columns(func.count().label("number"), maintain_column_froms=True)


def titles_for(ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Number and title, for rows that were limited to what the actor may see."""
    query = select(Engagement.id, Engagement.number, Engagement.title)
    rows = db.session.execute(query.where(Engagement.id.in_(set(ids))))
    return {row.id: (row.number, row.title) for row in rows}


# --- what is to be checked -----------------------------------------------------------------


def last_run() -> ChainCheckRun | None:
    return db.session.scalars(select(ChainCheckRun).order_by(ChainCheckRun.id).limit(1)).first()


def checked_at() -> datetime | None:
    run = last_run()
    return run.checked_at if run is not None else None


def newest_event() -> int:
    return db.session.scalar(select(func.max(AuditEvent.number))) or 0


def has_changed_since(number: int) -> bool:
    query = select(AuditEvent.number).where(AuditEvent.number > number)
    return db.session.scalars(query.where(AuditEvent.subject_type.in_(WATCHED)).limit(1)).first() is not None


def changed_since(number: int, on: date) -> list[UUID]:
    """Engagements in whose chain something was changed by an event after that one."""
    events = db.session.execute(
        select(AuditEvent.subject_type, AuditEvent.subject_id, AuditEvent.root_type, AuditEvent.root_id)
        .where(AuditEvent.number > number, AuditEvent.subject_type.in_(WATCHED))
        .distinct()
    ).all()
    own = {event.root_id for event in events if event.root_type == Engagement.__tablename__}
    by_kind: dict[str, set[UUID]] = {kind: set() for kind in MASTER}
    for event in events:
        if event.subject_type in MASTER:
            by_kind[event.subject_type].add(event.subject_id)
        elif event.subject_type in ABOUT:
            by_kind[event.root_type].add(event.root_id)
    return sorted(own | _resting_on(by_kind, on))


def _resting_on(changed: dict[str, set[UUID]], on: date) -> set[UUID]:
    """All by subqueries: an import changes more records than one statement takes parameters."""
    if not any(changed.values()):
        return set()
    starts = _chunked(Supply.service_id, Supply.id, changed["supply"]) | changed["service"]
    starts |= _chunked(Service.id, Service.organisation_id, changed["organisation"])
    found = _chunked(Engagement.id, Engagement.vendor_id, changed["organisation"])
    for part in _parts(starts):
        reach = queries.above(part, on)
        query = select(Engagement.id).where(Engagement.service_id.in_(select(reach.c.id)))
        found |= set(db.session.scalars(query))
    return found


def _chunked(wanted: Any, column: Any, ids: set[UUID]) -> set[UUID]:
    return {
        row_id
        for part in _parts(ids)
        for row_id in db.session.scalars(select(wanted).where(column.in_(part)))
    }


def _parts(ids: Iterable[UUID], size: int = 5_000) -> Iterable[list[UUID]]:
    ordered = sorted(ids)
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


def cases_of(ids: Sequence[UUID]) -> list[tuple[Case, str]]:
    """Engagements that are not over, with the key their vendor is sorted by."""
    query = select(*queries.CASE, Engagement.vendor_sort_key).where(
        Engagement.id.in_(ids), Engagement.stage.not_in(OVER)
    )
    return [(Case(*row[:-1]), row[-1]) for row in db.session.execute(query)]


def ids_after(last: UUID | None, limit: int) -> list[UUID]:
    """Every engagement, part by part; those that are over too, so that what was found of them goes."""
    query = select(Engagement.id).order_by(Engagement.id).limit(limit)
    if last is not None:
        query = query.where(Engagement.id > last)
    return list(db.session.scalars(query))
