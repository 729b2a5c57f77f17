"""The chains: checked again when something changed in them and every night; consents that run out come back."""

from collections.abc import Sequence
from uuid import UUID

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.queries import checking as queries
from app.register.services import checking
from app.register.services.reminding import close_after_silence, remind_of_consents

BATCH = 500


def has_changed(_ctx: Context) -> bool:
    run = queries.last_run()
    return queries.has_changed_since(run.number if run is not None else 0)


def check_changed(ctx: Context) -> str:
    """What the log says has changed since the last time; all of them if there was none."""
    with db.scope():
        newest, run = queries.newest_event(), queries.last_run()
        ids = queries.changed_since(run.number, day_of(ctx.at)) if run is not None else None
    if ids is None:
        return check_all(ctx)
    for start in range(0, len(ids), BATCH):
        _check(ctx, ids[start : start + BATCH])
    _note(ctx, newest)
    return str(len(ids))


def check_all(ctx: Context) -> str:
    """Days pass, and consents and edges end by themselves."""
    with db.scope():
        newest = queries.newest_event()
    last: UUID | None = None
    count = 0
    while ids := _next(last):
        _check(ctx, ids)
        last, count = ids[-1], count + len(ids)
    _note(ctx, newest)
    return str(count)


def _next(last: UUID | None) -> list[UUID]:
    with db.scope():
        return queries.ids_after(last, BATCH)


def _check(ctx: Context, engagement_ids: Sequence[UUID]) -> None:
    """Looked at before anybody is kept from writing; what changes meanwhile stands in the log and comes next."""
    with db.scope():
        rows = checking.found(engagement_ids, day_of(ctx.at))
    with db.scope(writes=True):
        checking.store(engagement_ids, rows)
        db.session.commit()


def _note(ctx: Context, number: int) -> None:
    with db.scope(writes=True):
        checking.note(ctx, number)
        db.session.commit()


def remind(ctx: Context) -> str:
    close_after_silence(ctx)
    return str(remind_of_consents(ctx))
