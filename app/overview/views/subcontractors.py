"""再委託先一覧 of an engagement: as a page, a workbook and a paper, each of the moment that the address names."""

from uuid import UUID

from flask import Response, render_template

from app.core import asat
from app.core.authz import requires
from app.core.web import current_context
from app.overview import papers, subcontractors
from app.overview.chain_places import place
from app.overview.views import bp
from app.overview.views.chains import unrecorded
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.queries import chain as queries
from app.register.queries import engagements
from app.register.rules.chain import Chain
from app.reports import pdf


def _asked(engagement_id: UUID) -> tuple[Engagement, asat.Moment, Chain | None]:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    moment = asat.read()
    return engagement, moment, queries.chain_of(ctx, engagement, moment)


@bp.route("/engagements/<uuid:engagement_id>/subcontractors")
@requires(P.CONSENT_VIEW)
def subcontractor_list(engagement_id: UUID) -> str:
    engagement, moment, chain = _asked(engagement_id)
    if not papers.is_recorded(chain):
        return unrecorded(engagement)
    return render_template(
        "overview/subcontractors.html",
        engagement=engagement,
        chain=chain,
        moment=moment,
        lines=papers.lines_of(chain, moment),
        heads=subcontractors.heads(),
        rows=[(row.part, subcontractors.cells_of(row)) for row in subcontractors.rows_of(chain)],
        summary=subcontractors.summary(chain),
        note=subcontractors.note(),
        own_url=place("register.engagement", engagement_id=engagement.id),
        chain_url=place("overview.engagement_chain", engagement_id=engagement.id),
        workbook_url=place("overview.subcontractor_workbook", engagement_id=engagement.id),
        paper_url=place("overview.subcontractor_paper", engagement_id=engagement.id),
    )


@bp.route("/engagements/<uuid:engagement_id>/subcontractors.xlsx")
@requires(P.CONSENT_VIEW)
def subcontractor_workbook(engagement_id: UUID) -> Response:
    _engagement, moment, found = _asked(engagement_id)
    chain = papers.must(found)
    return papers.answer(
        subcontractors.workbook(chain, moment), subcontractors.file_name(chain, moment), "xlsx"
    )


@bp.route("/engagements/<uuid:engagement_id>/subcontractors.pdf")
@requires(P.CONSENT_VIEW)
def subcontractor_paper(engagement_id: UUID) -> Response:
    _engagement, moment, found = _asked(engagement_id)
    chain = papers.must(found)
    made = pdf.build(subcontractors.paper(chain, moment))
    return papers.answer(made, subcontractors.file_name(chain, moment), "pdf")
