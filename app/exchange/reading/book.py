"""What a file holds, whatever its format: sheets of plain cells, and what the reader should know about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from app.core.words import N_

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_SHEETS = 100
MAX_TEXT = 50 * 1024 * 1024
MAX_CELLS = 1_500_000

EMPTY_FILE = N_("The file is empty.")
UNKNOWN_TYPE = N_(
    "This is neither an Excel workbook (.xlsx, .xlsm, .xls) nor a CSV or TSV text. Save it as one of them."
)
OTHER_WORKBOOK = N_("This kind of workbook (%(kind)s) is not read. Save it as .xlsx and retry.")
HAS_PASSWORD = N_("The workbook is protected by a password. Open it, remove the password, save it and retry.")
BROKEN_WORKBOOK = N_("The workbook is damaged or incomplete. Open it in Excel, save it again and retry.")
HAS_DECLARATIONS = N_("The workbook holds XML declarations that no workbook needs, so it was not opened.")
TOO_MANY_ROWS = N_("“%(sheet)s” has more than %(count)s rows with content. Split the file and retry.")
TOO_MANY_CELLS = N_("The file has more than %(count)s cells with content. Split it and retry.")
TOO_MANY_SHEETS = N_("The workbook has more than %(count)s sheets. Keep only those that are needed.")
TOO_MUCH_TEXT = N_("The file holds more than %(megabytes)s MB of text. Split it and retry.")
TOO_WIDE = N_("“%(sheet)s” has cells far outside of any table. Copy the table into a new workbook and retry.")
WRONG_ENCODING = N_(
    "Byte %(byte)s, on line %(line)s, is neither UTF-8, Shift_JIS (cp932), EUC-JP nor ISO-2022-JP (JIS). Save the file "
    "as CSV UTF-8 and retry."
)
BAD_QUOTES = N_(
    "Line %(line)s: a quotation mark is not closed, or stands in the middle of a value. Correct it and retry."
)
CELL_TOO_LONG = N_("Line %(line)s: one value is longer than %(count)s characters. Check its quotation marks.")

REFUSALS = frozenset(
    {
        EMPTY_FILE,
        UNKNOWN_TYPE,
        OTHER_WORKBOOK,
        HAS_PASSWORD,
        BROKEN_WORKBOOK,
        HAS_DECLARATIONS,
        TOO_MANY_ROWS,
        TOO_MANY_CELLS,
        TOO_MANY_SHEETS,
        TOO_MUCH_TEXT,
        TOO_WIDE,
        WRONG_ENCODING,
        BAD_QUOTES,
        CELL_TOO_LONG,
    }
)

NOTES: Mapping[str, str] = {
    "macros": N_("The workbook has macros. They were neither run nor kept."),
    "links": N_("The workbook refers to other files or programs. Nothing was fetched."),
    "formulas": N_("“%(sheet)s” has formulas. Their last saved results were read."),
    "unsaved": N_(
        "“%(sheet)s” has %(count)s formulas whose results were not saved (%(cells)s). They have no value here. Open "
        "the file in Excel, save it and retry."
    ),
    "hidden": N_("“%(sheet)s” is hidden in the workbook."),
    "hidden_rows": N_(
        "Hidden rows with content in “%(sheet)s”: %(count)s (%(places)s). They were read like the others."
    ),
    "hidden_columns": N_(
        "Hidden columns with content in “%(sheet)s”: %(count)s (%(places)s). They were read like the others."
    ),
    "wide": N_("“%(sheet)s” is wider than %(count)s columns. What lies beyond was not read."),
    "objects": N_("The workbook has embedded files. They were not opened."),
    "old": N_("This is an old workbook (.xls): a cell with an error in it cannot be told from an empty one."),
    "encoding": N_("The text was read as %(encoding)s."),
    "named": N_("The name ends in %(ending)s, but the file is no workbook and was read as a text."),
}


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that holds an error (#REF!), or a formula whose result was never saved."""

    shown: str


Cell = str | int | float | bool | date | datetime | time | BadCell | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What was noticed: a msgid and its values. Never a reason to refuse."""

    kind: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return NOTES[self.kind]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, all four ends counted from 0 and included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[n]` is row n + 1 of the sheet, without the empty cells at its end; no empty rows at the sheet's end."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[Merged, ...] = ()
    is_hidden: bool = False
    # Hidden so that Excel itself does not offer to show it.
    is_very_hidden: bool = False
    formulas: int = 0
    # Of the formulas, those whose result was never saved.
    unsaved: int = 0
    # Rows and columns that are hidden in a sheet, counted from 0; what stands in them is read like the rest.
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None


@dataclass(frozen=True, slots=True)
class Book:
    """`kind` is xlsx, xlsm, xls or csv, decided by the content."""

    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Note, ...] = ()


def column_letters(column: int) -> str:
    """A for 0, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """C12 for row 11, column 2, both counted from 0."""
    return f"{column_letters(column)}{row + 1}"
