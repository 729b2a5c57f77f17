"""透かし: somebody's PDF with the name of who takes it on each page.

Only its pages go over into the new file; what else lay in it (attached files, scripts, forms' actions) stays
behind, for it would go out without a name. The child of the sandbox opens and writes it: the file is not ours.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.core import sandbox
from app.core.pdf_pages import REFUSALS, opened

if TYPE_CHECKING:
    from pypdf import PageObject

TARGET = "app.reports.marking:marked"
LIMITS = sandbox.Limits(seconds=30, memory=700 * 1024 * 1024)
_PIECE = 3 * 1024 * 1024
_SMALL, _MARGIN, _LEADING = 7.5, 9.0, 10.0
_LARGEST, _SLANT, _PALE = 40.0, 35.0, 0.13


def mark(content: bytes, line: str, across: str) -> bytes:
    """`line` stands at the foot of each page, `across` pale over the middle. A DomainError says why it cannot be."""
    pieces = sandbox.run(TARGET, content, {"line": line, "across": across}, refusals=REFUSALS, limits=LIMITS)
    try:
        return b"".join(base64.b64decode(piece, validate=True) for piece in pieces)
    except (TypeError, ValueError):
        raise sandbox.SandboxError(sandbox.BROKEN) from None


def marked(content: bytes, line: str, across: str) -> Iterator[Any]:
    """In the child: the marked PDF in pieces."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    overlay_for = _overlays(line, across)
    for page in opened(content).pages:
        added = writer.add_page(page)
        _bare(added)
        _stamp(added, overlay_for)
    held = BytesIO()
    writer.write(held)
    whole = held.getvalue()
    for start in range(0, len(whole), _PIECE):
        yield base64.b64encode(whole[start : start + _PIECE]).decode()


def _bare(page: PageObject) -> None:
    """Without notes and links: a note can hold a file, a link an act, and either can cover the mark."""
    for name in ("/Annots", "/AA", "/AF", "/PieceInfo"):
        if name in page:
            del page[name]


Overlays = Callable[[float, float], "PageObject"]


def _overlays(line: str, across: str) -> Overlays:
    """One for each size of page, so that its fonts lie in the file once."""
    from pypdf import PdfReader

    @cache
    def overlay_for(width: float, height: float) -> PageObject:
        return PdfReader(BytesIO(_overlay(width, height, line, across))).pages[0]

    return overlay_for


def _stamp(page: PageObject, overlay_for: Overlays) -> None:
    """Upright for the reader: a page that is shown turned is turned in fact first."""
    from pypdf import Transformation

    page.transfer_rotation_to_content()
    box = page.cropbox
    overlay = overlay_for(float(box.width), float(box.height))
    shift = Transformation().translate(float(box.left), float(box.bottom))
    page.merge_transformed_page(overlay, shift, over=True, expand=False)


def _overlay(width: float, height: float, line: str, across: str) -> bytes:
    from app.reports.library import prepare

    prepare()
    from reportlab.pdfgen.canvas import Canvas

    held = BytesIO()
    canvas = Canvas(held, pagesize=(width, height), invariant=1)
    _draw_across(canvas, width, height, across)
    _draw_foot(canvas, width, line)
    canvas.showPage()
    canvas.save()
    return held.getvalue()


def _draw_across(canvas: Any, width: float, height: float, text: str) -> None:
    from app.reports import lettering

    size = min(_LARGEST, _LARGEST * 0.8 * min(width, height) / max(lettering.width(text, _LARGEST), 1))
    canvas.saveState()
    canvas.setFillAlpha(_PALE)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(_SLANT)
    _write(canvas, -lettering.width(text, size) / 2, -size / 3, text, size)
    canvas.restoreState()


def _draw_foot(canvas: Any, width: float, text: str) -> None:
    from app.reports import lettering

    room = max(width - 2 * _MARGIN, 1)
    size = min(_SMALL, _SMALL * room / max(lettering.width(text, _SMALL), 1))
    canvas.saveState()
    canvas.setFillGray(1)
    canvas.setFillAlpha(0.85)
    canvas.rect(0, 0, width, _MARGIN + _LEADING, stroke=0, fill=1)
    canvas.setFillAlpha(1)
    canvas.setFillGray(0.2)
    _write(canvas, _MARGIN, _MARGIN, text, size)
    canvas.restoreState()


def _write(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    from app.reports import lettering

    lettering.register()
    for font, piece in lettering.runs(text):
        canvas.setFont(font, size)
        canvas.drawString(x, y, piece)
        x += lettering.width(piece, size, font)
