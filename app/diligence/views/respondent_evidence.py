"""証跡 that came by mail, laid by us beside the answers of its respondent, in the pages that respondents have."""

from uuid import UUID

from flask import Response

from app.core.authz import requires
from app.core.files.receiving import receives
from app.core.web import writes
from app.diligence.permissions import DiligencePermission as P
from app.diligence.views import bp
from app.diligence.views.evidence import add_page, edit_page, files_page, withdraw_page
from app.diligence.views.evidence_places import Place, for_us, must_answer
from app.diligence.views.evidence_zip import apply_page, sent_before, sent_now, zip_page
from app.diligence.views.held_zip import opens

HERE = "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/evidence"
FILE = f"{HERE}/<uuid:evidence_id>"


def brought(assessment_id: UUID, assignment_id: UUID) -> Place:
    """Of one whose answers come by mail; who answers in Sekisho hands in the files themselves."""
    return must_answer(for_us(assessment_id, assignment_id))


@bp.route(HERE)
@requires(P.ASSESSMENT_SEND)
def respondent_evidence(assessment_id: UUID, assignment_id: UUID) -> str:
    return files_page(for_us(assessment_id, assignment_id))


@bp.route(f"{HERE}/new", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@receives("file", first=brought)
@writes
def respondent_evidence_add(assessment_id: UUID, assignment_id: UUID) -> Response:
    return add_page(brought(assessment_id, assignment_id))


@bp.route(f"{FILE}/edit", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_evidence_edit(assessment_id: UUID, assignment_id: UUID, evidence_id: UUID) -> Response:
    return edit_page(brought(assessment_id, assignment_id), evidence_id)


@bp.route(f"{FILE}/withdraw", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_evidence_withdraw(assessment_id: UUID, assignment_id: UUID, evidence_id: UUID) -> Response:
    return withdraw_page(brought(assessment_id, assignment_id), evidence_id)


@bp.route(f"{HERE}/zip", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@receives("archive", first=brought)
@opens(first=brought, held=sent_now)
@writes
def respondent_evidence_zip(assessment_id: UUID, assignment_id: UUID) -> Response:
    return zip_page(brought(assessment_id, assignment_id))


@bp.route(f"{HERE}/zip/apply", methods=["POST"])
@requires(P.ASSESSMENT_SEND)
@opens(first=brought, held=sent_before)
@writes
def respondent_evidence_zip_apply(assessment_id: UUID, assignment_id: UUID) -> Response:
    return apply_page(brought(assessment_id, assignment_id))
