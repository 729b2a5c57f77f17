"""A copy to keep of what a respondent answered: on paper, and as the workbook with the answers in it."""

from uuid import UUID

from flask import Response

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.web import current_context
from app.diligence.events import DiligenceAct as Act
from app.diligence.permissions import DiligencePermission as P
from app.exchange.services import answer_books, answer_copies
from app.exchange.services.exporting import MIMETYPES, Exported, Form
from app.exchange.views import bp
from app.exchange.views.answer_books import language_asked
from app.exchange.views.answer_places import Place, for_respondent
from app.exchange.views.exporting import answer

PDF = "application/pdf"


@bp.route("/requests/<uuid:assignment_id>/copy.pdf")
@requires(P.ANSWER_EDIT)
def request_copy_paper(assignment_id: UUID) -> Response:
    place, language = for_respondent(assignment_id), language_asked()
    content = answer_copies.written(
        current_context(), place.assignment, place.request_in(language), language
    )  # fmt: skip
    return _copy(place, content, language, "pdf", PDF)


@bp.route("/requests/<uuid:assignment_id>/copy.xlsx")
@requires(P.ANSWER_EDIT)
def request_copy_workbook(assignment_id: UUID) -> Response:
    place, language = for_respondent(assignment_id), language_asked()
    at = current_context().at
    content = answer_books.written(place.assignment, place.request_in(language), language, at)
    return _copy(place, content, language, "xlsx", MIMETYPES[Form.XLSX])


def _copy(place: Place, content: bytes, language: str, ending: str, media_type: str) -> Response:
    ctx, part = current_context(), place.assignment
    name = answer_copies.file_name(part, language, ending)
    at_once(lambda: answer_books.witness(ctx, part, content, Act.COPY_TAKEN))
    return answer(Exported(name, media_type, content, 0))
