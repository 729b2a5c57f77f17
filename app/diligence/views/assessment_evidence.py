"""証跡 of an assessment, as our side reads it: all respondents together, each file to be taken out."""

from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers, assessments, naming
from app.diligence.queries import evidence as queries
from app.diligence.rules.evidence import Standing
from app.diligence.sheets import evidence as shown
from app.diligence.views import bp
from app.diligence.views.evidence_files import sent
from app.diligence.views.heads import head_of
from app.identity import queries as identity

tabs.add(tabs.Tab("evidence", _l("Evidence"), "diligence.assessment_evidence", 25))


@bp.route("/assessments/<uuid:assessment_id>/evidence")
@requires(P.ASSESSMENT_VIEW)
def assessment_evidence(assessment_id: UUID) -> str:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    parts, rows, today = assessments.assignments_of(found), queries.of_assessment(found), day_of(ctx.at)
    papers = {one.id: answers.paper_for(one.content_id) for one in parts} if rows else {}
    names = identity.names_of({row.added_by_id for row in rows if row.added_by_id})
    counts = shown.counts(rows, today)
    respondents = naming.respondents_named(
        ctx, [one.organisation_id for one in parts if one.organisation_id],
        [one.unit_id for one in parts if one.unit_id],
    )  # fmt: skip
    return render_template(
        "diligence/assessment_evidence.html", lines=shown.lines_of(rows, papers, names, today),
        respondents={one.id: respondents.get(one.organisation_id or one.unit_id, "") for one in parts},  # type: ignore[arg-type]
        file_url=lambda line: url_for("diligence.evidence_file", assessment_id=found.id, evidence_id=line.id),
        expired=counts[Standing.EXPIRED], soon=counts[Standing.EXPIRING], **head_of(found, "evidence"),
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/evidence/<uuid:evidence_id>/file")
@requires(P.ASSESSMENT_VIEW)
def evidence_file(assessment_id: UUID, evidence_id: UUID) -> Response:
    found = assessments.get_assessment(current_context(), assessment_id)
    row = queries.get_of_assessment(found, evidence_id)
    return sent(row, url_for("diligence.assessment_evidence", assessment_id=found.id))
