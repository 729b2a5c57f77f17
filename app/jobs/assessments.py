"""Assessments whose last respondent was a vendor's person: moved on for them. Respondents reminded, scores renewed,
and what was confirmed of a round sent to the end."""

from app.core.context import Context
from app.diligence.services import advancing, reminding, round_sending


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


def are_to_be_sent(_ctx: Context) -> bool:
    return round_sending.are_waiting()


def send_rounds(ctx: Context) -> str:
    return str(round_sending.send_confirmed(ctx))
