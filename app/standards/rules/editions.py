"""Which item became which: the delivered crosswalks with the institution's decisions over them, and what
became of every item from one edition to another."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.standards.content.catalogue import Catalogue, CatalogueItem, prefix_of
from app.standards.content.vocabulary import Certainty

if TYPE_CHECKING:
    from app.standards.content.frameworks import Crosswalk, Pair
    from app.standards.models import ItemLink

Steps = Sequence[Mapping[str, Sequence["Link"]]]


class Fate(StrEnum):
    """What became of an item."""

    SAME = "same"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    GONE = "gone"
    NEW = "new"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """What the institution says of a pair."""

    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    UNKNOWN = "unknown"
    REJECTED = "rejected"


def verdict_of(decision: ItemLink) -> Verdict:
    return Verdict.REJECTED if decision.is_rejected else Verdict(decision.certainty.value)


@dataclass(frozen=True)
class Link:
    """Two items by their whole references; `after` is None where an item is said to go nowhere."""

    before: str
    after: str | None
    certainty: StrEnum
    crosswalk: Crosswalk | None = None
    pair: Pair | None = None
    decision: ItemLink | None = None

    @property
    def is_rejected(self) -> bool:
        return self.decision is not None and self.decision.is_rejected

    @property
    def is_ours_alone(self) -> bool:
        """No file says so, the institution does."""
        return self.decision is not None and self.pair is None

    def other(self, ref: str) -> str | None:
        return self.before if self.after == ref else self.after


def delivered(catalogue: Catalogue) -> Iterator[Link]:
    """The pairs of all crosswalks; an edition derived from another one shares its numbers."""
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
    """What is delivered with our word on it, then the pairs that are ours alone."""
    ours = {
        (f"{one.from_edition}/{one.from_ref}", f"{one.to_edition}/{one.to_ref}"): one for one in decisions
    }
    found = []
    for link in delivered(catalogue):
        decision = ours.pop((link.before, link.after or ""), None)
        found.append(replace(link, decision=decision, certainty=decision.certainty) if decision else link)
    return found + [
        Link(before, after, decision.certainty, decision=decision)
        for (before, after), decision in ours.items()
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
        if one.after and not one.is_rejected and _framework(one.before) == _framework(one.after)
    ]
    found: list[str] = []
    for ends in ([(one.before, one.after) for one in listed], [(one.after, one.before) for one in listed]):
        waiting, seen = deque([ref]), {ref}
        while waiting:
            here = waiting.popleft()
            for start, end in ends:
                if start == here and end is not None and end not in seen:
                    seen.add(end)
                    waiting.append(end)
                    found.append(end)
    return found


# --- from one edition to another ---------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    fate: Fate
    before: CatalogueItem | None
    after: tuple[CatalogueItem, ...]
    certainty: StrEnum


@dataclass(frozen=True)
class _Went:
    targets: tuple[str, ...]
    certainty: StrEnum
    is_gone: bool = False


def earlier(catalogue: Catalogue, links: Iterable[Link], edition: str) -> list[str]:
    """Editions of the same framework from which crosswalks lead here, the nearest first."""
    leads = _leads(links)
    found: list[str] = []
    waiting = deque([edition])
    while waiting:
        here = waiting.popleft()
        for before, after in leads:
            if after == here and before not in found and before != edition:
                found.append(before)
                waiting.append(before)
    return found


def _leads(links: Iterable[Link]) -> list[tuple[str, str]]:
    """Editions of one framework between which links are known."""
    pairs = {(_edition(one.before), _edition(one.after)) for one in links if one.after}
    return sorted(pair for pair in pairs if pair[0] != pair[1] and _framework(pair[0]) == _framework(pair[1]))


def _edition(ref: str) -> str:
    return ref.rpartition("/")[0]


def _framework(edition: str) -> str:
    return edition.partition("/")[0]


def way(links: Iterable[Link], before: str, after: str) -> list[tuple[str, str]]:
    """The shortest way over crosswalks; empty where none leads there."""
    leads = _leads(links)
    ways: dict[str, list[tuple[str, str]]] = {before: []}
    waiting = deque([before])
    while waiting:
        here = waiting.popleft()
        for one, other in leads:
            if one == here and other not in ways:
                ways[other] = [*ways[here], (one, other)]
                waiting.append(other)
    return ways.get(after, [])


def compare(catalogue: Catalogue, links: Sequence[Link], before: str, after: str) -> list[Change]:
    """Every item of the older edition in its order, then what is in the newer one only."""
    steps = [_step(links, *one) for one in way(links, before, after)]
    olds, news = catalogue.items_of(before), catalogue.items_of(after)
    went = {item.ref: _follow(item.ref, steps) for item in olds} if steps else {}
    sources: dict[str, set[str]] = defaultdict(set)
    for item in olds if steps else ():
        for target in went[item.ref].targets:
            sources[target].add(item.parent or item.ref)
    changes = [_fate_of(catalogue, item, went.get(item.ref), sources) for item in olds]
    held = {item.local for item in olds}
    prefixes = {prefix_of(item.local) for item in olds}
    return changes + [_arrival(item, held, prefixes) for item in news if item.ref not in sources]


def _step(links: Iterable[Link], before: str, after: str) -> Mapping[str, Sequence[Link]]:
    """Between two editions: what an item becomes, or that it goes nowhere."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        ends_here = _edition(link.after) == after if link.after else _leads_to(link, after)
        if not link.is_rejected and _edition(link.before) == before and ends_here:
            found[link.before].append(link)
    return found


