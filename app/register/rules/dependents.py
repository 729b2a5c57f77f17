"""The chain read upwards: which engagements rest on some services, at which level, by which ways."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.register.rules import graphs
from app.register.rules.chain import Case, Link, arrows_of

MOST_WAYS = 5


@dataclass(frozen=True, slots=True)
class Dependent:
    """`level` is where the organisation stands in the chain of the engagement; 1 is the direct vendor."""

    case: Case
    level: int
    ways: tuple[tuple[UUID, ...], ...]
    has_more_ways: bool = False


def above(targets: Iterable[UUID], links: Sequence[Link]) -> list[Link]:
    """The edges from which a target can be reached; edges of the past may lie elsewhere."""
    upwards = graphs.arrows_from((link.base_service_id, link.service_id) for link in links)
    reached = graphs.distances(targets, upwards)
    return [link for link in links if link.base_service_id in reached]


def of(
    cases: Sequence[Case],
    links: Sequence[Link],
    targets: Collection[UUID],
    members: Collection[UUID],
    unused: Mapping[UUID, Collection[UUID]],
) -> list[Dependent]:
    """Those that really rest on it: an engagement whose only way is an edge that it does not use does not."""
    known: dict[UUID, Dependent | None] = {}
    arrows = arrows_of(links)
    found = []
    for case in cases:
        left_out = unused.get(case.id)
        if left_out:
            own = arrows_of(link for link in links if link.id not in left_out)
            dependent = _one(case, own, targets)
        else:
            if case.service_id not in known:
                known[case.service_id] = _one(case, arrows, targets)
            same = known[case.service_id]
            dependent = same and Dependent(case, same.level, same.ways, same.has_more_ways)
        if dependent is None and case.vendor_id in members:
            dependent = Dependent(case, 1, ())
        if dependent is not None:
            found.append(dependent)
    return sorted(found, key=lambda dependent: (dependent.level, dependent.case.number))


def _one(case: Case, arrows: graphs.Arrows[UUID], targets: Collection[UUID]) -> Dependent | None:
    ways, cut = graphs.ways(case.service_id, arrows, MOST_WAYS)
    mine = sorted((way for node in targets for way in ways.get(node, ())), key=len)
    # A way that goes through one target to another is told by its first part.
    mine = [way for way in mine if not any(node in targets for node in way[:-1])]
    if not mine:
        return None
    has_more = len(mine) > MOST_WAYS or any(node in cut for node in targets)
    return Dependent(case, len(mine[0]), tuple(mine[:MOST_WAYS]), has_more)
