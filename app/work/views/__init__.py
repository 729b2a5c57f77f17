"""Pages of work: tasks, approvals, findings, documents."""

from datetime import date, datetime

from flask import Blueprint

from app.core.dates import day_of

bp = Blueprint("work", __name__, template_folder="../templates")


@bp.app_template_filter("day")
def day(at: datetime | None) -> date | None:
    """The day in Japan on which an instant falls."""
    return day_of(at) if at else None


@bp.app_template_filter("filesize")
def filesize(count: int) -> str:
    """For people: 512 B, 340 KB, 1.4 MB."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:,.0f} KB" if count < 1024**2 else f"{count / 1024**2:,.1f} MB"


from app.work.views import (  # noqa: E402 - they hang their routes on `bp`
    approvals,
    documents,
    findings,
    places,
    tasks,
)

__all__ = ["approvals", "bp", "documents", "findings", "places", "tasks"]
