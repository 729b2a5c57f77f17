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
from app.register.rules import chain_checks as rules
from app.register.rules.chain import Case
from app.work.models import Severity

BATCH = 500


def refresh(ctx: Context, engagement_ids: Sequence[UUID]) -> int:
    """Check these anew. Returns how many things are wrong."""
    db.session.flush()
    cases = queries.cases_of(engagement_ids)
    keys = {case.id: key for case, key in cases}
    rows = _rows([case for case, _ in cases], keys, day_of(ctx.at))
    connection = db.session.connection()
    connection.execute(delete(ChainCheck).where(ChainCheck.engagement_id.in_(engagement_ids)))
    if rows:
        connection.execute(insert(ChainCheck), rows)
    return len(rows)


def _rows(cases: Sequence[Case], keys: dict[UUID, str], on: date) -> list[dict[str, object]]:
    ranks = {severity: rank for rank, severity in enumerate(Severity)}
    return [
        {
            "id": uuid7(), "engagement_id": chain.case.id, "unit_id": chain.case.unit_id,
            "vendor_sort_key": keys[chain.case.id], "check": result.check.value,
            "severity": result.severity.value, "severity_rank": ranks[result.severity],
            "subject_type": result.subject_type, "subject_id": result.subject_id, "params": dict(result.params),
        }
        for chain in chain_queries.chains_of(cases, on)
        if chain.case is not None
        for result in rules.checked(chain)
    ]  # fmt: skip


# --- jobs, each batch in a transaction of its own ------------------------------------------


def has_changed(ctx: Context) -> bool:
    run = queries.last_run()
    return queries.has_changed_since(run.number if run is not None else 0)


def refresh_changed(ctx: Context) -> int:
    """What the log says has changed since the last time; all of them if there was none."""
    with db.scope():
        newest, run = queries.newest_event(), queries.last_run()
        ids = queries.changed_since(run.number, day_of(ctx.at)) if run is not None else None
    if ids is None:
        return refresh_all(ctx)
    for start in range(0, len(ids), BATCH):
        with db.scope(writes=True):
            refresh(ctx, ids[start : start + BATCH])
            db.session.commit()
    _note(ctx, newest)
    return len(ids)


def refresh_all(ctx: Context) -> int:
    with db.scope():
        newest = queries.newest_event()
    last: UUID | None = None
    count = 0
    while True:
        with db.scope(writes=True):
            ids = queries.ids_after(last, BATCH)
            if not ids:
                break
            refresh(ctx, ids)
            db.session.commit()
        last, count = ids[-1], count + len(ids)
    _note(ctx, newest)
    return count


def _note(ctx: Context, number: int) -> None:
    with db.scope(writes=True):
        run = queries.last_run()
        if run is None:
            run = ChainCheckRun()
            db.session.add(run)
        run.number, run.checked_at = number, ctx.at
        db.session.commit()
