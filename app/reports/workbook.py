"""The one way out as a workbook: typed cells, headings and drop-downs, and never a formula or a link from text.

Text is always written as a string cell, whatever it begins with, and numbers of a code stay text. What XML
cannot hold is written in the way of Excel (_x0001_) and read back by `app.exchange.reading`.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any
from unicodedata import east_asian_width

from app.core.dates import JST
from app.core.errors import DomainError
from app.core.words import N_
from app.reports.choices import SHEET as LISTS
from app.reports.choices import Lists
from app.reports.wrapping import wrap

LONGEST_TEXT = 32_767
TOO_LONG = N_("The text in row %(row)s, column “%(column)s” is too long for Excel. Export as CSV instead.")

YES, NO = "○", "×"


class ColumnKind(StrEnum):
    """What a column's cells are in the workbook."""

    TEXT = "text"
    INT = "int"
    YEN = "yen"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOL = "bool"


class Marked(str):
    """A text that must not be overlooked: set bold on a tint. What it means stands in its words."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A part of one, which is shown in percent. `is_marked`: as `Marked`, it must not be overlooked."""

    of_one: Fraction
    is_marked: bool = False

    @property
    def places(self) -> int:
        """The decimals that it needs, up to two."""
        return next((one for one in (0, 1) if (self.of_one * 10 ** (2 + one)).denominator == 1), 2)


Value = str | int | float | Decimal | bool | date | datetime | None
Written = Value | Share


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """`choices` become a drop-down; with `is_list` several of them, separated by 、, may stand in one cell.

    With `is_open` a cell may say something else, too. `note` is shown beside a cell of the column when it is chosen. A
    hidden column is there for the way back.
    """

    label: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int | None = None
    choices: tuple[str, ...] = ()
    is_list: bool = False
    note: str = ""
    is_hidden: bool = False
    is_middle: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """`titles` are lines above the headings. `spare_rows` below the last one get the drop-downs, too.

    `bands` are headings above the headings: each a text and how many columns it spans, from the first on. A sheet
    that `is_large` is printed on A3. The last of the titles, as many as `repeated_titles`, stand on each sheet of
    paper with the headings. `rows` are gone through once, and none is kept.
    """

    name: str
    columns: tuple[ColumnSpec, ...]
    rows: Iterable[Sequence[Written]]
    titles: tuple[str, ...] = ()
    frozen_columns: int = 1
    has_filter: bool = True
    spare_rows: int = 500
    bands: tuple[tuple[str, int], ...] = ()
    is_large: bool = False
    repeated_titles: int = 0


_FIRST_DAY = date(1900, 3, 1)  # Excel believes that 1900 was a leap year; older days are written as text
_MAX_EXACT = 10**15
_WIDTHS = {ColumnKind.TEXT: 24, ColumnKind.DATETIME: 17, ColumnKind.YEN: 16, ColumnKind.BOOL: 8}
_USUAL_WIDTH = 12
_FORMATS = {
    ColumnKind.INT: "0",
    ColumnKind.YEN: "#,##0",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.DATETIME: "yyyy-mm-dd hh:mm",
}
_HEAD = {"bold": True, "text_wrap": True, "bg_color": "#E8F1FE", "border": 1, "border_color": "#949494"}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\ufffe\uffff]")
# Cells can hold these in an escaped form, the rules of a column cannot.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_NAME = 31
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_NO_CHARACTER = re.compile("_xFFF[EF]_")
_A3, _A4 = 8, 9  # as the file format counts sizes of paper
_TITLE = 0.8  # a title is set larger than what the widths of columns count
_LINE = 17  # points of height for one line of a band; Excel does not fit a row to its joined cells


def write_workbook(sheets: Sequence[SheetSpec], *, made_at: datetime) -> bytes:
    """The same specifications and the same instant give the same bytes."""
    import xlsxwriter

    out = io.BytesIO()
    # Rows wait in files of the library's own until the end; a refusal half way must leave none behind.
    with TemporaryDirectory(prefix="sekisho-") as folder:
        book = xlsxwriter.Workbook(out, {"constant_memory": True, "tmpdir": folder})
        try:
            book.set_properties(
                {"created": made_at.astimezone(UTC).replace(tzinfo=None), "author": "Sekisho"}
            )
            _fill(book, sheets)
            book.close()
        finally:
            for page in book.worksheets():
                page.row_data_fh.close()
    return out.getvalue()


