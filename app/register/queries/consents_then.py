"""Consents as they stood on a day that has passed (基準日): the steps that took effect later are undone.

The row holds the last step only, so the log is asked for what was recorded after the day: no step takes
effect later than it is recorded. What was recorded later of an earlier day stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEvent, AuditValues, reading
from app.core.audit.reading import Entry, from_json
from app.core.dates import day_of, parse_instant_or_day
from app.core.db import db
from app.register.events import RegisterAct
from app.register.models import EngagementSupply
from app.register.rules.chain import Use
from app.register.rules.consents import holds_since, known_on

# What a step of a consent sets; use and places have no day of their own.
STEP = (
    "consent_kind", "exempt_reason", "state", "applied_on", "applied_by", "objection_until_on", "examined_on",
    "examined_by_id", "examination", "decided_on", "decided_by_id", "approval_id", "conditions", "expires_on",
)  # fmt: skip
IN_CHAIN = frozenset(field.name for field in fields(Use))


def uses_on(engagement_id: UUID, uses: Iterable[Use], on: date, instant: datetime | None = None) -> list[Use]:
    """`uses` as recorded at the instant, or now; `on` lies in the past."""
    later = _recorded_after(engagement_id, on, instant)
    return [known_on(_use_on(use, later.get(use.id, ()), on), on) for use in uses]


def uses_of_day(engagement_id: UUID, on: date) -> list[Use]:
    """All that is recorded now, judged on a day that has passed, by one statement."""
    columns = [getattr(EngagementSupply, field.name) for field in fields(Use)]
    is_later = (
        (AuditEvent.subject_id == EngagementSupply.id)
        & (AuditEvent.subject_type == EngagementSupply.__tablename__)
        & (AuditEvent.at > parse_instant_or_day(on.isoformat()))
    )
    query = (
        select(AuditEvent, AuditValues.content, *columns)
        .select_from(EngagementSupply)
        .outerjoin(AuditEvent, is_later)
        .outerjoin(AuditValues, AuditValues.number == AuditEvent.number)
        .where(EngagementSupply.engagement_id == engagement_id)
        .order_by(EngagementSupply.id, AuditEvent.number.desc())
    )
    uses: dict[UUID, Use] = {}
    later: dict[UUID, list[Entry]] = {}
    for event, content, *values in db.session.execute(query):
        use = Use(*values)
        uses[use.id] = use
        if event is not None:
            _keep(later, reading.opened((event, content)))
    return [known_on(_use_on(use, later.get(use.id, ()), on), on) for use in uses.values()]


def _keep(later: dict[UUID, list[Entry]], entry: Entry) -> None:
    if entry.changes.keys() & set(STEP):
        later.setdefault(entry.subject_id, []).append(entry)


def _use_on(use: Use, later: Sequence[Entry], on: date) -> Use:
    values = _undone({name: getattr(use, name) for name in STEP if name in IN_CHAIN}, later, on)
    return replace(use, **{name: value for name, value in values.items() if name in IN_CHAIN})


def step_on(use: EngagementSupply, on: date, instant: datetime | None = None) -> Any:
    """The whole record, for its page."""
    later = _recorded_after(use.engagement_id, on, instant).get(use.id, ())
    values = {name: getattr(use, name) for name in (*IN_CHAIN, *STEP, "note")}
    return SimpleNamespace(**{**values, **_undone({name: values[name] for name in STEP}, later, on)})


def _recorded_after(engagement_id: UUID, on: date, instant: datetime | None) -> dict[UUID, list[Entry]]:
    """Steps by record, the newest first."""
    end = parse_instant_or_day(on.isoformat())
    if instant is not None and instant <= end:
        return {}
    query = (
        select(AuditEvent, AuditValues.content)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.root_type == "engagement", AuditEvent.root_id == engagement_id)
        .where(AuditEvent.subject_type == EngagementSupply.__tablename__)
        .where(AuditEvent.at > end)
    )
    if instant is not None:
        query = query.where(AuditEvent.at <= instant)
    found: dict[UUID, list[Entry]] = {}
    for row in db.session.execute(query.order_by(AuditEvent.number.desc())):
        _keep(found, reading.opened(row))
    return found


def _undone(values: dict[str, Any], later: Sequence[Entry], on: date) -> dict[str, Any]:
    """Back to the last step that had taken effect; the first record of all is left to the rules."""
    for entry in later:
        if entry.kind == "new" or _since(values, entry) <= on:
            return values
        values = {**values, **_before(entry.changes)}
    return values


def _since(values: Mapping[str, Any], entry: Entry) -> date:
    examined = (entry.changes.get("examined_on") or (None, None))[1]
    return holds_since(
        values["state"],
        recorded_on=day_of(entry.at),
        is_withdrawal=entry.event == RegisterAct.CONSENT_WITHDRAWN,
        applied_on=values["applied_on"],
        examined_on=date.fromisoformat(examined) if examined else None,
        decided_on=values["decided_on"],
    )


def _before(changes: Mapping[str, list[Any] | None]) -> dict[str, Any]:
    columns = EngagementSupply.__table__.c
    return {
        name: from_json(columns[name].type, pair[0])
        for name, pair in changes.items()
        if name in STEP and pair is not None
    }
