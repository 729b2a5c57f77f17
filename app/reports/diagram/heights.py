"""How far down each item of a column stands: as near to its neighbours as the others leave it."""

from collections.abc import Sequence

SWEEPS = 4


def settle(wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Places in the given order, at least `apart[i]` after the one before, with the least squares of the distance.

    Neighbours that want to pass each other are pooled at their common mean, which is exact and linear.
    """
    offsets: list[float] = []
    reach = 0.0
    for distance in apart:
        reach += distance
        offsets.append(reach)
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for place, weight, offset in zip(wanted, weights, offsets, strict=True):
        mean, heavy, members = place - offset, weight, 1
        while pools and pools[-1][0] > mean:
            other, load, count = pools.pop()
            mean = (mean * heavy + other * load) / (heavy + load)
            heavy, members = heavy + load, members + count
        pools.append((mean, heavy, members))
    means = [mean for mean, _, members in pools for _ in range(members)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
