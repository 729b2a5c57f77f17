"""What pages show of assessments: each respondent with how far they are, the assessment with its state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import words
from app.diligence.models import Assessment, AssessmentState, Assignment, AssignmentState
from app.diligence.queries.assignments import Counted
from app.diligence.rules.respondents import Party
from app.diligence.rules.states import DONE, UNDER_WAY

TONES = {
    AssessmentState.CONCLUDED: "good", AssessmentState.CONFIRMING: "attention", AssessmentState.REVIEWING: "attention",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One assessment in a list. `score`: with one decimal, empty where there is none."""

    number: str
    url: str
    questionnaire: str
    state: str
    tone: str
    due_on: date
    is_over: bool
    is_off: bool
    answered: int
    asked: int
    score: str
    subject: str


def lines_of(
    rows: Iterable[Assessment], titles: Mapping[UUID, str], counts: Mapping[UUID, Counted]
) -> list[Line]:
    """`titles`: of the versions of the questionnaires; `counts`: of all respondents together."""
    return [
        _line(row, titles.get(row.content_id, row.questionnaire), counts.get(row.id, Counted()))
        for row in rows
    ]


def _line(row: Assessment, title: str, counted: Counted) -> Line:
    return Line(
        row.number, url_for("diligence.assessment", assessment_id=row.id), title, words.value_label(row.state),
        TONES.get(row.state, "neutral"), row.due_on, row.state not in UNDER_WAY,
        row.state == AssessmentState.WITHDRAWN, counted.answered, counted.asked,
        score_words(row.score_low, row.score_high), words.value_label(row.subject_kind),
    )  # fmt: skip


def score_words(low: int | None, high: int | None) -> str:
    """Of hundredths: one decimal, as a range where a conditional answer leaves it open."""
    if low is None:
        return ""
    said = _tenths(low)
    if high is None or high == low:
        return said
    return str(_("%(low)s to %(high)s", low=said, high=_tenths(high)))


def _tenths(hundredths: int) -> str:
    """Half up: what a float stands for would decide it else."""
    tenths = (hundredths + 5) // 10
    return f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True)
class Respondent:
    name: str
    level: str
    state: str
    tone: str
    asked: int
    answered: int
    due_on: date | None
    is_done: bool
    id: UUID | None = None


def respondents(parts: Sequence[Assignment], names: Mapping[UUID, str]) -> list[Respondent]:
    return [
        Respondent(
            names.get(part.organisation_id or part.unit_id, ""),  # type: ignore[arg-type]
            level_words(part.level), words.value_label(part.state),
            "good" if part.state == AssignmentState.SUBMITTED else "neutral", part.asked_count,
            part.answered_count, part.due_on, part.state in DONE, part.id,
        )
        for part in parts
    ]  # fmt: skip


def proposed(asked: Mapping[Party, Sequence[str]], names: Mapping[UUID, str]) -> list[Respondent]:
    """Who would be asked, before anything is stored."""
    return [
        Respondent(
            names.get(party.organisation_id or party.unit_id, ""),  # type: ignore[arg-type]
            level_words(party.level), "", "neutral", len(refs), 0, None, False,
        )
        for party, refs in asked.items()
    ]  # fmt: skip


def level_words(level: int) -> str:
    return str(_("Level %(number)s", number=level)) if level else str(_("Our side"))


def title_in_language(ja: str, en: str) -> str:
    return ja if str(get_locale()) == "ja" else en
