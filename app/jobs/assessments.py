"""Assessments whose last respondent was a vendor's person: moved on for them."""

from app.core.context import Context
from app.diligence.services import advancing


def are_submitted(_ctx: Context) -> bool:
    return bool(advancing.all_submitted())


def advance_submitted(ctx: Context) -> str:
    return str(advancing.advance_all(ctx, advancing.all_submitted()))
