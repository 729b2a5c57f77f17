"""The self-checks of an engagement as the log knew them at a past instant; access is judged today.

What a published version says never changes, so its records are those of now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from app.core.asat import Moment
from app.core.audit import AuditEvent, reading
from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.core.model import Entity
from app.references.models import (
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    SelfCheckItem,
    VersionState,
)
from app.references.queries import checking as queries
from app.references.queries.checking import Held, Opened
from app.references.rules.checking import Use
from app.register.models import Engagement, Service, ServiceModel
from app.register.queries import chain as chains

PARTS: tuple[type[Any], ...] = (SelfCheck, SelfCheckItem)
E = TypeVar("E", bound=Entity)


def of_engagement(ctx: Context, engagement: Engagement, moment: Moment) -> list[Opened]:
    if moment.instant is None:
        return queries.of_engagement(ctx, engagement, moment.on)
    return _Then(ctx, engagement, moment, moment.instant).opened()


def opened(ctx: Context, engagement: Engagement, check_id: UUID, moment: Moment) -> Opened:
    """One that was there then, whatever has become of it."""
    if moment.instant is None:
        return queries.opened(ctx, queries.get_check(ctx, engagement, check_id), moment.on)
    for found in _Then(ctx, engagement, moment, moment.instant).opened():
        if found.held.check.id == check_id:
            return found
    raise NotFound


@dataclass(frozen=True)
class _Then:
    ctx: Context
    engagement: Engagement
    moment: Moment
    instant: datetime

    def opened(self) -> list[Opened]:
        changed = self._changed()
        checks: list[SelfCheck] = self._undone(SelfCheck, changed)
        if not checks:
            return []
        rows: dict[UUID, dict[str, SelfCheckItem]] = defaultdict(dict)
        for row in self._undone(SelfCheckItem, changed):
            rows[row.check_id][row.item] = row
        return queries.joined([(held, rows[held.check.id]) for held in self._held(checks)], self._on)

    @property
    def _on(self) -> date:
        return self.moment.on

    def _changed(self) -> dict[str, set[UUID]]:
        """Of each part the rows that changed since."""
        query = select(AuditEvent.subject_type, AuditEvent.subject_id).where(
            AuditEvent.root_type == Engagement.__tablename__, AuditEvent.root_id == self.engagement.id,
            AuditEvent.subject_type.in_([part.__tablename__ for part in PARTS]), AuditEvent.at > self.instant,
        )  # fmt: skip
        found: dict[str, set[UUID]] = defaultdict(set)
        for kind, row_id in db.session.execute(query.distinct()):
            found[kind].add(row_id)
        return found

    def _undone(self, part: type[Any], changed: dict[str, set[UUID]]) -> list[Any]:
        """What was removed since is made again of the event of its removal, which holds all its values."""
        query = select(part).where(part.engagement_id == self.engagement.id).order_by(part.id)
        present = db.session.scalars(query).all()
        since = changed[part.__tablename__]
        if not since:
            return list(present)
        gone = since - {row.id for row in present}
        shells = [part(id=row_id, engagement_id=self.engagement.id) for row_id in gone]
        return list(reading.states_at(part, [*present, *shells], self.instant).values())

    def _held(self, checks: Sequence[SelfCheck]) -> list[Held]:
        """By the title of their references; one whose engagement was not recorded yet is none."""
        of = {check.reference_id for check in checks}
        references = self._states(SecurityReference, SecurityReference.id.in_(of))
        versions = self._states(ReferenceVersion, ReferenceVersion.reference_id.in_(of))
        uses = self._uses(references.values())
        found = [
            Held(
                check, references[check.reference_id], versions[check.version_id],
                _newest(check.reference_id, versions.values()), uses[check.reference_id], self._service_id,
            )
            for check in checks
        ]  # fmt: skip
        return sorted(found, key=lambda one: (one.reference.title, str(one.reference.id)))

    @property
    def _service_id(self) -> UUID:
        then = reading.state_at(self.engagement, self.instant)
        return self.engagement.service_id if then is None else then.service_id

    def _states(self, model: type[E], condition: Any) -> dict[UUID, E]:
        present = db.session.scalars(select(model).where(condition)).all()
        return reading.states_at(model, present, self.instant)

    def _uses(self, references: Iterable[SecurityReference]) -> dict[UUID, Use]:
        """Reference → how the engagement used its service then."""
        known, own = list(references), self._service_id
        ids = {own, *(one.service_id for one in known)}
        models = {key: row.model for key, row in self._states(Service, Service.id.in_(ids)).items()}
        chain = chains.chain_of(self.ctx, self.engagement, self.moment, judged=())
        reached = {stop.offer.id for stop in chain.counted} if chain is not None else set()
        return {
            one.id: Use(
                models.get(own, ServiceModel.UNKNOWN),
                models.get(one.service_id, ServiceModel.UNKNOWN) if one.service_id in reached else None,
                one.service_id == own,
            )
            for one in known
        }


def _newest(reference_id: UUID, versions: Iterable[ReferenceVersion]) -> int | None:
    numbers = (
        one.number
        for one in versions
        if one.reference_id == reference_id and one.state == VersionState.PUBLISHED
    )
    return max(numbers, default=None)
