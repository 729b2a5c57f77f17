"""The score of an assessment as a workbook to keep and to add up."""

from uuid import UUID

from flask import Response
from flask_babel import get_locale

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.web import current_context
from app.diligence.permissions import DiligencePermission
from app.diligence.queries import assessments, scores
from app.diligence.services import taking
from app.diligence.sheets import score as sheets
from app.diligence.sheets.assessments import title_in_language
from app.overview import papers, score_files
from app.overview.views import bp
from app.reports.workbook import write_workbook
from app.standards.sheets.voices import Voice


@bp.route("/assessments/<uuid:assessment_id>/score.xlsx")
@requires(DiligencePermission.ASSESSMENT_VIEW)
def assessment_score_workbook(assessment_id: UUID) -> Response:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    title = assessments.titles_of([found], title_in_language).get(found.content_id, "")
    sheet = sheets.sheet_of(scores.stated(ctx, found), Voice(str(get_locale())))
    subject = score_files.Subject(found, title, sheet)
    content, name = (
        write_workbook(score_files.sheets_of(subject), made_at=ctx.at),
        score_files.file_name(subject),
    )
    at_once(lambda: taking.witness_taken(ctx, assessment_id, name=f"{name}.xlsx"))
    return papers.answer(content, name, "xlsx", plain="score")
