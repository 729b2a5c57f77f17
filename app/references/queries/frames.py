"""The items of an edition as a version is written along them: in order, each with its title and its groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.references.queries import references as queries
from app.standards.queries import browsing, contents

if TYPE_CHECKING:
    from app.standards.content.catalogue import Catalogue

KEPT = "reference_frames"


@dataclass(frozen=True)
class Framed:
    """`title`: in both languages, or None; `groups`: titles of the groups it stands in, the widest first;
    `parent`: the item that it is a point of."""

    item: str
    title: Any = None
    groups: tuple[Any, ...] = ()
    parent: str | None = None


@dataclass(frozen=True)
class Frame:
    items: tuple[Framed, ...]

    def whole(self) -> list[str]:
        return [one.item for one in self.items if one.parent is None]

    def shown(self, said: Collection[str]) -> list[Framed]:
        """Whole items, and of the others those that something is said to; what the edition has not comes last."""
        known = [one for one in self.items if one.parent is None or one.item in said]
        listed = {one.item for one in self.items}
        return [*known, *(Framed(item) for item in said if item not in listed)]

    def get(self, item: str) -> Framed | None:
        return next((one for one in self.items if one.item == item), None)

    def points_of(self, item: str) -> list[Framed]:
        return [one for one in self.items if one.parent == item]

    def order(self) -> Iterable[str]:
        return (one.item for one in self.items)


def frame_of(catalogue: Catalogue, edition: str) -> Frame:
    """Put together once for a catalogue; of an edition that it does not hold, the rows that it left."""
    kept: dict[str, Frame] = catalogue.kept.setdefault(KEPT, {})
    if edition not in kept and edition in catalogue.editions:
        kept[edition] = _frame(catalogue, edition)
    if edition in kept:
        return kept[edition]
    return Frame(
        tuple(
            Framed(ref, {"ja": ja, "en": en} if ja or en else None)
            for ref, (ja, en) in queries.item_titles(edition).items()
        )
    )


def _frame(catalogue: Catalogue, edition: str) -> Frame:
    titles: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for group, way in browsing.walk(browsing.written(catalogue, edition).groups):
        titles[way] = (*titles.get(way[:-1], ()), group.title)
    return Frame(
        tuple(
            Framed(item.local, item.title, titles.get(item.groups, ()), _local(catalogue, item.parent))
            for item in catalogue.items_of(edition)
        )
    )


def _local(catalogue: Catalogue, parent: str | None) -> str | None:
    return catalogue.items[parent].local if parent is not None and parent in catalogue.items else parent


def edition_titles(catalogue: Catalogue) -> dict[str, tuple[Any, Any]]:
    """Edition → the titles of its framework and of itself, of those whose items are held."""
    return {
        f"{framework.key}/{edition.key}": (framework.title, edition.title)
        for framework in catalogue.frameworks.values()
        for edition in framework.editions
        if f"{framework.key}/{edition.key}" in catalogue.editions
    }


def edition_names(catalogue: Catalogue, edition: str) -> tuple[str, str]:
    """In Japanese and in English; the key where the catalogue does not hold it."""
    pair = edition_titles(catalogue).get(edition)
    if pair is None:
        return edition, edition
    ja, en = (" ".join(title.within(language) for title in pair) for language in ("ja", "en"))
    return ja, en


def current() -> Catalogue:
    return contents.catalogue()
