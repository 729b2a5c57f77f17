"""閲覧者: who may open the confidential files of a report, who agreed to its terms, who opened which file when."""

from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import tabs
from app.assurance.forms.readers import ReaderEndForm, ReaderForm
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files as file_queries
from app.assurance.queries import reading as queries
from app.assurance.queries import reports
from app.assurance.services import reading as services
from app.assurance.sheets import readers as shown
from app.assurance.views import bp
from app.assurance.views.reports import head
from app.core.authz import requires
from app.core.web import current_context, run_form, writes

tabs.add(tabs.Tab("readers", _l("Readers"), "assurance.report_readers", 40))


@bp.route("/assurance/<uuid:report_id>/readers")
@requires(P.REPORT_VIEW)
def report_readers(report_id: UUID) -> str:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    sees_use = ctx.may(P.REPORT_EDIT) or ctx.may(P.READER_NAME)
    files = file_queries.files_of(report)
    sheet = shown.sheet_of(
        report, ctx.at, files, queries.readers_of(report),
        queries.acceptances_of(report) if sees_use else [], queries.openings_of(report) if sees_use else [],
    )  # fmt: skip
    return render_template(
        "assurance/report_readers.html", sheet=sheet, sees_use=sees_use, may_name=ctx.may(P.READER_NAME),
        **head(report, "readers"),
    )  # fmt: skip


@bp.route("/assurance/<uuid:report_id>/readers/new", methods=["GET", "POST"])
@requires(P.READER_NAME)
@writes
def report_reader_name(report_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    form = ReaderForm()
    here = url_for("assurance.report_readers", report_id=report.id)
    return run_form(
        form, lambda: services.name_reader(ctx, report, form.user_id.data, purpose=form.purpose.data or ""),
        to=lambda _row: here, page="assurance/report_reader_name.html", done=_("The reader was named."),
        report=report, here=here,
    )  # fmt: skip


@bp.route("/assurance/<uuid:report_id>/readers/<uuid:reader_id>/end", methods=["GET", "POST"])
@requires(P.READER_NAME)
@writes
def report_reader_end(report_id: UUID, reader_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    row = queries.get_reader(report, reader_id)
    here = url_for("assurance.report_readers", report_id=report.id)
    return run_form(
        ReaderEndForm(), lambda: services.end_reader(ctx, row), to=lambda _none: here,
        page="assurance/report_reader_end.html", done=_("The reading was ended."), report=report, here=here,
        reader=row, name=shown.name_of(row.user_id),
    )  # fmt: skip
