"""The responsibility matrix of an engagement as the log knew it at a past instant; access is judged today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from app.core.audit import AuditEvent, reading
from app.core.context import Context
from app.core.db import db
from app.register.models import Engagement
from app.register.past import linked, organisations
from app.standards.models import (
    ActorBinding,
    ConditionAnswer,
    DutyRuling,
    EngagementMatrix,
    GapFinding,
)
from app.standards.queries import contents
from app.standards.queries import matrices as queries
from app.standards.queries.matrices import Binding, Charged, Entered
from app.work.models import Finding
from app.work.queries import visible_findings

PARTS: tuple[type[Any], ...] = (EngagementMatrix, ConditionAnswer, ActorBinding, DutyRuling, GapFinding)
P = TypeVar("P", EngagementMatrix, ConditionAnswer, ActorBinding, DutyRuling, GapFinding)


class Then:
    """What hung on an engagement. One statement says what changed since; the rest is as it is now."""

    def __init__(self, engagement: Engagement, instant: datetime) -> None:
        self.engagement, self.instant = engagement, instant
        self._changed: dict[str, set[UUID]] = defaultdict(set)
        query = select(AuditEvent.subject_type, AuditEvent.subject_id).where(
            AuditEvent.root_type == Engagement.__tablename__,
            AuditEvent.root_id == engagement.id,
            AuditEvent.subject_type.in_([part.__tablename__ for part in PARTS]),
            AuditEvent.at > instant,
        )
        for kind, row_id in db.session.execute(query.distinct()):
            self._changed[kind].add(row_id)

    def started(self) -> list[EngagementMatrix]:
        found = self._undone(EngagementMatrix, queries.every(self.engagement))
        return sorted(
            (matrix for matrix in found if matrix.withdrawn_at is None), key=lambda matrix: matrix.template
        )

    def entered(self, ctx: Context, matrix: EngagementMatrix) -> Entered:
        """`matrix`: as it was then, and so are the version of its template and the names of its actors."""
        (content,) = contents.read([matrix.content_id])
        return Entered(
            matrix,
            content,
            {row.condition: row for row in self._of(ConditionAnswer, matrix)},
            self._bindings(ctx, matrix),
            {(row.row, row.actor): row for row in self._of(DutyRuling, matrix)},
            self._charged(ctx, matrix),
        )

    def _of(self, part: type[P], matrix: EngagementMatrix) -> list[P]:
        column: Any = part
        present = db.session.scalars(select(part).where(column.matrix_id == matrix.id)).all()
        found: list[Any] = self._undone(part, present)
        return [row for row in found if row.matrix_id == matrix.id]

    def _undone(self, part: type[P], present: Sequence[P]) -> list[P]:
        """What was removed since is made again of the event of its removal, which holds all its values."""
        changed = self._changed[part.__tablename__]
        if not changed:
            return list(present)
        gone = changed - {row.id for row in present}
        shells: list[P] = [part(id=row_id, engagement_id=self.engagement.id) for row_id in gone]
        states: dict[UUID, Any] = reading.states_at(part, [*present, *shells], self.instant)
        return list(states.values())

    def _bindings(self, ctx: Context, matrix: EngagementMatrix) -> dict[str, Binding]:
        rows = sorted(self._of(ActorBinding, matrix), key=lambda row: row.actor)
        units = {row.unit_id for row in rows if row.unit_id}
        names = {
            **organisations.names_at(ctx, [row.organisation_id for row in rows], self.instant),
            **(linked.units_at(units, self.instant) if units else {}),
        }
        return {row.actor: Binding(row, _name(row, names)) for row in rows}

    def _charged(self, ctx: Context, matrix: EngagementMatrix) -> dict[str, Charged]:
        rows = self._of(GapFinding, matrix)
        if not rows:
            return {}
        seen = visible_findings(ctx).with_only_columns(Finding.id)
        query = select(Finding, Finding.id.in_(seen)).where(Finding.id.in_([row.finding_id for row in rows]))
        present = {found[0].id: (found[0], bool(found[1])) for found in db.session.execute(query)}
        states = reading.states_at(Finding, [finding for finding, _may in present.values()], self.instant)
        return {
            row.gap: Charged(row.finding_id, state.number, state.state, present[row.finding_id][1], row.turn)
            for row in sorted(rows, key=lambda row: row.turn)
            if (state := states.get(row.finding_id)) is not None
        }


def _name(row: ActorBinding, names: dict[UUID, str]) -> str:
    who = row.organisation_id or row.unit_id
    return names.get(who, "") if who else ""
