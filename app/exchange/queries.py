"""Reads of what was brought in: each person sees the files that they brought."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.exchange.models import ColumnLayout, ImportBatch, ImportRow, Outcome

SHOWN = 100


def visible_to(ctx: Context) -> Select[ImportBatch]:
    return select(ImportBatch).where(ImportBatch.made_by_id == ctx.actor_id)


def get_batch(ctx: Context, batch_id: UUID) -> ImportBatch:
    found = db.session.scalars(visible_to(ctx).where(ImportBatch.id == batch_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def batches_of(ctx: Context, limit: int = 20) -> Sequence[ImportBatch]:
    query = visible_to(ctx).order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def rows_of(batch: ImportBatch) -> Sequence[ImportRow]:
    query = select(ImportRow).where(ImportRow.batch_id == batch.id)
    return db.session.scalars(query.order_by(ImportRow.number)).all()


def table_of(batch: ImportBatch) -> Sequence[ImportRow]:
    """The rows below the heading, which are those that are compared."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.number > batch.heading_row + 1)
    return db.session.scalars(query.order_by(ImportRow.number)).all()


def page_of_rows(
    batch: ImportBatch, outcomes: Sequence[Outcome], after: int = 0, limit: int = SHOWN
) -> Sequence[ImportRow]:
    """Those with one of the outcomes (all if none is named) behind a row number; one more than `limit`."""
    query = select(ImportRow).where(
        ImportRow.batch_id == batch.id, ImportRow.number > max(after, batch.heading_row + 1)
    )
    if outcomes:
        query = query.where(ImportRow.outcome.in_(outcomes))
    return db.session.scalars(query.order_by(ImportRow.number).limit(limit + 1)).all()


def get_row(batch: ImportBatch, row_id: UUID) -> ImportRow:
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id == row_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def left_out(batch: ImportBatch) -> int:
    query = select(func.count()).where(ImportRow.batch_id == batch.id, ImportRow.is_left_out)
    return db.session.scalar(query) or 0


def layouts_of(kind: str) -> Sequence[ColumnLayout]:
    query = select(ColumnLayout).where(ColumnLayout.kind == kind)
    return db.session.scalars(query.order_by(ColumnLayout.name, ColumnLayout.id)).all()
