"""Every graph, however tangled, becomes a picture in which nothing is lost and nothing lies on another."""

import time
from itertools import combinations, groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.diagram import Edge, Graph, Layout, Node, State, lay_out
from app.reports.diagram import crossings as crossings_module
from app.reports.diagram import layout as layout_module
from app.reports.diagram.crossings import crossings, order
from app.reports.diagram.faces import WIDTH, face
from app.reports.diagram.heights import settle
from tests.factories.diagrams import CAPTIONS, LONG_NAME, chain, graphs


def points(layout: Layout, number: int) -> list[tuple[float, float]]:
    steps = layout.routes[number].steps
    return [(step[at], step[at + 1]) for step in steps for at in range(0, len(step), 2)]


def holds(layout: Layout, graph: Graph) -> None:
    assert sorted(box.node.id for box in layout.boxes) == sorted(node.id for node in graph.nodes)
    assert [route.edge for route in layout.routes] == list(graph.edges)
    for box in layout.boxes:
        assert 0 <= box.x <= box.x + WIDTH <= layout.width
        assert 0 <= box.y <= box.y + box.height <= layout.height
    for _, column in groupby(layout.boxes, key=lambda box: box.level):
        for one, other in combinations(column, 2):
            assert one.y + one.height < other.y
    for left, right in combinations(sorted({box.x for box in layout.boxes}), 2):
        assert left + WIDTH < right
    for number in range(len(graph.edges)):
        assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in points(layout, number))


def ends_touch(layout: Layout) -> None:
    """A line begins at the edge of one box and ends at the edge of the other."""
    boxes = {box.node.id: box for box in layout.boxes}
    for route in layout.routes:
        if route.is_loop:
            continue
        source, target = boxes[route.edge.source], boxes[route.edge.target]
        left, right = (target, source) if route.is_back else (source, target)
        assert left.level < right.level
        (x1, y1), (x2, y2) = route.steps[0], route.steps[-1][-2:]
        assert (x1, x2) == pytest.approx((left.x + WIDTH, right.x))
        assert left.y <= y1 <= left.y + left.height
        assert right.y <= y2 <= right.y + right.height


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_nothing_is_lost_and_nothing_overlaps(graph):
    layout = lay_out(graph, CAPTIONS)
    holds(layout, graph)
    ends_touch(layout)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_where_lines_are_too_many_some_run_below_and_nothing_else_changes(graph):
    bends, layout_module.BENDS = layout_module.BENDS, 0
    try:
        layout = lay_out(graph, CAPTIONS)
    finally:
        layout_module.BENDS = bends
    holds(layout, graph)
    ends_touch(layout)


@settings(max_examples=30, deadline=None)
@given(graphs())
def test_the_same_graph_gives_the_same_picture(graph):
    assert lay_out(graph, CAPTIONS) == lay_out(graph, CAPTIONS)


def test_the_chain_of_a_bank_stands_in_its_levels_and_reports_its_circles():
    layout = lay_out(chain(), CAPTIONS)
    assert layout.levels == {"bank": 0, "cc": 1, "aws": 1, "azure": 2, "jeed": 3, "dc": 3}
    assert [(edge.source, edge.target) for edge in layout.back_edges] == [("jeed", "cc")]
    assert [(edge.source, edge.target) for edge in layout.self_loops] == [("azure", "azure")]


def line_of(length: int) -> Graph:
    edges = tuple(Edge(str(at), str(at + 1)) for at in range(length))
    return Graph(tuple(Node(str(at), f"社{at}") for at in range(length + 1)), edges, ("0",))


def test_a_chain_is_as_deep_as_it_is():
    layout = lay_out(line_of(400))
    assert layout.levels["400"] == 400
    assert not layout.back_edges


