"""What the tabs of a report show of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _

from app.assurance.models import (
    AssuranceReport,
    BridgeLetter,
    ReportException,
    ReportSubservice,
    SubserviceMethod,
)
from app.assurance.queries.scope import Below
from app.assurance.rules.subservices import Compared, Match, compared
from app.assurance.sheets.report_rows import Line, lines_of, span
from app.core import listing
from app.core.context import Context
from app.core.dates import DateStyle
from app.register.queries import organisations
from app.work import subjects
from app.work.models import Finding


def letter_words(ctx: Context, letter: BridgeLetter) -> str:
    return span(letter.from_on, letter.to_on, DateStyle(ctx.date_style))


def next_letter(report: AssuranceReport, letters: Sequence[BridgeLetter]) -> dict[str, Any]:
    """It begins where the last one, or the period, ends. Up to which day it speaks stands in the letter alone."""
    last = max((letter.to_on for letter in letters), default=report.period_to_on)
    return {"from_on": last + timedelta(days=1)} if last else {}


@dataclass(frozen=True)
class ExceptionLine:
    """`finding`: what was raised from it, as far as the reader may see that."""

    row: ReportException
    finding: subjects.Found | None


def exceptions_of(ctx: Context, rows: Iterable[ReportException]) -> list[ExceptionLine]:
    return [
        ExceptionLine(
            row, subjects.look(ctx, Finding.__tablename__, row.finding_id) if row.finding_id is not None else None
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class SubserviceLine:
    """`own`: reports of theirs; `is_uncovered`: nobody's report that stands says anything of their controls."""

    match: Match
    tone: str
    name: str
    organisation: str
    organisation_id: UUID | None
    method: SubserviceMethod | None
    note: str
    services: str
    own: list[Line]
    is_uncovered: bool
    row: ReportSubservice | None


TONES = {Match.BOTH: "good", Match.NOT_IN_REPORT: "danger"}


def subservices_of(ctx: Context, named: Sequence[ReportSubservice], below: Below) -> list[SubserviceLine]:
    found = compared(named, below.beneath, below.groups)
    names = organisations.names_of(ctx, (one.organisation_id for one in found))
    return [_subservice(ctx, one, names, below) for one in found]


def _subservice(ctx: Context, one: Compared, names: dict[UUID, str], below: Below) -> SubserviceLine:
    organisation = names.get(one.organisation_id, "") if one.organisation_id else ""
    beneath = {below.offers[service].organisation_id for service in one.service_ids}
    parties = beneath | ({one.organisation_id} if one.organisation_id else set())
    held = {standing.report.id: standing for party in parties for standing in below.reports.get(party, ())}
    own = lines_of(ctx, held.values())
    return SubserviceLine(
        one.match, TONES.get(one.match, "attention"), one.subservice.name if one.subservice else organisation,
        organisation, one.organisation_id, one.subservice.method if one.subservice else None,
        one.subservice.note if one.subservice else "",
        str(_(", ")).join(below.offers[service].name for service in one.service_ids), own,
        one.needs_report and not any(line.still_stands for line in own), one.subservice,
    )  # fmt: skip


def subservice_begun(ctx: Context) -> dict[str, Any]:
    """From a line of the chain that the report does not name: its organisation is filled in."""
    asked = request.args.get("organisation", "")
    names = organisations.names_of(ctx, [UUID(asked)]) if listing.is_id(asked) else {}
    return {"organisation_id": next(iter(names), None), "name": next(iter(names.values()), "")}
