"""What the list and the board show of many assessments, looked up once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import words
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.diligence.models import AssessmentState, SubjectKind
from app.diligence.queries.assignments import Counted, counted
from app.diligence.queries.relying import refused_in
from app.diligence.rules.refusing import NOBODY, Refused
from app.diligence.rules.states import UNDER_WAY
from app.diligence.sheets.assessments import TONES, score_words
from app.identity import queries as identity
from app.register.queries import engagements, organisations, services
from app.standards.models import ContentKind
from app.standards.queries import contents
from app.standards.queries.contents import Published

WEEK = 7


@dataclass(frozen=True)
class Names:
    """`titles`: by the version of the questionnaire; `in_use`: the questionnaires by their keys."""

    subjects: dict[UUID, str]
    units: dict[UUID, str]
    owners: dict[UUID, str]
    titles: dict[UUID, str]
    in_use: dict[str, str]
    counts: dict[UUID, Counted]
    institution: str
    refused: dict[UUID, Refused] = field(default_factory=dict)

    def refused_of(self, row: Any) -> Refused:
        return self.refused.get(row.id, NOBODY)

    def subject(self, row: Any) -> str:
        if row.subject_kind == SubjectKind.INSTITUTION:
            return self.institution
        return self.subjects.get(row.engagement_id or row.service_id or row.organisation_id, "")

    def questionnaire(self, row: Any) -> str:
        return self.titles.get(row.content_id) or str(row.questionnaire)

    def counted(self, row: Any) -> Counted:
        return self.counts.get(row.id, Counted())


def names_for(ctx: Context, rows: Sequence[Any]) -> Names:
    """One statement for each kind of record that the rows point at."""
    versions = contents.versions(ContentKind.QUESTIONNAIRE)
    return Names(
        subjects=subjects_named(ctx, rows),
        units={unit.id: unit.name for unit in identity.list_units(ctx)},
        owners=identity.names_of({row.owner_id for row in rows if row.owner_id}),
        titles={one.id: _title(one) for one in versions},
        in_use={one.key: _title(one) for one in contents.first_of(versions).values()},
        counts=counted(row.id for row in rows),
        institution=words.value_label(SubjectKind.INSTITUTION),
        refused=refused_in(ctx, (row.id for row in rows)),
    )


def subjects_named(ctx: Context, rows: Sequence[Any]) -> dict[UUID, str]:
    """Of the register; the institution itself has no row there."""
    return {
        **engagements.names_of(ctx, (row.engagement_id for row in rows)),
        **services.names_of(ctx, (row.service_id for row in rows)),
        **organisations.names_of(ctx, (row.organisation_id for row in rows)),
    }


def _title(version: Published) -> str:
    return version.title(str(get_locale()))


def states() -> dict[AssessmentState, tuple[str, str]]:
    """Words and tone of each state, made once for a page of rows."""
    return {one: (words.value_label(one), TONES.get(one, "neutral")) for one in AssessmentState}


def cell(row: Any, key: str, names: Names) -> Any:
    """What stands in the exported file."""
    counts, refused = names.counted(row), names.refused_of(row)
    said = {
        "subject": names.subject(row),
        "questionnaire": names.questionnaire(row),
        "state": words.value_label(row.state),
        "respondents": ""
        if row.state == AssessmentState.WITHDRAWN
        else f"{counts.done}/{counts.respondents}",
        "answered": f"{counts.answered}/{counts.asked}",
        "refused": f"{refused.questions}/{refused.confirmed}" if refused.questions else "",
        "score": score_words(row.score_low, row.score_high),
        "due": row.due_on,
        "unit": names.units.get(row.unit_id, ""),
        "owner": names.owners.get(row.owner_id, ""),
        "subject_kind": words.value_label(row.subject_kind),
        "started_at": format_datetime(row.started_at, DateStyle.ISO),
    }
    return said.get(key, row.number)


# --- board ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lane:
    """The cards of one state that fall due in one span of time."""

    label: str
    tone: str
    rows: list[Any]


@dataclass(frozen=True)
class BoardColumn:
    state: AssessmentState
    label: str
    count: int
    lanes: list[Lane]
    is_cut: bool


def columns_of(rows: Sequence[Any], counts: dict[AssessmentState, int], today: date) -> list[BoardColumn]:
    """A column for each state on the way, its cards by when they fall due; empty lanes are left out."""
    return [
        _column(state, [row for row in rows if row.state == state], counts.get(state, 0), today)
        for state in AssessmentState
        if state in UNDER_WAY
    ]


def _column(state: AssessmentState, rows: list[Any], count: int, today: date) -> BoardColumn:
    spans = [
        (_("Overdue"), "danger", [row for row in rows if row.due_on < today]),
        *(
            (label, "neutral", [row for row in rows if begin <= row.due_on < end])
            for label, begin, end in _spans(today)
        ),
    ]
    lanes = [Lane(str(label), tone, found) for label, tone, found in spans if found]
    return BoardColumn(state, words.value_label(state), count, lanes, count > len(rows))


def _spans(today: date) -> list[tuple[str, date, date]]:
    """Weeks end on Sunday; what is left of the month begins where the week ends."""
    week = today + timedelta(days=WEEK - today.weekday())
    month = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return [
        (_("This week"), today, week),
        (_("This month"), week, max(week, month)),
        (_("Later"), max(week, month), date.max),
    ]
