"""What respondents applied for, as either side sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.context import Context
from app.diligence.models import Assessment, Assignment, DueRequest, SubcontractRequest
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import applications as queries
from app.diligence.queries import assessments, naming
from app.diligence.rules.applying import End, end_of
from app.identity import queries as identity
from app.register.words.countries import country_names


@dataclass(frozen=True)
class Application:
    """`decide_url`: where it can be decided, by who may and while it is not; `is_recorded`: the register decides."""

    kind: str
    who: str
    wanted: str
    wanted_on: date
    reason: str
    asked_by: str
    asked_at: datetime
    state: str
    tone: str
    answer: str
    decide_url: str = ""
    is_recorded: bool = False


def state_words(is_granted: bool | None, end: End | None = None) -> tuple[str, str]:
    if is_granted is None and end == End.SUBMITTED:
        return str(_("No reply needed: submitted")), "neutral"
    if is_granted is None and end == End.CLOSED:
        return str(_("No reply needed: request closed")), "neutral"
    if is_granted is None:
        return str(_("Waits for the reply")), "attention"
    return (str(_("Granted")), "good") if is_granted else (str(_("Not granted")), "danger")


def of_assessment(ctx: Context, found: Assessment) -> list[Application]:
    """Those that wait first."""
    return [line for row, line in sorted(told(ctx, found), key=lambda pair: pair[0].decided_at is not None)]


def told(ctx: Context, found: Assessment) -> list[tuple[Any, Application]]:
    """Each row with its words."""
    dues, consents = queries.all_due_requests(found), queries.all_subcontracts(found)
    if not dues and not consents:
        return []
    parts = assessments.assignments_of(found)
    names = naming.respondents_of(ctx, parts)
    rows: list[DueRequest | SubcontractRequest] = [*dues, *consents]
    ends = _ends(rows, parts)
    lines = _lines(dues, consents, {row.id: names.get(row.assignment_id, "") for row in rows}, ends)
    may = ctx.may(P.ASSESSMENT_SEND, found.unit_id)
    there = {row.id for row in consents if row.use_id is not None}
    lines = [
        (row, replace(line, state=str(_("Recorded in the register")), is_recorded=True))
        if row.id in there and row.decided_at is None
        else (row, line)
        for row, line in lines
    ]
    return [
        (row, _with_link(found, row, line) if may and not row.decided_at and row.id not in ends else line)
        for row, line in lines
    ]


def _ends(rows: Iterable[DueRequest | SubcontractRequest], parts: Iterable[Assignment]) -> dict[UUID, End]:
    """Of wishes for a later day that nobody needs to reply to any more: what ended them."""
    by_id = {one.id: one for one in parts}
    found = {}
    for row in rows:
        if isinstance(row, DueRequest):
            part = by_id.get(row.assignment_id)
            found[row.id] = end_of(row.asked_at, part.state, part.submitted_at) if part else End.CLOSED
    return {row_id: end for row_id, end in found.items() if end is not None}


def _with_link(found: Assessment, row: Any, line: Application) -> Application:
    return replace(line, decide_url=decide_url(row.__tablename__, found.id, row.id))


def decide_url(kind: str, assessment_id: UUID, row_id: UUID) -> str:
    """`kind`: the table of the request."""
    if kind == queries.DUE:
        return url_for("diligence.due_request_decide", assessment_id=assessment_id, due_request_id=row_id)
    return url_for("diligence.subcontract_decide", assessment_id=assessment_id, subcontract_request_id=row_id)


def of_request(part: Assignment) -> list[Application]:
    """For who applied."""
    rows = queries.due_requests_of(part), queries.subcontracts_of(part)
    return [line for _row, line in _lines(*rows, {}, _ends(rows[0], [part]))]


def _lines(
    dues: Sequence[DueRequest],
    consents: Sequence[SubcontractRequest],
    who: dict[Any, str],
    ends: Mapping[UUID, End],
) -> list[tuple[Any, Application]]:
    rows: list[DueRequest | SubcontractRequest] = [*dues, *consents]
    people = identity.names_of({row.asked_by_id for row in rows if row.asked_by_id})
    countries = country_names(str(get_locale()))
    later = str(_("Later due date"))
    consent = str(_("Consent to a subcontractor"))
    wanted = [(row, later, "", row.wanted_on) for row in dues]
    wanted += [
        (row, consent, f"{row.name} ({countries.get(row.country, row.country)})", row.from_on)  # type: ignore[misc]
        for row in consents
    ]
    return [
        (
            row,
            Application(
                kind, who.get(row.id, ""), text, day, row.reason, people.get(row.asked_by_id, ""),  # type: ignore[arg-type]
                row.asked_at, *state_words(row.is_granted, ends.get(row.id)), row.answer,
            ),
        )
        for row, kind, text, day in wanted
    ]  # fmt: skip
