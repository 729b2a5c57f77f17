"""まとめて判定: several answers of the reviewer's choice, one judgement for all, looked at before it is stored."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.errors import DomainError
from app.core.listing import Chip
from app.core.web import run_form, show_error, writes
from app.core.words import value_label
from app.diligence.forms.judging import TogetherForm
from app.diligence.models import Verdict
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import relying
from app.diligence.services import judging
from app.diligence.sheets import review as shown_review
from app.diligence.sheets import together as shown
from app.diligence.sheets.together import Offered
from app.diligence.views import bp
from app.diligence.views.reviewing import Review, head, not_now, open_review
from app.standards.sheets.voices import Voice

PAGE = "diligence/review_together.html"
START = "judge"  # the button below the preview
ENDPOINT = "diligence.assessment_review_together"
FILTERS = ("kind", "respondent")


@dataclass(frozen=True)
class Together:
    """What is offered under the filters of the address, and what they could be."""

    offered: list[Offered]
    kinds: dict[str, str]
    respondents: dict[str, str]
    is_claimed: bool
    services: list[
        UUID | None
    ]  # what refused answers among them are about; without any nothing is leaned upon

    @property
    def tokens(self) -> list[str]:
        return [one.token for one in self.offered]


@bp.route("/assessments/<uuid:assessment_id>/review/together", methods=["GET", "POST"])
@requires(P.ANSWER_JUDGE)
@writes
def assessment_review_together(assessment_id: UUID) -> Response:
    """Looked at as often as one likes; only the button of the preview stores anything."""
    review = open_review(assessment_id)
    if not review.may_judge:
        return not_now(review)
    found = _together(review)
    form = TogetherForm(data={"answers": found.tokens if request.args.get("mark") == "all" else []})
    form.offer(is_claimed=found.is_claimed)
    if found.services:
        form.lean(_reports(review, found))
    page = _page(review, found)
    if request.method == "POST" and START not in request.form:
        return _looked_at(review, found, form, page)
    return run_form(
        form, lambda: judging.judge_together(review.ctx, review.assessment, form.picks(), form.said()),
        to=lambda _count: url_for("diligence.assessment_review", assessment_id=assessment_id), page=PAGE,
        done=_judged(len(form.answers.data or ())), chosen=None, **page,
    )  # fmt: skip


def _looked_at(review: Review, found: Together, form: TogetherForm, page: dict[str, Any]) -> Response:
    """The same refusals as at the end, and then exactly what would be judged how."""
    chosen = None
    if form.validate_on_submit() and "change" not in request.form:
        try:
            judging.check_together(review.ctx, review.assessment, form.picks(), form.said())
            picked = set(form.answers.data or ())
            chosen = [one for one in found.offered if one.token in picked]
        except DomainError as error:
            show_error(form, error)
    text = render_template(PAGE, form=form, record=None, is_conflict=False, chosen=chosen, **page)
    return make_response(text, 422 if form.errors else 200)


def _together(review: Review) -> Together:
    lines = shown.open_lines(review.material, review.ctx.actor_id)
    names, voice = review.names(), Voice(str(get_locale()))
    kind, respondent = (request.args.get(name, "") for name in FILTERS)
    kept = shown.narrowed(lines, kind, respondent, review.today)
    return Together(
        shown.offered(kept, names, voice), shown.kinds(lines, review.today), shown.respondents(lines, names),
        shown.is_claimed(kept), list(dict.fromkeys(one.part.service_id for one in shown.leaning(kept))),
    )  # fmt: skip


def _reports(review: Review, found: Together) -> list[tuple[str, str]]:
    """About any of what they are about; whether one fits each of the answers is looked at with the choice."""
    offered = [relying.offered(review.ctx, review.assessment, one) for one in found.services]
    return list(dict.fromkeys(one for each in offered for one in shown_review.reports_offered(each, None)))


def _page(review: Review, found: Together) -> dict[str, Any]:
    kept = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    return {
        **head(review, "review"), "together": found, "chips": _chips(review, found, kept),
        "here": _url(review, kept), "mark_url": _url(review, {**kept, "mark": "all"}), "clear_url": _url(review, {}),
        "verdict_words": {one.value: (value_label(one), shown_review.TONES[one]) for one in Verdict},
    }  # fmt: skip


def _url(review: Review, said: dict[str, Any]) -> str:
    return url_for(ENDPOINT, assessment_id=review.assessment.id, **said)


def _chips(review: Review, found: Together, kept: dict[str, str]) -> list[Chip]:
    names = {"kind": _("Kind of answer"), "respondent": _("Respondent")}
    known = {"kind": {**shown.kind_words(), **found.kinds}, "respondent": found.respondents}
    chips = []
    for name, value in kept.items():
        rest = {key: one for key, one in kept.items() if key != name}
        label = _("%(filter)s: %(value)s", filter=names[name], value=known[name].get(value, value))
        chips.append(Chip(label, _url(review, rest)))
    return chips


def _judged(count: int) -> str:
    return str(ngettext("%(num)d answer was judged.", "%(num)d answers were judged.", count))
