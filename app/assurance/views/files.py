"""Files of a report: added, given other terms, withdrawn."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import tabs
from app.assurance.forms.files import ReportFileAddForm, ReportFileEditForm, ReportFileWithdrawForm
from app.assurance.models import AssuranceReport, FileKind, ReportFile
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files as queries
from app.assurance.queries import reading, reports
from app.assurance.rules.reading import PDF
from app.assurance.services import files as services
from app.assurance.sheets import files as shown
from app.assurance.views import bp
from app.assurance.views.file_checking import looks_into, unfit
from app.assurance.views.reports import head
from app.core import files
from app.core.authz import requires
from app.core.files.keeping import MEGABYTE
from app.core.files.kinds import TAKEN
from app.core.files.receiving import most_bytes, receives
from app.core.forms import SekishoForm
from app.core.web import check_version, current_context, run_form, writes
from app.identity import queries as identity

tabs.add(tabs.Tab("files", _l("Files"), "assurance.report_files", 30))
HERE = "/assurance/<uuid:report_id>/files"
FILE = f"{HERE}/<uuid:file_id>"


def _head(report: AssuranceReport) -> dict[str, Any]:
    return {
        "report": report, "here": url_for("assurance.report_files", report_id=report.id),
        "most": most_bytes() // MEGABYTE, "taken": TAKEN,
    }  # fmt: skip


@bp.route(HERE)
@requires(P.REPORT_VIEW)
def report_files(report_id: UUID) -> str:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    rows, known = queries.files_of(report), reading.reading_of(ctx, report)
    names = identity.names_of({row.added_by_id for row in rows if row.added_by_id})
    return render_template(
        "assurance/report_files.html",
        lines=shown.lines_of(report, rows, known, reports.letters_of(report), names), **head(report, "files"),
    )  # fmt: skip


@bp.route(f"{HERE}/new", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@receives("file", first=lambda report_id: reports.get_report(current_context(), report_id))
@looks_into("file")
@writes
def report_file_add(report_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    letters = shown.letter_choices(reports.letters_of(report))
    form = ReportFileAddForm(letters, data={"kind": FileKind.REPORT, "disclosure": report.disclosure})
    return run_form(
        form, lambda: services.add(ctx, report, form.file.data, form.facts, unfit=unfit()),
        to=lambda _row: url_for("assurance.report_files", report_id=report_id),
        page="assurance/report_file_add.html", done=_("The file was added."), **_head(report),
    )  # fmt: skip


def _stored(report_id: UUID, file_id: UUID) -> files.StoredFile | None:
    row = queries.get_file(reports.get_report(current_context(), report_id), file_id)
    return files.get(row.stored_file_id) if row.media_type == PDF else None


@bp.route(f"{FILE}/edit", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@looks_into(stored=_stored)
@writes
def report_file_edit(report_id: UUID, file_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    row = queries.get_file(report, file_id)
    form = ReportFileEditForm(shown.letter_choices(reports.letters_of(report)), obj=row)
    return _on_file(
        report, row, form, lambda: services.edit(ctx, report, row, form.facts, unfit=unfit()),
        "assurance/report_file_edit.html", _("The terms of the file were saved."),
    )  # fmt: skip


@bp.route(f"{FILE}/withdraw", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def report_file_withdraw(report_id: UUID, file_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    row = queries.get_file(report, file_id)
    form = ReportFileWithdrawForm(data={"version": row.version})
    return _on_file(
        report, row, form, lambda: services.withdraw(ctx, row, reason=form.reason.data or ""),
        "assurance/report_file_withdraw.html", _("The file was withdrawn."),
    )  # fmt: skip


def _on_file(
    report: AssuranceReport, row: ReportFile, form: SekishoForm, act: Callable[[], None], page: str, done: str
) -> Response:
    def checked() -> None:
        check_version(row, form.version_number)
        act()

    head = _head(report)
    return run_form(
        form, checked, to=lambda _none: head["here"], page=page, done=done, record=row, file=row, **head
    )