def test_a_circle_is_opened_where_one_comes_back_to_the_root():
    edges = (Edge("b", "c"), Edge("c", "a"), Edge("a", "b"))
    layout = lay_out(Graph((Node("a", ""), Node("b", ""), Node("c", "")), edges, ("b",)))
    assert layout.levels == {"b": 0, "c": 1, "a": 2}
    assert layout.back_edges == (Edge("a", "b"),)


def test_a_line_that_passes_a_column_passes_beside_its_boxes():
    nodes = tuple(Node(id, id) for id in "abcd")
    edges = (Edge("a", "b"), Edge("b", "c"), Edge("c", "d"), Edge("a", "d"))
    layout = lay_out(Graph(nodes, edges, ("a",)))
    boxes = {box.node.id: box for box in layout.boxes}
    way = points(layout, 3)
    for passed in ("b", "c"):
        box = boxes[passed]
        beside = [y for x, y in way if box.x <= x <= box.x + WIDTH]
        assert beside
        assert all(y < box.y or y > box.y + box.height for y in beside)


@pytest.mark.parametrize(
    "bad", [{"edges": (Edge("a", "z"),)}, {"roots": ("z",)}, {"nodes": (Node("a", ""),) * 2}]
)
def test_a_graph_that_contradicts_itself_is_refused(bad):
    with pytest.raises(ValueError, match="node"):
        Graph(**({"nodes": (Node("a", ""),), "edges": (), "roots": ()} | bad))


def test_fewer_lines_cross_when_the_order_is_chosen():
    columns = [[0, 1, 2], [3, 4, 5]]
    after = [[5], [4], [3], [], [], []]
    before = [[], [], [], [2], [1], [0]]
    assert crossings(columns, after) == 3
    assert crossings(order(columns, before, after), after) == 0


def test_the_best_order_seen_is_kept(monkeypatch):
    monkeypatch.setattr(
        crossings_module,
        "_swept",
        lambda columns, links, is_forward: [c[::-1] for c in columns[:1]] + columns[1:],
    )
    columns, after = [[0, 1], [2, 3]], [[2], [2, 3], [], []]
    assert order(columns, [[], [], [0, 1], [1]], after) == columns


@given(
    st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(0.1, 9), st.floats(0, 50)), min_size=1, max_size=12)
)
def test_places_keep_their_distance_and_no_single_one_could_be_better(items):
    wanted, weights, apart = (list(part) for part in zip(*items, strict=True))
    places = settle(wanted, weights, apart)
    for one, other, distance in zip(places, places[1:], apart[1:], strict=False):
        assert other - one >= distance - 1e-6
    assert abs(sum(w * (p - t) for p, t, w in zip(places, wanted, weights, strict=True))) < 1e-3


def test_a_long_name_has_two_lines_and_then_says_that_it_goes_on():
    lines = face(Node("x", LONG_NAME), CAPTIONS).lines
    assert len(lines) == 2
    assert "".join(lines) == LONG_NAME
    lines = face(Node("x", LONG_NAME * 2), CAPTIONS).lines
    assert len(lines) == 2
    assert lines[1].endswith("…")


def test_badges_that_do_not_fit_are_counted():
    node = Node("x", "", state=State.MISSING, badges=("個人データ", "機微情報", "米国", "東日本"))
    badges = [badge.text for badge in face(node, CAPTIONS).badges]
    assert badges == ["承諾なし", "個人データ", "+3"]


@pytest.mark.slow
def test_a_large_register_is_laid_out_while_one_waits():
    ids = [str(number) for number in range(300)]
    edges = tuple(Edge(ids[at % 300], ids[(at * 7 + at // 300 * 13 + 1) % 300]) for at in range(600))
    graph = Graph(tuple(Node(id, LONG_NAME) for id in ids), edges, ("0",))
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        holds_after = lay_out(graph, CAPTIONS)
        seconds.append(time.perf_counter() - began)
    holds(holds_after, graph)
    assert min(seconds) < 0.4  # 0.03 s alone on a small machine
