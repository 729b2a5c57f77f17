"""The drawing on a page: whole, legible to machines, and without anything that our policy refuses."""

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given, settings
from reportlab.graphics import shapes
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.lib.colors import Color, HexColor

from app.reports import svg
from app.reports.diagram import Edge, Graph, Node, State, draw, lay_out
from app.reports.lettering import REGULAR, clean, register
from app.reports.picture import texts_of
from tests.factories.diagrams import CAPTIONS, LONG_NAME, chain, graphs

SVG = "{http://www.w3.org/2000/svg}"


def parse(written: str) -> ET.Element:
    return ET.fromstring(written)  # noqa: S314 - written by the function under test


def picture(graph: Graph) -> ET.Element:
    drawing = draw(lay_out(graph, CAPTIONS))
    return parse(svg.render(drawing, prefix="chain", title="連鎖", description="左から右へ"))


def marked(root: ET.Element, mark: str) -> list[ET.Element]:
    return [item for item in root.iter() if mark in item.get("class", "").split()]


def title(item: ET.Element) -> str:
    return item.findtext(f"{SVG}title") or ""


def test_nodes_and_edges_are_links_with_their_whole_text():
    root = picture(chain())
    nodes = {item.get("href"): title(item) for item in marked(root, "diagram-node")}
    assert nodes["/services/4"] == f"{LONG_NAME} / {LONG_NAME} / 法人 / 承諾なし"
    assert (
        nodes["/services/2"]
        == "Microsoft Azure / 日本マイクロソフト株式会社 / サービス / 要確認 / 日本 / 米国 / 個人データ"
    )
    edges = {item.get("href"): title(item) for item in marked(root, "diagram-edge")}
    assert edges["/supplies/3"] == "つばめ銀行 → Microsoft Azure / 直接契約 / 要確認 / 包括承諾 2026-01-10"
    assert edges["/supplies/7"].endswith("→ cloud.config for Financial Services / 保守 / 問題なし / 循環")
    assert {item.tag for item in marked(root, "diagram-edge")} == {f"{SVG}a"}


def test_a_node_without_an_address_is_named_but_no_link():
    (node,) = [item for item in marked(picture(chain()), "diagram-node") if item.get("href") is None]
    assert node.tag == f"{SVG}g"
    assert node.get("role") == "img"
    assert node.get("aria-label", "").startswith("𠮷田データ 髙﨑<第2> / 吉田 & 髙﨑")


def test_the_picture_is_named_by_ids_of_its_own():
    root = picture(chain())
    assert root.get("role") == "group"
    assert root.get("aria-labelledby") == "chain-title"
    ids = [item.get("id") for item in root.iter() if item.get("id")]
    assert ids == ["chain-title", "chain-description"]


def test_a_state_is_told_without_its_colour():
    """By dashes of its own, a mark of its own and its word."""
    dashes = {}
    for state in State:
        graph = Graph((Node("a", "甲"), Node("b", "乙")), (Edge("a", "b", state=state),), ("a",))
        root = picture(graph)
        (edge,) = marked(root, f"is-{state}")[-1:] if state != State.OK else marked(root, "diagram-edge")
        line = edge.findall(f"{SVG}path")[0]
        dashes[state] = line.get("stroke-dasharray")
        words = [item.text for item in edge.iter(f"{SVG}text")]
        assert words == ([] if state == State.OK else [CAPTIONS.states[state]])
    assert len(set(dashes.values())) == len(State)


def test_many_edges_of_a_node_to_itself_stay_in_the_picture():
    edge = Edge("a", "a", "全角の長い名称を持つ契約", State.MISSING)
    everything_drawn_inside(Graph((Node("a", "甲"),), (edge,) * 30))


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_any_graph_is_drawn_whole_and_clean(graph):
    everything_drawn_inside(graph)


def everything_drawn_inside(graph: Graph) -> None:
    root = picture(graph)
    assert len(marked(root, "diagram-node")) == len(graph.nodes)
    assert len(marked(root, "diagram-edge")) == len(graph.edges)
    left, top, width, height = map(float, root.get("viewBox", "").split())
    for item in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(item.get(name, "")) for name in ("x", "y", "width", "height"))
        assert left <= x
        assert x + w <= left + width
        assert top <= y
        assert y + h <= top + height
    for item in root.iter():
        assert not {"style", "onclick", "onload"} & set(item.attrib)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_the_page_and_the_paper_say_the_same(graph):
    drawing = draw(lay_out(graph, CAPTIONS))
    root = parse(svg.render(drawing, prefix="p", title="x"))
    said = [item.text or "" for item in root.iter(f"{SVG}text")]
    assert [" ".join(text.split()) for text in said] == [
        " ".join(clean(t).split()) for t in texts_of(drawing)
    ]


