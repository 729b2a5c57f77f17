"""Acts beside judging one answer: an inquiry of either side, and what has not changed accepted at once."""

from typing import Any
from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.core.words import value_label
from app.diligence.forms.asking import InquiryForm
from app.diligence.forms.judging import AcceptUnchangedForm
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assignments, reviews
from app.diligence.queries.answers import paper_for
from app.diligence.services import asking, judging
from app.diligence.sheets import review as shown
from app.diligence.sheets.said import answer_told, plain
from app.diligence.views import bp
from app.diligence.views.reviewing import LINE, Review, head, not_now, open_review
from app.diligence.views.threads import thread_told
from app.standards.sheets.voices import Voice

INQUIRY = "diligence/inquiry.html"
RESPONDENTS = "/requests/<uuid:assignment_id>/questions/<question>"


@bp.route(LINE + "/messages", methods=["POST"])
@requires(P.ANSWER_JUDGE)
@writes
def assessment_inquiry(assessment_id: UUID, assignment_id: UUID, question: str) -> Response:
    review = open_review(assessment_id)
    line, form = review.line(assignment_id, question), InquiryForm()
    here = shown.url_of(line, review.show)
    return run_form(
        form,
        lambda: asking.write(review.ctx, line.part, question, form.text.data or "", is_ours=True),
        to=lambda _row: here + "#inquiry", page=INQUIRY, done=_("The inquiry was sent."), back=here,
        question=Voice(str(get_locale())).text(line.question.text), names=review.names(),
        messages=review.material.threads.get(line.key, []), post_url="",
    )  # fmt: skip


@bp.route(RESPONDENTS + "/messages", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_inquiry(assignment_id: UUID, question: str) -> Response:
    """The respondent's side: of our units and of vendors alike, by what they may read."""
    ctx, form = current_context(), InquiryForm()
    found = assignments.get_addressed(ctx, assignment_id)
    asked = next((one for one in paper_for(found.content_id).questions() if one.id == question), None)
    if asked is None or question not in found.questions:
        abort(404)
    here = url_for("diligence.request_question", assignment_id=found.id, question=question)
    told = thread_told(ctx, found, question)
    return run_form(
        form, lambda: asking.write(ctx, found, question, form.text.data or "", is_ours=False),
        to=lambda _row: here + "#inquiry", page=INQUIRY, done=_("The inquiry was sent."), back=here,
        question=Voice(str(get_locale())).text(asked.text), **{**told, "post_url": ""},
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/review/unchanged", methods=["GET", "POST"])
@requires(P.ANSWER_JUDGE)
@writes
def assessment_review_unchanged(assessment_id: UUID) -> Response:
    review = open_review(assessment_id)
    if not review.may_judge:
        return not_now(review)
    lines = {
        f"{one.part.id}.{one.question.id}": one for one in reviews.unchanged(review.material, review.today)
    }
    form = AcceptUnchangedForm(data={"answers": list(lines)})
    form.answers.choices = [(key, line.question.id) for key, line in lines.items()]

    def act() -> int:
        keys = [lines[key].key for key in form.answers.data or ()]
        return judging.accept_unchanged(review.ctx, review.assessment, keys)

    return run_form(
        form, act, to=lambda _count: url_for("diligence.assessment_review", assessment_id=assessment_id),
        page="diligence/review_unchanged.html", offered=_offered(review, lines),
        done=_accepted(len(form.answers.data or ())), **head(review, "review"),
    )  # fmt: skip


def _accepted(count: int) -> str:
    return str(
        ngettext(
            "%(num)d answer was judged as last time.", "%(num)d answers were judged as last time.", count
        )
    )


def _offered(review: Review, lines: dict[str, reviews.Line]) -> list[dict[str, Any]]:
    """Exactly what would be judged, each with its answer and what was said to it last time."""
    voice, names = Voice(str(get_locale())), review.names()
    found = []
    for key, line in lines.items():
        earlier = review.material.earlier(line)
        last = shown.ruled(earlier.judgement if earlier else None, names)
        found.append({
            "key": key, "url": shown.url_of(line, review.show), "text": voice.text(line.question.text),
            "respondent": shown.name_of(line.part, names), "last": last,
            "answer": plain(answer_told(line.question, line.answer, voice), voice),
            "flags": [(value_label(flag), shown.tone_of(flag)) for flag in line.flags if flag != "unreviewed"],
        })  # fmt: skip
    return found
