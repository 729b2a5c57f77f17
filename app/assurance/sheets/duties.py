"""User controls of engagements as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from app.assurance.models import DutyState
from app.assurance.queries.duties import Placed
from app.core.words import value_label
from app.identity import queries as identity

TONES = {DutyState.OPEN: "attention", DutyState.DONE: "good", DutyState.NOT_NEEDED: "neutral"}


@dataclass(frozen=True)
class DutyLine:
    id: UUID
    engagement_id: UUID
    ref: str
    text: str
    state: str
    tone: str
    owner: str
    due_on: date | None
    is_open: bool
    note: str
    settled_by: str
    settled_on: date | None


def lines_of(placed: Iterable[Placed], names: Mapping[UUID, str]) -> list[DutyLine]:
    return [_line(row, names) for row in placed]


def line_of(row: Placed) -> DutyLine:
    ids = {one for one in (row.duty.owner_id, row.duty.settled_by_id) if one}
    return _line(row, identity.names_of(ids))


def _line(row: Placed, names: Mapping[UUID, str]) -> DutyLine:
    duty, control = row
    state, tone = value_label(duty.state), TONES[duty.state]
    if duty.is_to_confirm:
        state, tone = _("%(state)s · to be confirmed again", state=state), "attention"
    return DutyLine(
        duty.id, duty.engagement_id, control.ref, control.text, str(state), tone,
        names.get(duty.owner_id, "") if duty.owner_id else "", duty.due_on,
        duty.state == DutyState.OPEN or duty.is_to_confirm, duty.note,
        names.get(duty.settled_by_id, "") if duty.settled_by_id else "", duty.settled_on,
    )  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """Of one engagement: how many of the report's controls are settled. `id` is empty where it may not be seen."""

    engagement_id: UUID
    number: str
    title: str
    settled: int
    to_do: int
    not_given: int


def progress_of(
    cases: Iterable[tuple[UUID, str, str]], placed: Iterable[Placed], count: int
) -> list[Progress]:
    by_engagement: dict[UUID, list[Placed]] = {}
    for row in placed:
        by_engagement.setdefault(row.duty.engagement_id, []).append(row)
    found = []
    for engagement_id, number, title in cases:
        mine = by_engagement.get(engagement_id, [])
        open_ = sum(row.duty.state == DutyState.OPEN or row.duty.is_to_confirm for row in mine)
        found.append(Progress(engagement_id, number, title, len(mine) - open_, open_, count - len(mine)))
    return found
