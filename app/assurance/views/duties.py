"""Which engagements have settled what a report expects of its users."""

from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance import duty_subjects, tabs  # noqa: F401 - registers how duties are found
from app.assurance.lists import duties as lists
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import report_duties as queries
from app.assurance.queries import reports, scope
from app.assurance.services import duties as services
from app.assurance.sheets import duties as shown
from app.assurance.views import bp
from app.assurance.views.reports import head
from app.core import listing
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.errors import DomainError
from app.core.web import current_context, translated, writes

tabs.add(tabs.Tab("duties", _l("Settled by engagements"), "assurance.report_duties", 50))


HERE = "/assurance/<uuid:report_id>/duties"


@bp.route(HERE)
@requires(P.REPORT_VIEW)
def report_duties(report_id: UUID) -> str:
    """By engagement. Which reach the report is known in memory; what they settled is counted by the database."""
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    upward = scope.engagements_reaching(ctx, scope.service_ids(report))
    state, counts = listing.read_request(lists.ENGAGEMENTS), queries.counts_of(report)
    cases = state.in_order([one.case for one in upward.found]) if counts.controls else []
    lines, left = shown.progress_of(cases, counts.by_engagement, counts.controls), state.value("left")
    wanted = [one for one in lines if not left or shown.is_left(one) == (left == "yes")]
    page = listing.page_of(wanted, state, len(wanted))
    return render_template(
        "assurance/report_duties.html", page=page, state=page.state, total=shown.total_of(lines),
        hidden=upward.hidden, to_carry=counts.to_carry if ctx.may(P.REPORT_EDIT) else 0,
        left_choices=[*lists.LEFT.items()], list_url=url_for("assurance.report_duty_list", report_id=report.id),
        **head(report, "duties"),
    )  # fmt: skip


@bp.route(f"{HERE}/list")
@requires(P.REPORT_VIEW)
def report_duty_list(report_id: UUID) -> str:
    """Each user control of each engagement, and those of one's own to be settled together."""
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    state = listing.read_request(lists.DUTIES)
    page = listing.fetch(queries.listed(ctx, report, lists.wanted(state)), state)
    return render_template(
        "assurance/report_duty_list.html", page=page, state=page.state, names=shown.names_for(page.rows),
        state_of=shown.state_of, state_choices=lists.state_choices(), owner_choices=[*lists.OWNERS.items()],
        bulk_units=ctx.units(P.DUTY_EDIT), export_url=url_for(".report_duty_list_export", report_id=report.id),
        **head(report, "duties"),
    )  # fmt: skip


@bp.route(f"{HERE}/export")
@requires(P.REPORT_VIEW)
def report_duty_list_export(report_id: UUID) -> Any:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    state = listing.read_request(lists.DUTIES)
    try:
        rows = listing.fetch_all(queries.listed(ctx, report, lists.wanted(state)), state)
    except DomainError as error:
        flash(translated(error), "error")
        here = url_for("assurance.report_duty_list", report_id=report.id)
        return redirect(f"{here}?{state.query()}", 303)
    names, columns = shown.names_for(rows), state.shown_columns()
    return csv_answer(
        f"{report.number} {_('User controls of engagements')}",
        [str(column.label) for column in columns],
        [[shown.cell(row, column.key, names) for column in columns] for row in rows],
    )


@bp.route(f"{HERE}/carry", methods=["POST"])
@requires(P.REPORT_EDIT)
@writes
def duties_carry(report_id: UUID) -> Response:
    ctx = current_context()
    report = reports.get_report(ctx, report_id)
    count = services.carry_over(ctx, report)
    flash(_("%(count)s were taken over, to be confirmed again.", count=count), "good")
    return make_response(redirect(url_for("assurance.report_duties", report_id=report.id), 303))
