"""Walks along arrows from node to node. The arrows may run in circles: every walk here ends."""

from collections import deque
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

N = TypeVar("N", bound=Hashable)
Arrows = Mapping[N, Collection[N]]


def arrows_from(pairs: Iterable[tuple[N, N]]) -> dict[N, list[N]]:
    """From each node to those it leads to."""
    found: dict[N, list[N]] = {}
    for start, end in pairs:
        found.setdefault(start, []).append(end)
    return found


def distances(starts: Iterable[N], arrows: Arrows[N]) -> dict[N, int]:
    """How many arrows lead to each node by the shortest way; the starts are 0."""
    found = dict.fromkeys(starts, 0)
    waiting = deque(found)
    while waiting:
        node = waiting.popleft()
        for following in arrows.get(node, ()):
            if following not in found:
                found[following] = found[node] + 1
                waiting.append(following)
    return found


def ways(start: N, arrows: Arrows[N], most: int) -> tuple[dict[N, list[tuple[N, ...]]], set[N]]:
    """Up to `most` ways from the start to each node, the shortest first; and the nodes that have more.

    No way passes a node twice. A node is walked on from `most` times at most, so that many ways cost little.
    """
    found: dict[N, list[tuple[N, ...]]] = {}
    cut: set[N] = set()
    waiting: deque[tuple[N, ...]] = deque([(start,)])
    while waiting:
        way = waiting.popleft()
        node = way[-1]
        known = found.setdefault(node, [])
        if len(known) == most:
            cut.add(node)
            continue
        known.append(way)
        waiting.extend((*way, following) for following in arrows.get(node, ()) if following not in way)
    # Ways that were not walked on are missing behind such a node too.
    return found, set(distances(cut, arrows))


def circles(arrows: Arrows[N]) -> list[tuple[N, ...]]:
    """One circle of each knot of nodes that lead back to themselves, and each arrow to its own start."""
    loops = [(node,) for node, following in arrows.items() if node in following]
    return loops + [_circle(knot, arrows) for knot in _knots(arrows) if len(knot) > 1]


def _circle(knot: Collection[N], arrows: Arrows[N]) -> tuple[N, ...]:
    """The shortest way within the knot from its first node back to it."""
    members = set(knot)
    first = next(node for node in arrows if node in members)
    inside = {node: [n for n in arrows.get(node, ()) if n in members and n != node] for node in members}
    found, _ = ways(first, inside, 1)
    return next(
        way
        for way in sorted((known[0] for known in found.values()), key=len)
        if len(way) > 1 and first in inside[way[-1]]
    )


def _knots(arrows: Arrows[N]) -> list[list[N]]:
    """Nodes that all lead to each other (Tarjan's way, without recursion: chains may be deep)."""
    order: dict[N, int] = {}
    low: dict[N, int] = {}
    open_nodes: list[N] = []
    is_open: set[N] = set()
    knots: list[list[N]] = []
    for root in arrows:
        if root in order:
            continue
        path = [(root, iter(arrows.get(root, ())))]
        order[root] = low[root] = len(order)
        open_nodes.append(root)
        is_open.add(root)
        while path:
            node, following = path[-1]
            step = next(following, None)
            if step is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
                if low[node] == order[node]:
                    knots.append(_closed(node, open_nodes, is_open))
            elif step not in order:
                order[step] = low[step] = len(order)
                open_nodes.append(step)
                is_open.add(step)
                path.append((step, iter(arrows.get(step, ()))))
            elif step in is_open:
                low[node] = min(low[node], order[step])
    return knots


def _closed(node: N, open_nodes: list[N], is_open: set[N]) -> list[N]:
    knot: list[N] = []
    while not knot or knot[-1] != node:
        knot.append(open_nodes.pop())
        is_open.discard(knot[-1])
    return knot
