"""A workbook that somebody outside fills in: all is locked but the cells that are theirs, and no password is set.

Cells are written as in `workbook.py`: text as strings whatever it begins with, never a formula, never a link.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

from app.core.text import line_feeds
from app.reports.choices import SHEET as LISTS
from app.reports.choices import Lists
from app.reports.workbook import (
    ColumnKind,
    Value,
    _fitting,
    _free_name,
    _page_class,
)


class Tone(StrEnum):
    PLAIN = "plain"
    TITLE = "title"
    HEAD = "head"
    SOFT = "soft"  # tells something and asks nothing
    OPEN = "open"  # theirs to fill in


@dataclass(frozen=True, slots=True)
class Box:
    """One cell. An open one may be filled in; with `is_strict` Excel takes nothing but one of its `choices`.

    `percent_places`: the decimals that a percentage may have there; None for what is none.
    """

    value: Value = None
    tone: Tone = Tone.PLAIN
    kind: ColumnKind = ColumnKind.TEXT
    percent_places: int | None = None
    choices: tuple[str, ...] = ()
    is_strict: bool = True
    note: tuple[str, str] = ("", "")

    @property
    def is_percent(self) -> bool:
        return self.percent_places is not None

    @property
    def number_format(self) -> str:
        """A cell keeps its format whatever is typed into it: one that takes decimals shows all of them.

        Whole percents have a format of their own, as Excel leaves the point of “0.##%” standing: 100.%.
        """
        if not self.is_percent:
            return _NUMBERS.get(self.kind, "@")
        has_places = bool(self.percent_places) or not _is_whole(self.value)
        return _PERCENT if has_places else _WHOLE_PERCENT


def _is_whole(share: Value) -> bool:
    """In percent; what is empty yet is nothing else."""
    return not isinstance(share, int | float) or Decimal(str(share)) * 100 % 1 == 0


@dataclass(frozen=True, slots=True)
class FormSheet:
    """`head`: the row of headings, from 0; it stays in sight and is printed on every sheet of paper.

    `repeated_rows` times more the last row follows, empty: a table to be filled in downwards.
    """

    name: str
    widths: tuple[int, ...]
    rows: Sequence[Sequence[Box | None]]
    head: int | None = None
    hidden_columns: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    frozen_columns: int = 0
    repeated_rows: int = 0


_FONT = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top", "text_wrap": True, "num_format": "@"}
_LINES = {"border": 1, "border_color": "#949494"}
_TONES: dict[Tone, dict[str, Any]] = {
    Tone.PLAIN: _LINES,
    Tone.TITLE: {"bold": True, "font_size": 13, "text_wrap": False},
    Tone.HEAD: {**_LINES, "bold": True, "bg_color": "#E8F1FE"},
    Tone.SOFT: {**_LINES, "bg_color": "#F0F1F4", "font_color": "#4A4D57"},
    Tone.OPEN: {**_LINES, "bg_color": "#FFFBE8", "locked": False},
}
_NUMBERS = {ColumnKind.DATE: "yyyy-mm-dd", ColumnKind.DECIMAL: "General", ColumnKind.INT: "General"}
_PERCENT, _WHOLE_PERCENT = "0.0#####%", "0%"
_A4 = 9
_ALLOWED = {"format_columns": True, "format_rows": True}


def write_form(sheets: Sequence[FormSheet], *, made_at: datetime) -> bytes:
    """The same sheets and the same instant give the same bytes."""
    out = io.BytesIO()
    with TemporaryDirectory(prefix="sekisho-") as folder:
        book = _book_class()(out, {"constant_memory": True, "tmpdir": folder})
        try:
            stamp = made_at.astimezone(UTC).replace(tzinfo=None)
            book.set_properties({"created": stamp, "author": "Sekisho"})
            _fill(book, sheets)
            book.close()
        finally:
            for page in book.worksheets():
                page.row_data_fh.close()
    return out.getvalue()


def _fill(book: Any, sheets: Sequence[FormSheet]) -> None:
    writer = _Writer(book)
    names: set[str] = {LISTS}
    for sheet in sheets:
        writer.add(sheet, _free_name(sheet.name, names))
    hidden = writer.lists.write(book, _page_class())
    if hidden is not None:
        hidden.protect("", _ALLOWED)


@dataclass
class _Writer:
    book: Any
    lists: Lists = field(default_factory=Lists)
    formats: dict[tuple[Tone, str], Any] = field(default_factory=dict)

    def add(self, sheet: FormSheet, name: str) -> None:
        page = self.book.add_worksheet(name, _page_class())
        for at, width in enumerate(sheet.widths):
            page.set_column(at, at, width, None, {"hidden": at in sheet.hidden_columns})
        rules: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
        rows = [*sheet.rows, *(list(sheet.rows[-1:]) * sheet.repeated_rows)]
        for row, boxes in enumerate(rows):
            if row in sheet.hidden_rows:
                page.set_row(row, None, None, {"hidden": True})
            for at, box in enumerate(boxes):
                if box is not None:
                    self._write(page, row, at, box)
                    if box.choices or box.note[1]:
                        rules.setdefault((at, box.choices, box.is_strict, box.note), []).append((row, at))
        for (_at, choices, is_strict, note), cells in rules.items():
            self._rule(page, cells, choices, is_strict, note)
        self._arrange(page, sheet)

    def _write(self, page: Any, row: int, at: int, box: Box) -> None:
        style = self._style(box)
        if box.value is None or box.value == "":
            page.write_blank(row, at, None, style)
            return
        value = box.value if box.is_percent else _fitting(box.kind, box.value)
        if isinstance(value, str):
            # A carriage return would be written as an escape, which some programs show.
            page.write_string(row, at, line_feeds(value), style)
        elif isinstance(value, int | float):
            page.write_number(row, at, value, style)
        else:
            page.write_datetime(row, at, value, style)

    def _style(self, box: Box) -> Any:
        key = (box.tone, box.number_format)
        if key not in self.formats:
            number = {"num_format": box.number_format}
            self.formats[key] = self.book.add_format({**_FONT, **number, **_TONES[box.tone]})
        return self.formats[key]

    def _rule(
        self, page: Any, cells: list[tuple[int, int]], choices: tuple[str, ...], is_strict: bool,
        note: tuple[str, str],
    ) -> None:  # fmt: skip
        """One rule for all cells of a column that are alike."""
        rule: dict[str, Any] = {"validate": "any"}
        if choices:
            rule = {"validate": "list", "source": self.lists.source(choices), "show_error": is_strict}
        if note[1]:
            rule |= {"input_title": note[0][:32], "input_message": note[1][:255]}
        (row, at), *others = cells
        rule["other_cells"] = [[one, column, one, column] for one, column in others]
        page.data_validation(row, at, row, at, rule)

    def _arrange(self, page: Any, sheet: FormSheet) -> None:
        page.protect("", _ALLOWED)
        if sheet.is_hidden:
            page.hide()
            return
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(_A4)
        page.fit_to_pages(1, 0)
        page.set_footer("&L&A&C&P / &N")
        if sheet.head is not None:
            page.freeze_panes(sheet.head + 1, sheet.frozen_columns)
            page.repeat_rows(sheet.head)


@cache
def _book_class() -> Any:
    """The library's workbook, and its sheets can neither be renamed nor removed nor moved."""
    from xlsxwriter import Workbook

    class Book(Workbook):  # type: ignore[misc]
        def _write_book_views(self) -> None:
            self._xml_empty_tag("workbookProtection", [("lockStructure", 1)])
            super()._write_book_views()

    return Book
