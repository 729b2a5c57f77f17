"""What respondents applied for or wrote and our side has not answered, on the home page."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.diligence.queries import applications as queries
from app.diligence.sheets.applications import decide_url
from app.work import waiting
from app.work.waiting import Source, Waiting


def list_applications(ctx: Context, limit: int) -> list[Waiting]:
    return [Waiting(row.kind, *_told(row), row.due_on) for row in queries.first_waiting(ctx, limit)]


def _told(row: Any) -> tuple[str, str]:
    """Title and address."""
    if row.kind == queries.INQUIRY:
        return _("Answer an inquiry: %(title)s (%(question)s)", title=row.title, question=row.question), url_for(
            "diligence.assessment_review_answer", assessment_id=row.assessment_id,
            assignment_id=row.assignment_id, question=row.question,
        )  # fmt: skip
    url = decide_url(row.kind, row.assessment_id, row.id)
    if row.kind == queries.DUE:
        return _("Decide on a later due date: %(title)s", title=row.title), url
    return _("Decide on a subcontractor: %(title)s", title=row.title), url


waiting.register("diligence_applications", Source(queries.waiting, list_applications))
