"""User controls of engagements as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.assurance.models import DutyState
from app.assurance.queries.duties import Placed
from app.assurance.queries.report_duties import Counted, Row
from app.core.words import value_label
from app.identity import queries as identity
from app.register.rules.chain import Case

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


@dataclass(frozen=True)
class NotGivenLine:
    """A control that the engagement has not taken up: nobody sees to it yet."""

    id: UUID
    ref: str
    text: str


def lines_of(placed: Iterable[Placed], names: Mapping[UUID, str]) -> list[DutyLine]:
    return [_line(row, names) for row in placed]


def line_of(row: Placed) -> DutyLine:
    ids = {one for one in (row.duty.owner_id, row.duty.settled_by_id) if one}
    return _line(row, identity.names_of(ids))


def _line(row: Placed, names: Mapping[UUID, str]) -> DutyLine:
    duty, control = row
    state, tone = state_of(duty)
    return DutyLine(
        duty.id, duty.engagement_id, control.ref, control.text, state, tone,
        names.get(duty.owner_id, "") if duty.owner_id else "", duty.due_on,
        duty.state == DutyState.OPEN or duty.is_to_confirm, duty.note,
        names.get(duty.settled_by_id, "") if duty.settled_by_id else "", duty.settled_on,
    )  # fmt: skip


def state_of(duty: Any) -> tuple[str, str]:
    """In words, and its tone; of a duty or a row of a list."""
    label = str(value_label(duty.state))
    if duty.is_to_confirm:
        return str(_("%(state)s · to be confirmed again", state=label)), "attention"
    return label, TONES[duty.state]


@dataclass(frozen=True)
class Total:
    settled: int
    to_do: int
    not_given: int


@dataclass(frozen=True)
class Progress(Total):
    """Of one engagement: how many of the report's controls are settled."""

    engagement_id: UUID
    number: str
    title: str


def progress_of(cases: Iterable[Case], counted: Mapping[UUID, Counted], controls: int) -> list[Progress]:
    found = []
    for case in cases:
        one = counted.get(case.id, Counted())
        left = max(controls - one.settled - one.to_do, 0)
        found.append(Progress(one.settled, one.to_do, left, case.id, case.number, case.title))
    return found


def is_left(one: Progress) -> bool:
    return bool(one.to_do or one.not_given)


def total_of(lines: Sequence[Total]) -> Total:
    """Of all engagements that may be seen, whatever page of them is shown."""
    return Total(
        sum(one.settled for one in lines),
        sum(one.to_do for one in lines),
        sum(one.not_given for one in lines),
    )


# --- rows of the list ---------------------------------------------------------------------------


def names_for(rows: Iterable[Row]) -> dict[UUID, str]:
    return identity.names_of({one for row in rows for one in (row.owner_id, row.settled_by_id) if one})


def cell(row: Row, key: str, names: Mapping[UUID, str]) -> Any:
    """What stands in the exported file; the day by which it is due, or on which it was settled."""
    is_open = row.state == DutyState.OPEN or row.is_to_confirm
    said = {
        "text": row.text,
        "engagement": f"{row.number} {row.title}",
        "state": state_of(row)[0],
        "note": row.note,
        "owner": names.get(row.owner_id, "") if row.owner_id else "",
        "due": row.due_on if is_open else row.settled_on,
    }
    return said.get(key, row.ref)
