"""Keeps what the checks of the chains find: after each act on an engagement, after what the log says has changed
around it, and every night, because days pass.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete, insert

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.ids import uuid7
from app.register.models import ChainCheck, ChainCheckRun
from app.register.queries import chain as chain_queries
from app.register.queries import checking as queries
from app.register.queries import distinctions
from app.register.rules import chain_checks as rules
from app.register.rules.chain import Case
from app.work.models import Severity


def refresh(ctx: Context, engagement_ids: Sequence[UUID]) -> int:
    """Check these anew. Returns how many things are wrong."""
    db.session.flush()
    rows = found(engagement_ids, day_of(ctx.at))
    store(engagement_ids, rows)
    return len(rows)


def found(engagement_ids: Sequence[UUID], on: date) -> list[dict[str, object]]:
    cases = queries.cases_of(engagement_ids)
    keys = {case.id: key for case, key in cases}
    rows, apart = [], distinctions.all_apart()
    for chain in chain_queries.chains_of([case for case, _ in cases], on):
        if chain.case is not None:
            rows += _rows_of(chain.case, keys[chain.case.id], rules.checked(chain, apart))
    return rows


def _rows_of(case: Case, sort_key: str, results: Sequence[rules.Result]) -> list[dict[str, object]]:
    """One row for each check, however often it found something: the page of the chain shows every one."""
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    by_check: dict[rules.Check, list[rules.Result]] = {}
    for result in results:
        by_check.setdefault(result.check, []).append(result)
    return [
        {
            "id": uuid7(), "engagement_id": case.id, "unit_id": case.unit_id, "vendor_sort_key": sort_key,
            "check": check.value, "severity": first.severity.value, "severity_rank": ranks[first.severity],
            "subject_type": first.subject_type, "subject_id": first.subject_id, "params": dict(first.params),
            "more": len(others),
        }
        for check, (first, *others) in by_check.items()
    ]  # fmt: skip


def store(engagement_ids: Sequence[UUID], rows: list[dict[str, object]]) -> None:
    connection = db.session.connection()
    connection.execute(delete(ChainCheck).where(ChainCheck.engagement_id.in_(engagement_ids)))
    if rows:
        connection.execute(insert(ChainCheck), rows)


def note(ctx: Context, number: int) -> None:
    """Up to this event of the log the results are true."""
    run = queries.last_run()
    if run is None:
        run = ChainCheckRun()
        db.session.add(run)
    run.number, run.checked_at = number, ctx.at
