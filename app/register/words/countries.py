"""Countries by name, in the reader's language."""

from functools import lru_cache

from babel import Locale

from app.core.identifiers import COUNTRIES
from app.core.text import sort_key
from app.register import readings
from app.register.rules.organisations import HOME


@lru_cache(maxsize=4)
def country_names(language: str) -> dict[str, str]:
    """Name of each country in the reader's language, Japan first, in the order in which one would look it up."""
    territories = Locale.parse(language).territories
    names = {code: str(territories.get(code, code)) for code in COUNTRIES}
    read = readings.COUNTRIES if language == "ja" else {}
    order = sorted(names, key=lambda code: (code != HOME, sort_key(read.get(code), None, names[code])))
    return {code: names[code] for code in order}
