"""What became of every item from one edition to another, over the links that stand."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from app.standards.content.catalogue import Catalogue, CatalogueItem, prefix_of
from app.standards.content.vocabulary import Certainty
from app.standards.rules.links import Link, framework_of

Steps = Sequence[Mapping[str, Sequence[Link]]]


class Fate(StrEnum):
    """What became of an item."""

    SAME = "same"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    GONE = "gone"
    NEW = "new"
    UNKNOWN = "unknown"


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


def earlier(links: Iterable[Link], edition: str) -> list[str]:
    """Editions of the same framework from which crosswalks lead here, the nearest first."""
    return list(_reached([(after, before) for before, after in _leads(links)], edition))[1:]


def around(links: Iterable[Link], edition: str) -> tuple[list[str], list[str]]:
    """The older and the newer editions that a report compares this one with, each the nearest first."""
    leads = _leads(links)
    older, newer = _reached([(after, before) for before, after in leads], edition), _reached(leads, edition)
    return list(older)[1:], list(newer)[1:]


def way(links: Iterable[Link], before: str, after: str) -> list[tuple[str, str]]:
    """The shortest way over crosswalks; empty where none leads there."""
    return _reached(_leads(links), before).get(after, [])


def _reached(leads: Sequence[tuple[str, str]], start: str) -> dict[str, list[tuple[str, str]]]:
    """What can be reached from an edition, itself first, each by its shortest way."""
    ways: dict[str, list[tuple[str, str]]] = {start: []}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for one, other in leads:
            if one == here and other not in ways:
                ways[other] = [*ways[here], (one, other)]
                waiting.append(other)
    return ways


def _leads(links: Iterable[Link]) -> list[tuple[str, str]]:
    """Editions of one framework between which links are known."""
    pairs = {(one.before_edition, one.after_edition) for one in links if not one.is_alone}
    return sorted(
        pair for pair in pairs if pair[0] != pair[1] and framework_of(pair[0]) == framework_of(pair[1])
    )


def compare(catalogue: Catalogue, links: Sequence[Link], before: str, after: str) -> list[Change]:
    """Every item of the older edition in its order, then what is in the newer one only."""
    leads = way(links, before, after)
    steps = [_step(links, *one) for one in leads]
    said = _said_alone(links, before, after)
    olds, news = catalogue.items_of(before), catalogue.items_of(after)
    went = {item.ref: _went(item.ref, steps, said) for item in olds} if steps else {}
    sources: dict[str, set[str]] = defaultdict(set)
    for item in olds if steps else ():
        for target in went[item.ref].targets:
            sources[target].add(item.parent or item.ref)
    changes = [_fate_of(catalogue, item, went.get(item.ref), sources) for item in olds]
    held = {item.local for item in olds}
    prefixes = {prefix_of(item.local) for item in olds}
    came = _Came(links, leads)
    return changes + [
        _arrival(item, held, prefixes, said.get(item.ref) or came.of(item.ref))
        for item in news
        if item.ref not in sources
    ]


def _said_alone(links: Iterable[Link], before: str, after: str) -> dict[str, _Went]:
    """Items of which the institution says whether they stand alone between just these two editions."""
    return {
        link.before or link.after or "": _alone(link)
        for link in links
        if link.is_alone
        and link.decision is not None
        and link.stands
        and (link.before_edition, link.after_edition) == (before, after)
    }


def _went(ref: str, steps: Steps, said: Mapping[str, _Went]) -> _Went:
    """Over the crosswalks, unless the institution says that it is gone, or that what it became is new."""
    if ref in said:
        return said[ref]
    went = _follow(ref, steps)
    return replace(went, targets=tuple(target for target in went.targets if target not in said))


def _alone(link: Link) -> _Went:
    """What is held to be wrong leaves open what is right."""
    if link.is_rejected:
        return _Went((), Certainty.UNKNOWN)
    return _Went((), link.certainty, link.certainty != Certainty.UNKNOWN)


class _Came:
    """Whether somebody says that an item came with one of the editions on the way."""

    def __init__(self, links: Iterable[Link], leads: Sequence[tuple[str, str]]) -> None:
        self.leads = leads
        self.into: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            if link.after and not link.is_overruled:
                self.into[link.after].append(link)

    def of(self, ref: str, depth: int | None = None) -> _Went | None:
        """None where nobody says so."""
        step = len(self.leads) if depth is None else depth
        if not step:
            return None
        before = self.leads[step - 1][0]
        links = [link for link in self.into[ref] if link.before_edition == before]
        alone = next((link for link in links if link.before is None), None)
        if alone is not None:
            return _alone(alone)
        ways = [
            replace(went, certainty=max((link.certainty, went.certainty), key=_doubt))
            for link in links
            if link.stands and link.before and (went := self.of(link.before, step - 1))
        ]
        return max(ways, key=lambda went: _doubt(went.certainty), default=None)


def _step(links: Iterable[Link], before: str, after: str) -> Mapping[str, Sequence[Link]]:
    """Between two editions: what an item becomes, or that it goes nowhere."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.stands and link.before and (link.before_edition, link.after_edition) == (before, after):
            found[link.before].append(link)
    return found


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
        return _alone(link)
    went = _follow(link.after, rest)
    return replace(went, certainty=max((link.certainty, went.certainty), key=_doubt))


_DOUBT = {one.value: doubt for doubt, one in enumerate(Certainty)}


def _doubt(certainty: StrEnum) -> int:
    return _DOUBT[certainty.value]


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


def _arrival(item: CatalogueItem, held: set[str], prefixes: set[str], said: _Went | None) -> Change:
    """New as somebody says, or where the older edition is known to run without it; else nobody has said."""
    if said is not None:
        return Change(Fate.NEW if said.is_gone else Fate.UNKNOWN, None, (item,), said.certainty)
    is_new = item.local not in held and prefix_of(item.local) in prefixes
    return Change(Fate.NEW if is_new else Fate.UNKNOWN, None, (item,), item.certainty)
