"""Assessments whose last respondent was a vendor's person: moved on for them. Respondents reminded, scores renewed."""

from app.core.context import Context
from app.diligence.services import advancing, reminding


def are_submitted(_ctx: Context) -> bool:
    return bool(advancing.all_submitted())


def advance_submitted(ctx: Context) -> str:
    return str(advancing.advance_all(ctx, advancing.all_submitted()))


def refresh_scores(ctx: Context) -> str:
    return str(advancing.refresh_scores(ctx))


def has_expired(ctx: Context) -> bool:
    return advancing.has_expired(ctx)


def remind_respondents(ctx: Context) -> str:
    return str(reminding.remind_all(ctx))


def are_to_be_reminded(ctx: Context) -> bool:
    return reminding.is_any_due(ctx)
