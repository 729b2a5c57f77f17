"""Numbers as people write them: in half or full width, grouped in threes or not, below zero by any of its signs."""

import re
import unicodedata
from decimal import Decimal

from app.core.text import DASHES

# As accounts write a loss: dashes of every width, and the triangle.
MINUS = tuple(f"{DASHES}▲△")
NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")


def read_number(text: str) -> Decimal | None:
    """Exact as written; None for what is no number."""
    plain = unicodedata.normalize("NFKC", text).strip()
    is_minus = plain[:1] in MINUS
    digits = plain[1:].strip() if is_minus else plain
    if not NUMBER.fullmatch(digits):
        return None
    value = Decimal(digits.replace(",", ""))
    return -value if is_minus else value
