"""Which engagements have settled what a report expects of its users."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import duty_subjects, tabs  # noqa: F401 - registers how duties are found
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as queries
from app.assurance.queries import reports, scope
from app.assurance.services import duties as services
from app.assurance.sheets import duties as shown
from app.assurance.views import bp
from app.assurance.views.reports import head
from app.core.authz import requires
from app.core.web import current_context, writes

tabs.add(tabs.Tab("duties", _l("Settled by engagements"), "assurance.report_duties", 50))


@bp.route("/assurance/<uuid:report_id>/duties")
@requires(P.REPORT_VIEW)
def report_duties(report_id: UUID) -> str:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    upward = scope.engagements_reaching(ctx, scope.service_ids(report))
    cases = {one.case.id: (one.case.id, one.case.number, one.case.title) for one in upward.found}
    asked = queries.of_report(report)
    placed = [one for one in asked.placed if one.duty.engagement_id in cases]
    count = len(asked.controls)
    return render_template(
        "assurance/report_duties.html", progress=shown.progress_of(cases.values(), placed, count), count=count,
        lines=shown.lines_of(placed, asked.names), titles={key: f"{case[1]} {case[2]}" for key, case in cases.items()},
        hidden=upward.hidden, to_carry=len(queries.to_carry(report)) if ctx.may(P.REPORT_EDIT) else 0,
        **head(report, "duties"),
    )  # fmt: skip


@bp.route("/assurance/<uuid:report_id>/duties/carry", methods=["POST"])
@requires(P.REPORT_EDIT)
@writes
def duties_carry(report_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    count = services.carry_over(ctx, report)
    flash(_("%(count)s were taken over, to be confirmed again.", count=count), "good")
    return make_response(redirect(url_for("assurance.report_duties", report_id=report.id), 303))
