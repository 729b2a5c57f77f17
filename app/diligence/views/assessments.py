"""One assessment: who is asked, how far they are, sent and withdrawn."""

from typing import Any
from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.diligence import tabs
from app.diligence.models import Assessment, AssessmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import naming, proposals
from app.diligence.services import sending
from app.diligence.sheets import assessments as shown
from app.diligence.views import bp
from app.register.queries import engagements, services

PAGE = "diligence/assessment.html"


@bp.route("/assessments/<uuid:assessment_id>")
@requires(P.ASSESSMENT_VIEW)
def assessment(assessment_id: UUID) -> str:
    found = queries.get_assessment(current_context(), assessment_id)
    return render_template(PAGE, form=SekishoForm(data={"version": found.version}), **_page(found))


@bp.route("/assessments/<uuid:assessment_id>/send", methods=["POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def assessment_send(assessment_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    form = SekishoForm()

    def act() -> None:
        engagement = engagements.get_engagement(ctx, found.engagement_id)  # type: ignore[arg-type]
        setting = proposals.setting_of(ctx, engagement, services.get_service(ctx, engagement.service_id))
        content = proposals.content_read(found.content_id)
        sending.send(ctx, found, content, setting.facts, version=form.version_number)

    return run_form(
        form, act, to=lambda _none: url_for("diligence.assessment", assessment_id=found.id), page=PAGE,
        done=_("The assessment was sent."), record=found, **_page(found),
    )  # fmt: skip


def _page(found: Assessment) -> dict[str, Any]:
    ctx = current_context()
    parts = queries.assignments_of(found)
    names = naming.respondents_named(
        ctx, [one.organisation_id for one in parts if one.organisation_id],
        [one.unit_id for one in parts if one.unit_id],
    )  # fmt: skip
    return {
        "tabs": tabs.shown(ctx, found, "overview"), "assessment": found,
        "respondents": shown.respondents(parts, names), "today": day_of(ctx.at),
        "score": shown.score_words(found.score_low, found.score_high),
        "questionnaire": queries.titles_of([found], shown.title_in_language).get(found.content_id, ""),
        "engagement": engagements.get_engagement(ctx, found.engagement_id) if found.engagement_id else None,
        "may_send": found.state == AssessmentState.PREPARED and ctx.may(P.ASSESSMENT_SEND, found.unit_id),
    }  # fmt: skip
