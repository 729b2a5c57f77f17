"""Texts of content as the list of hits says them."""

from flask_babel import force_locale

from app.identity import institution

LONGEST = 120
OPEN = "{institution}"


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def named(text: str) -> str:
    """With what the institution calls itself; English texts need no such word."""
    if OPEN not in text:
        return text
    with force_locale("ja"):
        return text.replace(OPEN, institution.noun())
