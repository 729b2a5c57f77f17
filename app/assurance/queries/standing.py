"""How reports stand, asked of the database: the same rules as `rules/currency.py`, for filters and for what stands in
the place of something."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.assurance.models import SOC, AssuranceReport
from app.assurance.rules import currency as rules
from app.assurance.rules.currency import Currency, Limits

R = AssuranceReport


def stands_at(currency: Currency, within: Limits) -> ColumnElement[bool]:
    """As `currency_of` says it."""
    is_withdrawn, is_replaced = R.withdrawn_at.is_not(None), is_replaced_on(within.today)
    if currency == Currency.WITHDRAWN:
        return is_withdrawn
    if currency == Currency.REPLACED:
        return and_(not_(is_withdrawn), is_replaced)
    is_there = issued(R, within.today)
    is_last = and_(not_(is_withdrawn), not_(is_replaced))
    if currency == Currency.NOT_ISSUED:
        return and_(is_last, not_(is_there))
    stands = and_(is_last, is_there)
    is_over, is_near = _ended_before(within, 0), _ended_before(within, within.soon_days + 1)
    if currency == Currency.LAPSED:
        return and_(stands, is_over)
    if currency == Currency.ENDS_SOON:
        return and_(stands, not_(is_over), is_near)
    return and_(stands, or_(R.ends_on.is_(None), not_(is_near)))


def issued(report: Any, today: date) -> ColumnElement[bool]:
    """As `is_issued` says it; `report` may be an alias. Never unknown."""
    is_recorded = or_(report.issued_on.is_not(None), report.opinion.is_not(None))
    is_past = [func.coalesce(day, today) <= today for day in (report.ends_on, report.issued_on)]
    return or_(report.kind.not_in(SOC), and_(is_recorded, *is_past))


def _ended_before(within: Limits, days: int) -> ColumnElement[bool]:
    """Not relied upon any more so many days from today; of what has no end never true, and never unknown."""
    last = rules.last_that_ended(within, days)
    is_soc = R.kind.in_(SOC)
    return and_(
        R.ends_on.is_not(None),
        or_(and_(is_soc, R.ends_on <= last.of_soc), and_(not_(is_soc), R.ends_on <= last.of_others)),
    )


def is_replaced_on(today: date) -> ColumnElement[bool]:
    later = aliased(R)
    return select(later.id).where(later.previous_id == R.id, *replacing(later, today)).exists()


def replacing(later: Any, today: date) -> list[ColumnElement[bool]]:
    """What stands in the place of the report before."""
    return [later.withdrawn_at.is_(None), issued(later, today)]
