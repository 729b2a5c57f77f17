"""A responsibility matrix as a wide table: its rows with their marks, as a page shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.core.words import value_label
from app.standards.content.vocabulary import Certainty
from app.standards.rules.matrices import Cell, Gap, GapKind, ResolvedActor, ResolvedMatrix, ResolvedRow, Side
from app.standards.sheets.matrices import (
    TONES,
    Asked,
    Choices,
    Places,
    Voice,
    items_text,
    named_items,
    narrowed,
    place_of,
    short_heads,
    title_of,
)
from app.standards.sheets.matrix_marks import Marks, Numbered, ShownMark, conditions_of, said

CERTAINTY_TONES = {Certainty.PROPOSED: "attention", Certainty.UNKNOWN: "danger"}


@dataclass(frozen=True)
class ShownRow:
    id: str
    place: str
    items: str
    item_urls: tuple[tuple[str, str], ...]
    between: str
    source_says: tuple[str, ...]
    certainty: str
    tone: str
    pattern: int
    gaps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """`chapters`: the name of each with its rows, those only that the address asks for. Few rows look different
    from all others: `patterns` holds the marks of each once, `badges` what is said beside them."""

    actors: tuple[ResolvedActor, ...]
    chapters: Mapping[str, list[ShownRow]]
    patterns: Sequence[tuple[ShownMark, ...]]
    badges: Sequence[tuple[str, str]]
    shown: int
    total: int
    marks: Marks
    conditions: Mapping[str, Numbered]
    asked: Asked
    choices: Choices

    @property
    def short_heads(self) -> list[tuple[str, str]]:
        return short_heads()


def table_of(
    resolved: ResolvedMatrix,
    found: Sequence[Gap],
    *,
    is_template: bool,
    groups: Mapping[str, str],
    under_way: Collection[str] = (),
) -> Table:
    """`groups`: names of groups of items, for rows that stand for a whole group. `under_way`: gaps that
    somebody is dealing with."""
    conditions = conditions_of(resolved.matrix)
    marks = Marks(conditions, is_template)
    asked = narrowed(resolved, found, marks, under_way)
    by_row: dict[str, list[Gap]] = {}
    for gap in found:
        by_row.setdefault(gap.row, []).append(gap)
    builder = _Rows(resolved, asked.actors, marks, groups)
    chapters: dict[str, list[ShownRow]] = {}
    for row in asked.rows:
        made = builder.row(row, () if is_template else by_row.get(row.row.id, ()))
        chapters.setdefault(said(row.row.chapter), []).append(made)
    return Table(
        tuple(asked.actors), chapters, builder.patterns, list(builder.badges), len(asked.rows),
        len(resolved.rows), marks, conditions, asked.asked, asked.choices,
    )  # fmt: skip


class _Rows:
    def __init__(
        self,
        resolved: ResolvedMatrix,
        actors: Sequence[ResolvedActor],
        marks: Marks,
        groups: Mapping[str, str],
    ) -> None:
        self._places = Places(resolved.matrix.edition)
        self._titles = {actor.key: title_of(actor) for actor in resolved.actors}
        self._actors = [actor.key for actor in actors]
        self._marks, self._groups, self._voice = marks, groups, Voice()
        self.patterns: list[tuple[ShownMark, ...]] = []
        self.badges: dict[tuple[str, str], None] = {}
        self._places_of: dict[int, int] = {}
        self._shown: dict[int, tuple[ShownMark, ...]] = {}
        self._said: dict[tuple[GapKind, ...], tuple[tuple[str, str], ...]] = {}
        self._sure: dict[Certainty, tuple[str, str]] = {Certainty.CONFIRMED: ("", "neutral")}

    def row(self, row: ResolvedRow, found: Sequence[Gap]) -> ShownRow:
        told = row.row
        refs, is_range = named_items(told)
        certainty, tone = self._certainty(told.certainty)
        return ShownRow(
            id=told.id,
            place=place_of(told),
            items=items_text(told, self._groups, self._voice.comma),
            item_urls=tuple(self._urls(refs)) if self._marks.is_template else (),
            between="–" if is_range else self._voice.comma,
            source_says=self._source_says(row) if self._marks.is_template else (),
            certainty=certainty,
            tone=tone,
            pattern=self._pattern(row.cells),
            gaps=self._gaps(tuple(gap.kind for gap in found)),
        )

    def _urls(self, refs: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Of items; on the matrix of an engagement the row leads to its own page instead."""
        return ((ref, self._places(ref)) for ref in refs if ref not in self._groups)

    def _pattern(self, cells: tuple[Cell, ...]) -> int:
        """Rows of which the same is said share their cells, which the matrix holds."""
        if id(cells) not in self._places_of:
            self._places_of[id(cells)] = len(self.patterns)
            by_actor = {cell.actor: cell for cell in cells}
            marks = (mark for key in self._actors for mark in self._marks_of(by_actor[key]))
            self.patterns.append(tuple(marks))
        return self._places_of[id(cells)]

    def _marks_of(self, cell: Cell) -> tuple[ShownMark, ...]:
        if id(cell) not in self._shown:
            self._shown[id(cell)] = tuple(self._marks.cell(cell.sides[side]) for side in Side)
        return self._shown[id(cell)]

    def _gaps(self, kinds: tuple[GapKind, ...]) -> tuple[tuple[str, str], ...]:
        if kinds not in self._said:
            counted = Counter(kinds).items()
            said_of = tuple((self._voice.counted(kind, count), TONES[kind]) for kind, count in counted)
            self._said[kinds] = said_of
            self.badges.update(dict.fromkeys(said_of))
        return self._said[kinds]

    def _certainty(self, certainty: Certainty) -> tuple[str, str]:
        """Nothing of what is sure."""
        if certainty not in self._sure:
            badge = (value_label(certainty), CERTAINTY_TONES.get(certainty, "neutral"))
            self._sure[certainty] = badge
            self.badges[badge] = None
        return self._sure[certainty]

    def _source_says(self, row: ResolvedRow) -> tuple[str, ...]:
        """On the matrix of an engagement each row has a page that says it."""
        notes = [
            self._voice.labelled(self._titles[cell.actor], said(cell.note)) for cell in row.cells if cell.note
        ]
        told = row.row
        said_of_it = [said(told.note), *notes, said(told.caution), self._voice.sources(told.sources)]
        return tuple(line for line in said_of_it if line)
