"""The order in each column that lets few lines cross: barycentres, swept to and fro, the best kept."""

from bisect import bisect_right, insort

Columns = list[list[int]]
Links = list[list[int]]
SWEEPS = 6
LARGE = 1500  # items beyond which fewer sweeps must do


def order(columns: Columns, before: Links, after: Links) -> Columns:
    """Columns reordered; `before` and `after` name each item's neighbours in the columns beside it."""
    size = sum(map(len, columns))
    best, fewest = columns, crossings(columns, after)
    current = columns
    for sweep in range(SWEEPS if size <= LARGE else 2):
        if not fewest:
            break
        current = _swept(current, before if sweep % 2 == 0 else after, is_forward=sweep % 2 == 0)
        count = crossings(current, after)
        if count < fewest:
            best, fewest = current, count
    return best


def _swept(columns: Columns, links: Links, *, is_forward: bool) -> Columns:
    columns = [list(column) for column in columns]
    place = _places(columns)
    for number in range(len(columns)) if is_forward else reversed(range(len(columns))):
        column = columns[number]
        wanted = {
            item: sum(place[other] for other in links[item]) / len(links[item])
            if links[item]
            else place[item]
            for item in column
        }
        column.sort(key=lambda item: (wanted[item], place[item]))
        for at, item in enumerate(column):
            place[item] = at
    return columns


def _places(columns: Columns) -> dict[int, int]:
    return {item: at for column in columns for at, item in enumerate(column)}


def crossings(columns: Columns, after: Links) -> int:
    place = _places(columns)
    total = 0
    for column in columns:
        seen: list[int] = []
        for item in column:
            ends = sorted(place[other] for other in after[item])
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total
