"""The values of a workbook, old or new, as plain pieces (inside the sandbox)."""

import io
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, repeat
from typing import Any

from app.core.errors import DomainError
from app.exchange.reading import book

_BATCH = 500
_BATCH_TEXT = 200_000
_ALL_ROWS, _ALL_COLUMNS = 1_048_576, 16_384
# Characters that XML cannot hold are written as _xFFFE_; the parser leaves the two that Unicode calls no characters.
_ESCAPED = re.compile("(_x005F)?(_x(FFF[EF])_)")


@dataclass(frozen=True)
class Marked:
    """What the mark-up says of each sheet: cells without a value, the number of its formulas, and what is hidden in
    it."""

    bad: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    formulas: Mapping[str, int] = field(default_factory=dict)
    unsaved: Mapping[str, int] = field(default_factory=dict)
    hidden_rows: Mapping[str, Sequence[int]] = field(default_factory=dict)
    hidden_columns: Mapping[str, Sequence[int]] = field(default_factory=dict)


def parse(kind: str, content: bytes, notes: list[list[Any]], marked: Marked) -> Iterator[Any]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from _book(workbook, kind, notes, marked)
    except PasswordError:
        raise DomainError(book.HAS_PASSWORD) from None
    except (CalamineError, ValueError, OverflowError, OSError):
        raise DomainError(book.BROKEN_WORKBOOK) from None


def _book(workbook: Any, kind: str, notes: list[list[Any]], marked: Marked) -> Iterator[Any]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    metadata = [meta for meta in workbook.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    if len(metadata) > book.MAX_SHEETS:
        raise DomainError(book.TOO_MANY_SHEETS, count=book.MAX_SHEETS)
    yield {"kind": kind, "notes": notes}
    budget = Budget()
    for meta in metadata:
        sheet = workbook.get_sheet_by_name(meta.name)
        is_hidden = meta.visible != SheetVisibleEnum.Visible
        if is_hidden:
            yield {"note": ["hidden", {"sheet": meta.name}]}
        end = sheet.end or (0, 0)
        if end[0] >= _ALL_ROWS or end[1] >= _ALL_COLUMNS:
            raise DomainError(book.TOO_WIDE, sheet=meta.name)
        if end[1] >= book.MAX_COLUMNS:
            yield {"note": ["wide", {"sheet": meta.name, "count": book.MAX_COLUMNS}]}
        merged = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])[: book.MAX_ROWS]]
        yield {
            "sheet": meta.name, "hidden": is_hidden, "merged": merged, "bad": marked.bad.get(meta.name, []),
            "deep": meta.visible == SheetVisibleEnum.VeryHidden, "formulas": marked.formulas.get(meta.name, 0),
            "unsaved": marked.unsaved.get(meta.name, 0), "hidden_rows": marked.hidden_rows.get(meta.name, []),
            "hidden_columns": marked.hidden_columns.get(meta.name, []),
        }  # fmt: skip
        yield from budget.batches(meta.name, _rows(sheet, end[1] + 1))


def _rows(sheet: Any, width: int) -> Iterator[Iterator[Any]]:
    """Rows from the sheet's first one; the parser leaves out the columns before the first used one."""
    for row in sheet.iter_rows():
        yield chain(repeat(None, width - len(row)), map(plain, row))


class Budget:
    """Counts rows with content, cells and text over all sheets, and hands out rows in batches."""

    def __init__(self) -> None:
        self.cells = 0
        self.text = 0

    def batches(self, sheet: str, rows: Iterator[Any]) -> Iterator[list[list[Any]]]:
        batch: list[list[Any]] = []
        empty = used = sent = 0
        for row in rows:
            cells = self._trimmed(row)
            if not cells:
                empty += 1
                continue
            used += 1
            if used > book.MAX_ROWS:
                raise DomainError(book.TOO_MANY_ROWS, sheet=sheet, count=book.MAX_ROWS)
            # Rows without content are sent as their number, and not at all after the last one that has some.
            batch += [[empty]] if empty else []
            batch.append([0, *cells])
            empty = 0
            if len(batch) >= _BATCH or self.text - sent > _BATCH_TEXT:
                yield batch
                batch, sent = [], self.text
        yield batch

    def _trimmed(self, row: Iterator[Any]) -> list[Any]:
        cells = []
        length = 0
        for at, value in enumerate(row):
            if at == book.MAX_COLUMNS:
                break
            cells.append(value)
            if value is not None:
                length = at + 1
                self.cells += 1
                if type(value) is str:
                    self.text += len(value)
        if self.cells > book.MAX_CELLS:
            raise DomainError(book.TOO_MANY_CELLS, count=book.MAX_CELLS)
        if self.text > book.MAX_TEXT:
            raise DomainError(book.TOO_MUCH_TEXT, megabytes=book.MAX_TEXT // (1024 * 1024))
        return cells[:length]


def plain(value: Any) -> Any:
    """A value that JSON can carry."""
    if type(value) is str:
        return (_ESCAPED.sub(_character, value) if "_xFFF" in value else value) or None
    if type(value) is float:
        if not math.isfinite(value):
            return ["e", "#NUM!"]
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    return _calendar(value)


def _character(found: re.Match[str]) -> str:
    return found[2] if found[1] else chr(int(found[3], 16))


def _calendar(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["m", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["t", value.isoformat()]
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value
