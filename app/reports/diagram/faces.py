"""What stands in and at each thing, wrapped and cut, and therefore how large it is."""

from dataclasses import dataclass
from functools import partial

from app.reports.diagram.graph import Captions, Edge, Node, State
from app.reports.wrapping import cut, estimate, wrap

WIDTH, PADDING, INDENT = 208.0, 8.0, 6.0
LABEL, SMALL = 13.0, 11.0
LABEL_LINE, SMALL_LINE, BADGE = 17.0, 15.0, 17.0
BADGE_GAP, BADGE_INSET, MARK = 4.0, 5.0, 13.0
EDGE_LABEL = 118.0


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    width: float
    state: State = State.OK


@dataclass(frozen=True, slots=True)
class Face:
    lines: tuple[str, ...]
    sublabel: str
    badges: tuple[Badge, ...]

    @property
    def height(self) -> float:
        text = LABEL_LINE * len(self.lines) + (SMALL_LINE if self.sublabel else 0)
        return text + (BADGE + BADGE_GAP if self.badges else 0) + 2 * PADDING


def face(node: Node, captions: Captions) -> Face:
    inner = WIDTH - 2 * PADDING - INDENT
    return Face(
        tuple(wrap(_one_line(node.label), inner, partial(estimate, size=LABEL), most=2)),
        cut(_one_line(node.sublabel), inner, partial(estimate, size=SMALL)),
        _badges(node, captions, inner),
    )


def _badges(node: Node, captions: Captions, inner: float) -> tuple[Badge, ...]:
    """The state's own word first; what does not fit into the row is counted."""
    wanted: list[Badge] = []
    word = captions.states.get(node.state, "")
    if node.state != State.OK:
        wanted.append(_badge(word, inner, node.state))
    wanted += [_badge(text, inner) for text in node.badges if text]
    shown: list[Badge] = []
    left = inner
    for number, badge in enumerate(wanted):
        rest = len(wanted) - number - 1
        counted = _badge(captions.more.format(n=rest + 1), inner)
        reserve = counted.width + BADGE_GAP if rest else 0.0
        if badge.width + reserve > left and shown:
            return (*shown, counted)
        shown.append(badge)
        left -= badge.width + BADGE_GAP
    return tuple(shown)


def _badge(text: str, inner: float, state: State = State.OK) -> Badge:
    mark = MARK if state != State.OK else 0.0
    text = cut(_one_line(text), inner - 60 - mark, partial(estimate, size=SMALL))
    return Badge(text, estimate(text, SMALL) + 2 * BADGE_INSET + mark, state)


def edge_label(edge: Edge, captions: Captions) -> str:
    """What stands at the line: its label, else the word of its state; a line that is all right may be silent."""
    word = "" if edge.state == State.OK else captions.states.get(edge.state, "")
    return cut(_one_line(edge.label) or word, EDGE_LABEL, partial(estimate, size=SMALL))


def label_width(edge: Edge, captions: Captions, *, is_back: bool) -> float:
    marks = (edge.state != State.OK) + is_back
    text = estimate(edge_label(edge, captions), SMALL)
    return text + MARK * marks + 14 if text or marks else 0.0


def _one_line(text: str) -> str:
    return " ".join(text.split())
