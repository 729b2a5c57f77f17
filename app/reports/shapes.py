"""What our drawings have that ReportLab's have not. Imported on use only, as all that draws."""

from typing import Any

from reportlab.graphics.shapes import Group
from reportlab.lib.attrmap import AttrMap, AttrMapValue
from reportlab.lib.validators import isString


class Marked(Group):
    """Shapes that are one thing to the reader: named, explained, and on a page a link.

    `mark` becomes the class on the page, `said` what is read out and shown on pointing at it.
    """

    _attrMap = AttrMap(
        BASE=Group,
        mark=AttrMapValue(isString, desc="class on the page"),
        url=AttrMapValue(isString, desc="where it leads"),
        said=AttrMapValue(isString, desc="what it says in full"),
    )

    def __init__(self, *elements: Any, mark: str, url: str = "", said: str = "") -> None:
        self.mark, self.url, self.said = mark, url, said
        super().__init__(*elements)


HALO = "diagram-halo"


def halo(shape: Any) -> Marked:
    """A shape that nothing is seen of on paper, and the page shows when its thing is pointed at or focused."""
    shape.strokeColor = shape.fillColor = None
    return Marked(shape, mark=HALO)
