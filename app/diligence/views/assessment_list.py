"""The list of assessments, what it exports, saved views of it, and the board."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import keeping_views, listing, navigation, saved_views, words
from app.core.authz import requires
from app.core.csvout import csv_answer
from app.core.errors import DomainError
from app.core.listing import ListState
from app.core.navigation import Tab
from app.core.web import current_context, translated, writes
from app.diligence.lists import assessments as lists
from app.diligence.models import AssessmentState, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.sheets import assessment_rows as rows_shown
from app.diligence.sheets.assessment_rows import Names
from app.diligence.sheets.assessments import score_words
from app.diligence.views import bp

navigation.add(
    navigation.Place(
        order=50,
        label=_l("Assessments"),
        endpoint="diligence.assessment_list",
        icon="clipboard-check",
        permission=P.ASSESSMENT_VIEW,
        endpoints=(
            "diligence.assessment",
            "diligence.round",
            "diligence.institution",
            "diligence.respondent",
            "diligence.due_request",
            "diligence.subcontract",
            # What our own units are asked stands here, too; a vendor's people have a place for it.
            "diligence.request",
            "assurance.",
        ),
    )
)
CARDS = 50
LIST = "diligence.assessment_list"
for place in (
    navigation.Part(LIST, "list", 10, _l("As a list"), LIST, P.ASSESSMENT_VIEW),
    navigation.Part(LIST, "board", 20, _l("As a board"), "diligence.assessment_board", P.ASSESSMENT_VIEW),
    navigation.Part(
        LIST, "rounds", 30, _l("Rounds of assessments"), "diligence.round_list", P.ASSESSMENT_VIEW
    ),
    navigation.Part(LIST, "compare", 40, _l("Compare"), "diligence.assessment_compare", P.ASSESSMENT_VIEW),
):
    navigation.add_part(place)


@bp.route("/assessments")
@requires(P.ASSESSMENT_VIEW)
def assessment_list() -> str:
    ctx = current_context()
    state = listing.read_request(lists.ASSESSMENTS)
    page = listing.fetch(queries.listed(ctx, lists.wanted(state)), state)
    names = rows_shown.names_for(ctx, page.rows)
    address = listing.address_of("diligence.assessment_view_delete", "view_id")
    return render_template(
        "diligence/assessment_list.html", page=page, tabs=list_tabs("list", page.state),
        views=saved_views.shown(ctx, page.state, address), states=rows_shown.states(),
        export_url=url_for("diligence.assessment_list_export"), **_frame(page.state, names),
    )  # fmt: skip


def _frame(state: ListState, names: Names) -> dict[str, Any]:
    """What list and board have alike."""
    ctx = current_context()
    units = ctx.units(P.ASSESSMENT_VIEW)
    return {
        "state": state, "names": names, "today": lists.today(), "score_words": score_words,
        "url_of": listing.address_of("diligence.assessment", "assessment_id"),
        "state_choices": words.choices(AssessmentState), "kind_choices": words.choices(SubjectKind),
        "unit_choices": [(key, name) for key, name in names.units.items() if key in units],
        "may_start": ctx.may(P.ASSESSMENT_EDIT),
    }  # fmt: skip


def list_tabs(current: str, state: ListState | None = None) -> list[Tab]:
    """Over list, board, rounds and what other packages add; the filters go along between list and board."""
    query = replace(state, columns=state.definition.shown_at_first, page=1).query() if state else ""
    kept = {key: f"?{query}" for key in ("list", "board") if query}
    return navigation.parts(current_context(), LIST, current, kept)


@bp.route("/assessments/export")
@requires(P.ASSESSMENT_VIEW)
def assessment_list_export() -> Any:
    ctx = current_context()
    state = listing.read_request(lists.ASSESSMENTS)
    try:
        rows = listing.fetch_all(queries.listed(ctx, lists.wanted(state)), state)
    except DomainError as error:
        flash(translated(error), "error")
        return redirect(f"{url_for('diligence.assessment_list')}?{state.query()}", 303)
    names = rows_shown.names_for(ctx, rows)
    columns = state.shown_columns()
    body = [[rows_shown.cell(row, column.key, names) for column in columns] for row in rows]
    return csv_answer(
        f"{_('Assessments')} {lists.today().isoformat()}", [str(column.label) for column in columns], body
    )


@bp.route("/assessments/board")
@requires(P.ASSESSMENT_VIEW)
def assessment_board() -> str:
    ctx = current_context()
    state = listing.read_request(lists.ASSESSMENTS)
    rows, counts = queries.board(ctx, lists.wanted(state), CARDS)
    names = rows_shown.names_for(ctx, rows)
    at_list = replace(state, path=url_for("diligence.assessment_list"))
    return render_template(
        "diligence/assessment_board.html", columns=rows_shown.columns_of(rows, counts, lists.today()),
        tabs=list_tabs("board", state), at_list=at_list, **_frame(state, names),
    )  # fmt: skip


@bp.route("/assessments/views", methods=["POST"])
@requires(P.ASSESSMENT_VIEW)
@writes
def assessment_view_save() -> Any:
    return keeping_views.save(lists.ASSESSMENTS, url_for("diligence.assessment_list"))


@bp.route("/assessments/views/<uuid:view_id>/delete", methods=["POST"])
@requires(P.ASSESSMENT_VIEW)
@writes
def assessment_view_delete(view_id: UUID) -> Any:
    return keeping_views.forget(view_id, url_for("diligence.assessment_list"))
