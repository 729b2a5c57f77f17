"""Text on paper, set by our own rules of where lines end. Imported on use only."""

from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.platypus import Flowable

from app.reports.lettering import BOLD, REGULAR, clean, runs, width
from app.reports.palette import INK
from app.reports.wrapping import wrap

LEADING = 1.45
ASCENT = 1.12


@dataclass(frozen=True, slots=True)
class Style:
    size: float
    is_bold: bool = False
    align: str = "left"
    colour: str = INK
    after: float = 0.0

    @property
    def font(self) -> str:
        return BOLD if self.is_bold else REGULAR

    @property
    def leading(self) -> float:
        return self.size * LEADING

    def broken(self, text: str, room: float) -> list[str]:
        paragraphs = [clean(part) for part in text.splitlines()] or [""]
        return [line for part in paragraphs for line in wrap(part, room, self.measure)]

    def measure(self, text: str) -> float:
        return width(text, self.size, self.font)


class Lines(Flowable):
    """A text, or lines of one that were broken before; `bookmark` is its entry in the contents."""

    def __init__(
        self, text: str, style: Style, *, lines: list[str] | None = None, bookmark: str = ""
    ) -> None:
        super().__init__()
        self.text, self.style, self.lines, self.bookmark = text, style, lines or [], bookmark
        self.is_broken = lines is not None

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        if not self.is_broken:
            self.lines = self.style.broken(self.text, aW)
        self.width, self.height = aW, self.style.leading * len(self.lines) + self.style.after
        return self.width, self.height

    def split(self, aW: float, aH: float) -> list[Flowable]:
        self.wrap(aW, aH)
        fitting = int(aH // self.style.leading)
        if fitting < 1 or fitting >= len(self.lines):
            return []
        first = Lines("", replace(self.style, after=0.0), lines=self.lines[:fitting], bookmark=self.bookmark)
        return [first, Lines("", self.style, lines=self.lines[fitting:])]

    def draw(self) -> None:
        self.canv.setFillColor(HexColor(self.style.colour))
        y = self.height - self.style.size * ASCENT
        for line in self.lines:
            spare = 0.0 if self.style.align == "left" else self.width - self.style.measure(line)
            x = spare if self.style.align == "right" else spare / 2
            draw_text(self.canv, max(x, 0.0), y, line, self.style.size, self.style.font)
            y -= self.style.leading


def draw_text(canvas: Any, x: float, y: float, text: str, size: float, font: str = REGULAR) -> float:
    """One line, each piece in the font that has it; how far it reaches."""
    for name, piece in runs(text, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += float(canvas.stringWidth(piece, name, size))
    return x
