"""Reads of 利用内容・再委託承諾: those of the engagements that one may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.events import RegisterAct
from app.register.models import (
    ConsentKind,
    ConsentState,
    Engagement,
    EngagementReader,
    EngagementSupply,
    Organisation,
    Service,
    Supply,
)
from app.register.permissions import RegisterPermission as P
from app.register.rules.chain import OVER
from app.register.rules.consents import REMINDED, SOON
from app.work.models import Task, TaskState

UNDECIDED = (ConsentState.APPLIED, ConsentState.EXAMINED)


@dataclass(frozen=True)
class Wanted:
    on: date
    which: str = ""
    states: tuple[ConsentState, ...] = ()
    kind: ConsentKind | None = None
    unit_id: UUID | None = None
    engagement_id: UUID | None = None


class Row(NamedTuple):
    id: UUID
    engagement_id: UUID
    supply_id: UUID
    unit_id: UUID
    consent_kind: ConsentKind | None
    state: ConsentState
    applied_on: date | None
    applied_by: str
    objection_until_on: date | None
    examined_on: date | None
    decided_on: date | None
    conditions: str
    expires_on: date | None
    is_unused: bool
    updated_at: datetime | None


ROW = [getattr(EngagementSupply, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[EngagementSupply]:
    """By the engagement's unit, copied here; or where one's unit may read the engagement."""
    units = ctx.units(P.CONSENT_VIEW)
    reading = (
        select(EngagementReader.id)
        .where(EngagementReader.engagement_id == EngagementSupply.engagement_id)
        .where(EngagementReader.unit_id.in_(units))
        .exists()
    )
    return select(EngagementSupply).where(EngagementSupply.unit_id.in_(units) | reading)


def get_use(ctx: Context, engagement: Engagement, supply_id: UUID) -> EngagementSupply:
    query = visible_to(ctx).where(EngagementSupply.engagement_id == engagement.id)
    found = db.session.scalars(query.where(EngagementSupply.supply_id == supply_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_with_engagement(ctx: Context, use_id: UUID) -> tuple[EngagementSupply, Engagement]:
    """By its own id, for tasks and approvals that point at it."""
    query = visible_to(ctx).where(EngagementSupply.id == use_id).add_columns(Engagement)
    row = db.session.execute(
        query.join(Engagement, Engagement.id == EngagementSupply.engagement_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def use_of(engagement_id: UUID, supply_id: UUID) -> EngagementSupply | None:
    """Where access was judged on the engagement."""
    query = select(EngagementSupply).where(EngagementSupply.engagement_id == engagement_id)
    return db.session.scalars(query.where(EngagementSupply.supply_id == supply_id)).one_or_none()


def uses_of(engagement_id: UUID, supply_ids: Iterable[UUID]) -> dict[UUID, EngagementSupply]:
    query = select(EngagementSupply).where(EngagementSupply.engagement_id == engagement_id)
    found = db.session.scalars(query.where(EngagementSupply.supply_id.in_(set(supply_ids))))
    return {use.supply_id: use for use in found}


def together_with(use: EngagementSupply) -> Sequence[EngagementSupply]:
    """Those that one blanket application asks for beside this one, and that stand where it stands."""
    if use.consent_kind != ConsentKind.BLANKET or use.state not in UNDECIDED:
        return []
    same = (EngagementSupply.consent_kind, EngagementSupply.state, EngagementSupply.applied_on)
    query = select(EngagementSupply).where(
        EngagementSupply.engagement_id == use.engagement_id,
        EngagementSupply.id != use.id,
        EngagementSupply.applied_by == use.applied_by,
        *(column == getattr(use, column.key) for column in same),
    )
    return db.session.scalars(query.order_by(EngagementSupply.id)).all()


def recorder_of(use: EngagementSupply) -> UUID | None:
    """Who recorded the application that is being dealt with: the audit log knows."""
    query = select(AuditEvent.actor_id).where(
        AuditEvent.subject_type == EngagementSupply.__tablename__,
        AuditEvent.subject_id == use.id,
        AuditEvent.event.in_([RegisterAct.CONSENT_APPLIED.value, RegisterAct.IMPORTED.value]),
    )
    return db.session.scalars(query.order_by(AuditEvent.number.desc()).limit(1)).first()


def title_of(engagement: Engagement, supply_id: UUID) -> str:
    """What a task or an approval calls it: the engagement, and to whom the work goes."""
    query = (
        select(Service.name, Organisation.name.label("provider"))
        .join(Supply, Supply.base_service_id == Service.id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(Supply.id == supply_id)
    )
    row = db.session.execute(query).one()
    return f"{engagement.title} / {row.provider} {row.name}"


# --- lists ---------------------------------------------------------------------------------


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return query


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.which == "waiting":
        yield EngagementSupply.state.in_(UNDECIDED)
        # Silence was consent: nothing waits any more.
        yield or_(
            EngagementSupply.consent_kind.is_(None),
            EngagementSupply.objection_until_on.is_(None),
            ~_is_silent(wanted.on),
        )
    if wanted.which == "expiring":
        yield EngagementSupply.expires_on <= wanted.on + SOON
        yield EngagementSupply.state == ConsentState.GRANTED
        yield EngagementSupply.is_unused.is_(False)
    if wanted.states:
        yield EngagementSupply.state.in_(wanted.states)
    if wanted.kind is not None:
        yield EngagementSupply.consent_kind == wanted.kind
    if wanted.unit_id is not None:
        yield EngagementSupply.unit_id == wanted.unit_id
    if wanted.engagement_id is not None:
        yield EngagementSupply.engagement_id == wanted.engagement_id


def _is_silent(on: date) -> ColumnElement[bool]:
    """The time to object to a notice has passed."""
    is_notice = EngagementSupply.consent_kind == ConsentKind.NOTICE
    return is_notice & (EngagementSupply.objection_until_on < on)


@dataclass(frozen=True)
class Titles:
    """What the rows of a list are about: two statements for all of them."""

    engagements: dict[UUID, tuple[str, str]]
    supplies: dict[UUID, tuple[str, str, str, str]]


def titles_for(rows: Sequence[Any]) -> Titles:
    """Number and title of the engagements; from whom to whom the edges lead."""
    engagements = db.session.execute(
        select(Engagement.id, Engagement.number, Engagement.title).where(
            Engagement.id.in_({row.engagement_id for row in rows})
        )
    )
    return Titles(
        {row.id: (row.number, row.title) for row in engagements},
        ends_of({row.supply_id for row in rows}),
    )


def ends_of(supply_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str, str, str]]:
    """Provider and service at the upper end, provider and service at the lower end."""
    upper, lower = Service.__table__.alias("upper"), Service.__table__.alias("lower")
    user, giver = Organisation.__table__.alias("user_party"), Organisation.__table__.alias("giver_party")
    query = (
        select(Supply.id, user.c.name, upper.c.name, giver.c.name, lower.c.name)
        .join(upper, upper.c.id == Supply.service_id)
        .join(lower, lower.c.id == Supply.base_service_id)
        .join(user, user.c.id == upper.c.organisation_id)
        .join(giver, giver.c.id == lower.c.organisation_id)
    )
    rows = db.session.execute(query.where(Supply.id.in_(set(supply_ids)))).all()
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


# --- reminding -----------------------------------------------------------------------------


def running_out(day: date, limit: int = 1000) -> Sequence[tuple[EngagementSupply, Engagement]]:
    """Consents in use that end within the longest notice or have ended, with their engagements."""
    query = (
        select(EngagementSupply, Engagement)
        .join(Engagement, Engagement.id == EngagementSupply.engagement_id)
        .where(
            EngagementSupply.expires_on <= day + timedelta(days=max(REMINDED)),
            EngagementSupply.state == ConsentState.GRANTED,
            EngagementSupply.is_unused.is_(False),
            Engagement.stage.not_in(OVER),
        )
    )
    rows = db.session.execute(query.order_by(EngagementSupply.expires_on, EngagementSupply.id).limit(limit))
    return [(row[0], row[1]) for row in rows]


def agreed_by_silence(day: date, limit: int = 1000) -> Sequence[UUID]:
    """Uses with a task still open although nobody objected in time."""
    waits = select(Task.source_id).where(
        Task.source_type == EngagementSupply.__tablename__, Task.state == TaskState.OPEN
    )
    query = select(EngagementSupply.id).where(
        EngagementSupply.state.in_(UNDECIDED), _is_silent(day), EngagementSupply.id.in_(waits)
    )
    return db.session.scalars(query.order_by(EngagementSupply.id).limit(limit)).all()


def tasks_about(uses: Iterable[UUID]) -> dict[UUID, list[Task]]:
    """Every task there ever was of them: a reminder is given once."""
    query = select(Task).where(Task.source_type == EngagementSupply.__tablename__)
    found: dict[UUID, list[Task]] = {}
    for task in db.session.scalars(query.where(Task.source_id.in_(set(uses))).order_by(Task.id)):
        found.setdefault(task.source_id, []).append(task)
    return found
