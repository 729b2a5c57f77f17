"""The score of an assessment as a workbook to keep and to add up; and two assessments side by side."""

from collections.abc import Mapping
from uuid import UUID

from flask import Response, abort, request
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.web import current_context
from app.core.words import value_label
from app.diligence.models import Assessment
from app.diligence.permissions import DiligencePermission
from app.diligence.queries import assessments, comparing, scores
from app.diligence.services import taking
from app.diligence.sheets import assessment_rows, comparison
from app.diligence.sheets import score as sheets
from app.diligence.sheets.assessments import title_in_language
from app.overview import comparison_files, papers, score_files
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


@bp.route("/assessments/compare.xlsx")
@requires(DiligencePermission.ASSESSMENT_VIEW)
def assessment_comparison_workbook() -> Response:
    """`left`, `right`, `only` and `section` as on the page."""
    ctx = current_context()
    pairing = comparing.pairing(ctx, _asked("left"), _asked("right"))
    subject = _compared(pairing)
    content, name = (
        write_workbook(comparison_files.sheets_of(subject), made_at=ctx.at), comparison_files.file_name(subject)
    )  # fmt: skip
    for one in (subject.left, subject.right):
        at_once(lambda which=one.id: taking.witness_taken(ctx, which, name=f"{name}.xlsx"))  # type: ignore[misc]
    return papers.answer(content, name, "xlsx", plain="comparison")


def _compared(pairing: comparing.Pairing) -> comparison_files.Subject:
    rows = (pairing.left.assessment, pairing.right.assessment)
    titles = assessments.titles_of(rows, title_in_language)
    named = assessment_rows.subjects_named(current_context(), rows)
    names = [f"{row.number} {_subject(row, named)}" for row in rows]
    made = comparison.comparison_of(pairing, Voice(str(get_locale())))
    left, right = (_questionnaire(half, titles) for half in (pairing.left, pairing.right))
    return comparison_files.Subject(
        *rows, (names[0], names[1]), (left, right), made, comparison.shown_of(request.args.get("only", "")),
        request.args.get("section", ""),
    )  # fmt: skip


def _questionnaire(half: comparing.Half, titles: Mapping[UUID, str]) -> str:
    title = titles.get(half.assessment.content_id, "")
    return str(_("%(title)s, version %(number)s", title=title, number=half.content.version))


def _subject(row: Assessment, named: Mapping[UUID, str]) -> str:
    """The institution itself has no name among them."""
    owner = row.engagement_id or row.service_id or row.organisation_id
    return named.get(owner, "") if owner else value_label(row.subject_kind)


def _asked(name: str) -> UUID:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        abort(404)
