"""Who is asked what: the actors of a matrix who can answer for a question, from who does the items it touches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.standards.rules.matrices import UNSETTLED, Mark, ResolvedMatrix, Side


@dataclass(frozen=True)
class Addressed:
    """`is_open`: of some row it is not settled yet who does it; else those named are all, or there is nobody."""

    actors: tuple[str, ...]
    is_open: bool


class Addressees:
    """`items`: row → its items."""

    def __init__(self, resolved: ResolvedMatrix, items: Mapping[str, Collection[str]]) -> None:
        self._order = [actor.key for actor in resolved.actors]
        self._doing = {
            row.row.id: {cell.actor for cell in row.cells if cell.sides[Side.DOES].mark == Mark.YES}
            for row in resolved.rows
        }
        self._unsettled = {
            row.row.id for row in resolved.rows if not UNSETTLED.isdisjoint(row.marks(Side.DOES))
        }
        self._rows: dict[str, set[str]] = {}
        for row, refs in items.items():
            for ref in refs:
                self._rows.setdefault(ref, set()).add(row)

    def of(self, touched: Mapping[str, Collection[str]]) -> dict[str, Addressed]:
        """For each question that touches an item of the matrix the actors who do it, in the order of the matrix:
        they can answer for it. `touched`: question → the items it touches."""
        found = {}
        for question, refs in touched.items():
            rows = set().union(*(self._rows.get(ref, ()) for ref in refs))
            if rows:
                able = set().union(*(self._doing[row] for row in rows))
                actors = tuple(actor for actor in self._order if actor in able)
                found[question] = Addressed(actors, not self._unsettled.isdisjoint(rows))
        return found
