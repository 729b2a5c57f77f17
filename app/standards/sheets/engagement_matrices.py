"""What the pages of an engagement's matrix say beside its table: conditions, actors, one row, gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.core.words import value_label
from app.standards.queries.matrices import Charged, Entered, Template
from app.standards.rules.matrices import (
    Cell,
    Gap,
    GapKind,
    ResolvedMatrix,
    ResolvedRow,
    Side,
    gap_of_key,
    gaps,
)
from app.standards.services.matrices import what_goes
from app.standards.sheets import matrices as sheets
from app.standards.sheets.matrices import Asked
from app.standards.sheets.matrix_marks import Marks, Numbered, conditions_of, said

if TYPE_CHECKING:
    from app.standards.content.matrices import Row


@dataclass(frozen=True)
class Count:
    """How many gaps of a kind there are. Those of rows narrow the table, the others stand above it."""

    label: str
    count: int
    tone: str
    url: str
    is_chosen: bool


def counts_of(found: Sequence[Gap], asked: Asked) -> list[Count]:
    counted = Counter(gap.kind for gap in found)
    above = {GapKind.CONDITION_OPEN: "#conditions", GapKind.ACTOR_UNBOUND: "#actors"}
    return [
        Count(
            value_label(kind),
            counted[kind],
            sheets.TONES[kind],
            above.get(kind) or asked.url(gap=kind.value) + "#matrix",
            asked.chosen.get("gap") == kind.value,
        )
        for kind in GapKind
        if counted[kind]
    ]


@dataclass(frozen=True)
class ConditionLine:
    condition: Numbered
    letter: str
    answer: str
    reason: str
    gap: str
    charged: Charged | None


def condition_lines(entered: Entered, conditions: Mapping[str, Numbered]) -> list[ConditionLine]:
    lines = []
    for key, condition in conditions.items():
        answer = entered.answers.get(key)
        gap = Gap(GapKind.CONDITION_OPEN, condition=key).key
        said = condition.label(answer.option) if answer else ""
        reason = answer.reason if answer else ""
        letter = condition.letter(answer.option) if answer else ""
        lines.append(ConditionLine(condition, letter, said, reason, gap, entered.charged.get(gap)))
    return lines


@dataclass(frozen=True)
class ActorLine:
    title: str
    who: str
    is_absent: bool
    gap: str
    charged: Charged | None


def actor_lines(entered: Entered, resolved: ResolvedMatrix) -> list[ActorLine]:
    lines = []
    for actor in resolved.actors:
        binding = entered.bindings.get(actor.key)
        gap = Gap(GapKind.ACTOR_UNBOUND, actors=(actor.key,)).key
        name = binding.name if binding else ""
        lines.append(ActorLine(sheets.title_of(actor), name, actor.is_absent, gap, entered.charged.get(gap)))
    return lines


# --- one row -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CellLine:
    """One actor in a row: each side as symbol and words."""

    actor: str
    title: str
    who: str
    sides: tuple[tuple[str, str], ...]
    note: str
    reason: str


@dataclass(frozen=True)
class GapLine:
    key: str
    place: str
    words: str
    actors: str
    detail: str
    tone: str
    charged: Charged | None


@dataclass(frozen=True)
class RowSheet:
    told: Row
    title: str
    chapter: str
    place: str
    note: str
    cells: list[CellLine]
    gaps: list[GapLine]
    settled: list[GapLine]
    before: str
    after: str


def row_of(
    entered: Entered, resolved: ResolvedMatrix, row_id: str, groups: Mapping[str, str]
) -> RowSheet | None:
    row = _find(resolved, row_id)
    if row is None:
        return None
    rows = [one.row.id for one in resolved.rows]
    at = rows.index(row_id)
    told, found = row.row, [gap for gap in gaps(resolved) if gap.row == row_id]
    return RowSheet(
        told=told,
        title=sheets.items_text(told, groups),
        chapter=said(told.chapter),
        place=sheets.place_of(told),
        note=said(told.note),
        cells=[_cell_line(entered, resolved, cell) for cell in row.cells],
        gaps=[gap_line(entered, resolved, gap) for gap in found],
        settled=[gap_line(entered, resolved, gap) for gap in _settled(entered, row_id, found)],
        before=rows[at - 1] if at else "",
        after=rows[at + 1] if at + 1 < len(rows) else "",
    )


def _settled(entered: Entered, row_id: str, found: Sequence[Gap]) -> list[Gap]:
    """What once was a gap of the row and was made a finding: the trace stays."""
    present = {gap.key for gap in found}
    kept = [gap_of_key(key) for key in sorted(entered.charged.keys() - present)]
    return [gap for gap in kept if gap is not None and gap.row == row_id]


def _find(resolved: ResolvedMatrix, row_id: str) -> ResolvedRow | None:
    return next((row for row in resolved.rows if row.row.id == row_id), None)


def _cell_line(entered: Entered, resolved: ResolvedMatrix, cell: Cell) -> CellLine:
    marks = Marks(conditions_of(resolved.matrix), is_template=False)
    binding = entered.bindings.get(cell.actor)
    return CellLine(
        cell.actor,
        _titles(resolved)[cell.actor],
        binding.name if binding else "",
        tuple((marks.symbol(cell.sides[side]), marks.words(cell.sides[side])) for side in Side),
        said(cell.note),
        cell.reason,
    )


def _titles(resolved: ResolvedMatrix) -> dict[str, str]:
    return {actor.key: sheets.title_of(actor) for actor in resolved.actors}


@dataclass(frozen=True)
class CellSheet:
    line: CellLine
    row: str
    chapter: str
    note: str


def cell_of(entered: Entered, resolved: ResolvedMatrix, row_id: str, actor: str) -> CellSheet | None:
    row = _find(resolved, row_id)
    cell = next((one for one in row.cells if one.actor == actor), None) if row else None
    if row is None or cell is None:
        return None
    title = f"{sheets.place_of(row.row)} {sheets.items_text(row.row, {})}".strip()
    line = _cell_line(entered, resolved, cell)
    return CellSheet(line, title, said(row.row.chapter), said(row.row.note))


# --- gaps --------------------------------------------------------------------------------------


def gap_line(entered: Entered, resolved: ResolvedMatrix, gap: Gap) -> GapLine:
    titles = _titles(resolved)
    actors = str(_(", ")).join(titles[actor] for actor in gap.actors)
    place, detail = "", actors
    if gap.condition:
        condition = conditions_of(resolved.matrix)[gap.condition]
        detail = condition.question
    elif gap.row:
        row = _find(resolved, gap.row)
        if row is not None:
            place = f"{sheets.place_of(row.row)} {sheets.items_text(row.row, {})}".strip()
            detail = "\n".join(part for part in (said(row.row.chapter), detail) if part)
    words = sheets.gap_words(gap)
    return GapLine(
        gap.key, place, words, actors, detail, sheets.TONES[gap.kind], entered.charged.get(gap.key)
    )


# --- a newer version of the template -------------------------------------------------------------


@dataclass(frozen=True)
class Going:
    """What does not go over to the newer version, and what is new there, in words."""

    number: int
    answers: list[str]
    actors: list[str]
    rulings: list[str]
    changed: list[str]
    added: list[str]


def goes(entered: Entered, resolved: ResolvedMatrix, newest: Template) -> Going:
    gone = what_goes(entered, newest)
    conditions, titles = conditions_of(entered.content), _titles(resolved)
    before = {row.id: row for row in entered.content.rows}
    after = {row.id: row for row in newest.content.rows}

    def place(row: Row) -> str:
        return f"{sheets.place_of(row)} {sheets.items_text(row, {})}".strip()

    return Going(
        newest.version.number,
        [conditions[key].question if key in conditions else key for key in gone.answers],
        [titles.get(key, key) for key in gone.actors],
        [
            f"{place(before[row]) if row in before else row} {titles.get(actor, actor)}"
            for row, actor in gone.rulings
        ],
        [place(after[row]) for row in gone.changed_rows],
        [place(after[row]) for row in gone.new_rows],
    )
