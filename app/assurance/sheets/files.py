"""Files of a report as pages show them, and what a reader has to do before one opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from app.assurance.models import AssuranceReport, BridgeLetter, ReportFile
from app.assurance.rules import reading
from app.assurance.rules.reading import Reading, Verdict
from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import value_label


@dataclass(frozen=True)
class Line:
    id: UUID
    name: str
    kind: str
    letter: str
    disclosure: str
    verdict: str
    size: int
    added_by: str
    added_at: datetime
    is_withdrawn: bool
    withdrawal_reason: str


def lines_of(
    report: AssuranceReport,
    rows: Sequence[ReportFile],
    known: Reading,
    letters: Iterable[BridgeLetter],
    names: Mapping[UUID, str],
) -> list[Line]:
    said, terms = dict(letter_choices(letters)), reading.terms_of(report, rows)
    return [
        Line(
            row.id, row.name, value_label(row.kind), said.get(str(row.bridge_letter_id), ""),
            value_label(row.disclosure),
            reading.verdict_of(row.disclosure, terms, known, is_withdrawn=row.is_withdrawn).value, row.size,
            names.get(row.added_by_id, "") if row.added_by_id else "", row.added_at, row.is_withdrawn,
            row.withdrawal_reason,
        )
        for row in rows
    ]  # fmt: skip


def letter_choices(letters: Iterable[BridgeLetter]) -> list[tuple[str, str]]:
    style = DateStyle(current_context().date_style)
    return [
        (
            str(letter.id),
            str(
                _(
                    "%(first)s to %(last)s",
                    first=format_date(letter.from_on, style),
                    last=format_date(letter.to_on, style),
                )
            ),
        )
        for letter in letters
    ]


def reason_of(verdict: Verdict) -> str:
    """Why a file is not given out, for who reads the page."""
    match verdict:
        case Verdict.WITHDRAWN:
            return str(_("This file was withdrawn and is not given out any more."))
        case Verdict.NOT_NAMED:
            return str(
                _(
                    "This file is given only to people who are named as readers of the report. You are not named."
                )
            )
        case Verdict.NO_TERMS:
            return str(
                _(
                    "The terms that readers of this file agree to are not recorded yet, so it cannot be opened. "
                    "Ask the person in charge of the report to enter them."
                )
            )
        case Verdict.TO_AGREE:
            return str(_("Before it is given out you agree to the terms of the report."))
    return ""
