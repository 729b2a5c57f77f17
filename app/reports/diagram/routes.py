"""The ways of lines: curves between the columns, straight past them, so that no line runs under a box."""

from collections.abc import Sequence

from app.reports.diagram.faces import WIDTH

LOOP = 15.0  # what each edge of a node to itself takes above it
LOOP_LEFT, LOOP_RIGHT, LOOP_SHIFT = 44.0, 16.0, 16
TURN = 14.0

Step = tuple[
    float, ...
]  # (x, y) a straight line to there, (x1, y1, x2, y2, x, y) a curve; the first is the start


def route(lefts: Sequence[float], reserves: Sequence[float], ys: Sequence[float]) -> tuple[Step, ...]:
    """Through the columns one after the other; before each, the space for labels is crossed straight."""
    steps: list[Step] = [(lefts[0] + WIDTH, ys[0])]
    for number in range(1, len(ys)):
        begin, end = lefts[number - 1] + WIDTH, lefts[number] - reserves[number] - 8
        middle = (begin + end) / 2
        steps.append((middle, ys[number - 1], middle, ys[number], end, ys[number]))
        is_last = number == len(ys) - 1
        steps.append((lefts[number] + (0 if is_last else WIDTH), ys[number]))
    return tuple(steps)


def lane_route(
    lefts: Sequence[float], reserves: Sequence[float], column: tuple[int, int], ys: tuple[float, float, float]
) -> tuple[Step, ...]:
    """Down beside its column, along below everything, and up again."""
    start, lane, end = ys
    down = lefts[column[0]] + WIDTH + TURN
    up = lefts[column[1]] - reserves[column[1]] - TURN
    right = lefts[column[1]]
    return ((down - TURN, start), (down, start), (down, lane), (up, lane), (up, end), (right, end))


def loop_route(left: float, top: float, number: int) -> tuple[Step, ...]:
    """Out of the top of a node and back into it, each outside the one before."""
    begin, end = left + WIDTH - LOOP_LEFT - min(4 * number, LOOP_SHIFT), left + WIDTH - LOOP_RIGHT
    peak = top - LOOP * (number + 1)
    return ((begin, top), (begin, peak, end, peak, end, top))
