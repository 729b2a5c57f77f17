"""The catalogue in memory: frameworks, every item under its whole reference, crosswalks, matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.standards.content.vocabulary import Certainty

if TYPE_CHECKING:
    from app.standards.content.frameworks import (
        Crosswalk,
        EditionItems,
        Framework,
        Group,
        Item,
        ItemRange,
        Point,
    )
    from app.standards.content.matrices import Matrix, Row
    from app.standards.content.texts import Source, Text


@dataclass(frozen=True)
class CatalogueItem:
    """An item, a number of a range, or a point of an item (then `parent` is the item's reference)."""

    ref: str
    edition: str
    local: str
    groups: tuple[str, ...]
    position: int
    sources: tuple[Source, ...]
    certainty: Certainty
    title: Text | None = None
    about: Text | None = None
    caution: Text | None = None
    level: str | None = None
    parent: str | None = None
    detail: Item | None = None


@dataclass(frozen=True)
class Held:
    """The items of one edition; `named`: number of an item, or key of a group → what it stands for, without points."""

    every: tuple[CatalogueItem, ...]
    whole: tuple[CatalogueItem, ...]
    places: Mapping[str, int]
    named: Mapping[str, tuple[CatalogueItem, ...]]


@dataclass(frozen=True)
class Catalogue:
    """`files`: each file's name below the catalogue → its SHA-256; `drafts`: those not published; `kept`: what was
    put together from it alone and stays for the next page."""

    frameworks: Mapping[str, Framework]
    editions: Mapping[str, EditionItems]
    items: Mapping[str, CatalogueItem]
    crosswalks: Mapping[str, Crosswalk]
    matrices: Mapping[tuple[str, int], Matrix]
    files: Mapping[str, str]
    drafts: frozenset[str]
    kept: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def _held(self) -> dict[str, Held]:
        """Fifty matrices ask for the items of each of their rows."""
        by_edition: dict[str, list[CatalogueItem]] = {}
        for item in self.items.values():
            by_edition.setdefault(item.edition, []).append(item)
        return {edition: held(items) for edition, items in by_edition.items()}

    def items_of(self, edition: str) -> list[CatalogueItem]:
        """In the order of the catalogue, points right after their item."""
        return list(self._held.get(edition, NOTHING_HELD).every)

    def items_of_row(self, matrix: Matrix, row: Row) -> list[CatalogueItem]:
        """What a row of a matrix stands for, written out; points go with their item."""
        from app.standards.content.matrices import AllOfPrefix, FromTo

        here, named = self._held.get(matrix.edition, NOTHING_HELD), row.items
        if isinstance(named, AllOfPrefix):
            return [item for item in here.whole if prefix_of(item.local) == named.all]
        if isinstance(named, FromTo):
            return list(here.whole[here.places[named.first] : here.places[named.last] + 1])
        found = {item.local: item for name in named for item in here.named.get(name, ())}
        return sorted(found.values(), key=lambda item: here.places[item.local])


def held(items: Sequence[CatalogueItem]) -> Held:
    whole = tuple(item for item in items if item.parent is None)
    named: dict[str, list[CatalogueItem]] = {}
    for item in whole:
        for name in dict.fromkeys((item.local, *item.groups)):
            named.setdefault(name, []).append(item)
    return Held(
        tuple(items),
        whole,
        {item.local: place for place, item in enumerate(whole)},
        {name: tuple(found) for name, found in named.items()},
    )


NOTHING_HELD = Held((), (), {}, {})


def prefix_of(local: str) -> str:
    """統20 → 統: what stands before the number."""
    return re.split(r"\d", local, maxsplit=1)[0]


def all_items(editions: Mapping[str, EditionItems]) -> Iterator[CatalogueItem]:
    """Every item of every edition, those taken over from another one with that edition's own certainty."""
    for content in editions.values():
        if content.same_as is None:
            yield from _written_out(content)
        elif base := editions.get(content.base or ""):
            yield from _taken_over(content, base)


def _taken_over(content: EditionItems, base: EditionItems) -> Iterator[CatalogueItem]:
    without = content.same_as.without if content.same_as else ()
    for item in _written_out(base):
        parent = item.parent.rpartition("/")[2] if item.parent else None
        if item.local not in without and parent not in without:
            yield replace(
                item, ref=f"{content.name}/{item.local}", edition=content.name,
                parent=f"{content.name}/{parent}" if parent else None,
                certainty=content.certainty or item.certainty,
            )  # fmt: skip


def _written_out(content: EditionItems) -> Iterator[CatalogueItem]:
    edition = content.name
    position = 0
    for group, way in _walk(content.groups, ()):
        for entry in group.items:
            for item in _items(entry, edition, way, position):
                yield item
                position += 1


def _walk(groups: tuple[Group, ...], way: tuple[str, ...]) -> Iterator[tuple[Group, tuple[str, ...]]]:
    for group in groups:
        here = (*way, group.key)
        yield group, here
        yield from _walk(group.groups, here)


def _items(
    entry: Item | ItemRange, edition: str, way: tuple[str, ...], position: int
) -> Iterator[CatalogueItem]:
    from app.standards.content.frameworks import Item

    if isinstance(entry, Item):
        item = CatalogueItem(
            ref=f"{edition}/{entry.ref}", edition=edition, local=entry.ref, groups=way, position=position,
            sources=entry.sources, certainty=entry.certainty, title=entry.title, about=entry.about,
            caution=entry.caution, level=entry.level, detail=entry,
        )  # fmt: skip
        yield item
        for index, point in enumerate(entry.points, start=1):
            yield _point(point, item, position + index)
        return
    for index, number in enumerate(range(entry.range.first, entry.range.last + 1)):
        local = f"{entry.range.prefix}{number}"
        yield CatalogueItem(
            ref=f"{edition}/{local}", edition=edition, local=local, groups=way, position=position + index,
            sources=entry.sources, certainty=entry.certainty, caution=entry.caution, level=entry.level,
        )  # fmt: skip


def _point(point: Point, item: CatalogueItem, position: int) -> CatalogueItem:
    return CatalogueItem(
        ref=f"{item.edition}/{point.ref}", edition=item.edition, local=point.ref, groups=item.groups,
        position=position, sources=point.sources or item.sources,
        certainty=point.certainty or item.certainty, title=point.title, about=point.about,
        caution=point.caution, level=item.level, parent=item.ref,
    )  # fmt: skip
