"""結論: what the second line makes of all answers, and the 役席者 who confirms it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.forms import SekishoForm
from app.core.web import run_form, writes
from app.diligence import tabs
from app.diligence.forms.judging import ConclusionForm, TurnBackForm, conclusion_form
from app.diligence.models import AssessmentState, Conclusion, Recommendation
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import reviews
from app.diligence.rules.arithmetic import as_told
from app.diligence.services import concluding
from app.diligence.services.concluding import Proposal
from app.diligence.sheets import conclusions as shown
from app.diligence.views import bp
from app.diligence.views.reviewing import Review, head, open_review
from app.identity import queries as identity
from app.standards.sheets.voices import Voice
from app.work.permissions import WorkPermission

tabs.add(tabs.Tab("conclusion", _l("Conclusion"), "diligence.assessment_conclusion", 40))
PAGE = "diligence/conclusion.html"
HERE = "/assessments/<uuid:assessment_id>/conclusion"
USUAL = timedelta(days=365)


@bp.route(HERE)
@requires(P.ASSESSMENT_VIEW)
def assessment_conclusion(assessment_id: UUID) -> str:
    review = open_review(assessment_id)
    return render_template(PAGE, form=SekishoForm(), record=None, is_conflict=False, **_page(review))


@bp.route(HERE + "/propose", methods=["POST"])
@requires(P.CONCLUSION_PROPOSE)
@writes
def assessment_conclusion_propose(assessment_id: UUID) -> Response:
    review, form = open_review(assessment_id), ConclusionForm()

    def act() -> Any:
        said = Proposal(
            Recommendation(form.recommendation.data), form.text.data or "", form.conditions.data or "",
            form.valid_until_on.data,
        )  # fmt: skip
        return concluding.propose(review.ctx, review.assessment, said, version=form.version_number)

    return _run(review, form, act, _("The conclusion waits for confirmation now."), proposing=form)


@bp.route(HERE + "/confirm", methods=["POST"])
@requires(P.CONCLUSION_CONFIRM)
@writes
def assessment_conclusion_confirm(assessment_id: UUID) -> Response:
    review, form = open_review(assessment_id), SekishoForm()

    def act() -> None:
        concluding.confirm(review.ctx, review.assessment, version=form.version_number)

    return _run(review, form, act, _("The assessment is concluded."))


@bp.route(HERE + "/return", methods=["POST"])
@requires(P.CONCLUSION_CONFIRM)
@writes
def assessment_conclusion_return(assessment_id: UUID) -> Response:
    review, form = open_review(assessment_id), TurnBackForm()

    def act() -> None:
        concluding.send_back(
            review.ctx, review.assessment, reason=form.reason.data or "", version=form.version_number
        )

    return _run(review, form, act, _("The conclusion was returned."), turning=form)


@bp.route(HERE + "/reopen", methods=["POST"])
@requires(P.CONCLUSION_PROPOSE)
@writes
def assessment_reopen(assessment_id: UUID) -> Response:
    review, form = open_review(assessment_id), TurnBackForm()

    def act() -> None:
        concluding.reopen(
            review.ctx, review.assessment, reason=form.reason.data or "", version=form.version_number
        )

    return _run(review, form, act, _("The assessment is under review again."), turning=form)


def _run(review: Review, form: SekishoForm, act: Any, done: str, **forms: Any) -> Response:
    here = url_for("diligence.assessment_conclusion", assessment_id=review.assessment.id)
    return run_form(
        form,
        act,
        to=lambda _row: here,
        page=PAGE,
        done=done,
        record=review.assessment,
        **{**_page(review), **forms},
    )


def _page(review: Review) -> dict[str, Any]:
    ctx, found, points = review.ctx, review.assessment, reviews.open_points(review.material)
    rows = reviews.conclusions_of(found)
    names, voice = _names(review, rows), Voice(str(get_locale()))
    lines, findings = shown.lines(rows, names), reviews.all_findings(ctx, found)
    may_propose = ctx.may(P.CONCLUSION_PROPOSE, found.unit_id)
    is_confirming = found.state == AssessmentState.CONFIRMING
    may_confirm = is_confirming and ctx.may(P.CONCLUSION_CONFIRM, found.unit_id)
    return {
        **head(review, "conclusion"), "proposing": conclusion_form(review.today + USUAL, found.version),
        "turning": TurnBackForm(formdata=None, data={"version": found.version}),
        "groups": shown.groups(reviews.weighed(review.material), findings, names, voice),
        "sees_findings": ctx.may(WorkPermission.FINDING_VIEW), "points": shown.points(points, names, voice),
        "is_blocked": bool(points.critical),
        "figures": shown.figures(review.material, voice),
        "told": as_told(review.material.standing.score), "lines": lines,
        "may_propose": may_propose and found.state == AssessmentState.REVIEWING,
        "may_reopen": may_propose and found.state == AssessmentState.CONCLUDED, "may_confirm": may_confirm,
        "obstacle": concluding.why_not_confirm(ctx, found, rows[0]) if may_confirm and rows else None,
    }  # fmt: skip


def _names(review: Review, rows: Sequence[Conclusion]) -> dict[UUID, str]:
    people = {one for row in rows for one in (row.proposed_by_id, row.confirmed_by_id) if one}
    return {**review.names(), **identity.names_of(people)}
