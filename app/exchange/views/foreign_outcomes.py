"""What is made of a questionnaire of others: one of our own, or answers to a request."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, jsonify, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, naming
from app.exchange.forms.foreign import ForeignQuestionnaireForm, answers_form
from app.exchange.models import ForeignForm
from app.exchange.rules import foreign_pairing, foreign_staged
from app.exchange.rules.foreign_pairing import Candidate, Why
from app.exchange.rules.foreign_rows import Question
from app.exchange.rules.foreign_words import Said
from app.exchange.services import foreign_answers, foreign_forms
from app.exchange.views import bp
from app.exchange.views.answer_places import for_us
from app.exchange.views.foreign_forms import form_called
from app.standards.content.vocabulary import Scope
from app.standards.permissions import StandardsPermission
from app.standards.queries import contents
from app.standards.rules.own_forms import AnswerKind

LONGEST = 90


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/questionnaire", methods=["GET", "POST"])
@requires(StandardsPermission.QUESTIONNAIRE_PUBLISH)
@writes
def foreign_questionnaire(foreign_form_id: UUID) -> Response:
    ctx, kept = current_context(), form_called(foreign_form_id)
    asked = foreign_staged.asked(foreign_forms.form_of(kept))
    editions = _editions()
    near = foreign_forms.closest_edition(kept, [key for key, _title in editions])
    usual = _usual(kept, asked) | {"edition": near.known.key if near else ""}
    usual["key"] = foreign_forms.key_for(kept, near.known.framework if near else "")
    form = ForeignQuestionnaireForm(editions=editions, data=usual)
    return run_form(
        form, lambda: foreign_forms.make_questionnaire(ctx, kept, form.wanted()),
        to=lambda made: url_for("standards.questionnaire", key=made.key),
        done=_("The questionnaire was made. It can be used for assessments from now on."),
        page="exchange/foreign_questionnaire.html", kept=kept, count=len(asked), near=near,
    )  # fmt: skip


def _editions() -> list[tuple[str, str]]:
    """The newest of each framework first."""
    catalogue = contents.catalogue()
    is_japanese = str(get_locale()) == "ja"
    return [
        (f"{one.key}/{edition.key}", f"{one.title.within('ja' if is_japanese else 'en')} "
         f"{edition.title.within('ja' if is_japanese else 'en')}")
        for one in catalogue.frameworks.values()
        for edition in reversed(one.editions)
        if f"{one.key}/{edition.key}" in catalogue.editions
    ]  # fmt: skip


def _usual(kept: ForeignForm, asked: Any) -> dict[str, Any]:
    title = kept.file_name.rpartition(".")[0] or kept.file_name
    said = {question.said for _sheet, question in asked}
    answer = AnswerKind.YES_PART_NO if Said.PARTIAL in said else AnswerKind.YES_NO
    return {"title_ja": title, "title_en": title, "scope": Scope.SERVICE.value, "answer": answer.value}


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/answers")
@requires(P.ASSESSMENT_SEND)
def foreign_answers_choose(foreign_form_id: UUID) -> str:
    ctx, kept = current_context(), form_called(foreign_form_id)
    found = foreign_answers.requests_of(ctx)
    names = naming.respondents_of(ctx, [one.part for one in found])
    titles = assessments.titles_of([one.whole for one in found], _in_page)
    return render_template(
        "exchange/foreign_answers_choose.html", kept=kept, found=found, names=names, titles=titles,
        may_publish=ctx.may(StandardsPermission.QUESTIONNAIRE_PUBLISH),
    )  # fmt: skip


def _in_page(japanese: str, english: str) -> str:
    return japanese if str(get_locale()) == "ja" else english


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/answers/<uuid:assignment_id>", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def foreign_answers_pair(foreign_form_id: UUID, assignment_id: UUID) -> Response:
    ctx, kept = current_context(), form_called(foreign_form_id)
    asked = foreign_answers.get_request(ctx, assignment_id)
    place = for_us(asked.whole.id, asked.part.id)
    theirs = foreign_answers.questions_of(kept)
    pairs = foreign_answers.proposed(theirs, asked.part, asked.whole.questionnaire)
    form = answers_form(pairs, _said_in(theirs), _line, theirs, _cut)
    return run_form(
        form, lambda: foreign_answers.bring(ctx, kept, asked, form.chosen(), form.means()),
        to=place.differences_url, page="exchange/foreign_answers.html", kept=kept, pairs=pairs, asked=asked,
        respondent=place.request_in(str(get_locale())).respondent,
        equal=sum(pair.equal is not None for pair in pairs),
    )  # fmt: skip


@bp.route("/assessments/foreign/<uuid:foreign_form_id>/questions")
@requires(P.ASSESSMENT_SEND)
def foreign_questions(foreign_form_id: UUID) -> Response:
    """For the picker: `?q=` are the words."""
    theirs = foreign_answers.questions_of(form_called(foreign_form_id))
    return jsonify(
        [
            {"id": place, "label": _cut(one), "detail": one.section}
            for place, one in foreign_pairing.found(theirs, request.args.get("q", ""))
        ]
    )


def _said_in(theirs: Sequence[tuple[str, Question]]) -> list[Said]:
    there = {question.said for _place, question in theirs}
    return [said for said in foreign_pairing.USUAL if said in there]


def _cut(one: Question) -> str:
    number = _("%(number)s (%(sheet)s)", number=one.id, sheet=one.sheet) if one.sheet else one.id
    text = " ".join(f"{number} {one.text}".split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _line(one: Candidate) -> str:
    cut = _cut(one.theirs)
    if one.why == Why.NUMBER:
        return str(_("%(question)s (same number)", question=cut))
    return str(_("%(question)s (alike: %(share)s%%)", question=cut, share=round(one.likeness * 100)))
