"""Pages of work: tasks, approvals, findings."""

from datetime import date, datetime

from flask import Blueprint

from app.core.dates import day_of

bp = Blueprint("work", __name__, template_folder="../templates")


@bp.app_template_filter("day")
def day(at: datetime | None) -> date | None:
    """The day in Japan on which an instant falls."""
    return day_of(at) if at else None


from app.work.views import approvals, findings, places, tasks  # noqa: E402 - they hang their routes on `bp`

__all__ = ["approvals", "bp", "findings", "places", "tasks"]
