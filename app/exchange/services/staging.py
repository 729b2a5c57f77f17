"""Take a file in: read it in the sandbox, find its heading, propose which column is which, keep its rows.

Nothing reaches the register here. A batch can be left and taken up again by the person who brought the file.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import uuid7
from app.core.words import N_
from app.exchange import plain
from app.exchange.kinds import KINDS, Kind
from app.exchange.models import BatchState, ImportBatch, ImportRow, RememberedMapping
from app.exchange.queries import rows_of, table_of
from app.exchange.reading.book import Book, Sheet
from app.exchange.reading.files import NAMED_OTHERWISE, read_file
from app.exchange.reading.headers import Header, HeaderColumn, find_header, header_at
from app.exchange.reading.mapping import columns_of, known, propose
from app.exchange.reading.values import is_blank
from app.exchange.services import layouts
from app.exchange.services.ledgers import heading_of
from app.exchange.services.memos import is_for_reading

BATCH = 1000
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
OPEN = (BatchState.MAPPING, BatchState.COMPARED)
NO_SHEET = N_("The file has no sheet “%(sheet)s”.")
EMPTY_TABLE = N_("“%(sheet)s” has no rows below its heading.")
IS_OVER = N_("This import is finished. Bring the file again to begin a new one.")
NOT_A_WORKBOOK = N_(
    "The name ends in %(ending)s, but the file is a text and no workbook, and no row of headings was found in it. "
    "Choose the workbook itself, or a CSV."
)
NOT_MAPPED = N_("Say which column holds these fields: %(fields)s")


def read(name: str, content: bytes) -> Book:
    """Before any transaction: parsing may take seconds."""
    return read_file(name, content)


def sheet_names(book: Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def stage(ctx: Context, kind: Kind, name: str, content: bytes, book: Book, *, sheet: str = "") -> ImportBatch:
    """Keep the rows of one sheet: the one named, else the one whose headings are known best."""
    return _stage(_Source(ctx, kind, name, _digest(content), book), *_choose(kind, book, sheet))


def stage_all(ctx: Context, kind: Kind, name: str, content: bytes, book: Book) -> ImportBatch:
    """Keep every sheet that is a table, so that another may be chosen without sending the file again.

    Answers the one whose headings are known best; the others are offered beside it.
    """
    source = _Source(ctx, kind, name, _digest(content), book)
    chosen, header = _choose(kind, book, "")
    batch = _stage(source, chosen, header)
    score = known(layouts.known_fields(kind))
    for sheet in book.sheets:
        if sheet is chosen or not sheet.rows or is_for_reading(sheet):
            continue
        with suppress(DomainError), db.session.begin_nested():
            _stage(source, sheet, find_header(sheet, score), BatchState.OFFERED)
    return batch


def choose_sheet(batch: ImportBatch, others: Sequence[ImportBatch]) -> None:
    """Go on with this sheet of the file; those that were begun and not applied step back."""
    for other in others:
        if other is not batch and other.state in OPEN:
            other.state = BatchState.OFFERED
    if batch.state == BatchState.OFFERED:
        batch.state = BatchState.MAPPING
    require_open(batch)


@dataclass(frozen=True)
class _Source:
    """The file that all batches of one upload come from."""

    ctx: Context
    kind: Kind
    name: str
    sha256: str
    book: Book
    upload_id: UUID = field(default_factory=uuid7)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stage(
    source: _Source, sheet: Sheet, header: Header, state: BatchState = BatchState.MAPPING
) -> ImportBatch:
    kind = source.kind
    remembered = _remembered(kind, signature_of(header.texts), header)
    batch = ImportBatch(
        kind=kind.key,
        file_name=source.name[:200],
        sha256=source.sha256,
        upload_id=source.upload_id,
        sheet=sheet.name,
        position=source.book.sheets.index(sheet),
        is_hidden=sheet.is_hidden,
        headings=[[column.index, column.text] for column in header.columns],
        heading_row=header.first_row - 1,
        mapping=remembered or _proposed(kind, header),
        is_remembered=bool(remembered),
        notes=[[note.message, dict(note.params)] for note in source.book.notes],
        state=state,
        counts={},
        made_by_id=source.ctx.actor_id,
        made_at=source.ctx.at,
    )
    db.session.add(batch)
    db.session.flush()
    batch.row_count = _keep_rows(batch, sheet, header)
    return batch


def _proposed(kind: Kind, header: Header) -> dict[str, str]:
    """A form of ours that the file was exported with; else whatever its headings sound like."""
    return layouts.mapping_of(kind, header.texts) or propose(layouts.known_fields(kind), header.texts).mapped


def _choose(kind: Kind, book: Book, name: str) -> tuple[Sheet, Header]:
    sheets = [sheet for sheet in book.sheets if sheet.name == name] if name else _shown_first(book)
    if not sheets:
        raise DomainError(NO_SHEET, "sheet", sheet=name)
    score = known(layouts.known_fields(kind))
    found: list[tuple[Sheet, Header]] = []
    refusal: DomainError | None = None
    for sheet in sheets:
        try:
            found.append((sheet, find_header(sheet, score)))
        except DomainError as error:
            refusal = refusal or error
    text = next((note for note in book.notes if note.kind == NAMED_OTHERWISE), None)
    if not found and text is not None:
        raise DomainError(NOT_A_WORKBOOK, "sheet", **text.params)
    if not found:
        raise refusal or DomainError(NO_SHEET, "sheet", sheet=name)
    return max(found, key=lambda pair: pair[1].score)


def _shown_first(book: Book) -> list[Sheet]:
    """Hidden sheets only where there is no other: nobody means to bring in what they cannot see."""
    sheets = [sheet for sheet in book.sheets if not is_for_reading(sheet)]
    return [sheet for sheet in sheets if not sheet.is_hidden] or sheets


def _keep_rows(batch: ImportBatch, sheet: Sheet, header: Header) -> int:
    """How many rows there are below the heading."""
    width = max(column.index for column in header.columns) + 1
    kept: list[dict[str, Any]] = []
    count = 0
    for number in range(len(sheet.rows)):
        cells = sheet.rows[number][:width]
        if all(is_blank(cell) for cell in cells):
            continue
        kept.append(_row(batch, number + 1, [plain.of_cell(cell) for cell in cells]))
        count += number >= header.first_row
        if len(kept) == BATCH:
            db.session.connection().execute(insert(ImportRow), kept)
            kept = []
    if kept:
        db.session.connection().execute(insert(ImportRow), kept)
    if not count:
        raise DomainError(EMPTY_TABLE, sheet=sheet.name)
    return count


def _row(batch: ImportBatch, number: int, cells: list[Any]) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "batch_id": batch.id,
        "number": number,
        "cells": cells,
        "corrected": [],
        "problems": [],
        "changes": {},
        "known_by": "",
    }


def signature_of(headings: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()


def _remembered(kind: Kind, signature: str, header: Header) -> dict[str, str] | None:
    found = db.session.scalars(
        select(RememberedMapping).where(
            RememberedMapping.kind == kind.key, RememberedMapping.signature == signature
        )
    ).first()
    if found is None:
        return None
    fields = {field.key for field in kind.fields()}
    return {key: text for key, text in found.mapping.items() if key in fields and text in header.texts}


def header_of(batch: ImportBatch) -> Header:
    columns = tuple(HeaderColumn(index, text) for index, text in batch.headings)
    return Header((batch.heading_row,), columns, 0)


def sheet_of(batch: ImportBatch, some: Sequence[ImportRow] | None = None) -> Sheet:
    """The staged rows (or some of them, in order) as a sheet again, each at its old place."""
    rows = rows_of(batch) if some is None else some
    sheet: list[tuple[Any, ...]] = [()] * (rows[-1].number if rows else batch.heading_row + 1)
    for row in rows:
        sheet[row.number - 1] = tuple(map(plain.to_cell, row.cells))
    return Sheet(batch.sheet, tuple(sheet))


def set_heading(batch: ImportBatch, row: ImportRow) -> None:
    """Another row than the one that was found names the columns; what was said about the old ones is void."""
    require_open(batch)
    kind = KINDS[batch.kind]
    sheet = sheet_of(batch)
    header = header_at(sheet, row.number - 1)
    batch.headings = [[column.index, column.text] for column in header.columns]
    batch.heading_row = row.number - 1
    remembered = _remembered(kind, signature_of(header.texts), header)
    batch.mapping = remembered or _proposed(kind, header)
    batch.is_remembered = bool(remembered)
    batch.row_count = len(table_of(batch))
    batch.state = BatchState.MAPPING


def set_mapping(ctx: Context, batch: ImportBatch, mapping: Mapping[str, str]) -> None:
    """Say which column is which; what was compared before has to be compared again."""
    require_open(batch)
    kind = KINDS[batch.kind]
    header = header_of(batch)
    given = {key: text for key, text in mapping.items() if text}
    columns_of(header, given, kind.fields())
    missing = [field for field in kind.fields() if field.is_required and field.key not in given]
    if missing:
        joint = "、" if ctx.language == "ja" else ", "
        raise DomainError(NOT_MAPPED, fields=joint.join(heading_of(field, ctx.language) for field in missing))
    batch.is_remembered = batch.is_remembered and given == batch.mapping
    batch.mapping = given
    batch.state = BatchState.MAPPING
    remember(ctx, kind, header, given)


def remember(ctx: Context, kind: Kind, header: Header, mapping: Mapping[str, str]) -> None:
    signature = signature_of(header.texts)
    same = (RememberedMapping.kind == kind.key) & (RememberedMapping.signature == signature)
    values = {"mapping": dict(mapping), "used_at": ctx.at}
    if not db.affect(update(RememberedMapping).where(same).values(values)):
        db.session.add(RememberedMapping(kind=kind.key, signature=signature, **values))


def correct_cells(batch: ImportBatch, row: ImportRow, cells: Mapping[int, str]) -> bool:
    """Type a cell anew, here instead of in the file. Whether anything is different now."""
    require_open(batch)
    columns = {at for at, _ in batch.headings}
    typed = {at: _lines(text) for at, text in cells.items() if at in columns}
    kept = list(row.cells)
    kept += [None] * (max(typed, default=0) + 1 - len(kept))
    changed = {at for at, text in typed.items() if text != shown_cell(kept[at])}
    for at in changed:
        kept[at] = typed[at] or None
    row.cells = kept
    row.corrected = sorted({*row.corrected, *changed})
    if changed:
        row.is_confirmed = False  # that was said of what stood there before
    return bool(changed)


def shown_cell(kept: Any) -> str:
    """A staged cell as it stands in a box to be corrected."""
    if isinstance(kept, dict):
        return _lines(str(next(iter(kept.values()))))
    return "" if kept is None else _lines(str(kept))


def _lines(text: str) -> str:
    """As a browser can show and send it: one kind of line end, and nothing that no page may hold."""
    return _UNSHOWN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def leave_out(batch: ImportBatch, row: ImportRow, *, is_left_out: bool) -> None:
    require_open(batch)
    row.is_left_out = is_left_out


def confirm_other(batch: ImportBatch, row: ImportRow) -> None:
    """Somebody looked: the record of almost the same name is another one, or the one of another name is it."""
    require_open(batch)
    row.is_confirmed = True


def drop(batch: ImportBatch, others: Sequence[ImportBatch] = ()) -> None:
    """Its rows go, as nobody will look at them again, and its other sheets; that there was a file stays."""
    if batch.state != BatchState.OFFERED:
        require_open(batch)
    for each in (batch, *(other for other in others if other.state == BatchState.OFFERED)):
        db.affect(delete(ImportRow).where(ImportRow.batch_id == each.id))
        each.state = BatchState.DROPPED


def expire(before: datetime) -> int:
    """What was brought long ago goes with its rows, applied or not: the log knows what became of it."""
    old = select(ImportBatch.id).where(ImportBatch.made_at < before)
    db.affect(delete(ImportRow).where(ImportRow.batch_id.in_(old)))
    return db.affect(delete(ImportBatch).where(ImportBatch.made_at < before))


def require_open(batch: ImportBatch) -> None:
    if batch.state not in OPEN:
        raise DomainError(IS_OVER)
