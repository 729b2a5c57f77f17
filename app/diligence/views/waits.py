"""What respondents applied for and our side has not decided, on the home page."""

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.diligence.models import DueRequest
from app.diligence.queries import applications as queries
from app.work import waiting
from app.work.waiting import Source, Waiting


def list_applications(ctx: Context, limit: int) -> list[Waiting]:
    found = []
    for kind, row in queries.first_waiting(ctx, limit):
        is_due = kind == DueRequest.__tablename__
        endpoint = "diligence.due_request_decide" if is_due else "diligence.subcontract_decide"
        title = (
            _("Decide on a later due date: %(title)s", title=row.title)
            if is_due
            else _("Decide on a subcontractor: %(title)s", title=row.title)
        )
        url = url_for(endpoint, assessment_id=row.assessment_id, request_id=row.id)
        found.append(Waiting(kind, title, url, row.due_on))
    return found


waiting.register("diligence_applications", Source(queries.waiting, list_applications))
