"""開示条件 of a piece of evidence: what its reader agrees to before it opens, on our side and among who is asked."""

from typing import Any
from uuid import UUID

from flask import Response

from app.assurance.forms.files import TermsForm
from app.core import navigation
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.diligence.models import Evidence
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers, assessments, naming
from app.diligence.queries import evidence as queries
from app.diligence.rules.evidence import is_agreed_to
from app.diligence.services import agreeing as services
from app.diligence.sheets import evidence as shown
from app.diligence.views import bp
from app.diligence.views.evidence_files import is_marked
from app.diligence.views.evidence_places import Place, for_respondent


@bp.route("/assessments/<uuid:assessment_id>/evidence/<uuid:evidence_id>/terms", methods=["GET", "POST"])
@requires(P.ASSESSMENT_VIEW)
@writes
def evidence_terms(assessment_id: UUID, evidence_id: UUID) -> Response:
    found = assessments.get_assessment(current_context(), assessment_id)
    navigation.belong_to("diligence.assessment_list")
    row = queries.get_of_assessment(found, evidence_id)
    part = next(one for one in assessments.assignments_of(found) if one.id == row.assignment_id)
    return _page(Place(part, found), row)


@bp.route("/requests/<uuid:assignment_id>/evidence/<uuid:evidence_id>/terms", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_evidence_terms(assignment_id: UUID, evidence_id: UUID) -> Response:
    place = for_respondent(assignment_id)
    return _page(place, queries.get_evidence(place.assignment, evidence_id))


def _page(place: Place, row: Evidence) -> Response:
    ctx, form = current_context(), TermsForm()
    if not form.is_submitted():
        form.digest.data = services.wording_of(row)
    trail = place.parents if place.is_ours else [*place.parents, (place.title, place.url)]
    return run_form(
        form, lambda: services.agree(ctx, row, digest=form.digest.data or ""),
        to=lambda _none: place.file_url(row.id), page="diligence/evidence_terms.html", evidence=row, trail=trail,
        back_url=trail[-1][1], **_shown(place, row),
    )  # fmt: skip


def _shown(place: Place, row: Evidence) -> dict[str, Any]:
    ctx, part = current_context(), place.assignment
    return {
        "file_url": place.file_url(row.id), "must_agree": services.must_agree(ctx, row),
        "is_marked": is_marked(ctx, row), "agreed_at": services.agreed_at(ctx, row),
        "is_under_terms": is_agreed_to(row.disclosure),
        "respondent": naming.respondents_of(ctx, [part])[part.id],
        "asked": shown.question_said(answers.paper_for(part.content_id), row.question),
    }  # fmt: skip
