"""回答依頼 in a list: what is asked, how far it is, by when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for
from flask_babel import get_locale

from app.diligence.models import AssignmentState
from app.diligence.queries import answers
from app.diligence.rules.states import DONE
from app.diligence.words.requests import state_words

if TYPE_CHECKING:
    from app.diligence.models import Assignment

TONES = {
    AssignmentState.RETURNED: "danger", AssignmentState.OWN_APPROVAL: "attention", AssignmentState.SUBMITTED: "good",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """`about`, `asker`: what it is about and whom to ask; `unit`: whose it is, where one person answers for several;
    `submitted_at`: of what stands submitted."""

    title: str
    url: str
    state: str
    tone: str
    due_on: date
    is_done: bool
    is_off: bool
    answered: int
    asked: int
    about: str
    asker: str
    unit: str = ""
    submitted_at: datetime | None = None


def title_of(part: Assignment) -> str:
    """For the reader."""
    return answers.title_in(part, str(get_locale()))


def lines(rows: Iterable[Assignment], units: Mapping[UUID, str]) -> list[Line]:
    return [
        Line(
            title_of(row), url_for("diligence.request_questions", assignment_id=row.id), state_words(row.state),
            TONES.get(row.state, "neutral"), row.due_on, row.state in DONE,
            row.state == AssignmentState.CLOSED, row.answered_count, row.asked_count,
            row.about, row.asker,
            units.get(row.unit_id, "") if row.unit_id else "",
            row.submitted_at if row.state == AssignmentState.SUBMITTED else None,
        )
        for row in rows
    ]  # fmt: skip
