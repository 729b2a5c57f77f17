"""Which item became which: the delivered crosswalks with the institution's decisions over them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from app.standards.content.catalogue import Catalogue, CatalogueItem

if TYPE_CHECKING:
    from app.standards.content.frameworks import Crosswalk, Pair
    from app.standards.models import ItemLink


class Verdict(StrEnum):
    """What the institution says of a pair, or of an item that stands alone."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    UNKNOWN = "unknown"
    REJECTED = "rejected"


def verdict_of(decision: ItemLink) -> Verdict:
    return Verdict.REJECTED if decision.is_rejected else Verdict(decision.certainty.value)


@dataclass(frozen=True)
class Link:
    """Two items by their whole references, or one that stands alone between two editions.

    `after` is None where an item is said to go nowhere, `before` where it is said to come from nowhere.
    `is_overruled`: the institution says that one of its items stands alone.
    """

    before: str | None
    after: str | None
    certainty: StrEnum
    crosswalk: Crosswalk | None = None
    pair: Pair | None = None
    decision: ItemLink | None = None
    is_overruled: bool = False

    @cached_property
    def before_edition(self) -> str:
        return edition_of(self.before) if self.before else self.decision.from_edition if self.decision else ""

    @cached_property
    def after_edition(self) -> str:
        if self.after:
            return edition_of(self.after)
        if self.crosswalk:
            return self.crosswalk.after
        return self.decision.to_edition if self.decision else ""

    @property
    def is_alone(self) -> bool:
        return self.before is None or self.after is None

    @property
    def is_rejected(self) -> bool:
        return self.decision is not None and self.decision.is_rejected

    @property
    def stands(self) -> bool:
        return not (self.is_rejected or self.is_overruled)

    @property
    def is_ours_alone(self) -> bool:
        """No file says so, the institution does."""
        return self.decision is not None and self.pair is None


class Ends(NamedTuple):
    """What a decision speaks of, and which of all decisions it is; no number where an item stands alone."""

    from_edition: str
    from_ref: str
    to_edition: str
    to_ref: str

    @property
    def is_alone(self) -> bool:
        return not (self.from_ref and self.to_ref)

    def __str__(self) -> str:
        return f"{self.from_edition}/{self.from_ref} {self.to_edition}/{self.to_ref}"


def ends_of(before: CatalogueItem, after: CatalogueItem) -> Ends:
    return Ends(before.edition, before.local, after.edition, after.local)


def ends_alone(item: CatalogueItem, edition: str, *, is_newer: bool) -> Ends:
    """Gone in a newer edition, or new since an older one."""
    if is_newer:
        return Ends(item.edition, item.local, edition, "")
    return Ends(edition, "", item.edition, item.local)


def ends_in(decision: ItemLink) -> Ends:
    return Ends(decision.from_edition, decision.from_ref, decision.to_edition, decision.to_ref)


def against(ends: Ends, decisions: Iterable[ItemLink]) -> ItemLink | None:
    """Our own word that an item stands alone where it is to have a counterpart, or the other way round."""
    for one in decisions:
        other = ends_in(one)
        is_between = (other.from_edition, other.to_edition) == (ends.from_edition, ends.to_edition)
        shares = other.from_ref == ends.from_ref != "" or other.to_ref == ends.to_ref != ""
        if is_between and shares and other.is_alone != ends.is_alone and not one.is_rejected:
            return one
    return None


def delivered(catalogue: Catalogue) -> Sequence[Link]:
    """The pairs of all crosswalks; an edition derived from another one shares its numbers."""
    if "links" not in catalogue.kept:
        catalogue.kept["links"] = tuple(_delivered(catalogue))
    found: Sequence[Link] = catalogue.kept["links"]
    return found


def _delivered(catalogue: Catalogue) -> Iterator[Link]:
    for crosswalk in catalogue.crosswalks.values():
        for pair in crosswalk.pairs:
            for local in pair.after or (None,):
                after = f"{crosswalk.after}/{local}" if local else None
                yield Link(f"{crosswalk.before}/{pair.before}", after, pair.certainty, crosswalk, pair)
    for content in catalogue.editions.values():
        if content.base:
            older, newer = sorted((content.name, content.base), key=lambda name: _age(catalogue, name))
            for item in catalogue.items_of(content.name):
                yield Link(f"{older}/{item.local}", f"{newer}/{item.local}", item.certainty)


