"""One file of a report, for who wants to read it: why not yet, the terms to agree to, or the way to it."""

from typing import Any
from uuid import UUID

from flask import Response, url_for

from app.assurance.forms.files import TermsForm
from app.assurance.models import AssuranceReport, ReportFile
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files as queries
from app.assurance.queries import reading, reports
from app.assurance.rules import reading as rules
from app.assurance.rules.reading import Verdict
from app.assurance.services import reading as services
from app.assurance.sheets import files as shown
from app.assurance.views import bp
from app.core.authz import requires
from app.core.context import Context
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity


@bp.route("/assurance/<uuid:report_id>/files/<uuid:file_id>", methods=["GET", "POST"])
@requires(P.REPORT_VIEW)
@writes
def report_file(report_id: UUID, file_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    row = queries.get_file(report, file_id)
    form = TermsForm()
    page = _page(ctx, report, row)
    if not form.is_submitted():
        form.digest.data = rules.terms_digest(row.disclosure, services.terms_of(report, row))
    return run_form(
        form, lambda: services.accept_terms(ctx, report, row, digest=form.digest.data or ""),
        to=lambda _none: page["content_url"], page="assurance/report_file.html", **page,
    )  # fmt: skip


def _page(ctx: Context, report: AssuranceReport, row: ReportFile) -> dict[str, Any]:
    verdict = services.verdict_of(ctx, report, row)
    is_named_only = verdict == Verdict.NOT_NAMED
    is_stuck = verdict in (Verdict.NOT_NAMED, Verdict.NO_TERMS)
    owner = identity.names_of({report.owner_id}) if is_stuck and report.owner_id else {}
    return {
        "report": report, "file": row, "verdict": verdict.value, "why": shown.reason_of(verdict),
        "is_marked": row.disclosure in rules.MARKED, "owner": next(iter(owner.values()), ""),
        "asked": reading.whom_to_ask(ctx) if is_named_only else [],
        "may_name": ctx.may(P.READER_NAME),
        "may_edit": ctx.may(P.REPORT_EDIT) and report.withdrawn_at is None,
        "papers": queries.holding_terms(report) if verdict == Verdict.TO_AGREE else [],
        "here": url_for("assurance.report_files", report_id=report.id),
        "content_url": url_for("overview.report_file_content", report_id=report.id, file_id=row.id),
    }  # fmt: skip
