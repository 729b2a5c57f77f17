"""A drawing on paper: on which sheet, how large, in how many pieces. Imported on use only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from reportlab.graphics.renderPDF import _PDFRenderer
from reportlab.graphics.shapes import Group, String, UserNode
from reportlab.platypus import Flowable

from app.reports.lettering import BOLD, REGULAR, runs, width

LEAST, WELL = 5.5, 7.0  # points: what can just be read on paper, and what reads well
CAPTION = 22.0
OVERLAP = 24.0  # of the drawing's own units, so that a line can be followed from sheet to sheet
Room = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A window on the drawing: its lower left corner and size in the drawing's units."""

    x: float
    y: float
    width: float
    height: float
    scale: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    tiles: tuple[Piece, ...]


def strings(item: Any) -> Iterator[Any]:
    """Every text of a drawing."""
    if isinstance(item, UserNode):
        yield from strings(item.provideNode())
    elif isinstance(item, String):
        yield item
    elif isinstance(item, Group) or hasattr(item, "contents"):
        for part in item.contents:
            yield from strings(part)


def texts_of(drawing: Any) -> list[str]:
    return [str(item.text) for item in strings(drawing)]


def choose(drawing: Any, rooms: Mapping[str, Room]) -> Sheet:
    """The first sheet on which it reads well, else the one on which it can be read; on the last in pieces.

    `rooms` are the sheets in the order in which they are preferred, the largest last.
    """
    smallest = min((float(item.fontSize) for item in strings(drawing)), default=WELL)
    scales = {
        name: min(1.0, room[0] / drawing.width, (room[1] - CAPTION) / drawing.height)
        for name, room in rooms.items()
    }
    name, room = list(rooms.items())[-1]
    usual = {sheet: scale for sheet, scale in scales.items() if sheet != name}
    well = [sheet for sheet, scale in usual.items() if scale * smallest >= WELL]
    just = sorted(scales, key=lambda sheet: (sheet not in usual, -scales[sheet]))
    for sheet in (*well, *(sheet for sheet in just if scales[sheet] * smallest >= LEAST)):
        return Sheet(sheet, (Piece(0.0, 0.0, drawing.width, drawing.height, scales[sheet]),))
    return Sheet(name, tuple(_pieces(drawing, room, min(1.0, LEAST / smallest))))


def _pieces(drawing: Any, room: Room, scale: float) -> Iterator[Piece]:
    across, down = room[0] / scale, (room[1] - CAPTION) / scale
    columns = max(1, ceil((drawing.width - OVERLAP) / (across - OVERLAP)))
    rows = max(1, ceil((drawing.height - OVERLAP) / (down - OVERLAP)))
    for row in range(rows):
        for column in range(columns):
            x, top = column * (across - OVERLAP), drawing.height - row * (down - OVERLAP)
            y = max(0.0, top - down)
            wide = min(across, drawing.width - x)
            mark = f"  [{row + 1}-{column + 1} / {rows}-{columns}]"
            yield Piece(x, y, wide, top - y, scale, mark)


class Tile(Flowable):
    """The drawing itself is put into the document once, however many pieces show it."""

    def __init__(self, drawing: Any, piece: Piece) -> None:
        super().__init__()
        self.drawing, self.piece = drawing, piece
        self.width, self.height = piece.width * piece.scale, piece.height * piece.scale

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas, piece = self.canv, self.piece
        window = canvas.beginPath()
        window.rect(0, 0, self.width, self.height)
        canvas.clipPath(window, stroke=0, fill=0)
        canvas.scale(piece.scale, piece.scale)
        canvas.translate(-piece.x, -piece.y)
        renderer: Any = _Renderer(piece)
        renderer.draw(self.drawing, canvas, 0, 0)


class _Renderer(_PDFRenderer):
    """Texts go through our lettering; what lies outside the window is left out, for a search would find it."""

    _canvas: Any
    _tracker: Any

    def __init__(self, piece: Piece) -> None:
        super().__init__()
        self.piece = piece

    def applyStateChanges(self, delta: Any, newState: Any) -> None:
        """A font that a chart names is not embedded; ours is set where text is drawn."""
        kept = {key: value for key, value in delta.items() if key not in ("fontName", "fontSize")}
        super().applyStateChanges(kept, newState)

    def drawString(self, stringObj: Any) -> None:
        state = self._tracker.getState()
        name = BOLD if state["fontName"] == BOLD else REGULAR
        size, anchor, x, y = state["fontSize"], state["textAnchor"], stringObj.x, stringObj.y
        long = width(stringObj.text, size, name)
        x -= {"end": long, "numeric": long, "middle": long / 2}.get(anchor, 0.0)
        if not self._is_seen(x, y) and not self._is_seen(x + long, y + size):
            return
        for font, text in runs(stringObj.text, name):
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, y, text)
            x += width(text, size, font)

    def _is_seen(self, x: float, y: float) -> bool:
        a, b, c, d, e, f = self._tracker.getCTM()
        across, up = a * x + c * y + e - self.piece.x, b * x + d * y + f - self.piece.y
        return bool(0 <= across <= self.piece.width and 0 <= up <= self.piece.height)
