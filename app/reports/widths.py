"""How wide the columns of a table on paper are: by their shares, as far as what stands in them allows.

Where text has to be broken, a column takes no more than it can use: what it leaves goes to the others.
"""

from app.reports import pdf
from app.reports.lettering import clean
from app.reports.lines import Style
from app.reports.wrapping import words_in

# A word for which a column would have to grow by more than this is broken after all.
MOST_GROWN = 2.0
MOST_SCALED = 64.0
STEPS = 60


def widths(table: pdf.Table, room: float, style: Style, strong: Style, space: float) -> list[float]:
    """`space`: around the text of each cell, on both sides together."""
    shares = sum(column.share for column in table.columns)
    asked = [room * column.share / shares for column in table.columns]
    needs = [_needs(table, at, width, style, strong, space) for at, width in enumerate(asked)]
    least, whole = [low for low, _ in needs], [high for _, high in needs]
    if sum(whole) <= room:
        return _fitted(asked, whole, [room] * len(asked), room)
    return _fitted(asked, least, whole, room) if sum(least) <= room else asked


def _needs(
    table: pdf.Table, at: int, asked: float, style: Style, strong: Style, space: float
) -> tuple[float, float]:
    """For its head and its longest word; and for every line of it unbroken."""
    label = table.columns[at].label
    set_in = {
        (clean(line), strong if number in table.strong else style)
        for number, row in enumerate(table.rows)
        for line in row[at].splitlines()
    }
    words = {(word, used) for text, used in {*set_in, (label, strong)} for word in words_in(text)}
    head = min(_widest({(part, strong) for part in label.split()}) + space, asked)
    word = _widest(words) + space
    least = max(head, word) if word <= MOST_GROWN * asked else head
    return least, max(least, _widest(set_in) + space)


def _widest(texts: set[tuple[str, Style]]) -> float:
    return max((style.measure(text) for text, style in texts), default=0.0)


def _fitted(asked: list[float], least: list[float], most: list[float], room: float) -> list[float]:
    """Scaled alike as far as the bounds of each allow, so that together they fill the room."""

    def scaled(by: float) -> list[float]:
        return [min(max(width * by, low), high) for width, low, high in zip(asked, least, most, strict=True)]

    lower, upper = 0.0, MOST_SCALED
    for _ in range(STEPS):
        middle = (lower + upper) / 2
        lower, upper = (middle, upper) if sum(scaled(middle)) < room else (lower, middle)
    return scaled(lower)
