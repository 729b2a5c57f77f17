"""Acts on what a report says: bridge letters, exceptions, subservice organisations, user controls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import (
    SOC,
    AssuranceReport,
    BridgeLetter,
    ControlDuty,
    PartKind,
    ReportException,
    ReportFile,
    ReportSubservice,
    SubserviceMethod,
    UserControl,
)
from app.assurance.queries import reports as queries
from app.assurance.rules import absences, controls, letters, subservices
from app.assurance.rules.letters import LetterFacts
from app.assurance.services import duties
from app.assurance.services.reports import CHOOSE, open_for
from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.register.queries import organisations
from app.work.models import Finding

NO_PERIOD = N_("Only a SOC report has a period that a letter can follow.")
NO_DESCRIPTION = N_("Say what the auditor found.")
NO_NAME = N_("Enter the name that stands in the report.")
ORGANISATION_THERE = N_(
    "This organisation stands in the report as “%(name)s” already. Edit that entry, or remove it first."
)
NAME_THERE = N_("The report has an entry “%(name)s” already. Edit that one, or remove it first.")
NO_TEXT = N_("Say what users are expected to do.")
NO_REF = N_("Enter the number of the control.")
REF_THERE = N_("The report has a control of this number already. Give this one another number.")
IS_GIVEN = N_(
    "Engagements have this control as a duty already. It stays, so that what they settled can be read."
)
HAS_FILE = N_("A file of the report belongs to this letter. It stays, so that the file can be understood.")
HAS_FINDING = N_("A finding was raised from this exception. It stays, so that the finding can be traced.")


Part = TypeVar("Part", BridgeLetter, ReportException, ReportSubservice)


def _done(ctx: Context, act: Act, report: AssuranceReport, *rows: Any) -> None:
    """The report is the root: who edits it meanwhile is told."""
    report.updated_at = ctx.at
    db.session.flush()
    audit.record(ctx, act, report, *rows)


# --- ブリッジレター ------------------------------------------------------------------------------


def set_letter(
    ctx: Context, report: AssuranceReport, facts: LetterFacts, letter: BridgeLetter | None = None
) -> BridgeLetter:
    """A new one, or `letter` changed."""
    open_for(ctx, report)
    for problem in letter_problems(ctx, report, facts):
        raise problem
    return _set(ctx, Act.LETTER_SET, report, letter or BridgeLetter(report_id=report.id), vars(facts))


def letter_problems(ctx: Context, report: AssuranceReport, facts: LetterFacts) -> Iterable[DomainError]:
    """All that speaks against it, each at its field: the form tells it at once."""
    if report.kind not in SOC or report.period_to_on is None:
        yield DomainError(NO_PERIOD)
    else:
        yield from letters.problems(facts, report.period_to_on, day_of(ctx.at))


def remove_letter(ctx: Context, report: AssuranceReport, letter: BridgeLetter) -> None:
    """As long as no file belongs to it."""
    open_for(ctx, report)
    of_letter = select(ReportFile.id).where(ReportFile.bridge_letter_id == letter.id)
    if db.session.scalar(of_letter.limit(1)) is not None:
        raise DomainError(HAS_FILE)
    _remove(ctx, Act.LETTER_REMOVED, report, letter)


# --- 例外事項 ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExceptionFacts:
    description: str
    control: str = ""
    reply: str = ""
    our_view: str = ""
    is_relevant: bool | None = None


def set_exception(
    ctx: Context, report: AssuranceReport, facts: ExceptionFacts, row: ReportException | None = None
) -> ReportException:
    open_for(ctx, report)
    if not facts.description:
        raise DomainError(NO_DESCRIPTION, "description")
    if row is None:
        last = max((one.position for one in queries.exceptions_of(report)), default=0)
        row = ReportException(report_id=report.id, position=last + 1)
    absences.say(report, PartKind.EXCEPTIONS, None, None)
    return _set(ctx, Act.EXCEPTION_SET, report, row, vars(facts))


def remove_exception(ctx: Context, report: AssuranceReport, row: ReportException) -> None:
    open_for(ctx, report)
    if row.finding_id is not None:
        raise DomainError(HAS_FINDING)
    _remove(ctx, Act.EXCEPTION_REMOVED, report, row)


def tie_finding(ctx: Context, report: AssuranceReport, row: ReportException, finding: Finding) -> None:
    """The finding that was raised from an exception."""
    row.finding_id = finding.id
    _done(ctx, Act.FINDING_RAISED, report, row)


# --- 再受託会社 ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SubserviceFacts:
    name: str
    method: SubserviceMethod
    organisation_id: UUID | None = None
    note: str = ""


def set_subservice(
    ctx: Context, report: AssuranceReport, facts: SubserviceFacts, row: ReportSubservice | None = None
) -> ReportSubservice:
    open_for(ctx, report)
    if not facts.name:
        raise DomainError(NO_NAME, "name")
    wanted = facts.organisation_id
    if wanted is not None and wanted not in organisations.names_of(ctx, [wanted]):
        raise DomainError(CHOOSE, "organisation_id")
    _check_once(report, facts, row)
    absences.say(report, PartKind.SUBSERVICES, None, None)
    return _set(ctx, Act.SUBSERVICE_SET, report, row or ReportSubservice(report_id=report.id), vars(facts))


def _check_once(report: AssuranceReport, facts: SubserviceFacts, row: ReportSubservice | None) -> None:
    """A report treats each of them in one way: a second entry would contradict the first or repeat it."""
    for other in queries.subservices_of(report):
        if row is not None and other.id == row.id:
            continue
        if facts.organisation_id is not None and other.organisation_id == facts.organisation_id:
            raise DomainError(ORGANISATION_THERE, "organisation_id", name=other.name)
        if subservices.name_key(other.name) == subservices.name_key(facts.name):
            raise DomainError(NAME_THERE, "name", name=other.name)


def remove_subservice(ctx: Context, report: AssuranceReport, row: ReportSubservice) -> None:
    open_for(ctx, report)
    _remove(ctx, Act.SUBSERVICE_REMOVED, report, row)


# --- 相補的な内部統制 ----------------------------------------------------------------------------


def add_controls(ctx: Context, report: AssuranceReport, pasted: str) -> list[UserControl]:
    """All of the lines or none."""
    open_for(ctx, report)
    there = queries.controls_of(report)
    last = max((one.position for one in there), default=0)
    made = [
        UserControl(report_id=report.id, ref=one.ref, text=one.text, position=last + step)
        for step, one in enumerate(controls.read(pasted, {row.ref for row in there}), start=1)
    ]
    db.session.add_all(made)
    absences.say(report, PartKind.CONTROLS, None, None)
    _done(ctx, Act.CONTROL_SET, report, *made)
    duties.carry_over(ctx, report)
    return made


def edit_control(ctx: Context, report: AssuranceReport, row: UserControl, *, ref: str, text: str) -> None:
    open_for(ctx, report)
    if not ref:
        raise DomainError(NO_REF, "ref")
    if not text:
        raise DomainError(NO_TEXT, "text")
    if any(one.ref == ref and one.id != row.id for one in queries.controls_of(report)):
        raise DomainError(REF_THERE, "ref")
    row.ref, row.text = ref, text
    _done(ctx, Act.CONTROL_SET, report, row)


def remove_control(ctx: Context, report: AssuranceReport, row: UserControl) -> None:
    """As long as no engagement has it."""
    open_for(ctx, report)
    given = select(ControlDuty.id).where(ControlDuty.control_id == row.id)
    if db.session.scalar(given.limit(1)) is not None:
        raise DomainError(IS_GIVEN)
    _remove(ctx, Act.CONTROL_REMOVED, report, row)


# --- alike ---------------------------------------------------------------------------------------


def _set(ctx: Context, act: Act, report: AssuranceReport, row: Part, values: dict[str, Any]) -> Part:
    for name, value in values.items():
        setattr(row, name, value)
    db.session.add(row)
    _done(ctx, act, report, row)
    return row


def _remove(ctx: Context, act: Act, report: AssuranceReport, row: Any) -> None:
    db.session.delete(row)
    _done(ctx, act, report, row)