def test_text_cannot_become_mark_up():
    hostile = "\"><script>alert(1)</script><a href='javascript:x'>&amp;\x00\x0b"
    graph = Graph((Node("a", hostile, hostile, badges=(hostile,)),), (Edge("a", "a", hostile, note=hostile),))
    written = svg.render(draw(lay_out(graph, CAPTIONS)), prefix="p", title=hostile, description=hostile)
    root = parse(written)
    assert not list(root.iter(f"{SVG}script"))
    assert not list(root.iter(f"{SVG}a"))
    assert hostile[:28] in title(marked(root, "diagram-node")[0])


def bridge(*contents: Any) -> ET.Element:
    drawing = shapes.Drawing(100, 50)
    for item in contents:
        drawing.add(item)
    return parse(svg.render(drawing, prefix="p", title="x"))


def test_every_shape_has_its_counterpart_the_right_way_up():
    red: Any = HexColor("#ff0000")
    none: Any = None
    path = shapes.Path(strokeColor=red, fillColor=None)
    path.moveTo(1, 2)
    path.lineTo(3, 4)
    path.curveTo(5, 6, 7, 8, 9, 10)
    path.closePath()
    root = bridge(
        shapes.Rect(10, 20, 30, 5, rx=2, ry=2, fillColor=red, strokeColor=none),
        shapes.Line(0, 1, 2, 3, strokeWidth=2, strokeDashArray=[1, 2], strokeLineCap=1, strokeLineJoin=1),
        shapes.Circle(5, 6, 7, fillColor=Color(0, 0, 0, alpha=0.5)),
        shapes.Ellipse(5, 6, 7, 8),
        shapes.Polygon([0, 1, 2, 3, 4, 5]),
        shapes.PolyLine([0, 1, 2, 3]),
        path,
        shapes.String(5, 6, "題", fontName=REGULAR, textAnchor="middle"),
        shapes.Wedge(50, 25, 10, 0, 90),
    )
    found = [(item.tag.removeprefix(SVG), item.attrib) for item in root][1:]
    tags = [tag for tag, _ in found]
    assert tags == ["rect", "line", "circle", "ellipse", "polygon", "polyline", "path", "text", "polygon"]
    rect, line, circle, *_ = (attributes for _, attributes in found)
    assert (rect["y"], rect["fill"], rect["stroke"], rect["rx"]) == ("-25", "#ff0000", "none", "2")
    assert (line["y2"], line["stroke-dasharray"], line["stroke-linecap"]) == ("-3", "1 2", "round")
    assert (circle["cy"], circle["fill-opacity"]) == ("-6", "0.5")
    assert found[6][1]["d"] == "M1 -2L3 -4C5 -6 7 -8 9 -10Z"
    assert found[7][1]["text-anchor"] == "middle"
    assert root.get("viewBox") == "0 -50.0 100.0 50.0"


def test_a_group_is_moved_as_a_whole():
    group = shapes.Group(shapes.Line(0, 0, 1, 1))
    group.translate(10, 20)
    group.rotate(90)
    (made,) = bridge(group).findall(f"{SVG}g")
    turned = [float(part) for part in re.findall(r"[-\d.e]+", made.get("transform", ""))]
    assert turned == pytest.approx([0, -1, 1, 0, 10, -20], abs=1e-9)


def test_a_chart_of_the_library_goes_through_the_same_bridge():
    register()
    chart = VerticalBarChart()
    chart.data = [(1, 2, 3)]
    chart.categoryAxis.categoryNames = ["甲", "乙", "丙"]
    root = bridge(chart)
    assert {"甲", "乙", "丙"} <= {item.text for item in root.iter(f"{SVG}text")}


def test_what_has_no_counterpart_is_not_dropped_in_silence():
    with pytest.raises(TypeError, match="Image"):
        bridge(shapes.Image(0, 0, 1, 1, None))
