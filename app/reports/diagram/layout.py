"""Where everything stands. Pure: a graph in, boxes and routes out; y runs downwards."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from app.reports.diagram import crossings, faces, heights
from app.reports.diagram.graph import Captions, Edge, Graph, Node
from app.reports.diagram.levels import back_edges, levels
from app.reports.diagram.routes import LOOP, Step, lane_route, loop_route, route

MARGIN, HEADING = 16.0, 30.0
COLUMN_GAP, LANE = 52.0, 9.0
NODE_GAP, BEND_HALF = 9.0, 7.0
BENDS = 2000  # beyond it the longest lines run below the drawing instead of through it


@dataclass(frozen=True, slots=True)
class Box:
    node: Node
    face: faces.Face
    level: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Route:
    """A drawn line. A back edge is drawn from its target to its source, with the arrow at its beginning."""

    edge: Edge
    steps: tuple[Step, ...]
    is_back: bool = False

    @property
    def is_loop(self) -> bool:
        return self.edge.source == self.edge.target


@dataclass(frozen=True, slots=True)
class Layout:
    boxes: tuple[Box, ...]  # by level, then from above
    routes: tuple[Route, ...]  # in the order of the graph's edges
    columns: tuple[float, ...]  # left edge of each
    width: float
    height: float
    captions: Captions

    @property
    def levels(self) -> dict[str, int]:
        return {box.node.id: box.level for box in self.boxes}

    @property
    def back_edges(self) -> tuple[Edge, ...]:
        """Edges that lead back to where one came from: the circles of the chain."""
        return tuple(route.edge for route in self.routes if route.is_back)

    @property
    def self_loops(self) -> tuple[Edge, ...]:
        return tuple(route.edge for route in self.routes if route.is_loop)


def lay_out(graph: Graph, captions: Captions | None = None) -> Layout:
    """Levels from the left; the same graph gives the same picture."""
    return _Plan(graph, captions or Captions()).layout()


class _Plan:
    """Nodes, and the bends of lines that pass a column, are numbered items; nodes come first."""

    def __init__(self, graph: Graph, captions: Captions) -> None:
        self.graph, self.captions = graph, captions
        self.at = {node.id: number for number, node in enumerate(graph.nodes)}
        self.back, self.met = back_edges(graph)
        self.level = levels(graph, self.back)
        self.faces = [faces.face(node, captions) for node in graph.nodes]
        self.ways: dict[int, list[int]] = {}
        self.lanes: list[int] = []
        self.loops: dict[int, list[int]] = {}
        self._trace()
        self._arrange()
        self._measure()
        self._settle()

    def ends(self, number: int) -> tuple[int, int]:
        """The left and the right end of an edge as it is drawn."""
        edge = self.graph.edges[number]
        source, target = self.at[edge.source], self.at[edge.target]
        return (target, source) if number in self.back else (source, target)

    def _trace(self) -> None:
        """One bend for each column that a line passes, as long as there are not too many."""
        spans: list[tuple[int, int]] = []
        for number, edge in enumerate(self.graph.edges):
            tail, head = self.ends(number)
            if edge.source == edge.target:
                self.loops.setdefault(tail, []).append(number)
            else:
                spans.append((self.level[head] - self.level[tail], number))
        room = BENDS
        for span, number in sorted(spans):
            room -= span - 1
            if room < 0 and span > 1:
                self.lanes.append(number)
                continue
            tail, head = self.ends(number)
            bends = range(len(self.level), len(self.level) + span - 1)
            self.level += [self.level[tail] + step for step in range(1, span)]
            self.ways[number] = [tail, *bends, head]
        self.lanes.sort()

    def _arrange(self) -> None:
        items = len(self.level)
        self.before: list[list[int]] = [[] for _ in range(items)]
        self.after: list[list[int]] = [[] for _ in range(items)]
        seen = {node: place for place, node in enumerate(self.met)}
        for way in self.ways.values():
            for tail, head in pairwise(way):
                self.after[tail].append(head)
                self.before[head].append(tail)
            seen.update((bend, seen[way[-1]]) for bend in way[1:-1])
        columns: list[list[int]] = [[] for _ in range(max(self.level, default=-1) + 1)]
        for item in sorted(range(items), key=lambda item: (seen[item], item)):
            columns[self.level[item]].append(item)
        self.columns = crossings.order(columns, self.before, self.after)
        self.place = {item: at for column in self.columns for at, item in enumerate(column)}

    def _measure(self) -> None:
        """Each line has a port of its own at each end, in the order in which the lines fan out."""
        nodes = len(self.graph.nodes)
        leaving: list[list[tuple[float, int]]] = [[] for _ in range(nodes)]
        coming: list[list[tuple[float, int]]] = [[] for _ in range(nodes)]
        below = float(len(self.level))
        for number, way in [*self.ways.items(), *((lane, []) for lane in self.lanes)]:
            tail, head = self.ends(number)
            leaving[tail].append((self.place[way[1]] if way else below, number))
            coming[head].append((self.place[way[-2]] if way else below, number))
        edges = enumerate(self.graph.edges)
        self.labels = [faces.label_width(e, self.captions, is_back=n in self.back) for n, e in edges]
        apart = 18.0 if any(self.labels) else 10.0
        self.out_port, self.in_port = _ports(leaving, apart), _ports(coming, apart)
        self.height = [
            max(face.height, apart * max(len(out), len(come)) + faces.PADDING)
            for face, out, come in zip(self.faces, leaving, coming, strict=True)
        ]

    def _settle(self) -> None:
        self.y = [0.0] * len(self.level)
        for column in self.columns:
            self._place(column, [0.0] * len(column), [1.0] * len(column))
        for sweep in range(heights.SWEEPS + 1):
            sides = (("before",), ("after",))[sweep % 2] if sweep < heights.SWEEPS else ("before", "after")
            for column in self.columns if sweep % 2 == 0 else reversed(self.columns):
                pulls = [self._pull(item, sides) for item in column]
                self._place(column, [where for where, _ in pulls], [weight for _, weight in pulls])
        top = min((self.y[item] - self.above(item) for item in range(len(self.level))), default=0.0)
        self.y = [y - top + MARGIN + (HEADING if self.captions.levels else 0.0) for y in self.y]

    def above(self, item: int) -> float:
        if item >= len(self.height):
            return BEND_HALF
        loops = len(self.loops.get(item, ()))
        return self.height[item] / 2 + NODE_GAP + (LOOP * loops + 4 if loops else 0)

    def below(self, item: int) -> float:
        return self.height[item] / 2 + NODE_GAP if item < len(self.height) else BEND_HALF

    def _place(self, column: list[int], wanted: list[float], weights: list[float]) -> None:
        apart = [0.0] + [self.below(a) + self.above(b) for a, b in pairwise(column)]
        for item, y in zip(column, heights.settle(wanted, weights, apart), strict=True):
            self.y[item] = y

    def _pull(self, item: int, sides: tuple[str, ...]) -> tuple[float, float]:
        """Where the neighbours would have it, and how strongly: a bend in a long line above all others."""
        total, weights = 0.0, 0.0
        for other in [other for side in sides for other in getattr(self, side)[item]]:
            weight = (1.0, 3.0, 8.0)[(item >= len(self.height)) + (other >= len(self.height))]
            total += weight * self.y[other]
            weights += weight
        return (total / weights, weights) if weights else (self.y[item], 0.1)

    def layout(self) -> Layout:
        lefts, reserves = self._across()
        boxes = [
            Box(
                node, self.faces[n], self.level[n], lefts[self.level[n]], self.y[n] - self.height[n] / 2, self.height[n]
            )
            for n, node in enumerate(self.graph.nodes)
        ]  # fmt: skip
        lowest = max((box.y + box.height for box in boxes), default=MARGIN)
        lowest = max([lowest, *(y + BEND_HALF for y in self.y[len(boxes) :])])
        routes = []
        for number, edge in enumerate(self.graph.edges):
            tail, head = self.ends(number)
            if edge.source == edge.target:
                steps = loop_route(boxes[tail].x, boxes[tail].y, self.loops[tail].index(number))
            else:
                start, end = self.y[tail] + self.out_port[number], self.y[head] + self.in_port[number]
                column = (self.level[tail], self.level[head])
                if number in self.ways:
                    turns = [self.y[bend] for bend in self.ways[number][1:-1]]
                    steps = route(lefts[column[0] :], reserves[column[0] :], [start, *turns, end])
                else:
                    lane = lowest + LANE * (self.lanes.index(number) + 1)
                    steps = lane_route(lefts, reserves, column, (start, lane, end))
            routes.append(Route(edge, steps, number in self.back))
        width = (lefts[-1] if lefts else 0.0) + faces.WIDTH + MARGIN
        height = lowest + LANE * len(self.lanes) + MARGIN
        ordered = sorted(boxes, key=lambda box: (box.level, box.y))
        return Layout(tuple(ordered), tuple(routes), tuple(lefts), width, height, self.captions)

    def _across(self) -> tuple[list[float], list[float]]:
        """The left edge of each column, and how much before it belongs to the labels of what arrives there."""
        reserves = [0.0] * len(self.columns)
        passing = [0] * len(self.columns)
        for number, way in [*self.ways.items(), *((lane, list(self.ends(lane))) for lane in self.lanes)]:
            head = way[-1]
            reserves[self.level[head]] = max(reserves[self.level[head]], self.labels[number])
            for item in way[1:]:
                passing[self.level[item]] += 1
        lefts: list[float] = []
        x = MARGIN
        for number, reserve in enumerate(reserves):
            if number:
                x += faces.WIDTH + COLUMN_GAP + reserve + min(80.0, 5 * sqrt(passing[number]))
            lefts.append(x)
        return lefts, reserves


def _ports(sides: list[list[tuple[float, int]]], apart: float) -> dict[int, float]:
    """How far from the middle of its node each line begins or ends."""
    return {
        number: (at - (len(side) - 1) / 2) * apart
        for side in sides
        for at, (_, number) in enumerate(sorted(side))
    }
