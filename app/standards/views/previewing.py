"""What forms of changes share: their surroundings, and how the question would look before anything is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Response, make_response, render_template, url_for

from app.core import history
from app.core.errors import DomainError
from app.core.web import run_form, show_error
from app.identity.queries import names_of as people_named
from app.standards.forms.questions import LayerForm
from app.standards.models import LayerAct, QuestionChange
from app.standards.queries import layers
from app.standards.queries.layers import Standing
from app.standards.services.layering import faults_of
from app.standards.sheets.questions import Sheet, sheet_of
from app.standards.sheets.voices import Voice
from app.standards.views.voicing import LANGUAGES, shown

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire


def question_url(key: str, question: str) -> str:
    return url_for("standards.question", key=key, id=question)


def judged(form: LayerForm, standing: Standing, question: str, act: LayerAct, *, is_new: bool) -> None:
    """What the rules find wrong is told together with what the form finds itself."""
    form.judge = lambda: faults_of(standing, question, act, form.given(), is_new=is_new)


def form_parts(change: QuestionChange | None, standing: Standing, question: str) -> dict[str, Any]:
    return {
        "record": change, "last_saved": lambda: history.last_change(change, people_named) if change else ("", None),
        "key": standing.version.key, "name": shown().first.text(standing.content.title),
        "own_url": question_url(standing.version.key, question) if question
        else url_for("standards.questionnaire_changes", key=standing.version.key),
    }  # fmt: skip


def run_or_preview(
    form: LayerForm, act: Callable[[], Any], draft: Callable[[], Questionnaire], *, id: str, page: str,
    record: QuestionChange | None, to: Callable[[Any], str], done: str, own_question: str = "", **context: Any,
) -> Response:  # fmt: skip
    """`draft`: the questionnaire with what was typed, for the button that shows it and stores nothing;
    `own_question`: the id of one that has no address yet."""
    context |= {"id": id, "sheets": []}
    if not (form.is_preview or form.is_reshaped):
        return run_form(form, act, to=to, page=page, done=done, record=record, **context)
    if form.is_preview:
        context["sheets"] = _previewed(form, draft, own_question or id)
    status = 422 if form.errors else 200
    return make_response(
        render_template(page, form=form, record=record, is_conflict=False, **context), status
    )


def _previewed(form: LayerForm, draft: Callable[[], Questionnaire], question: str) -> list[Sheet]:
    """Nothing where something is wrong, which the form then tells."""
    if not form.validate_on_submit():
        return []
    try:
        content = draft()
    except DomainError as error:
        show_error(form, error)
        return []
    return _sheets(content, question)


def _sheets(content: Questionnaire, question: str) -> list[Sheet]:
    """In both languages, the reader's own first."""
    own = shown().first.language
    voices = [Voice(one) for one in sorted(LANGUAGES, key=lambda one: one != own)]
    found = layers.question_of(content, question)
    return [sheet_of(content, found, voice) for voice in voices]
