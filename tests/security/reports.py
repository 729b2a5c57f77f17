"""保証報告書 of each side: of its service, under terms, with everything that a report can say and who reads it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.assurance import words  # noqa: F401 - acts need their labels
from app.assurance.models import (
    AssuranceReport,
    BridgeLetter,
    ControlDuty,
    Disclosure,
    DutyState,
    Opinion,
    ReportException,
    ReportFile,
    ReportKind,
    ReportReader,
    ReportService,
    ReportSubservice,
    SocType,
    SubserviceMethod,
    UserControl,
)
from app.core import audit, files
from app.core.audit import Audited
from app.core.db import db
from app.core.model import Entity
from tests.factories import identity as make
from tests.factories.files import keep, whole_pdf

if TYPE_CHECKING:
    from tests.security.world import Side


def _stored(side: Side, row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    if isinstance(row, Audited) and isinstance(row, Entity):
        audit.record(make.context(side.at), make.Made.FOR_TEST, row)
    return row


def file_reports(at: datetime, side: Side) -> None:
    """The sample is current; beside it one that was withdrawn and a certificate that has lapsed."""
    report = _report(side, 1)
    side.rows["assurance_report"] = report
    side.rows.update(_parts(at, side, report))
    lapsed = _report(side, 2, kind=ReportKind.ISO27001, opinion=None, soc_type=None)
    lapsed.period_from_on = lapsed.period_to_on = None
    lapsed.expires_on = lapsed.ends_on = side.today - timedelta(days=5)
    withdrawn = _report(side, 3, withdrawn_at=at, withdrawal_reason=f"{side.canary} assurance_report reason")
    side.others["assurance_report"] = [withdrawn, lapsed]
    audit.record(make.context(at), make.Made.FOR_TEST, lapsed)
    _settled(side, report)
    _before(side, report)


def _report(side: Side, turn: int, **given: Any) -> AssuranceReport:
    said = f"{side.canary} assurance_report {turn}"
    facts: dict[str, Any] = {
        "kind": ReportKind.SOC2, "soc_type": SocType.TYPE2, "opinion": Opinion.QUALIFIED,
        "criteria": ["security"], "period_from_on": side.today - timedelta(days=430),
        "period_to_on": side.today - timedelta(days=66), "ends_on": side.today - timedelta(days=66),
    }  # fmt: skip
    made = AssuranceReport(
        **{**facts, **given}, number=f"{side.canary}-R{turn}", title=f"{said} title",
        organisation_id=side.organisation.id, owner_id=side.officer.id, auditor=f"{said} auditor",
        opinion_note=f"{said} opinion_note", disclosure=Disclosure.NDA, terms=f"{said} terms", source=f"{said} source",
        note=f"{said} note", recorded_by_id=side.officer.id, recorded_at=side.at, sort_key=said,
    )  # fmt: skip
    _stored(side, made)
    _stored(side, ReportService(report_id=made.id, service_id=side.rows["service"].id, note=f"{said} scope"))
    return made


def _parts(at: datetime, side: Side, report: AssuranceReport) -> dict[str, Any]:
    def said(table: str, column: str) -> str:
        return f"{side.canary} {table} {column}"

    whole = {"report_id": report.id}
    file = keep(whole_pdf(f"{side.canary} report_file"), f"{side.canary}.pdf")
    rows: dict[str, Any] = {
        "report_exception": ReportException(
            **whole, control="CC6.1", description=said("report_exception", "description"),
            reply=said("report_exception", "reply"), our_view=said("report_exception", "our_view"),
        ),
        "report_subservice": ReportSubservice(
            **whole, name=said("report_subservice", "name"), method=SubserviceMethod.CARVE_OUT,
        ),
        "user_control": UserControl(**whole, ref="CUEC-1", text=said("user_control", "text")),
        "bridge_letter": BridgeLetter(
            **whole, from_on=side.today - timedelta(days=65), to_on=side.today - timedelta(days=35),
            issued_on=side.today - timedelta(days=30), note=said("bridge_letter", "note"),
        ),
        "report_file": ReportFile(
            **whole, stored_file_id=files.attach(file, at).id, name=file.name, media_type=file.media_type,
            size=file.size, sha256=file.sha256, disclosure=Disclosure.NDA, added_by_id=side.officer.id, added_at=at,
        ),
        "report_reader": ReportReader(
            **whole, user_id=side.officer.id, purpose=said("report_reader", "purpose"), named_at=at,
        ),
    }  # fmt: skip
    made = {name: _stored(side, row) for name, row in rows.items()}
    made["control_duty"] = _duty(side, report, made["user_control"], DutyState.OPEN)
    return made


def _settled(side: Side, report: AssuranceReport) -> None:
    """A duty that is done already can be opened again."""
    control = UserControl(report_id=report.id, ref="CUEC-2", text=f"{side.canary} user_control second")
    duty = _duty(side, report, _stored(side, control), DutyState.DONE)
    side.others["control_duty"] = [duty]


def _before(side: Side, report: AssuranceReport) -> None:
    """The report of the period before: what was settled there waits to be taken over, and a control that no
    engagement has yet can be taken out."""
    old = _report(
        side, 4, period_from_on=side.today - timedelta(days=795), period_to_on=side.today - timedelta(days=431),
        ends_on=side.today - timedelta(days=431),
    )  # fmt: skip
    report.previous_id = old.id
    audit.record(make.context(side.at), make.Made.FOR_TEST, report)
    said = f"{side.canary} user_control third"
    there = _stored(side, UserControl(report_id=old.id, ref="CUEC-3", text=said))
    _duty(side, old, there, DutyState.DONE)
    side.others["user_control"] = [_stored(side, UserControl(report_id=report.id, ref="CUEC-3", text=said))]
    side.others["assurance_report"].append(old)


def _duty(side: Side, report: AssuranceReport, control: UserControl, state: DutyState) -> Any:
    return _stored(side, ControlDuty(
        report_id=report.id, control_id=control.id, engagement_id=side.rows["engagement"].id,
        owner_id=side.officer.id, due_on=side.today + timedelta(days=20), state=state,
        note=f"{side.canary} control_duty note",
    ))  # fmt: skip
