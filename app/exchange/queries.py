"""Reads of what was brought in: each person sees the files that they brought."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.words import N_
from app.exchange.models import BatchState, ColumnLayout, ImportBatch, ImportRow, Outcome
from app.identity.models import User
from app.register.models import Engagement, EngagementMemo, EngagementSupply
from app.register.queries import consents, engagements

SHOWN = 100
NO_ROW = N_(
    "Row %(number)s is empty or not in the sheet. Enter the number of the row that names the columns."
)


def visible_to(ctx: Context) -> Select[ImportBatch]:
    return select(ImportBatch).where(ImportBatch.made_by_id == ctx.actor_id)


def get_batch(ctx: Context, batch_id: UUID, *, for_update: bool = False) -> ImportBatch:
    """`for_update`: whoever else wants to apply it waits, and then sees what became of it."""
    query = visible_to(ctx).where(ImportBatch.id == batch_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def batches_of(ctx: Context, limit: int = 20) -> Sequence[ImportBatch]:
    """The last files of this person; sheets that nobody chose are not among them."""
    chosen = visible_to(ctx).where(ImportBatch.state != BatchState.OFFERED)
    query = chosen.order_by(ImportBatch.made_at.desc(), ImportBatch.id.desc())
    return db.session.scalars(query.limit(limit)).all()


def applied_by(ctx: Context, act_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By act the file of this person that it applied."""
    if not act_ids:
        return {}
    found = visible_to(ctx).with_only_columns(ImportBatch.act_id, ImportBatch.id)
    rows = db.session.execute(found.where(ImportBatch.act_id.in_(act_ids)))
    return {act_id: batch_id for act_id, batch_id in rows if act_id is not None}


def sheets_of(ctx: Context, batch: ImportBatch) -> Sequence[ImportBatch]:
    """All sheets that came with the same file, itself among them."""
    query = visible_to(ctx).where(ImportBatch.upload_id == batch.upload_id)
    return db.session.scalars(query.order_by(ImportBatch.position, ImportBatch.id)).all()


def rows_of(batch: ImportBatch) -> Sequence[ImportRow]:
    query = select(ImportRow).where(ImportRow.batch_id == batch.id)
    return db.session.scalars(query.order_by(ImportRow.number)).all()


def table_of(batch: ImportBatch) -> Sequence[ImportRow]:
    """The rows below the heading, which are those that are compared."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.number > batch.heading_row + 1)
    return db.session.scalars(query.order_by(ImportRow.number)).all()


@dataclass(frozen=True)
class RowPage:
    """Some rows in the order of the file; where the pages before and after them begin, None for none."""

    rows: Sequence[ImportRow]
    before: int | None
    after: int | None


def page_of_rows(
    batch: ImportBatch, outcome: Outcome | None, *, after: int = 0, before: int = 0, limit: int = SHOWN
) -> RowPage:
    """Rows with an outcome (None: those left out) behind a row number, or before one."""
    wanted = _below_heading(batch).where(
        ImportRow.is_left_out
        if outcome is None
        else and_(ImportRow.outcome == outcome, ImportRow.is_left_out.is_(False))
    )
    if before:
        upwards = wanted.where(ImportRow.number < before).order_by(ImportRow.number.desc())
        found = db.session.scalars(upwards.limit(limit + 1)).all()
        rows = found[:limit][::-1]
        has_before, has_after = len(found) > limit, bool(rows)
    else:
        downwards = wanted.where(ImportRow.number > after).order_by(ImportRow.number)
        found = db.session.scalars(downwards.limit(limit + 1)).all()
        rows = found[:limit]
        has_before, has_after = bool(after and rows), len(found) > limit
    first, last = (rows[0].number, rows[-1].number) if rows else (0, 0)
    return RowPage(rows, first if has_before else None, last if has_after else None)


def rows_not_applied(
    batch: ImportBatch, bad: Collection[Outcome], *, with_left_out: bool
) -> Sequence[ImportRow]:
    """Rows that cannot be applied, and with them those that somebody left out."""
    wanted = _below_heading(batch)
    if with_left_out:
        wanted = wanted.where(or_(ImportRow.outcome.in_(bad), ImportRow.is_left_out))
    else:
        wanted = wanted.where(ImportRow.outcome.in_(bad), ImportRow.is_left_out.is_(False))
    return db.session.scalars(wanted.order_by(ImportRow.number)).all()


def _below_heading(batch: ImportBatch) -> Select[ImportRow]:
    return select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.number > batch.heading_row + 1)


def rows_above(batch: ImportBatch, limit: int) -> Sequence[ImportRow]:
    """The first rows of the sheet, of which one names the columns."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id)
    return db.session.scalars(query.order_by(ImportRow.number).limit(limit)).all()


