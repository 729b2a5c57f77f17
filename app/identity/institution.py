"""What the institution calls itself: settings that texts and headings use."""

from flask_babel import lazy_gettext as _l

from app.core import settings
from app.core.settings import Definition

NOUN = "institution.noun"

settings.define(
    Definition("institution.name", "Sekisho", _l("Name of the institution"), _l("Shown on every page and paper.")),
    Definition("institution.name_latin", "Sekisho", _l("Name in Latin letters")),
    Definition(
        NOUN,
        "bank",
        _l("How the institution calls itself in texts"),
        choices=(("bank", _l("our bank")), ("shinkin", _l("our shinkin bank")),
                 ("union", _l("our credit union")), ("company", _l("our company"))),
    ),
)  # fmt: skip

NOUNS = {
    "bank": _l("our bank"),
    "shinkin": _l("our shinkin bank"),
    "union": _l("our credit union"),
    "company": _l("our company"),
}


def is_unnamed() -> bool:
    return bool(settings.get("institution.name") == settings.definition("institution.name").default)


def noun() -> str:
    """The word for sentences with {institution}."""
    return str(NOUNS[str(settings.get(NOUN))])
