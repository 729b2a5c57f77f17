"""Take a file in: read it in the sandbox, find its heading, propose which column is which, keep its rows.

Nothing reaches the register here. A batch can be left and taken up again by the person who brought the file.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import uuid7
from app.core.words import N_
from app.exchange import plain
from app.exchange.kinds import KINDS, Kind
from app.exchange.models import BatchState, ImportBatch, ImportRow, RememberedMapping
from app.exchange.queries import rows_of
from app.exchange.reading.book import Book, Sheet
from app.exchange.reading.files import read_file
from app.exchange.reading.headers import Header, HeaderColumn, find_header, header_at
from app.exchange.reading.mapping import columns_of, known, propose
from app.exchange.reading.values import is_blank

BATCH = 1000
NO_SHEET = N_("The file has no sheet “%(sheet)s”.")
EMPTY_TABLE = N_("“%(sheet)s” has no rows below its heading.")
IS_OVER = N_("This import is finished. Bring the file again to begin a new one.")
NOT_MAPPED = N_("Say which column holds these fields: %(fields)s")


def read(name: str, content: bytes) -> Book:
    """Before any transaction: parsing may take seconds."""
    return read_file(name, content)


def sheet_names(book: Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def stage(ctx: Context, kind: Kind, name: str, content: bytes, book: Book, *, sheet: str = "") -> ImportBatch:
    """Keep the rows of one sheet: the one named, else the one whose headings are known best."""
    chosen, header = _choose(kind, book, sheet)
    signature = signature_of(header.texts)
    batch = ImportBatch(
        kind=kind.key,
        file_name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        sheet=chosen.name,
        headings=[[column.index, column.text] for column in header.columns],
        heading_row=header.first_row - 1,
        mapping=_remembered(kind, signature, header) or propose(kind.fields(), header.texts).mapped,
        notes=[[note.message, dict(note.params)] for note in book.notes],
        counts={},
        made_by_id=ctx.actor_id,
        made_at=ctx.at,
    )
    db.session.add(batch)
    db.session.flush()
    _keep_rows(batch, chosen, header)
    return batch


def _choose(kind: Kind, book: Book, name: str) -> tuple[Sheet, Header]:
    sheets = [sheet for sheet in book.sheets if sheet.name == name] if name else _shown_first(book)
    if not sheets:
        raise DomainError(NO_SHEET, "sheet", sheet=name)
    score = known(kind.fields())
    found: list[tuple[Sheet, Header]] = []
    refusal: DomainError | None = None
    for sheet in sheets:
        try:
            found.append((sheet, find_header(sheet, score)))
        except DomainError as error:
            refusal = refusal or error
    if not found:
        raise refusal or DomainError(NO_SHEET, "sheet", sheet=name)
    return max(found, key=lambda pair: pair[1].score)


def _shown_first(book: Book) -> list[Sheet]:
    """Hidden sheets only where there is no other: nobody means to bring in what they cannot see."""
    return [sheet for sheet in book.sheets if not sheet.is_hidden] or list(book.sheets)


def _keep_rows(batch: ImportBatch, sheet: Sheet, header: Header) -> None:
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


def _row(batch: ImportBatch, number: int, cells: list[Any]) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "batch_id": batch.id,
        "number": number,
        "cells": cells,
        "corrected": [],
        "problems": [],
        "changes": {},
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


def sheet_of(batch: ImportBatch) -> Sheet:
    """The staged rows as a sheet again, each at its old place."""
    rows = rows_of(batch)
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
    batch.mapping = remembered or propose(kind.fields(), header.texts).mapped
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
        raise DomainError(NOT_MAPPED, fields=", ".join(field.labels[0] for field in missing))
    batch.mapping = given
    batch.state = BatchState.MAPPING
    remember(ctx, kind, header, given)


def remember(ctx: Context, kind: Kind, header: Header, mapping: Mapping[str, str]) -> None:
    signature = signature_of(header.texts)
    same = (RememberedMapping.kind == kind.key) & (RememberedMapping.signature == signature)
    values = {"mapping": dict(mapping), "used_at": ctx.at}
    if not db.affect(update(RememberedMapping).where(same).values(values)):
        db.session.add(RememberedMapping(kind=kind.key, signature=signature, **values))


def correct_cells(batch: ImportBatch, row: ImportRow, cells: Mapping[int, str]) -> None:
    """Type a cell anew, here instead of in the file."""
    require_open(batch)
    kept = list(row.cells)
    kept += [None] * (max(cells, default=0) + 1 - len(kept))
    changed = {at for at, text in cells.items() if text != shown_cell(kept[at])}
    for at in changed:
        kept[at] = cells[at] or None
    row.cells = kept
    row.corrected = sorted({*row.corrected, *changed})


def shown_cell(kept: Any) -> str:
    """A staged cell as it stands in a box to be corrected."""
    if isinstance(kept, dict):
        return str(next(iter(kept.values())))
    return "" if kept is None else str(kept)


def leave_out(batch: ImportBatch, row: ImportRow, *, is_left_out: bool) -> None:
    require_open(batch)
    row.is_left_out = is_left_out


def confirm_other(batch: ImportBatch, row: ImportRow) -> None:
    """Somebody looked: the record of almost the same name is another one."""
    require_open(batch)
    row.is_confirmed = True


def drop(batch: ImportBatch) -> None:
    """Its rows go, as nobody will look at them again; that there was a file stays."""
    require_open(batch)
    db.affect(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    batch.state = BatchState.DROPPED


def require_open(batch: ImportBatch) -> None:
    if batch.state not in (BatchState.MAPPING, BatchState.COMPARED):
        raise DomainError(IS_OVER)
