"""質問 of an assessment: which of them go to whom, before the sending and after."""

from uuid import UUID

from flask import render_template
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.services import round_sending, sending
from app.diligence.sheets import foreseen, round_sendings, sendings
from app.diligence.views import bp
from app.diligence.views.heads import head_of
from app.work import approvals

tabs.add(tabs.Tab("questions", _l("Questions"), "diligence.assessment_questions", 15, after_sending=False))
approvals.explain(sending.SEND, sendings.explained)
approvals.explain(round_sending.SEND_ROUND, round_sendings.explained)
approvals.tabulate(round_sending.SEND_ROUND, round_sendings.tabulated)


@bp.route("/assessments/<uuid:assessment_id>/questions")
@requires(P.ASSESSMENT_VIEW)
def assessment_questions(assessment_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    rows = foreseen.of_assessment(ctx, found, queries.assignments_of(found))
    return render_template(
        "diligence/assessment_questions.html", respondents=rows, **head_of(found, "questions")
    )
