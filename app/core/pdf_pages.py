"""A PDF from outside, opened in the sandbox: may its pages be taken into another PDF?

Nothing here is imported by the application itself except the messages: a broken file breaks the child alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.core.errors import DomainError
from app.core.words import N_

if TYPE_CHECKING:
    from pypdf import PdfReader

CHECK = "app.core.pdf_pages:checked"
MOST_PAGES = 3000
LOCKED = N_(
    "This PDF is protected, so that no name can be put on its pages. Ask for an unprotected one, or print it "
    "to a new PDF."
)
NO_PAGES = N_("This PDF has no pages. Choose another file.")
TOO_MANY = N_("This PDF has more than %(most)s pages. Divide it into several files.")
BROKEN = N_("This PDF is damaged. Ask for it anew and add it again.")
REFUSALS = frozenset({LOCKED, NO_PAGES, TOO_MANY})


def opened(content: bytes) -> PdfReader:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise DomainError(LOCKED)
    count = len(reader.pages)
    if not count:
        raise DomainError(NO_PAGES)
    if count > MOST_PAGES:
        raise DomainError(TOO_MANY, most=MOST_PAGES)
    return reader


def checked(content: bytes) -> Iterator[Any]:
    """The number of pages, after each was looked at."""
    reader = opened(content)
    for page in reader.pages:
        _ = page.cropbox
    yield len(reader.pages)