def _leads_to(link: Link, after: str) -> bool:
    return link.crosswalk is not None and link.crosswalk.after == after


def _follow(ref: str, steps: Steps) -> _Went:
    if not steps:
        return _Went((ref,), Certainty.CONFIRMED)
    links = steps[0].get(ref, ())
    if not links:
        return _Went((), Certainty.UNKNOWN)
    ways = [_over(link, steps[1:]) for link in links]
    targets = tuple(dict.fromkeys(target for one in ways for target in one.targets))
    certainty = max((one.certainty for one in ways), key=_doubt)
    return _Went(targets, certainty, not targets and all(one.is_gone for one in ways))


def _over(link: Link, rest: Steps) -> _Went:
    if link.after is None:
        return _Went((), link.certainty, link.certainty != Certainty.UNKNOWN)
    went = _follow(link.after, rest)
    return replace(went, certainty=max((link.certainty, went.certainty), key=_doubt))


def _doubt(certainty: StrEnum) -> int:
    return [one.value for one in Certainty].index(certainty.value)


def _fate_of(
    catalogue: Catalogue, item: CatalogueItem, went: _Went | None, sources: Mapping[str, Any]
) -> Change:
    if went is None or not went.targets:
        is_gone = went is not None and went.is_gone
        certainty = went.certainty if went else Certainty.UNKNOWN
        return Change(Fate.GONE if is_gone else Fate.UNKNOWN, item, (), certainty)
    after = tuple(catalogue.items[target] for target in went.targets if target in catalogue.items)
    return Change(_kind(item, went.targets, sources), item, after, went.certainty)


def _kind(item: CatalogueItem, targets: Sequence[str], sources: Mapping[str, Any]) -> Fate:
    if len(targets) > 1:
        return Fate.SPLIT
    if len(sources[targets[0]]) > 1:
        return Fate.MERGED
    return Fate.SAME if targets[0].rpartition("/")[2] == item.local else Fate.RENUMBERED


def _arrival(item: CatalogueItem, held: set[str], prefixes: set[str]) -> Change:
    """New, where the older edition is known to run without it; else nobody has said where it comes from."""
    is_new = item.local not in held and prefix_of(item.local) in prefixes
    return Change(Fate.NEW if is_new else Fate.UNKNOWN, None, (item,), item.certainty)
