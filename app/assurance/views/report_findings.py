"""指摘事項 raised from an exception, and the way back from the finding."""

from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, url_for
from flask_babel import gettext as _

from app.assurance.models import AssuranceReport, ReportException
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.services import parts as services
from app.assurance.views import bp
from app.assurance.views.reports import HERE, for_editing, head
from app.core.authz import requires
from app.core.context import Context
from app.core.web import current_context, run_form, writes
from app.identity import queries as identity
from app.work import origins
from app.work.forms import LINE as LONGEST
from app.work.forms import FindingRaiseForm
from app.work.models import Finding, Severity
from app.work.origins import Origin
from app.work.permissions import WorkPermission
from app.work.services import raise_finding
from app.work.services.findings import FindingFacts


@bp.route(f"{HERE}/exceptions/<uuid:exception_id>/finding", methods=["GET", "POST"])
@requires(P.REPORT_EDIT)
@writes
def exception_finding_raise(report_id: UUID, exception_id: UUID) -> Any:
    found = for_editing(report_id)
    row = queries.get_part(found, ReportException, exception_id)
    if row.finding_id is not None:
        return redirect(url_for("assurance.report_exceptions", report_id=found.id), 303)
    return _raised(found, row, _form(found, row))


def _raised(found: AssuranceReport, row: ReportException, form: FindingRaiseForm) -> Response:
    ctx = current_context()

    def act() -> Finding:
        said = {**form.values(), "severity": Severity(form.severity.data), "source": _source(found, row)}
        kind = AssuranceReport.__tablename__
        made = raise_finding(ctx, FindingFacts(**said), subject_type=kind, subject_id=found.id)
        services.tie_finding(ctx, found, row, made)
        return made

    return run_form(
        form, act, to=lambda made: url_for("work.finding", finding_id=made.id),
        page="assurance/exception_finding.html", done=_("The finding was recorded."),
        back=url_for("assurance.report_exceptions", report_id=found.id), **head(found, "exceptions"),
    )  # fmt: skip


def _form(found: AssuranceReport, row: ReportException) -> FindingRaiseForm:
    """Where it was found is not to be changed here: it leads back to the exception."""
    ctx = current_context()
    held = [one for one in identity.list_units(ctx) if ctx.may(WorkPermission.FINDING_RAISE, one.id)]
    if not held:
        abort(403)
    told = [row.description, row.reply, row.our_view]
    form = FindingRaiseForm(
        units=held,
        data={
            "title": " ".join(filter(None, (row.control, row.description)))[:LONGEST],
            "detail": "\n\n".join(filter(None, told)), "source": _source(found, row),
            "severity": Severity.MEDIUM.value, "unit_id": held[0].id,
        },
    )  # fmt: skip
    form.source.render_kw = {"readonly": True}
    return form


def _source(found: AssuranceReport, row: ReportException) -> str:
    return f"{found.number} / {row.control or _('Exception')}"[:LONGEST]


def _of_exception(ctx: Context, finding: Finding) -> Origin | None:
    """It counts only where the finding is about the same report."""
    if finding.subject_type != AssuranceReport.__tablename__ or finding.subject_id is None:
        return None
    named = queries.names_of(ctx, [finding.subject_id])
    row = queries.exception_behind(finding.id) if named else None
    if row is None:
        return None
    found = queries.get_report(ctx, row.report_id)
    url = url_for("assurance.report_exceptions", report_id=found.id, _anchor=f"exception-{row.id}")
    return Origin(f"{found.number} {row.control or row.description[:60]}", url)


origins.register(_of_exception)
