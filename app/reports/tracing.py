"""Shape by shape from ReportLab to SVG. ReportLab's y runs upwards: each y changes its sign, and nothing is mirrored.

Imported on use only.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from markupsafe import Markup
from reportlab.graphics import shapes
from reportlab.lib.colors import Color

from app.core import markup
from app.core.markup import Value, element
from app.reports.lettering import BOLD, clean
from app.reports.shapes import Marked

ANCHORS = {"start": "start", "middle": "middle", "end": "end", "numeric": "end"}
CAPS, JOINS = ("butt", "round", "square"), ("miter", "round", "bevel")
Attributes = dict[str, Value]


def trace(drawing: Any) -> list[Markup]:
    return list(_each(drawing.contents))


def _each(items: Any) -> Iterator[Markup]:
    for item in items:
        yield from _shape(item)


def _shape(item: Any) -> Iterator[Markup]:
    if isinstance(item, shapes.UserNode):
        yield from _shape(item.provideNode())
    elif isinstance(item, Marked):
        yield _marked(item)
    elif isinstance(item, shapes.Group):
        yield element("g", _transform(item.transform), *_each(item.contents))
    elif isinstance(item, shapes.String):
        yield _string(item)
    else:
        tag, geometry = _geometry(item)
        yield element(tag, geometry | _paint(item, has_inside=tag not in ("line", "polyline")))


def _marked(item: Marked) -> Markup:
    """A link can be reached with the keyboard; what leads nowhere is only named."""
    attributes: Attributes = {"class": item.mark}
    said = [element("title", {}, markup.text(clean(item.said)))] if item.said else []
    if item.url:
        return element("a", attributes | {"href": item.url}, *said, *_each(item.contents))
    if item.said:
        attributes["role"] = "img"
        attributes["aria-label"] = clean(item.said)
    return element("g", attributes, *said, *_each(item.contents))


def _transform(matrix: Any) -> Attributes:
    a, b, c, d, e, f = matrix
    if (a, b, c, d, e, f) == (1, 0, 0, 1, 0, 0):
        return {}
    return {"transform": f"matrix({a:g} {-b:g} {-c:g} {d:g} {e:g} {-f:g})"}


def _string(item: Any) -> Markup:
    attributes: Attributes = {"x": item.x, "y": -item.y, "font-size": item.fontSize}
    attributes |= _colour("fill", item.fillColor)
    if item.textAnchor != "start":
        attributes["text-anchor"] = ANCHORS.get(item.textAnchor, "start")
    if item.fontName == BOLD:
        attributes["font-weight"] = "bold"
    return element("text", attributes, markup.text(clean(str(item.text))))


def _paint(item: Any, *, has_inside: bool) -> Attributes:
    painted = _colour("fill", getattr(item, "fillColor", None) if has_inside else None)
    painted |= _colour("stroke", item.strokeColor)
    if item.strokeWidth != 1:
        painted["stroke-width"] = item.strokeWidth
    if item.strokeDashArray:
        painted["stroke-dasharray"] = " ".join(f"{part:g}" for part in item.strokeDashArray)
    if item.strokeLineCap:
        painted["stroke-linecap"] = CAPS[item.strokeLineCap]
    if item.strokeLineJoin:
        painted["stroke-linejoin"] = JOINS[item.strokeLineJoin]
    return painted


def _colour(name: str, colour: Color | None) -> Attributes:
    if colour is None:
        return {name: "none"}
    painted: Attributes = {name: f"#{colour.hexval()[2:]}"}
    return painted | ({f"{name}-opacity": colour.alpha} if colour.alpha < 1 else {})


def _geometry(item: Any) -> tuple[str, Attributes]:
    for kind, made in GEOMETRY.items():
        if isinstance(item, kind):
            return made(item)
    raise TypeError(f"{type(item).__name__} has no counterpart on a page")


def _rect(item: Any) -> tuple[str, Attributes]:
    place: Attributes = {"x": item.x, "y": -item.y - item.height, "width": item.width, "height": item.height}
    return "rect", place | ({"rx": item.rx, "ry": item.ry} if item.rx or item.ry else {})


def _line(item: Any) -> tuple[str, Attributes]:
    return "line", {"x1": item.x1, "y1": -item.y1, "x2": item.x2, "y2": -item.y2}


def _circle(item: Any) -> tuple[str, Attributes]:
    return "circle", {"cx": item.cx, "cy": -item.cy, "r": item.r}


def _ellipse(item: Any) -> tuple[str, Attributes]:
    return "ellipse", {"cx": item.cx, "cy": -item.cy, "rx": item.rx, "ry": item.ry}


def _points(item: Any) -> tuple[str, Attributes]:
    tag = "polygon" if isinstance(item, shapes.Polygon) else "polyline"
    return tag, {"points": _pairs(item.points)}


def _wedge(item: Any) -> tuple[str, Attributes]:
    outline = item.asPolygon()
    return _path(outline) if isinstance(outline, shapes.Path) else _points(outline)


def _path(item: Any) -> tuple[str, Attributes]:
    written: list[str] = []
    points = iter(item.points)
    for operator in item.operators:
        letter, count = (("M", 2), ("L", 2), ("C", 6), ("Z", 0))[operator]
        written.append(letter + _pairs([next(points) for _ in range(count)]))
    return "path", {"d": "".join(written)}


def _pairs(numbers: Any) -> str:
    signed = [part if at % 2 == 0 else -part for at, part in enumerate(numbers)]
    return " ".join(f"{part:.2f}".rstrip("0").rstrip(".") for part in signed)


GEOMETRY: Mapping[type, Callable[[Any], tuple[str, Attributes]]] = {
    shapes.Rect: _rect,
    shapes.Line: _line,
    shapes.Circle: _circle,
    shapes.Ellipse: _ellipse,
    shapes.Wedge: _wedge,
    shapes.Path: _path,
    shapes.Polygon: _points,
    shapes.PolyLine: _points,
}
