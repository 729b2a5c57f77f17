"""The differences of a workbook of answers, and the word to take them over."""

from typing import Any
from uuid import UUID

from flask import Response, flash
from flask_babel import ngettext

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as queries
from app.exchange import differences_shown
from app.exchange.forms.answers import AnswerTakeForm
from app.exchange.services import answer_imports
from app.exchange.views import bp
from app.exchange.views.answer_places import Place, for_respondent, for_us

PAGE = "exchange/answer_differences.html"


@bp.route("/requests/<uuid:assignment_id>/workbook/<uuid:import_id>", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_import(assignment_id: UUID, import_id: UUID) -> Response:
    return _differences(for_respondent(assignment_id), import_id)


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/workbook/<uuid:import_id>",
    methods=["GET", "POST"],
)
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_import(assessment_id: UUID, assignment_id: UUID, import_id: UUID) -> Response:
    return _differences(for_us(assessment_id, assignment_id), import_id)


def _differences(place: Place, import_id: UUID) -> Response:
    ctx, part = current_context(), place.assignment
    brought = answer_imports.get_import(ctx, part, import_id)
    form = AnswerTakeForm()
    found = answer_imports.differences(part, brought)
    chosen = form.questions.data if form.is_submitted() else None
    seen, form.seen.data = form.seen.data or "", answer_imports.seen_of(found)

    def act() -> None:
        place.must_take()
        taken = answer_imports.take(ctx, part, brought, form.questions.data or (), seen=seen)
        flash(_taken(taken), "good")

    return run_form(
        form, act, to=lambda _none: place.url, page=PAGE, place=place, brought=brought,
        shown=_shown(place, found, chosen), **place.head("workbook"),
    )  # fmt: skip


def _shown(place: Place, found: Any, chosen: Any) -> differences_shown.Shown:
    part = place.assignment
    return differences_shown.shown(
        found, queries.paper_for(part.content_id), queries.files_of(part), chosen
    )  # fmt: skip


def _taken(count: int) -> str:
    return str(ngettext("%(num)d answer was taken over.", "%(num)d answers were taken over.", count))
