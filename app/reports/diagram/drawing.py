"""The layout as a ReportLab drawing: the same for the page and for the paper. Imported on use only."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from reportlab.graphics.shapes import Circle, Drawing, Line, Path, Polygon, Rect, String
from reportlab.lib.colors import HexColor

from app.reports.diagram import faces
from app.reports.diagram.graph import Edge, Kind, State
from app.reports.diagram.layout import HEADING, MARGIN, Box, Layout, Route
from app.reports.diagram.legend import rows
from app.reports.diagram.routes import LOOP, Step
from app.reports.lettering import BOLD, REGULAR, clean
from app.reports.palette import (
    ATTENTION,
    ATTENTION_TINT,
    BLUE,
    DANGER,
    DANGER_TINT,
    EDGE,
    INK,
    LINE,
    PAPER,
    SOFT,
    SURFACE,
)
from app.reports.shapes import Marked, halo
from app.reports.wrapping import cut, estimate

# Colour, width and dashes of what is in a state: no two are alike without the colour.
LINES: dict[State, tuple[str, float, list[float] | None]] = {
    State.OK: (EDGE, 1.2, None),
    State.ATTENTION: (ATTENTION, 1.8, [7, 3]),
    State.MISSING: (DANGER, 2.0, [2, 3]),
    State.ENDED: (EDGE, 1.0, [10, 3, 2, 3]),
}
FILLS = {
    State.OK: PAPER,
    State.ATTENTION: ATTENTION_TINT,
    State.MISSING: DANGER_TINT,
    State.ENDED: SURFACE,
}
LEGEND_ROW, LEGEND_LEAST = 22.0, 420.0
ARROW, CORNER, BAR = 7.0, 9.0, 5.0


@cache
def _colour(value: str) -> Any:
    return HexColor(value)


def draw(layout: Layout) -> Any:
    """A Drawing with a headline for each column, boxes with their lines, and a legend of what occurs in it."""
    width = max(layout.width, LEGEND_LEAST)
    legend = rows(layout, width)
    canvas = _Canvas(layout.height + LEGEND_ROW * len(legend) + (MARGIN if legend else 0))
    drawing = Drawing(width, canvas.height)
    for shape in _content(layout, canvas):
        drawing.add(shape)
    for number, row in enumerate(legend):
        for entry in row:
            drawing.add(canvas.legend(entry, layout.height + LEGEND_ROW * (number + 0.5)))
    return drawing


def _content(layout: Layout, canvas: "_Canvas") -> Iterator[Any]:
    """In reading order: a column's headline, then each box followed by the lines that leave it."""
    names = {box.node.id: box.node.label for box in layout.boxes}
    leaving: dict[str, list[Route]] = {}
    for way in layout.routes:
        leaving.setdefault(way.edge.source, []).append(way)
    headed = -1
    for box in layout.boxes:
        if box.level != headed and box.level < len(layout.captions.levels):
            yield canvas.heading(layout.captions.levels[box.level], box.x)
        headed = box.level
        yield canvas.node(box, layout)
        for way in leaving.get(box.node.id, ()):
            yield canvas.edge(way, layout, names)


