"""A self-check as a workbook to keep and to hand on."""

from uuid import UUID

from flask import Response

from app.core import asat
from app.core.authz import requires
from app.core.deferred import at_once
from app.core.web import current_context
from app.overview import papers, self_check_files
from app.overview.views import bp
from app.references import leaving, past
from app.references.permissions import ReferencesPermission
from app.references.queries import references
from app.references.services import checking as services
from app.references.sheets import checking as shown
from app.register.queries import engagements
from app.reports.workbook import write_workbook


@bp.route("/engagements/<uuid:engagement_id>/self-checks/<uuid:check_id>.xlsx")
@requires(ReferencesPermission.REFERENCE_VIEW)
def self_check_workbook(engagement_id: UUID, check_id: UUID) -> Response:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    moment = asat.read()
    found = past.opened(ctx, engagement, check_id, moment)
    held_back = leaving.held_back(references.get_reference(ctx, found.held.reference.id))
    if held_back is not None:
        return held_back
    subject = self_check_files.Subject(engagement, found, shown.lines_of(found, engagement))
    content = write_workbook(self_check_files.sheets_of(subject), made_at=ctx.at)
    name = self_check_files.file_name(subject, moment)
    at_once(lambda: services.witness_taken(ctx, engagement_id, check_id, name=f"{name}.xlsx"))
    return papers.answer(content, name, "xlsx", plain="self-check")
