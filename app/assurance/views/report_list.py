"""The list of assurance reports, what it exports, saved views of it, and when they end."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance.lists import reports as lists
from app.assurance.models import ReportKind
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import reports as queries
from app.assurance.rules.currency import Currency
from app.assurance.sheets import report_rows as rows_shown
from app.assurance.sheets import timeline
from app.assurance.views import bp
from app.core import keeping_views, listing, navigation, saved_views, words
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.errors import DomainError
from app.core.navigation import Tab
from app.core.web import current_context, translated, writes

DRAWN = 100
# Reports are kept beside the assessments that lean on them, in the same row of tabs.
BESIDE = "diligence.assessment_list"
navigation.add_part(
    navigation.Part(BESIDE, "reports", 50, _l("Assurance reports"), "assurance.report_list", P.REPORT_VIEW)
)


@bp.route("/assurance")
@requires(P.REPORT_VIEW)
def report_list() -> str:
    ctx = current_context()
    state = listing.read_request(lists.REPORTS)
    page = listing.fetch(queries.listed(ctx, lists.wanted(state)), state)
    address = listing.address_of("assurance.report_view_delete", "view_id")
    return render_template(
        "assurance/report_list.html", page=page, state=page.state, tabs=list_tabs("list"), parts=_parts(),
        names=rows_shown.names_for(ctx, page.rows, page.state.columns), states=rows_shown.states(), today=lists.today(),
        views=saved_views.shown(ctx, page.state, address), kind_choices=words.choices(ReportKind),
        state_choices=words.choices(Currency), url_of=listing.address_of("assurance.report", "report_id"),
        scope_of=listing.address_of("assurance.report_scope", "report_id"), may_edit=ctx.may(P.REPORT_EDIT),
        export_url=url_for("assurance.report_list_export"),
    )  # fmt: skip


def _parts() -> list[Tab]:
    return navigation.parts(current_context(), BESIDE, "reports")


def list_tabs(current: str) -> list[Tab]:
    places = [
        ("list", _("As a list"), url_for("assurance.report_list")),
        ("timeline", _("Timeline of ends"), url_for("assurance.report_timeline")),
    ]
    return [Tab(label, url, key == current) for key, label, url in places]


@bp.route("/assurance/export")
@requires(P.REPORT_VIEW)
def report_list_export() -> Any:
    ctx = current_context()
    state = listing.read_request(lists.REPORTS)
    try:
        rows = listing.fetch_all(queries.listed(ctx, lists.wanted(state)), state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{url_for('assurance.report_list')}?{state.query()}", 303)
    names, columns = rows_shown.names_for(ctx, rows, state.columns), state.shown_columns()
    body = [[rows_shown.cell(row, column.key, names) for column in columns] for row in rows]
    return csv_answer(
        f"{_('Assurance reports')} {lists.today().isoformat()}",
        [str(column.label) for column in columns],
        body,
    )


@bp.route("/assurance/timeline")
@requires(P.REPORT_VIEW)
def report_timeline() -> str:
    ctx = current_context()
    window = timeline.window_of(lists.today())
    rows = queries.ending_between(ctx, window.first, window.last, DRAWN + 1)
    shown, states = rows[:DRAWN], rows_shown.states()
    names = rows_shown.names_for(ctx, shown, ("gap",))
    lines = timeline.lines_of(shown, names)
    return render_template(
        "assurance/report_timeline.html", lines=lines, names=names, states=states, window=window,
        drawing=timeline.drawing_of(lines, names, states, window), tabs=list_tabs("timeline"), parts=_parts(),
        is_cut=len(rows) > DRAWN, today=lists.today(), begin_of=timeline.begin_of,
        url_of=listing.address_of("assurance.report", "report_id"), may_edit=ctx.may(P.REPORT_EDIT),
    )  # fmt: skip


@bp.route("/assurance/views", methods=["POST"])
@requires(P.REPORT_VIEW)
@writes
def report_view_save() -> Any:
    return keeping_views.save(lists.REPORTS, url_for("assurance.report_list"))


@bp.route("/assurance/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.REPORT_VIEW)
@writes
def report_view_delete(view_id: UUID) -> Any:
    return keeping_views.forget(view_id, url_for("assurance.report_list"))
