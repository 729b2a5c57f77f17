"""A request to answer as a workbook: taken out, filled in elsewhere, brought back. For respondents, and for us where
the answers come by mail.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Response, g, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import deadline
from app.core.authz import requires
from app.core.db import db
from app.core.deferred import at_once
from app.core.errors import DomainError
from app.core.files.names import clean_name
from app.core.web import current_context, run_form, writes
from app.diligence import request_tabs
from app.diligence.permissions import DiligencePermission as P
from app.exchange.forms.answers import AnswerImportForm
from app.exchange.services import answer_books, answer_imports, answer_offers
from app.exchange.services.exporting import MIMETYPES, Exported, Form
from app.exchange.views import bp
from app.exchange.views.answer_places import Place, for_respondent, for_us
from app.exchange.views.exporting import answer

View = TypeVar("View", bound=Callable[..., Any])
READING = 30.0
LANGUAGES = ("ja", "en")

request_tabs.add(request_tabs.Tab("workbook", _l("Excel"), "exchange.request_workbook", 30))


@bp.route("/requests/<uuid:assignment_id>/workbook.xlsx")
@requires(P.ANSWER_EDIT)
def request_workbook_file(assignment_id: UUID) -> Response:
    return workbook_of(for_respondent(assignment_id))


@bp.route("/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/workbook.xlsx")
@requires(P.ASSESSMENT_SEND)
def respondent_workbook_file(assessment_id: UUID, assignment_id: UUID) -> Response:
    return workbook_of(for_us(assessment_id, assignment_id))


def language_asked() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else str(get_locale())


def workbook_of(place: Place) -> Response:
    ctx, language, part = current_context(), language_asked(), place.assignment
    content = answer_books.written(part, place.request_in(language), language, ctx.at)
    name = answer_books.file_name(part, language)
    at_once(lambda: answer_books.witness(ctx, part, content))
    return answer(Exported(name, MIMETYPES[Form.XLSX], content, 0))


# --- brought back -----------------------------------------------------------------------------


def _reads(find: Callable[..., Place]) -> Callable[[View], View]:
    """Stands above `@writes`: the file is read while nothing is locked, and only from who may bring it."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(**kwargs: Any) -> Any:
            upload = request.files.get("workbook")
            if upload is not None and upload.filename:
                find(**kwargs).must_take()
                db.end_transaction()
                g.brought_answers = _read(upload.filename, upload.stream.read())
                upload.stream.seek(0)
            with deadline.within(READING):
                return view(**kwargs)

        return cast(View, wrapper)

    return mark


def _read(given_name: str, content: bytes) -> Any:
    try:
        return answer_imports.read(clean_name(given_name) or "xlsx", content)
    except DomainError as refusal:
        return refusal


@bp.route("/requests/<uuid:assignment_id>/workbook", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@_reads(for_respondent)
@writes
def request_workbook(assignment_id: UUID) -> Response:
    return _page(for_respondent(assignment_id))


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/workbook", methods=["GET", "POST"]
)
@requires(P.ASSESSMENT_SEND)
@_reads(for_us)
@writes
def respondent_workbook(assessment_id: UUID, assignment_id: UUID) -> Response:
    return _page(for_us(assessment_id, assignment_id))


def _page(place: Place) -> Response:
    form = AnswerImportForm()

    def act() -> Any:
        place.must_take()
        return answer_imports.stage(current_context(), place.assignment, form.workbook.data)

    return run_form(
        form, act, to=place.differences_url, page="exchange/answer_book.html", place=place,
        languages=(("ja", _("Japanese")), ("en", _("English"))), offers=answer_offers.offers_of(place.assignment),
        may_offer=answer_offers.may_offer(current_context(), place.assignment), **place.head("workbook"),
    )  # fmt: skip
