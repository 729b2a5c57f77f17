"""Sets a paper with ReportLab. Imported on use only."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
)

from app.reports import pdf
from app.reports.grid import grid
from app.reports.lettering import BOLD, REGULAR, REPLACEMENT, clean, missing, register, width
from app.reports.lines import Lines, Style, draw_text
from app.reports.palette import INK, LINE, SOFT
from app.reports.picture import Sheet, Tile, choose, texts_of
from app.reports.wrapping import cut

LEFT, TOP, BOTTOM = 36.0, 34.0, 40.0
RUNNING = 22.0  # the head of the second page and those after it
TITLE, BODY, NOTE = 15.0, 9.5, 7.5
SHEETS = {"portrait": A4, "landscape": landscape(A4), "large": landscape(A3)}
TOTAL = "pages-in-all"


def build(paper: pdf.Paper) -> bytes:
    register()
    held = BytesIO()
    document = _Document(held, paper)
    document.build(list(_story(paper, document)), canvasmaker=_Canvas)
    return held.getvalue()


def missing_characters(paper: pdf.Paper) -> tuple[str, ...]:
    return tuple(sorted({char for text in _texts(paper) for char in missing(text)}))


def _texts(paper: pdf.Paper) -> Iterator[str]:
    yield from (paper.title, paper.institution, paper.printed)
    for label, text in paper.lines:
        yield from (label, text)
    for part in paper.parts:
        match part:
            case pdf.Heading() | pdf.Paragraph():
                yield part.text
            case pdf.Table():
                yield from (column.label for column in part.columns)
                yield from (text for row in part.rows for text in row)
            case pdf.Picture():
                yield from (part.title, *texts_of(part.drawing))


class _Document(BaseDocTemplate):
    """Pages with a head, a foot and "n / m"; the number of pages is known at the end and filled in then."""

    canv: Any
    page: int

    def __init__(self, held: BytesIO, paper: pdf.Paper) -> None:
        self.paper, self.bookmarks = paper, 0
        self.first = "landscape" if paper.is_landscape else "portrait"
        super().__init__(
            held, pagesize=SHEETS[self.first], leftMargin=LEFT, rightMargin=LEFT, topMargin=TOP, bottomMargin=BOTTOM,
            title=clean(paper.title), author=clean(paper.institution), creator="Sekisho", subject=clean(paper.title),
            lang=paper.language, displayDocTitle=True, invariant=1, initialFontName=REGULAR,
        )  # fmt: skip
        order = [self.first, *(name for name in SHEETS if name != self.first)]
        self.addPageTemplates([self._template(name) for name in order])

    def _template(self, name: str) -> PageTemplate:
        across, down = SHEETS[name]
        frame = Frame(LEFT, BOTTOM, across - 2 * LEFT, down - TOP - BOTTOM - RUNNING, 0, 0, 0, 0, id=name)
        return PageTemplate(id=name, frames=[frame], pagesize=(across, down), onPage=self._dress)

    def room(self, name: str) -> tuple[float, float]:
        across, down = SHEETS[name]
        return across - 2 * LEFT, down - TOP - BOTTOM - RUNNING

    def _dress(self, canvas: Any, _: Any) -> None:
        across, down = canvas._pagesize
        canvas.saveState()
        canvas.setFillColor(HexColor(SOFT))
        room = across - 2 * LEFT
        if canvas.getPageNumber() > 1:
            said = "　".join(f"{label} {text}" for label, text in self.paper.lines)
            head = clean(f"{self.paper.institution}　{self.paper.title}　{said}")
            draw_text(canvas, LEFT, down - TOP, cut(head, room, lambda text: width(text, NOTE)), NOTE)
            canvas.setStrokeColor(HexColor(LINE))
            canvas.line(LEFT, down - TOP - 6, across - LEFT, down - TOP - 6)
        foot = cut(clean(self.paper.printed), room - 70, lambda text: width(text, NOTE))
        draw_text(canvas, LEFT, BOTTOM - 18, foot, NOTE)
        at = draw_text(canvas, across - LEFT - 34, BOTTOM - 18, f"{canvas.getPageNumber()} / ", NOTE)
        canvas.translate(at, BOTTOM - 18)
        canvas.doForm(TOTAL)
        canvas.restoreState()

    def beforeDocument(self) -> None:
        at = self.paper.printed_at
        stamp = self.canv._doc._timeStamp
        offset = at.utcoffset()
        minutes = int(offset.total_seconds() // 60) if offset else 0
        stamp.YMDhms = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        stamp.dhh, stamp.dmm = divmod(minutes, 60)

    def afterFlowable(self, flowable: Any) -> None:
        """Headings and pictures become bookmarks where they stand."""
        name = getattr(flowable, "bookmark", "")
        if name:
            self.bookmarks += 1
            key = f"part-{self.bookmarks}"
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(clean(name), key, 0)


class _Canvas(Canvas):
    _code: Any

    def save(self) -> None:
        """Only now is it known how many pages there are."""
        if len(self._code):
            self.showPage()
        self.beginForm(TOTAL)
        self.setFillColor(HexColor(SOFT))
        draw_text(self, 0, 0, str(self.getPageNumber() - 1), NOTE)
        self.endForm()
        super().save()


def _story(paper: pdf.Paper, document: _Document) -> Iterator[Flowable]:
    yield Lines(paper.title, Style(TITLE, is_bold=True, after=2))
    yield Lines(paper.institution, Style(BODY, after=2))
    for label, text in paper.lines:
        yield Lines(f"{label}　{text}", Style(BODY, colour=SOFT))
    yield Spacer(1, 8)
    for part in paper.parts:
        match part:
            case pdf.Heading():
                yield _heading(part.text)
            case pdf.Paragraph():
                size = NOTE if part.is_small else BODY
                yield Lines(part.text, Style(size, colour=SOFT if part.is_small else INK, after=6))
            case pdf.Table():
                yield grid(part, document.room(document.first)[0])
                yield Spacer(1, 8)
            case pdf.Picture():
                yield from _picture(part, document)
    absent = missing_characters(paper)
    if absent:
        numbers = ", ".join(f"U+{ord(char):04X}" for char in absent)
        yield Lines(f"{REPLACEMENT}  {numbers}", Style(NOTE, colour=SOFT))


def _heading(text: str) -> Lines:
    made = Lines(text, Style(11.5, is_bold=True, after=3), bookmark=text)
    made.keepWithNext = 1
    return made


def _picture(part: pdf.Picture, document: _Document) -> Iterator[Flowable]:
    """On this sheet if it can be read there; else it has its own, and the text goes on after it."""
    rooms = {name: document.room(name) for name in (document.first, "landscape", "large")}
    sheet: Sheet = choose(part.drawing, rooms)
    has_own = sheet.name != document.first or len(sheet.tiles) > 1
    if has_own:
        yield NextPageTemplate(sheet.name)
        yield PageBreak()
    for number, tile in enumerate(sheet.tiles):
        if number:
            yield PageBreak()
        room = rooms[sheet.name][0] - width(tile.mark, BODY, BOLD)
        title = cut(clean(part.title), room, lambda text: width(text, BODY, BOLD))
        style = Style(BODY, is_bold=True, after=3)
        caption = Lines(title + tile.mark, style, bookmark="" if number else part.title)
        caption.keepWithNext = 1
        yield caption
        yield Tile(part.drawing, tile)
    if has_own:
        yield NextPageTemplate(document.first)
        yield PageBreak()
    else:
        yield Spacer(1, 8)
