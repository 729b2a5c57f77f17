"""Papers as PDF: a title, the dates they speak of, then parts. Words come from the caller, in one language.

The same paper gives the same bytes: nothing is taken from the clock or from the machine.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.reports.library import prepare


class Align(StrEnum):
    LEFT = "left"
    RIGHT = "right"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class Heading:
    """Stands in the bookmarks of the document too."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is its part of the width beside the other columns'."""

    label: str
    share: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """Its head is repeated on each page. Rows named in `strong` are set bold on a tint."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if not self.columns or any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("each row has one text for each column")


@dataclass(frozen=True, slots=True)
class Picture:
    """A ReportLab drawing: shrunk as long as it can be read, else on a larger sheet, else on several."""

    drawing: Any
    title: str


Part = Heading | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Paper:
    """`lines` are pairs of label and text below the title: 記録時点, 基準日, what the paper is of.

    `printed` is the whole foot line, who and when; `printed_at` is the date in the document's properties.
    """

    title: str
    institution: str
    lines: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    printed: str
    printed_at: datetime
    language: str = "ja"
    is_landscape: bool = False


def build(paper: Paper) -> bytes:
    prepare()
    from app.reports import press

    return press.build(paper)


def missing_characters(paper: Paper) -> tuple[str, ...]:
    """What no font of ours has: set as the geta mark, and named at the end of the paper by its number in Unicode."""
    prepare()
    from app.reports import press

    return press.missing_characters(paper)
