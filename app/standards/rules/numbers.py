"""Numbers of items as people write them."""

import unicodedata
from collections.abc import Iterable

from app.standards.content.catalogue import CatalogueItem

# Numbers of points hold them, and normalising would make 1 of ①.
_CIRCLED = {0x2460 + at: f"({at + 1})" for at in range(20)}


def number_key(text: str) -> str:
    """Equal for spellings of one number: full width, blanks, dashes, 運108(1) for 運108①."""
    plain = unicodedata.normalize("NFKC", text.translate(_CIRCLED)).casefold()
    return "".join(
        "-" if unicodedata.category(char) == "Pd" else char for char in plain if not char.isspace()
    )


def numbered(items: Iterable[CatalogueItem], number: str) -> CatalogueItem | None:
    """The one item of that number, however it is written; none where two could be meant."""
    wanted = number_key(number)
    found = [item for item in items if number_key(item.local) == wanted]
    return found[0] if len(found) == 1 else None
