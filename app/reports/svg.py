"""A ReportLab drawing as SVG inside a page: attributes only, for our policy refuses every inline style."""

from typing import Any

from markupsafe import Markup

from app.core import markup
from app.core.markup import Value, element
from app.reports.lettering import clean
from app.reports.library import prepare


def render(drawing: Any, *, prefix: str, title: str, description: str = "") -> Markup:
    """The picture as a group of links, named by its title; `prefix` keeps its ids apart from the page's."""
    prepare()
    from app.reports.tracing import trace

    names = [element("title", {"id": f"{prefix}-title"}, markup.text(clean(title)))]
    described: dict[str, Value] = {}
    if description:
        described = {"aria-describedby": f"{prefix}-description"}
        names.append(element("desc", {"id": f"{prefix}-description"}, markup.text(clean(description))))
    width, height = round(float(drawing.width), 2), round(float(drawing.height), 2)
    attributes: dict[str, Value] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": "diagram-picture",
        "role": "group",
        "aria-labelledby": f"{prefix}-title",
        **described,
        "viewBox": f"0 {-height} {width} {height}",
        "width": width,
        "height": height,
    }
    return element("svg", attributes, *names, *trace(drawing))
