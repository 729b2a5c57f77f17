"""The one way out as CSV: no text that a person typed can become a formula in somebody's spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from urllib.parse import quote

from flask import Response

from app.core.words import value_label

Cell = str | int | float | Decimal | bool | date | datetime | None

# What makes a spreadsheet calculate, with the full-width forms that Japanese editions read alike.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠−")
UNSEEN = "\ufeff\u200b\u2060 \u3000\xa0"


def safe_cell(value: Cell) -> Cell:
    """Text that would be read as a formula gets an apostrophe; a number stays a number."""
    if isinstance(value, bool | int | float | Decimal) or value is None:
        return "" if value is None else value
    if isinstance(value, date):
        return value.isoformat()
    text = value_label(value) if isinstance(value, StrEnum) else str(value)
    return f"'{text}" if _is_formula(text) else text


def original_text(text: str) -> str:
    """What `safe_cell` made into this text: a file of ours comes back as it was."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """Apostrophes before it do not count: text that brought its own gets one more, and loses only that one."""
    bare = text.lstrip("'")
    return bare[:1] in FORMULA or bare.lstrip(UNSEEN)[:1] in FORMULA


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a mark, as Excel wants it, and every line ended by CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for row in (head, *rows):
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def csv_answer(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The file as a download. `name` may be Japanese."""
    disposition = f"attachment; filename=\"export.csv\"; filename*=UTF-8''{quote(name + '.csv')}"
    return Response(
        csv_bytes(head, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": disposition},
    )
