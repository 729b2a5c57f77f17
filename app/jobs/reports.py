"""Assurance reports that end: whoever keeps them is told in good time."""

from app.assurance.services.reminding import remind_of_reports
from app.core.context import Context


def remind(ctx: Context) -> str:
    return str(remind_of_reports(ctx))
