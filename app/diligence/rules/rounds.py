"""Why a round of assessments leaves somebody out, and who confirms its sending."""

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from uuid import UUID


class Why(StrEnum):
    """Why a subject that fits is left out."""

    IN_ROUND = "in_round"
    RUNNING = "running"
    FRESH = "fresh"
    NOBODY = "nobody"


def confirming(
    units: Collection[UUID], paths: Mapping[UUID, str], has_superior: Callable[[UUID], bool]
) -> dict[UUID, frozenset[UUID]]:
    """The unit whose superior confirms → the units for whose work they do: one for all where there is somebody
    above all of them, else as few as the tree of units allows."""
    if len(units) == 1:
        (only,) = units
        return {only: frozenset(units)}
    ways = {unit: [UUID(part) for part in paths[unit].split("/") if part] for unit in units}
    depth = _shared(list(ways.values()))
    common = next(iter(ways.values()))[depth - 1] if depth else None
    if common is not None and has_superior(common):
        return {common: frozenset(units)}
    branches: dict[UUID, set[UUID]] = {}
    for unit, way in ways.items():
        branches.setdefault(way[depth] if len(way) > depth else unit, set()).add(unit)
    found: dict[UUID, frozenset[UUID]] = {}
    for branch in branches.values():
        found.update(confirming(branch, paths, has_superior))
    return found


def _shared(ways: list[list[UUID]]) -> int:
    """How far from the top all ways are the same."""
    depth = 0
    while all(len(way) > depth for way in ways) and len({way[depth] for way in ways}) == 1:
        depth += 1
    return depth
