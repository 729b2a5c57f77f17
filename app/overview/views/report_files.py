"""A file of an assurance report on its way out: to who may have it alone, and with their name on each page."""

from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.assurance.models import AssuranceReport, ReportFile
from app.assurance.permissions import AssurancePermission
from app.assurance.queries import files as queries
from app.assurance.queries import reports
from app.assurance.rules.reading import MARKED, Verdict
from app.assurance.services import reading
from app.core import files
from app.core.authz import requires
from app.core.deferred import at_once, later
from app.core.errors import DomainError
from app.core.files import tending
from app.core.files.names import extension
from app.core.files.sending import answer
from app.core.logs import log, reference
from app.core.web import current_context, translated
from app.overview import papers, report_marks
from app.overview.views import bp


@bp.route("/assurance/<uuid:report_id>/files/<uuid:file_id>/content")
@requires(AssurancePermission.REPORT_VIEW)
def report_file_content(report_id: UUID, file_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    row = queries.get_file(report, file_id)
    if reading.verdict_of(ctx, report, row) != Verdict.OPEN:
        here = url_for("assurance.report_file", report_id=report_id, file_id=file_id)
        return make_response(redirect(here, 303))
    try:
        return _marked(report, row) if row.disclosure in MARKED else _plain(row)
    except files.FileDamaged as fault:
        return _damaged(report, row, fault)
    except DomainError as refusal:
        return _withheld(report, row, translated(refusal), 422)


def _plain(row: ReportFile) -> Response:
    opened = files.open_checked(files.get(row.stored_file_id))
    try:
        _note(row)
    except BaseException:
        opened.close()
        raise
    return answer(opened, row.name, row.media_type)


def _marked(report: AssuranceReport, row: ReportFile) -> Response:
    opened = files.open_checked(files.get(row.stored_file_id))
    content = report_marks.marked(current_context(), report.number, b"".join(opened.chunks()))
    _note(row)
    name = row.name.removesuffix(f".{extension(row.name)}")
    return papers.answer(content, name, "pdf", plain="report")


def _note(row: ReportFile) -> None:
    ctx = current_context()
    at_once(lambda: reading.note_read(ctx, row))


def _damaged(report: AssuranceReport, row: ReportFile, fault: files.FileDamaged) -> Response:
    ctx, address, stored_id = current_context(), request.remote_addr or "", str(row.stored_file_id)
    why = "not there" if isinstance(fault, files.FileMissing) else str(fault)
    log.error("file damaged", reference=reference(), file=stored_id, error=fault)
    later(lambda: tending.note_damage(ctx, stored_id, why, address))
    said = _(
        "It is no longer where it was stored, or no longer what was added. Tell the administrator this number."
    )
    return _withheld(report, row, said, 500)


def _withheld(report: AssuranceReport, row: ReportFile, why: str, status: int) -> Response:
    page = render_template(
        "overview/report_file_withheld.html", report=report, file=row, why=why, reference=reference(),
        is_fault=status == 500,
    )  # fmt: skip
    return make_response(page, status)