class _Canvas:
    """Turns y, which runs downwards in a layout, into ReportLab's."""

    def __init__(self, height: float) -> None:
        self.height = height

    def text(self, x: float, y: float, text: str, size: float, colour: str, **more: Any) -> Any:
        is_bold = more.pop("is_bold", False)
        return String(
            x, self.height - y, clean(text),
            fontName=BOLD if is_bold else REGULAR, fontSize=size, fillColor=_colour(colour), **more,
        )  # fmt: skip

    def path(self, steps: tuple[Step, ...], **style: Any) -> Any:
        path = Path(fillColor=None, **style)
        for number, step in enumerate(steps):
            flipped = [part if at % 2 == 0 else self.height - part for at, part in enumerate(step)]
            (path.moveTo if not number else path.lineTo if len(step) == 2 else path.curveTo)(*flipped)
        return path

    def polygon(self, points: list[tuple[float, float]], **style: Any) -> Any:
        return Polygon([part for x, y in points for part in (x, self.height - y)], **style)

    def rect(self, x: float, y: float, width: float, height: float, radius: float = 0.0, **style: Any) -> Any:
        return Rect(x, self.height - y - height, width, height, radius, radius, **style)

    def heading(self, text: str, x: float) -> Any:
        words = cut(clean(text), faces.WIDTH, lambda part: estimate(part, faces.SMALL))
        y = MARGIN + HEADING - 12
        rule = Line(
            x, self.height - y, x + faces.WIDTH, self.height - y, strokeColor=_colour(LINE), strokeWidth=1
        )
        return Marked(rule, self.text(x, y - 6, words, faces.SMALL, SOFT, is_bold=True), mark="diagram-level")

    # --- nodes -----------------------------------------------------------------------------

    def node(self, box: Box, layout: Layout) -> Any:
        node, captions = box.node, layout.captions
        said = [node.label, node.sublabel, captions.kinds.get(node.kind, "")]
        said += [captions.states.get(node.state, ""), *node.badges]
        group = Marked(
            halo(self.rect(box.x - 4, box.y - 4, faces.WIDTH + 8, box.height + 8, 6)),
            mark=f"diagram-node is-{node.kind} is-{node.state}", url=node.url, said=_sentence(said),
        )  # fmt: skip
        for shape in (
            *self.frame(node.kind, node.state, box.x, box.y, faces.WIDTH, box.height),
            *self._face(box),
        ):
            group.add(shape)
        return group

    def frame(self, kind: Kind, state: State, x: float, y: float, width: float, height: float) -> list[Any]:
        """The outline tells the kind: filled, with a bar, rounded, with cut corners."""
        colour, weight, dashes = LINES[state]
        fill = BLUE if kind == Kind.OWN else FILLS[state]
        style = {"strokeWidth": weight, "strokeDashArray": dashes, "fillColor": _colour(fill)}
        style["strokeColor"] = _colour(BLUE if kind == Kind.OWN and state == State.OK else colour)
        corner = min(CORNER, height / 3)
        if kind == Kind.ORGANISATION:
            right, low = x + width, y + height
            points = [(x + corner, y), (right - corner, y), (right, y + corner), (right, low - corner)]
            points += [(right - corner, low), (x + corner, low), (x, low - corner), (x, y + corner)]
            return [self.polygon(points, **style)]
        shapes = [self.rect(x, y, width, height, corner if kind == Kind.SERVICE else 0.0, **style)]
        if kind == Kind.VENDOR:
            shapes.append(self.rect(x, y, BAR, height, fillColor=_colour(colour), strokeColor=None))
        return shapes

    def _face(self, box: Box) -> Iterator[Any]:
        x = box.x + faces.PADDING + faces.INDENT
        y = box.y + (box.height - box.face.height) / 2 + faces.PADDING
        ink, soft = (PAPER, PAPER) if box.node.kind == Kind.OWN else (INK, SOFT)
        if box.node.state == State.ENDED and box.node.kind != Kind.OWN:
            ink = SOFT
        for line in box.face.lines:
            yield self.text(x, y + 13, line, faces.LABEL, ink, is_bold=True)
            y += faces.LABEL_LINE
        if box.face.sublabel:
            yield self.text(x, y + 11, box.face.sublabel, faces.SMALL, soft)
            y += faces.SMALL_LINE
        for badge in box.face.badges:
            yield from self._badge(badge, x, y + faces.BADGE_GAP)
            x += badge.width + faces.BADGE_GAP

    def _badge(self, badge: faces.Badge, x: float, y: float) -> Iterator[Any]:
        colour = INK if badge.state == State.OK else LINES[badge.state][0]
        style = {"fillColor": _colour(PAPER), "strokeColor": _colour(colour), "strokeWidth": 0.8}
        yield self.rect(x, y, badge.width, faces.BADGE, 3, **style)
        at = x + faces.BADGE_INSET
        if badge.state != State.OK:
            yield self.mark(badge.state, at, y + faces.BADGE / 2)
            at += faces.MARK
        middle = (at + x + badge.width - faces.BADGE_INSET) / 2
        yield self.text(middle, y + 12.5, badge.text, faces.SMALL, colour, textAnchor="middle")

    def mark(self, state: State, x: float, y: float) -> Any:
        """Triangle, square, ring: the marks that the lists use."""
        colour = _colour(LINES[state][0])
        if state == State.ATTENTION:
            return self.polygon(
                [(x + 4.5, y - 4.5), (x + 9, y + 4), (x, y + 4)], fillColor=colour, strokeColor=None
            )
        if state == State.MISSING:
            return self.rect(x, y - 4.5, 9, 9, fillColor=colour, strokeColor=None)
        return Circle(x + 4.5, self.height - y, 3.5, fillColor=None, strokeColor=colour, strokeWidth=1.6)

    # --- edges -----------------------------------------------------------------------------

    def edge(self, way: Route, layout: Layout, names: dict[str, str]) -> Any:
        edge, captions = way.edge, layout.captions
        colour, weight, dashes = LINES[edge.state]
        said = [
            f"{names[edge.source]} → {names[edge.target]}",
            edge.label,
            captions.states.get(edge.state, ""),
        ]
        said += [edge.note, captions.back if way.is_back or way.is_loop else ""]
        style = {"strokeColor": _colour(colour), "strokeWidth": weight, "strokeDashArray": dashes}
        group = Marked(
            halo(self.path(way.steps, strokeWidth=12)), self.path(_without_tip(way), **style), self._arrow(way, colour),
            mark=f"diagram-edge is-{edge.state}", url=edge.url, said=_sentence(said),
        )  # fmt: skip
        for shape in self._label(way, layout, colour):
            group.add(shape)
        return group

    def _arrow(self, way: Route, colour: str) -> Any:
        x, y = way.steps[0] if way.is_back else way.steps[-1][-2:]
        half = ARROW / 2
        if way.is_loop:
            points = [(x, y), (x - half, y - ARROW), (x + half, y - ARROW)]
        else:
            back = ARROW if way.is_back else -ARROW
            points = [(x, y), (x + back, y - half), (x + back, y + half)]
        return self.polygon(points, fillColor=_colour(colour), strokeColor=None)

    def _label(self, way: Route, layout: Layout, colour: str) -> Iterator[Any]:
        """Above the last straight piece, before the box; marks stand left of the words."""
        edge: Edge = way.edge
        text = clean(faces.edge_label(edge, layout.captions))
        x, y = (part for part in way.steps[-1][-2:])
        if way.is_loop:
            number = round((way.steps[0][1] - way.steps[1][1]) / LOOP)
            x, y = way.steps[0][0] + 4, way.steps[0][1] - LOOP * (number - 1)
        x, y = x - 10, y - 4
        if text:
            yield self.text(
                x, y, text, faces.SMALL, colour if edge.state != State.OK else INK, textAnchor="end"
            )
        x -= estimate(text, faces.SMALL) + faces.MARK
        if edge.state != State.OK:
            yield self.mark(edge.state, x, y - 4)
            x -= faces.MARK
        if way.is_back:
            yield from self.turn(x, y - 4, colour)

    def turn(self, x: float, y: float, colour: str) -> Iterator[Any]:
        """An arrow that comes round: the sign of a line that leads back."""
        steps: tuple[Step, ...] = ((x + 1, y + 3.5), (x + 12, y + 5, x + 12, y - 5, x + 4, y - 3.5))
        yield self.path(steps, strokeColor=_colour(colour), strokeWidth=1.4)
        points = [(x, y - 3.2), (x + 5.5, y - 6.5), (x + 5, y)]
        yield self.polygon(points, fillColor=_colour(colour), strokeColor=None)

    # --- legend ----------------------------------------------------------------------------

    def legend(self, entry: Any, y: float) -> Any:
        group = Marked(mark="diagram-legend")
        x = entry.x
        if isinstance(entry.sign, Kind):
            shapes = self.frame(entry.sign, State.OK, x, y - 6, 26, 12)
        elif isinstance(entry.sign, State):
            colour, weight, dashes = LINES[entry.sign]
            style = {"strokeColor": _colour(colour), "strokeWidth": weight, "strokeDashArray": dashes}
            shapes = [self.path(((x, y), (x + 26, y)), **style)]
            if entry.sign != State.OK:
                shapes.append(self.mark(entry.sign, x + 32, y))
        else:
            shapes = list(self.turn(x + 8, y, EDGE))
        for shape in (*shapes, self.text(entry.text_x, y + 4, entry.text, faces.SMALL, INK)):
            group.add(shape)
        return group


def _without_tip(way: Route) -> tuple[Step, ...]:
    """The line ends at the foot of its arrow, or a wide line would look blunt."""
    steps = list(way.steps)
    if way.is_loop:
        steps[-1] = (*steps[-1][:-1], steps[-1][-1] - ARROW + 1)
    elif way.is_back:
        steps[0] = (steps[0][0] + ARROW - 1, steps[0][1])
    else:
        steps[-1] = (steps[-1][0] - ARROW + 1, steps[-1][1])
    return tuple(steps)


def _sentence(parts: list[str]) -> str:
    return " / ".join(part for part in parts if part)
