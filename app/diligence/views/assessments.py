"""One assessment: who is asked, how far they are, sent and withdrawn."""

from typing import Any
from uuid import UUID

from flask import Response, flash, render_template, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.diligence import tabs
from app.diligence.models import Assessment, AssessmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import comparing
from app.diligence.rules import states
from app.diligence.services import sending
from app.diligence.sheets import applications as applied
from app.diligence.sheets import asked
from app.diligence.sheets import assessments as shown
from app.diligence.views import bp
from app.register.queries import engagements
from app.work.services import deciding as work

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
        is_out = sending.ask_to_send(ctx, found, version=form.version_number)
        waits = _("The confirmation was asked for.")
        flash(_("The assessment was sent.") if is_out else waits, "good")

    return run_form(
        form, act, to=lambda _none: url_for("diligence.assessment", assessment_id=found.id), page=PAGE,
        record=found, **_page(found),
    )  # fmt: skip


def _page(found: Assessment) -> dict[str, Any]:
    ctx = current_context()
    parts = queries.assignments_of(found)
    waiting = sending.waiting(found)
    is_prepared = found.state == AssessmentState.PREPARED
    may_send = is_prepared and waiting is None and ctx.may(P.ASSESSMENT_SEND, found.unit_id)
    can_end = states.may_move(found.state, AssessmentState.WITHDRAWN) and waiting is None
    rows = asked.asked(ctx, found, parts, waiting is not None)
    return {
        "tabs": tabs.shown(ctx, found, "overview"), "last": comparing.before(ctx, found),
        "assessment": found, "respondents": rows, "today": day_of(ctx.at),
        "score": shown.score_words(found.score_low, found.score_high),
        "questionnaire": queries.titles_of([found], shown.title_in_language).get(found.content_id, ""),
        "engagement": engagements.get_engagement(ctx, found.engagement_id) if found.engagement_id else None,
        "may_send": may_send, "waiting": waiting, "goes_outside": any(one.organisation_id for one in parts),
        "may_open_waiting": waiting is not None and (work.may_decide(ctx, waiting) or waiting.maker_id == ctx.actor_id),
        "unreachable": [row for row in rows if row.is_unreachable] if is_prepared else [],
        "may_withdraw": can_end and ctx.may(P.ASSESSMENT_WITHDRAW, found.unit_id),
        "applications": applied.of_assessment(ctx, found),
    }  # fmt: skip
