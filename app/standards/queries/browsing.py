"""An edition as a tree of groups, narrowed by what the reader asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from app.core.text import fold
from app.standards.content.catalogue import Catalogue, CatalogueItem
from app.standards.content.vocabulary import Certainty

if TYPE_CHECKING:
    from app.standards.content.frameworks import EditionItems, Group

WITH, WITHOUT = "with", "without"


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    level: str = ""
    certainty: str = ""
    questions: str = ""
    touch: str = ""

    @property
    def is_narrowed(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Run:
    """Items that stand in a row by number only, with one source for all of them; or one item alone."""

    items: tuple[CatalogueItem, ...]

    @property
    def first(self) -> CatalogueItem:
        return self.items[0]

    @property
    def is_numbers_only(self) -> bool:
        return self.first.title is None and self.first.parent is None


@dataclass(frozen=True)
class Branch:
    """A group with what stands directly in it; `count` is of items, with those of the groups below it."""

    group: Group
    depth: int
    runs: tuple[Run, ...]
    count: int


def branches(
    catalogue: Catalogue, edition: str, wanted: Wanted, asked: Collection[str], text_of: Any,
    *, only: Collection[str] | None = None,
) -> list[Branch]:  # fmt: skip
    """`asked`: references that a question touches; `only`: those that what is asked for touches. A group without a
    hit is left out once something is asked for."""
    by_group: Mapping[tuple[str, ...], list[CatalogueItem]] = defaultdict(list)
    for item in catalogue.items_of(edition):
        if (only is None or item.ref in only) and is_wanted(item, wanted, asked, text_of):
            by_group[item.groups].append(item)
    found = []
    for group, way in walk(written(catalogue, edition).groups):
        count = sum(len(items) for key, items in by_group.items() if key[: len(way)] == way)
        if count or not wanted.is_narrowed:
            found.append(Branch(group, len(way), tuple(_runs(by_group.get(way, ()))), count))
    return found


def written(catalogue: Catalogue, edition: str) -> EditionItems:
    """The file that writes the groups out: that of another edition, where this one is derived from it."""
    content = catalogue.editions[edition]
    return catalogue.editions[content.base] if content.base else content


def walk(groups: Sequence[Group], above: tuple[str, ...] = ()) -> Iterator[tuple[Group, tuple[str, ...]]]:
    for group in groups:
        yield group, (*above, group.key)
        yield from walk(group.groups, (*above, group.key))


def is_wanted(item: CatalogueItem, wanted: Wanted, asked: Collection[str], text_of: Any) -> bool:
    if wanted.level and item.level != wanted.level:
        return False
    if wanted.certainty and item.certainty != wanted.certainty:
        return False
    if wanted.questions and (item.ref in asked) != (wanted.questions == WITH):
        return False
    if not wanted.text:
        return True
    said = " ".join((item.local, *(text_of(text) for text in (item.title, item.about) if text is not None)))
    return all(fold(word) in fold(said) for word in wanted.text.split())


def _runs(items: Sequence[CatalogueItem]) -> Iterator[Run]:
    for is_bare, found in groupby(items, key=_likeness):
        listed = tuple(found)
        if is_bare is None:
            yield from (Run((item,)) for item in listed)
        else:
            yield Run(listed)


def _likeness(item: CatalogueItem) -> Any:
    """None for what is told by itself."""
    if item.title is not None or item.parent is not None:
        return None
    return item.sources, item.certainty, item.caution, item.level


def certainties(items: Sequence[CatalogueItem]) -> list[Certainty]:
    """Those that occur, the surest first."""
    return [one for one in Certainty if any(item.certainty == one for item in items)]
