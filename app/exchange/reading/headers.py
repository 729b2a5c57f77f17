"""Which rows of a sheet are its heading: below titles, of one row or several, with merged cells or without."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from app.core.errors import DomainError
from app.core.words import N_
from app.exchange.reading import values
from app.exchange.reading.book import Sheet, column_letters
from app.exchange.reading.spellings import JOINT

NO_HEADING = N_(
    "No row of headings was found in “%(sheet)s”. The first row of the table must name its columns."
)

# A heading further down than this, or of more rows, is none.
DEEPEST = 40
TALLEST = 3
_LONGEST = 200
# A heading that is known as a whole counts more than one of which only the lowest part is.
_PART = 0.9


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """A column and its heading, different from every other heading of the sheet."""

    index: int
    text: str

    @property
    def letters(self) -> str:
        return column_letters(self.index)


@dataclass(frozen=True, slots=True)
class Header:
    """`rows` counts from 0. `score` is how many headings were known, 0 where none was and the row is a guess."""

    rows: tuple[int, ...]
    columns: tuple[HeaderColumn, ...]
    score: float

    @property
    def first_row(self) -> int:
        """The first row after the heading."""
        return self.rows[-1] + 1

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(column.text for column in self.columns)

    def index_of(self, text: str) -> int | None:
        return next((column.index for column in self.columns if column.text == text), None)


def find_header(sheet: Sheet, known: Callable[[str], bool | float]) -> Header:
    """The rows whose texts `known` recognises best (true or a share of 1 for each); fewer and higher rows first."""
    best: tuple[float, int, int] | None = None
    for top in [at for at, row in enumerate(sheet.rows[: DEEPEST * 5]) if row][:DEEPEST]:
        for height in range(1, TALLEST + 1):
            if top + height > len(sheet.rows):
                break
            score = _score(stacks(sheet, top, height), known)
            if score and (best is None or score > best[0]):
                best = (score, top, height)
    if best is None:
        return _guess(sheet)
    score, top, height = best
    return Header(tuple(range(top, top + height)), _columns(stacks(sheet, top, height)), score)


def header_at(sheet: Sheet, row: int) -> Header:
    """The heading that somebody pointed at: one row, merged cells above and in it included."""
    if row >= len(sheet.rows) or all(values.is_blank(cell) for cell in sheet.rows[row]):
        raise DomainError(NO_HEADING, sheet=sheet.name)
    return Header((row,), _columns(stacks(sheet, row, 1)), 0)


def header_ending_at(sheet: Sheet, row: int, known: Callable[[str], bool | float]) -> Header:
    """The heading whose lowest row somebody pointed at, with as many rows above it as make more of it known."""
    header_at(sheet, row)
    best = (_score(stacks(sheet, row, 1), known), 1)
    for height in range(2, min(TALLEST, row + 1) + 1):
        score = _score(stacks(sheet, row - height + 1, height), known)
        best = max(best, (score, height), key=lambda one: one[0])
    score, height = best
    top = row - height + 1
    return Header(tuple(range(top, row + 1)), _columns(stacks(sheet, top, height)), score)


def _guess(sheet: Sheet) -> Header:
    """The first row that looks like names of columns: at least two texts, no two the same."""
    for at, row in enumerate(sheet.rows[: DEEPEST * 5]):
        texts = [cell for cell in row if not values.is_blank(cell)]
        if len(texts) > 1 and all(isinstance(cell, str) for cell in texts) and len(set(texts)) == len(texts):
            return Header((at,), _columns(stacks(sheet, at, 1)), 0)
    raise DomainError(NO_HEADING, sheet=sheet.name)


def _score(columns: dict[int, list[str]], known: Callable[[str], bool | float]) -> float:
    seen: set[str] = set()
    score = 0.0
    for parts in columns.values():
        joined = JOINT.join(parts)
        if joined in seen:  # a row of equal values is no heading
            continue
        seen.add(joined)
        score += max(float(known(joined)), _PART * float(known(parts[-1])) if len(parts) > 1 else 0.0)
    return score


def stacks(sheet: Sheet, top: int, height: int) -> dict[int, list[str]]:
    """For each column the texts above one another, a merged one repeated and none said twice."""
    lines = [_line(sheet, row) for row in range(top, top + height)]
    _fill_from_the_left(lines)
    found = {}
    for column in range(max(map(len, lines), default=0)):
        parts: list[str] = []
        for texts in lines:
            text = texts[column] if column < len(texts) else ""
            if text and text not in parts:
                parts.append(text)
        if parts:
            found[column] = parts
    return found


def _line(sheet: Sheet, row: int) -> list[str]:
    cells = list(sheet.rows[row])
    for merged in sheet.merged:
        if merged.top <= row <= merged.bottom:
            width = min(merged.right + 1, 200)
            cells += [None] * (width - len(cells))
            cells[merged.left : width] = [sheet.cell(merged.top, merged.left)] * (width - merged.left)
    return [" ".join(values.shown(cell).split())[:_LONGEST] for cell in cells]


def _fill_from_the_left(lines: list[list[str]]) -> None:
    """A big heading stands over the small ones after it also where a text file lost that cells were merged."""
    for upper, lower in pairwise(lines):
        upper.extend([""] * (len(lower) - len(upper)))
        for at in range(1, len(lower)):
            if lower[at] and not upper[at] and lower[at - 1] and upper[at - 1]:
                upper[at] = upper[at - 1]


def _columns(columns_of: dict[int, list[str]]) -> tuple[HeaderColumn, ...]:
    columns = []
    used: dict[str, int] = {}
    for index, parts in columns_of.items():
        text = JOINT.join(parts)
        used[text] = used.get(text, 0) + 1
        columns.append(HeaderColumn(index, text if used[text] == 1 else f"{text} #{used[text]}"))
    return tuple(columns)
