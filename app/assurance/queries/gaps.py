"""Which reports leave days up to our fiscal year-end uncovered: a question about several letters at once, put to the
rule of one report rather than to the database.

Only what no other report stands in the place of is looked at, so that it is about as many as there are series of
reports, however long they have been kept.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import not_

from app.assurance.models import SOC, BridgeLetter
from app.assurance.models import AssuranceReport as R
from app.assurance.queries import reports, standing
from app.assurance.rules import coverage
from app.assurance.rules.coverage import Span
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db


def with_a_gap(ctx: Context) -> list[UUID]:
    """One statement."""
    columns = (R.id, R.period_to_on, BridgeLetter.from_on, BridgeLetter.to_on)
    query = (
        reports.visible_to(ctx)
        .with_only_columns(*columns)
        .outerjoin(BridgeLetter, BridgeLetter.report_id == R.id)
        .where(
            R.kind.in_(SOC), R.period_to_on.is_not(None), R.withdrawn_at.is_(None),
            not_(standing.is_replaced_on(day_of(ctx.at))),
        )
    )  # fmt: skip
    found: dict[tuple[UUID, Any], list[Span]] = {}
    for report_id, period_to_on, from_on, to_on in db.session.execute(query):
        letters = found.setdefault((report_id, period_to_on), [])
        if from_on is not None:
            letters.append(Span(from_on, to_on))
    return [key for (key, period), letters in found.items() if coverage.gap_of(period, letters).days]