def _age(catalogue: Catalogue, name: str) -> int:
    """A framework lists its editions from the oldest to the newest."""
    framework, _, key = name.partition("/")
    return [edition.key for edition in catalogue.frameworks[framework].editions].index(key)


def standing(catalogue: Catalogue, decisions: Iterable[ItemLink]) -> list[Link]:
    """What is delivered with our word on it, then what is ours alone."""
    ours = {ends_in(one): one for one in decisions}
    if not ours:
        return list(delivered(catalogue))
    alone = {ends for ends, one in ours.items() if ends.is_alone and not one.is_rejected}
    found = []
    for link in delivered(catalogue):
        decision = ours.pop(_ends(link), None)
        if decision is not None:
            found.append(replace(link, decision=decision, certainty=decision.certainty))
        else:
            found.append(replace(link, is_overruled=True) if _is_overruled(link, alone) else link)
    return found + [_ours_alone(one) for one in ours.values()]


def _ends(link: Link) -> Ends:
    return Ends(link.before_edition, _local(link.before), link.after_edition, _local(link.after))


def _is_overruled(link: Link, alone: Set[Ends]) -> bool:
    if link.is_alone or not alone:
        return False
    ends = _ends(link)
    return not alone.isdisjoint({ends._replace(from_ref=""), ends._replace(to_ref="")})


def _ours_alone(one: ItemLink) -> Link:
    before = f"{one.from_edition}/{one.from_ref}" if one.from_ref else None
    after = f"{one.to_edition}/{one.to_ref}" if one.to_ref else None
    return Link(before, after, one.certainty, decision=one)


def about(links: Iterable[Link], ends: Ends) -> list[Link]:
    """What is delivered on an item between two editions: its counterparts, or that it has none."""
    return [
        link
        for link in links
        if (link.before_edition, link.after_edition) == (ends.from_edition, ends.to_edition)
        and (_local(link.before) == ends.from_ref if ends.from_ref else _local(link.after) == ends.to_ref)
    ]


def links_of(links: Iterable[Link], ref: str) -> tuple[list[Link], list[Link]]:
    """Where an item comes from or what stands for it, and where it goes."""
    listed = list(links)
    return [one for one in listed if one.after == ref], [one for one in listed if one.before == ref]


def counterparts(links: Iterable[Link], ref: str) -> list[str]:
    """What the item was in older editions of its framework and what it is in newer ones, the nearest first.

    Going back and forth would end at items that only share an ancestor, so each way is followed by itself.
    """
    listed = [
        one
        for one in links
        if one.stands
        and not one.is_alone
        and framework_of(one.before_edition) == framework_of(one.after_edition)
    ]
    found: list[str] = []
    for ends in ([(one.before, one.after) for one in listed], [(one.after, one.before) for one in listed]):
        waiting, seen = deque([ref]), {ref}
        while waiting:
            here = waiting.popleft()
            for start, end in ends:
                if start == here and end and end not in seen:
                    seen.add(end)
                    waiting.append(end)
                    found.append(end)
    return found


def over(links: Iterable[Link], refs: Iterable[str]) -> set[str]:
    """Items that have one of `refs` among their counterparts, without these themselves."""
    given = set(refs)
    pairs = [
        (one.before, one.after)
        for one in links
        if one.stands
        and one.before
        and one.after
        and framework_of(one.before_edition) == framework_of(one.after_edition)
    ]
    return (_led(given, pairs) | _led(given, [(after, before) for before, after in pairs])) - given


def _led(starts: Set[str], pairs: Iterable[tuple[str, str]]) -> set[str]:
    leads: dict[str, list[str]] = defaultdict(list)
    for start, end in pairs:
        leads[start].append(end)
    seen, waiting = set(starts), deque(starts)
    while waiting:
        for end in leads.get(waiting.popleft(), ()):
            if end not in seen:
                seen.add(end)
                waiting.append(end)
    return seen


def across(links: Iterable[Link], ref: str) -> list[tuple[str, StrEnum]]:
    """What stands for it in other frameworks, with the certainty of the link; one step, as likeness wears off."""
    found = []
    for link in links:
        ends = (link.before, link.after)
        if ref in ends and link.stands and not link.is_alone:
            other = link.after if link.before == ref else link.before
            if other and framework_of(other) != framework_of(ref):
                found.append((other, link.certainty))
    return found


def edition_of(ref: str) -> str:
    return ref.rpartition("/")[0]


def _local(ref: str | None) -> str:
    return ref.rpartition("/")[2] if ref else ""


def framework_of(edition: str) -> str:
    return edition.partition("/")[0]
