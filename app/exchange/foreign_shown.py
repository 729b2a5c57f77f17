"""The points to check of a form of others as its page lists them: by kind, each kind with its number, all reachable."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from app.exchange.lists import InMemory, page_of
from app.exchange.rules import foreign_points
from app.exchange.rules.foreign_points import Line, Point, PointKind

PART = "check"
KIND, PAGE = "kind", "points"


@dataclass(frozen=True)
class Shown:
    """`url` of a line shows each of its points for itself, where it stands for several."""

    sheets: Sequence[str]
    place: str
    why: str
    url: str = ""


@dataclass(frozen=True)
class PointsShown:
    found: Sequence[Point]
    chosen: PointKind | None
    page: InMemory[Line]

    @property
    def rows(self) -> Iterator[Shown]:
        for line in self.page.rows:
            is_many = len(line.points) > 1
            yield Shown(
                line.sheets, "" if is_many else line.points[0].place, _(line.message, **dict(line.params)),
                self.url_of(line.kind) if is_many else "",
            )  # fmt: skip

    @property
    def kinds(self) -> dict[PointKind, int]:
        """Of each kind that is there, how many."""
        there = [one.kind for one in self.found]
        return {kind: there.count(kind) for kind in PointKind if kind in there}

    @property
    def misread(self) -> list[tuple[int, str]]:
        """Sheets whose mapping may be what is wrong."""
        return sorted({(one.position, one.sheet) for one in self.found if one.position is not None})

    def url_of(self, kind: str) -> str:
        return f"{request.path}?{KIND}={kind}#{PART}"

    @property
    def all_url(self) -> str:
        return f"{request.path}#{PART}"


def points_shown(found: Sequence[Point]) -> PointsShown:
    """All of one kind where the address names it; else those of each kind, with the harmless ones in one line."""
    named = request.args.get(KIND, "")
    chosen = next((kind for kind in PointKind if kind.value == named), None)
    if chosen is None:
        return PointsShown(found, None, page_of(list(foreign_points.lines(found)), PAGE, PART))
    same = [Line(chosen, (one,)) for one in found if one.kind == chosen]
    return PointsShown(found, chosen, page_of(same, PAGE, PART, {KIND: chosen.value}))