def _fill(book: Any, sheets: Sequence[SheetSpec]) -> None:
    writer = _Writer(book)
    names: set[str] = {LISTS}
    for sheet in sheets:
        writer.add(sheet, _free_name(sheet.name, names))
    writer.lists.write(book, _page_class())


def _free_name(wanted: str, used: set[str]) -> str:
    """A name that Excel takes and no other sheet has."""
    plain = _NOT_IN_A_NAME.sub(" ", wanted).strip(" '")[:_NAME].strip(" '") or "Sheet"
    name, number = plain, 1
    while name.casefold() in used or name.casefold() == "history":
        number += 1
        suffix = f" {number}"
        name = plain[: _NAME - len(suffix)] + suffix
    used.add(name.casefold())
    return name


class _Writer:
    """One workbook under way: its formats and its lists."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self.lists = Lists()
        font = {"font_name": "Yu Gothic", "font_size": 10, "valign": "top"}
        self._title = book.add_format({**font, "bold": True, "font_size": 12})
        self._head = book.add_format({**font, **_HEAD})
        wrapped = {**font, "text_wrap": True, "num_format": "@"}
        self._cells = {
            kind: book.add_format({**font, "num_format": _FORMATS[kind]} if kind in _FORMATS else wrapped)
            for kind in ColumnKind
        }
        self._cells[ColumnKind.DECIMAL] = book.add_format({**font, "num_format": "General"})
        middle, marked = {"align": "center"}, {"bold": True, "bg_color": "#FFF3D6"}
        self._band = book.add_format({**font, **_HEAD, **middle})
        self._middle = book.add_format({**wrapped, **middle})
        self._marked = book.add_format({**wrapped, **marked})
        self._marked_middle = book.add_format({**wrapped, **marked, **middle})
        self._shares = {
            (is_marked, places): book.add_format(
                {**font, **(marked if is_marked else {}), "num_format": number}
            )
            for is_marked in (False, True)
            for places, number in enumerate(("0%", "0.0%", "0.00%"))
        }

    def add(self, sheet: SheetSpec, name: str) -> None:
        page = self._book.add_worksheet(name, _page_class())
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, width_of(column), self._cells[column.kind], {"hidden": column.is_hidden})
        for at, title in enumerate(sheet.titles):
            page.write_string(at, 0, title, self._title)
        head = self._bands(page, sheet)
        for at, column in enumerate(sheet.columns):
            page.write_string(head, at, column.label, self._head)
        last, columns = head, tuple(enumerate(sheet.columns))
        for last, row in enumerate(sheet.rows, head + 1):
            for at, column in columns:
                if row[at] is not None and row[at] != "":
                    self._write(page, last, at, column, row[at])
        self._arrange(page, sheet, head, last)

    def _bands(self, page: Any, sheet: SheetSpec) -> int:
        """The row for the headings, below the bands where there are any."""
        row, start = len(sheet.titles), 0
        if not sheet.bands:
            return row
        page.set_row(row, _LINE * _lines_of(sheet))
        for text, count in sheet.bands:
            if count > 1:
                # Joined while empty: the library would take a text that begins with = for a formula.
                page.merge_range(row, start, row, start + count - 1, "", self._band)
            if text:
                page.write_string(row, start, text, self._band)
            elif count == 1:
                page.write_blank(row, start, None, self._band)
            start += count
        return row + 1

    def _style(self, column: ColumnSpec, value: Written) -> Any:
        if isinstance(value, Share):
            return self._shares[value.is_marked, value.places]
        if isinstance(value, Marked):
            return self._marked_middle if column.is_middle else self._marked
        return self._middle if column.is_middle else self._cells[column.kind]

    def _write(self, page: Any, row: int, at: int, column: ColumnSpec, value: Written) -> None:
        style = self._style(column, value)
        value = _fitting(column.kind, value)
        if isinstance(value, str):
            if len(value.encode("utf-16-le")) > LONGEST_TEXT * 2:
                raise DomainError(TOO_LONG, row=row + 1, column=column.label)
            page.write_string(row, at, value, style)
        elif isinstance(value, date):
            page.write_datetime(row, at, value, style)
        else:
            page.write_number(row, at, value, style)

    def _arrange(self, page: Any, sheet: SheetSpec, head: int, last: int) -> None:
        page.freeze_panes(head + 1, min(sheet.frozen_columns, len(sheet.columns)))
        if sheet.has_filter and sheet.columns:
            page.autofilter(head, 0, last, len(sheet.columns) - 1)
        for at, column in enumerate(sheet.columns):
            rule = self._rule(column)
            if rule:
                page.data_validation(head + 1, at, last + sheet.spare_rows, at, rule)
        page.set_landscape()
        page.set_paper(_A3 if sheet.is_large else _A4)
        page.fit_to_pages(1, 0)
        page.repeat_rows(head - sheet.repeated_titles - bool(sheet.bands), head)
        page.set_footer("&C&P / &N")

    def _rule(self, column: ColumnSpec) -> dict[str, Any]:
        choices = (YES, NO) if column.kind is ColumnKind.BOOL and not column.choices else column.choices
        rule: dict[str, Any] = {}
        if choices:
            rule = {
                "validate": "list",
                "source": self.lists.source(choices),
                "show_error": not (column.is_list or column.is_open),
            }
        elif column.note:
            rule = {"validate": "any"}
        if column.note:
            title, message = (_UNSEEN.sub(" ", words) for words in (column.label, column.note))
            rule |= {"input_title": title[:32], "input_message": message[:255]}
        return rule


def width_of(column: ColumnSpec) -> int:
    """In half-width characters."""
    return column.width or _WIDTHS.get(column.kind, _USUAL_WIDTH)


def broken(text: str, columns: Sequence[ColumnSpec]) -> list[str]:
    """A title in lines that do not run beyond the columns."""
    room = sum(width_of(column) for column in columns if not column.is_hidden)
    return wrap(text, room * _TITLE, _measure)


def _lines_of(sheet: SheetSpec) -> int:
    """How many lines the highest band needs."""
    start, most = 0, 1
    for text, count in sheet.bands:
        room = sum(width_of(column) for column in sheet.columns[start : start + count])
        most, start = max(most, len(wrap(text, max(room - 1, 2), _measure))), start + count
    return most


def _measure(text: str) -> float:
    """In half-width characters, as columns are measured; Latin letters in bold are a little wider."""
    return sum(2.0 if east_asian_width(char) in "WFA" else 1.1 for char in text)


def _fitting(kind: ColumnKind, value: Any) -> str | int | float | date:
    """The value as its column wants it; what Excel would change is written as text."""
    if isinstance(value, Share):
        return float(value.of_one)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        local = value.astimezone(JST).replace(tzinfo=None, second=0, microsecond=0) if value.tzinfo else value
        return local.isoformat(" ", "minutes") if kind is ColumnKind.TEXT else local
    if isinstance(value, date):
        return value.isoformat() if kind is ColumnKind.TEXT or value < _FIRST_DAY else value
    if isinstance(value, int | float | Decimal):
        is_exact = -_MAX_EXACT < value < _MAX_EXACT and Decimal(repr(float(value))) == Decimal(str(value))
        if kind is ColumnKind.TEXT or not is_exact:
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        return float(value) if isinstance(value, Decimal) else value
    return str(value)


def _escaped(text: str) -> str:
    """Text as XML can hold it, every underscore that begins the look of an escape escaped itself.

    The escapes of the two codes that are no characters are marked twice: parsers leave them as they are, so
    that our reader undoes them and must know which were meant.
    """
    marked = _NO_CHARACTER.sub(r"_x005F\g<0>", text)
    return _ILLEGAL.sub(lambda found: f"_x{ord(found[0]):04X}_", _ESCAPE.sub("_x005F_", marked))


@cache
def _page_class() -> Any:
    """The library's worksheet with two habits removed.

    It takes any text that begins with <r> and ends with </r> for its own mark-up and writes it as that, and it
    escapes only every other one of escapes that share an underscore.
    """
    from xlsxwriter.worksheet import Worksheet

    class Page(Worksheet):  # type: ignore[misc]
        _escape_control_characters = staticmethod(_escaped)

        def _xml_rich_inline_string(self, string: str, attributes: Any) -> None:
            self._xml_inline_string(string, False, attributes)

    return Page
