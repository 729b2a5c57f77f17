"""評価 of an engagement: those that stand for it, and a new one begun."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.diligence.forms.starting import start_form
from app.diligence.models import SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import naming, proposals
from app.diligence.queries.assignments import counted
from app.diligence.queries.proposals import Setting
from app.diligence.rules.proposing import proposed
from app.diligence.rules.respondents import Chosen
from app.diligence.services import starting
from app.diligence.services.starting import Plan, Subject
from app.diligence.sheets import assessments as shown
from app.diligence.views import bp
from app.register import tabs
from app.register.models import Engagement
from app.register.queries import engagements, services
from app.register.rules.rulebook import Depth
from app.standards.queries.contents import Published

tabs.add(
    tabs.Tab("assessments", _l("Assessments"), "diligence.engagement_assessments", P.ASSESSMENT_VIEW, 28)
)
USUAL_TIME = timedelta(days=30)


@bp.route("/engagements/<uuid:engagement_id>/assessments")
@requires(P.ASSESSMENT_VIEW)
def engagement_assessments(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    rows = queries.of_engagement(ctx, engagement)
    return render_template(
        "diligence/engagement_assessments.html", engagement=engagement,
        today=day_of(ctx.at),
        lines=shown.lines_of(rows, queries.titles_of(rows, shown.title_in_language), counted(one.id for one in rows)),
        may_start=ctx.may(P.ASSESSMENT_EDIT, engagement.unit_id),
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/assessments/new", methods=["GET", "POST"])
@requires(P.ASSESSMENT_EDIT)
@writes
def engagement_assessment_start(engagement_id: UUID) -> Response:
    """First which questionnaire, then who is asked what of it."""
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if not ctx.may(P.ASSESSMENT_EDIT, engagement.unit_id):
        abort(403)
    setting = proposals.setting_of(ctx, engagement, services.get_service(ctx, engagement.service_id))
    used = {version.key: version for version in proposals.in_use()}
    version = used.get(request.values.get("questionnaire", ""))
    if version is None:
        return _choose(engagement, setting, used)
    return _start(engagement, setting, version)


def _choose(engagement: Engagement, setting: Setting, used: dict[str, Published]) -> Response:
    fitting = proposed(used, setting.facts)
    page = render_template(
        "diligence/engagement_assessment_choose.html", engagement=engagement, fitting=fitting,
        titles={key: shown.title_in_language(one.title_ja, one.title_en) for key, one in used.items()},
    )  # fmt: skip
    return Response(page)


def _start(engagement: Engagement, setting: Setting, version: Published) -> Response:
    ctx = current_context()
    depth = _depth_of(setting)
    form = start_form(version.key, depth, day_of(ctx.at) + USUAL_TIME)
    chosen = setting.chosen(proposals.content_of(version), depth)
    title = shown.title_in_language(version.title_ja, version.title_en)

    def act() -> Any:
        plan = Plan(
            version, depth, form.due_on.data, chosen.asked, version.title_ja, note=form.note.data or ""
        )
        return starting.start(ctx, subject_of(engagement), plan)

    return run_form(
        form, act, to=lambda made: url_for("diligence.assessment", assessment_id=made.id),
        page="diligence/engagement_assessment_start.html",
        done=_("The assessment was prepared. Look at it, then send it."),
        engagement=engagement, questionnaire=title, respondents=shown.proposed(chosen.asked, _names(chosen)),
        left_open=len(chosen.open),
    )  # fmt: skip


def _depth_of(setting: Setting) -> Depth:
    asked = request.values.get("depth")
    return Depth(asked) if asked in set(Depth) else setting.depth


def subject_of(engagement: Engagement) -> Subject:
    return Subject(
        SubjectKind.ENGAGEMENT, engagement.unit_id, engagement.sort_key, engagement_id=engagement.id
    )


def _names(chosen: Chosen) -> dict[UUID, str]:
    organisations = [one.organisation_id for one in chosen.asked if one.organisation_id]
    units = [one.unit_id for one in chosen.asked if one.unit_id]
    return naming.respondents_named(current_context(), organisations, units)
