"""評価: the answers by exception on the left, one question with its judgement on the right."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import merging
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.diligence import tabs
from app.diligence.forms.asking import InquiryForm
from app.diligence.forms.judging import JudgementForm, judgement_form
from app.diligence.models import Assessment, AssessmentState, Stance
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments, relying, reviews, taken
from app.diligence.queries.reviews import Line, Material
from app.diligence.queries.taken import Taken
from app.diligence.rules.states import UNDER_WAY
from app.diligence.services import agreeing, asking, judging
from app.diligence.sheets import review as shown
from app.diligence.sheets.assessments import score_words
from app.diligence.views import bp
from app.identity import queries as identity
from app.register.queries import organisations
from app.standards.sheets.voices import Voice
from app.work.permissions import WorkPermission

tabs.add(tabs.Tab("review", _l("Review of the answers"), "diligence.assessment_review", 20))
PAGE = "diligence/review.html"
LINE = "/assessments/<uuid:assessment_id>/review/<uuid:assignment_id>/<question>"
ENDPOINTS = {
    "judge": "assessment_judge", "second": "assessment_judgement_second", "ask": "assessment_inquiry",
    "finding": "assessment_finding_raise",
}  # fmt: skip
# What the keys of this page do, for the help that `?` opens.
KEYS = (
    ("j k / n p", _l("Next and previous answer")), ("u", _l("Next answer that is open")),
    ("1–6", _l("Choose the judgement")), ("a", _l("Judge as met and go on")), ("c", _l("To the comment")),
    ("i", _l("To the inquiry")),
)  # fmt: skip


@dataclass(frozen=True)
class Review:
    """An assessment under the eyes of somebody of ours, in the order of a filter."""

    ctx: Context
    assessment: Assessment
    material: Material
    show: str
    today: date

    @property
    def may_judge(self) -> bool:
        is_now = self.assessment.state == AssessmentState.REVIEWING
        return is_now and self.ctx.may(P.ANSWER_JUDGE, self.assessment.unit_id)

    @property
    def is_over(self) -> bool:
        """Concluded or withdrawn: there is nothing to do but to read."""
        return self.assessment.state not in UNDER_WAY

    @property
    def listed(self) -> list[Line]:
        return shown.chosen(self.material.lines, self.show)

    def line(self, assignment_id: UUID, question: str) -> Line:
        found = self.material.line((assignment_id, question))
        if found is None:
            abort(404)
        return found

    def names(self) -> dict[UUID, str]:
        """Of the respondents, and of everybody who wrote something that is shown."""
        heard, parts = self.material.heard, self.material.heard.assignments
        people = {row.answered_by_id for row in heard.answers.values()}
        for row in heard.judgements.values():
            people |= {row.judged_by_id, row.seconded_by_id}
        people |= {one.written_by_id for thread in self.material.threads.values() for one in thread}
        for earlier in (self.material.before or {}).values():
            people.add(earlier.judgement.judged_by_id if earlier.judgement else None)
        units = {one.unit_id for one in parts}
        return {
            **organisations.names_of(self.ctx, [one.organisation_id for one in parts]),
            **identity.named({one for one in people | units if one}),
        }


def open_review(assessment_id: UUID) -> Review:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    if found.sent_at is None:
        abort(404)
    today = day_of(ctx.at)
    material = reviews.material_of(found, today)
    show = request.args.get("show", "")
    usual = shown.EYES if any(line.needs_eyes for line in material.lines) else shown.ALL
    return Review(ctx, found, material, show or usual, today)


@bp.route("/assessments/<uuid:assessment_id>/review")
@requires(P.ASSESSMENT_VIEW)
def assessment_review(assessment_id: UUID) -> str:
    """The first of the list lies open, or what another page asks for."""
    review = open_review(assessment_id)
    wanted, who = request.args.get("question"), request.args.get("respondent")
    asked = [one for one in review.material.lines if one.question.id == wanted]
    there = [one for one in asked if str(one.part.id) == who] or asked or review.listed
    return _look(review, next(iter(there), None))


@bp.route(LINE)
@requires(P.ASSESSMENT_VIEW)
def assessment_review_answer(assessment_id: UUID, assignment_id: UUID, question: str) -> str:
    review = open_review(assessment_id)
    return _look(review, review.line(assignment_id, question))


def _look(review: Review, line: Line | None) -> str:
    form = form_of(review, line) if line else None
    if form is not None and line is not None and line.judgement is not None:
        merging.remember(form, line.judgement, merging.shown_fields(form, line.judgement))
    return render_template(PAGE, form=form, record=None, is_conflict=False, **page(review, line, form))


@bp.route(LINE + "/judgement", methods=["POST"])
@requires(P.ANSWER_JUDGE)
@writes
def assessment_judge(assessment_id: UUID, assignment_id: UUID, question: str) -> Response:
    review = open_review(assessment_id)
    line = review.line(assignment_id, question)
    form = form_of(review, line)

    def act() -> Any:
        version = (form.version_number or None) if line.judgement else None
        return judging.judge(
            review.ctx, review.assessment, line.part, line.question.id, form.said(), version=version
        )

    return run_form(
        form, act, to=lambda _row: next_url(review, line), page=PAGE, record=line.judgement,
        done=_("The judgement was saved."), **page(review, line, form),
    )  # fmt: skip


@bp.route(LINE + "/second", methods=["POST"])
@requires(P.ANSWER_JUDGE)
@writes
def assessment_judgement_second(assessment_id: UUID, assignment_id: UUID, question: str) -> Response:
    review = open_review(assessment_id)
    line = review.line(assignment_id, question)
    row, form = line.judgement, SekishoForm()
    if row is None:
        abort(404)

    def act() -> None:
        judging.second(review.ctx, review.assessment, row, version=form.version_number)

    return run_form(
        form, act, to=lambda _none: shown.url_of(line, review.show), page=PAGE, record=row,
        done=_("The second review was recorded."), **page(review, line, form_of(review, line, formdata=None)),
    )  # fmt: skip


def form_of(review: Review, line: Line, **options: Any) -> JudgementForm:
    is_claimed = line.answer is not None and line.answer.stance == Stance.NOT_APPLICABLE
    form = judgement_form(line.judgement, is_claimed=is_claimed, **options)
    if leans(line) and ((line.judgement is not None and line.judgement.relies_on) or _is_asked_for(form)):
        found = relying.offered(review.ctx, review.assessment, line.part.service_id)
        form.lean(shown.reports_offered(found, line.judgement))
    return form


def _is_asked_for(form: JudgementForm) -> bool:
    """What it may rest on is looked up for who wants to say so."""
    return bool(form.relies_on.data) or "rely" in request.args


def leans(line: Line) -> bool:
    """Whether the judgement may rest on something else than the answer."""
    is_refused = line.answer is not None and line.answer.stance == Stance.REFUSED
    return is_refused or (line.judgement is not None and line.judgement.relies_on is not None)


def next_url(review: Review, line: Line) -> str:
    """On to what is still open, in the order in which it lay there; else here."""
    after = _after(review.listed, line)
    left = next((one for one in after if not one.is_settled), line)
    return shown.url_of(left, review.show)


def _after(listed: Sequence[Line], line: Line) -> list[Line]:
    """Those behind it, then from the beginning."""
    keys = [one.key for one in listed]
    at = keys.index(line.key) if line.key in keys else -1
    return [*listed[at + 1 :], *listed[: max(at, 0)]]


def _steps(review: Review, listed: Sequence[Line], line: Line) -> dict[str, str]:
    """Where the keys and the links lead."""
    keys = [one.key for one in listed]
    at = keys.index(line.key) if line.key in keys else None
    before = listed[at - 1] if at else None
    after = listed[0] if at is None and listed else None
    if at is not None and at + 1 < len(listed):
        after = listed[at + 1]
    open_ = next((one for one in _after(listed, line) if not one.is_settled), None)
    there = {"previous": before, "next": after, "open": open_}
    return {name: shown.url_of(one, review.show) for name, one in there.items() if one is not None}


def page(review: Review, line: Line | None, form: JudgementForm | None) -> dict[str, Any]:
    """Everything in words, so that a refusal shows it again without reading."""
    names, voice, listed = review.names(), Voice(str(get_locale())), review.listed
    lines, found = review.material.lines, review.assessment
    told: dict[str, Any] = {
        **head(review, "review"), "judging": form, "rows": shown.rows(listed, names, line, review.show, voice),
        "filters": shown.filters(lines, review.show, found.id), "line": line, "may_judge": review.may_judge,
        "is_over": review.is_over, "settled": sum(one.is_settled for one in lines), "total": len(lines),
        "unchanged_url": _unchanged_url(review), "together_url": _together_url(review),
        "page_keys": KEYS if line else (),
    }  # fmt: skip
    if line is not None:
        told |= _pane(review, line, names, voice, listed)
    return told


def _closed(review: Review, line: Line) -> Collection[UUID]:
    """Files beside the question that the reader has to agree for first."""
    beside = [
        row for (_part, ref), rows in review.material.files.items() if ref == line.question.id for row in rows
    ]
    return agreeing.closed_to(review.ctx, beside)


def _pane(
    review: Review, line: Line, names: dict[UUID, str], voice: Voice, listed: Sequence[Line]
) -> dict[str, Any]:
    ctx, found = review.ctx, review.assessment
    return {
        "shown": shown.shown(
            review.material, line, names, review.show, review.today, voice, _sources(review, line),
            _closed(review, line),
        ),
        "steps": _steps(review, listed, line), "urls": _urls(review, line), "names": names,
        "messages": review.material.threads.get(line.key, []),
        "inquiry_form": InquiryForm(formdata=None) if asking.may_ask(ctx, found, line.part) else None,
        "is_own": line.answer is not None and line.answer.answered_by_id == ctx.actor_id,
        "may_second": _may_second(review, line), "leans": leans(line),
        "rely_url": shown.url_of(line, review.show) + "&rely=1#relies_on",
        "findings": reviews.findings_of(ctx, found, line.question.id),
        "may_raise": not review.is_over and ctx.may(WorkPermission.FINDING_RAISE, found.unit_id),
    }  # fmt: skip


def _sources(review: Review, line: Line) -> dict[UUID, Taken]:
    """What stands in other requests: what was taken over from there, what is said otherwise there."""
    rows = [one.answer for one in shown.alike(review.material, line)]
    return taken.for_reviewer(review.ctx, rows, review.material.differing.get(line.key, ()))


def _urls(review: Review, line: Line) -> dict[str, str]:
    """What may be done to one answer, and where that is sent."""
    return {
        name: url_for(
            f"diligence.{endpoint}", assessment_id=review.assessment.id, assignment_id=line.part.id,
            question=line.question.id, show=review.show,
        )
        for name, endpoint in ENDPOINTS.items()
    }  # fmt: skip


def _may_second(review: Review, line: Line) -> bool:
    row = line.judgement
    is_left = row is not None and row.seconded_by_id is None and row.judged_by_id != review.ctx.actor_id
    return review.may_judge and is_left


def head(review: Review, tab: str) -> dict[str, Any]:
    """What stands above the tabs, from what was read already."""
    found = review.assessment
    return {
        "tabs": tabs.shown(review.ctx, found, tab), "assessment": found, "today": review.today,
        "score": score_words(found.score_low, found.score_high),
        "questionnaire": Voice(str(get_locale())).text(review.material.content.title),
    }  # fmt: skip


def _unchanged_url(review: Review) -> str:
    """Offered where something may be accepted at once."""
    if not review.may_judge or review.material.before is None:
        return ""
    return url_for("diligence.assessment_review_unchanged", assessment_id=review.assessment.id)


def _together_url(review: Review) -> str:
    if not review.may_judge:
        return ""
    return url_for("diligence.assessment_review_together", assessment_id=review.assessment.id)


def not_now(review: Review) -> Response:
    """For who may judge, but not at this time."""
    if not review.ctx.may(P.ANSWER_JUDGE, review.assessment.unit_id):
        abort(403)
    return back_to_reading(review)


def back_to_reading(review: Review) -> Response:
    flash(_(judging.NOT_NOW), "attention")
    return make_response(
        redirect(url_for("diligence.assessment_review", assessment_id=review.assessment.id), 303)
    )