def first_rows(batch: ImportBatch, limit: int) -> Sequence[ImportRow]:
    """The first rows below the heading."""
    return db.session.scalars(_below_heading(batch).order_by(ImportRow.number).limit(limit)).all()


def rows_like(batch: ImportBatch, keys: Collection[str], records: Collection[UUID]) -> Sequence[ImportRow]:
    """Those below the heading that are known by one of the keys, or speak of one of the records."""
    alike = or_(ImportRow.known_by.in_(keys), ImportRow.record_id.in_(records))
    return db.session.scalars(
        select(ImportRow).where(
            ImportRow.batch_id == batch.id, ImportRow.number > batch.heading_row + 1, alike
        )
    ).all()


def tally(batch: ImportBatch) -> Sequence[tuple[Outcome, bool, int]]:
    """How many rows have which outcome, those left out apart."""
    parts = (ImportRow.outcome, ImportRow.is_left_out)
    query = select(*parts, func.count()).where(
        ImportRow.batch_id == batch.id,
        ImportRow.number > batch.heading_row + 1,
        ImportRow.outcome.is_not(None),
    )
    found = db.session.execute(query.group_by(*parts))
    return [(outcome, is_out, count) for outcome, is_out, count in found if outcome]


def get_numbered(batch: ImportBatch, number: int) -> ImportRow:
    """The row of that number in the sheet; an empty one is not kept."""
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.number == number)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise DomainError(NO_ROW, "row", number=number)
    return found


def get_rows(batch: ImportBatch, row_ids: Collection[UUID]) -> Sequence[ImportRow]:
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id.in_(row_ids))
    found = db.session.scalars(query.order_by(ImportRow.number)).all()
    if len(found) != len(set(row_ids)):
        raise NotFound
    return found


def get_row(batch: ImportBatch, row_id: UUID) -> ImportRow:
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.id == row_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def chain_places(ctx: Context, use_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Use → its engagement and edge, by which its page is called; only what the actor may see."""
    seen = consents.visible_to(ctx).where(EngagementSupply.id.in_(use_ids))
    return {use.id: (use.engagement_id, use.supply_id) for use in db.session.scalars(seen)}


def memos_seen(ctx: Context, until: datetime | None) -> Iterable[tuple[UUID, date, str | None, str]]:
    """経緯 in the order of the ledger: whose, of which day, written by whom, what. None changes: the past is a cut."""
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    query = (
        select(EngagementMemo.engagement_id, EngagementMemo.on, User.name, EngagementMemo.body)
        .join(Engagement, Engagement.id == EngagementMemo.engagement_id)
        .outerjoin(User, User.id == EngagementMemo.author_id)
        .where(EngagementMemo.engagement_id.in_(seen))
        .order_by(Engagement.number, EngagementMemo.on, EngagementMemo.id)
    )
    if until is not None:
        query = query.where(EngagementMemo.written_at <= until)
    return ((whose, on, by, what) for whose, on, by, what in db.session.execute(query))


def layouts_of(kind: str) -> Sequence[ColumnLayout]:
    query = select(ColumnLayout).where(ColumnLayout.kind == kind)
    return db.session.scalars(query.order_by(ColumnLayout.name, ColumnLayout.id)).all()


def get_layout(kind: str, layout_id: UUID) -> ColumnLayout:
    query = select(ColumnLayout).where(ColumnLayout.kind == kind, ColumnLayout.id == layout_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def layout_called(kind: str, name: str) -> ColumnLayout | None:
    query = select(ColumnLayout).where(ColumnLayout.kind == kind, ColumnLayout.name == name)
    return db.session.scalars(query).one_or_none()
