"""評価 of an engagement: those that stand for it, and a new one begun."""

from uuid import UUID

from flask import Response, abort, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import current_context, writes
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import proposals
from app.diligence.queries.assignments import counted
from app.diligence.services.starting import of_engagement
from app.diligence.sheets import assessments as shown
from app.diligence.views import bp
from app.diligence.views.starting import Starting, begin
from app.register import tabs
from app.register.queries import engagements, services

tabs.add(
    tabs.Tab("assessments", _l("Assessments"), "diligence.engagement_assessments", P.ASSESSMENT_VIEW, 28)
)


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
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if not ctx.may(P.ASSESSMENT_EDIT, engagement.unit_id):
        abort(403)
    setting = proposals.setting_of(ctx, engagement, services.get_service(ctx, engagement.service_id))
    here = {"engagement_id": engagement.id}
    return begin(
        Starting(
            of_engagement(engagement), setting, engagement.title,
            url_for("diligence.engagement_assessments", **here),  # type: ignore[arg-type]
            url_for("diligence.engagement_assessment_start", **here),  # type: ignore[arg-type]
        )
    )  # fmt: skip
