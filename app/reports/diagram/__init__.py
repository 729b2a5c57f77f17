"""The layered picture of who depends on whom: graph → layout → drawing."""

from typing import Any

from app.reports.diagram.graph import Captions, Edge, Graph, Kind, Node, State
from app.reports.diagram.layout import Layout, lay_out
from app.reports.library import prepare

__all__ = ["Captions", "Edge", "Graph", "Kind", "Layout", "Node", "State", "draw", "lay_out"]


def draw(layout: Layout) -> Any:
    """The layout as a ReportLab drawing, for `svg.render` and for a paper."""
    prepare()
    from app.reports.diagram import drawing

    return drawing.draw(layout)
