"""A table on paper. Imported on use only."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable
from reportlab.platypus import Table as Grid

from app.reports import pdf
from app.reports.lettering import REGULAR
from app.reports.lines import Lines, Style
from app.reports.palette import EDGE, LINE, SURFACE
from app.reports.widths import widths

CELL = 8.0
ACROSS, DOWN = 3.0, 2.5  # space around the text of a cell
MOST = 30  # lines of one row: a longer text goes on in further rows, so that every row fits on a page


def grid(table: pdf.Table, room: float) -> Flowable:
    wide = widths(table, room, Style(CELL), Style(CELL, is_bold=True), 2 * ACROSS)
    rows: list[list[Lines]] = []
    style = _style()
    for number, texts in enumerate(table.rows):
        first = len(rows) + 1
        rows += _rows(table, texts, wide, is_strong=number in table.strong)
        if number in table.strong:
            style.append(("BACKGROUND", (0, first), (-1, len(rows)), HexColor(SURFACE)))
        style.append(("LINEBELOW", (0, len(rows)), (-1, len(rows)), 0.4, HexColor(LINE)))
    labels = tuple(column.label for column in table.columns)
    heads = list(_rows(table, labels, wide, is_strong=True))[:1]
    return Grid([*heads, *rows], colWidths=wide, repeatRows=1, splitByRow=1, style=style, hAlign="LEFT")


def _rows(
    table: pdf.Table, texts: tuple[str, ...], wide: list[float], *, is_strong: bool
) -> Iterator[list[Lines]]:
    styles = [Style(CELL, is_bold=is_strong, align=column.align) for column in table.columns]
    broken = [
        style.broken(text, width - 2 * ACROSS) for style, text, width in zip(styles, texts, wide, strict=True)
    ]
    pieces = [[lines[at : at + MOST] for at in range(0, len(lines), MOST)] for lines in broken]
    for row in zip_longest(*pieces, fillvalue=[]):
        yield [Lines("", style, lines=lines) for style, lines in zip(styles, row, strict=True)]


def _style() -> list[Any]:
    return [
        ("FONT", (0, 0), (-1, -1), REGULAR, CELL),  # or the library asks for its own, which is not embedded
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), ACROSS),
        ("RIGHTPADDING", (0, 0), (-1, -1), ACROSS),
        ("TOPPADDING", (0, 0), (-1, -1), DOWN),
        ("BOTTOMPADDING", (0, 0), (-1, -1), DOWN),
        ("BACKGROUND", (0, 0), (-1, 0), HexColor(SURFACE)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, HexColor(EDGE)),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, HexColor(EDGE)),
    ]
