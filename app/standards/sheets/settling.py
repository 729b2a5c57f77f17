"""まとめて確定 as its page shows it: what the rows are called, and what would become of those that are ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.words import value_label
from app.standards.queries.matrices import Entered, Shelf
from app.standards.rules.matrices import Side, is_opposite
from app.standards.services.settling import Effect, Settling
from app.standards.sheets.matrix_marks import Marks, ShownMark, conditions_of, said


def titles_of(shelf: Shelf, entered: Entered) -> dict[str, str]:
    """Row → what its items are called: the first of them, and how many more."""
    found = {}
    for row in entered.content.rows:
        items = shelf.catalogue.items_of_row(entered.content, row)
        first, more = said(items[0].title) if items else "", len(items) - 1
        is_more = first and more > 0
        found[row.id] = str(_("%(title)s and %(count)s more", title=first, count=more)) if is_more else first
    return found


@dataclass(frozen=True)
class SideLine:
    """`overturns`: what is said now, where the opposite would be said."""

    before: ShownMark
    after: ShownMark
    overturns: str

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class EffectLine:
    row: str
    changes: bool
    sides: tuple[SideLine, ...]


@dataclass(frozen=True)
class Looked:
    """What would become of the rows that are ticked; `heads`: the sides that something is to be said of."""

    lines: Sequence[EffectLine] = ()
    heads: Sequence[str] = ()

    @property
    def changing(self) -> int:
        return sum(line.changes for line in self.lines)

    @property
    def staying(self) -> int:
        return len(self.lines) - self.changing

    @property
    def overturning(self) -> int:
        return sum(any(side.overturns for side in line.sides) for line in self.lines)


def looked_at(found: Sequence[Effect], entered: Entered, asked: Settling) -> Looked:
    marks = Marks(conditions_of(entered.content), is_template=False)
    sides = [side for side in Side if side in asked.sides]
    lines = [
        EffectLine(effect.row, effect.changes, tuple(_side(effect, side, marks) for side in sides))
        for effect in found
    ]
    return Looked(lines, [value_label(side) for side in sides])


def _side(effect: Effect, side: Side, marks: Marks) -> SideLine:
    before, after = effect.sides[side]
    is_overturned = is_opposite(before.mark, after.mark)
    overturns = str(_("Overturns “%(mark)s”", mark=marks.label(before.mark))) if is_overturned else ""
    return SideLine(marks.cell(before), marks.cell(after), overturns)
