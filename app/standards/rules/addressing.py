"""Who is asked what: the actors of a matrix who can answer a question, from who does the items it touches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.standards.content.vocabulary import Respondent
from app.standards.rules.matrices import UNSETTLED, Mark, ResolvedMatrix, Side


@dataclass(frozen=True)
class Addressed:
    """Those named are all. Where there are none, `is_open`: it is not settled yet who it is; `is_ours_alone`: it is
    for a vendor to answer, and nobody but us does what it is about."""

    actors: tuple[str, ...] = ()
    is_open: bool = False
    is_ours_alone: bool = False


class Addressees:
    """`items`: row → its items."""

    def __init__(self, resolved: ResolvedMatrix, items: Mapping[str, Collection[str]]) -> None:
        self._ours = tuple(one.key for one in resolved.actors if one.is_ours and not one.is_absent)
        self._outside = tuple(one.key for one in resolved.actors if not one.is_ours)
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

    def rows(self, touched: Collection[str]) -> set[str]:
        """The rows that a question is about. `touched`: the items it touches."""
        return set().union(*(self._rows.get(ref, ()) for ref in touched))

    def of(self, respondent: Respondent, touched: Collection[str]) -> Addressed | None:
        """What we answer ourselves is ours whoever does it; a vendor's question goes to those of the others who do
        one of the rows. Nothing of a question that touches no item of the matrix."""
        rows = self.rows(touched)
        if not rows:
            return None
        if respondent == Respondent.INSTITUTION:
            return Addressed(self._ours, is_open=not self._ours)
        able = set().union(*(self._doing[row] for row in rows))
        actors = tuple(actor for actor in self._outside if actor in able)
        if actors:
            return Addressed(actors)
        is_open = not self._unsettled.isdisjoint(rows)
        return Addressed(is_open=is_open, is_ours_alone=bool(able) and not is_open)
