"""What the signs mean: an entry for each kind, state and sign that the drawing holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.reports.diagram.faces import MARK, SMALL
from app.reports.diagram.graph import Kind, State
from app.reports.diagram.layout import MARGIN, Layout
from app.reports.wrapping import cut, estimate

SIGN, APART = 32.0, 22.0


@dataclass(frozen=True, slots=True)
class Entry:
    sign: Kind | State | None  # None: leads back
    text: str
    x: float

    @property
    def text_x(self) -> float:
        return self.x + SIGN + (MARK + 2 if isinstance(self.sign, State) and self.sign != State.OK else 0)


def rows(layout: Layout, width: float) -> list[list[Entry]]:
    made: list[list[Entry]] = []
    x = width
    for sign, word in _signs(layout):
        text = cut(
            " ".join(word.split()), width - 2 * MARGIN - SIGN - MARK, lambda part: estimate(part, SMALL)
        )
        entry = Entry(sign, text, 0.0)
        size = entry.text_x + estimate(text, SMALL)
        if x + size > width - MARGIN:
            made.append([])
            x = MARGIN
        made[-1].append(Entry(sign, text, x))
        x += size + APART
    return made


def _signs(layout: Layout) -> Iterator[tuple[Kind | State | None, str]]:
    """A kind or state without a word has no entry; that all is right needs one only beside what is not."""
    captions = layout.captions
    kinds = {box.node.kind for box in layout.boxes}
    states = {box.node.state for box in layout.boxes} | {route.edge.state for route in layout.routes}
    yield from ((kind, captions.kinds[kind]) for kind in Kind if kind in kinds and kind in captions.kinds)
    if states - {State.OK}:
        yield from (
            (state, captions.states[state]) for state in State if state in states & set(captions.states)
        )
    if captions.back and (layout.back_edges or layout.self_loops):
        yield None, captions.back
