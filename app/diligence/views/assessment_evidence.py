"""証跡 of an assessment, as our side reads it: all respondents together, each file to be taken out."""

from collections.abc import Iterable
from uuid import UUID

from flask import Response, render_template, url_for
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.models import Assignment, Channel
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import agreeing, answers, assessments, naming
from app.diligence.queries import evidence as queries
from app.diligence.rules import states
from app.diligence.rules.evidence import Standing
from app.diligence.services import agreeing as services
from app.diligence.services import answering
from app.diligence.sheets import evidence as shown
from app.diligence.views import bp
from app.diligence.views.evidence_files import sent
from app.diligence.views.evidence_places import Place
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
    agreed = agreeing.agreements_of(found) if rows else []
    names = identity.names_of(
        {row.added_by_id for row in rows if row.added_by_id} | {one.user_id for one in agreed}
    )
    counts = shown.counts(rows, today)
    named = naming.respondents_of(ctx, parts)
    return render_template(
        "diligence/assessment_evidence.html", agreed=shown.agreed_lines(agreed, names, named),
        lines=shown.lines_of(rows, papers, names, today, services.closed_to(ctx, rows)), respondents=named,
        file_url=lambda line: url_for("diligence.evidence_file", assessment_id=found.id, evidence_id=line.id),
        expired=counts[Standing.EXPIRED], soon=counts[Standing.EXPIRING],
        by_mail=[(named[one.id], Place(one, found)) for one in _by_mail(parts)],
        **head_of(found, "evidence"),
    )  # fmt: skip


def _by_mail(parts: Iterable[Assignment]) -> list[Assignment]:
    """Those whose files we lay beside the answers, as long as answers are taken."""
    ctx = current_context()
    asked = [one for one in parts if one.channel == Channel.MAIL and one.state in states.OPEN]
    return [one for one in asked if answering.may_answer(ctx, one)]


@bp.route("/assessments/<uuid:assessment_id>/evidence/<uuid:evidence_id>/file")
@requires(P.ASSESSMENT_VIEW)
def evidence_file(assessment_id: UUID, evidence_id: UUID) -> Response:
    found = assessments.get_assessment(current_context(), assessment_id)
    row = queries.get_of_assessment(found, evidence_id)
    terms_url = url_for("diligence.evidence_terms", assessment_id=found.id, evidence_id=row.id)
    return sent(row, url_for("diligence.assessment_evidence", assessment_id=found.id), terms_url)
