"""Countries by name, in the reader's language."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from babel import Locale
from flask_babel import get_locale

from app.core.identifiers import COUNTRIES
from app.core.text import sort_key
from app.register import readings
from app.register.rules.organisations import HOME


class CountryNames(Mapping[str, str]):
    """The names in the language of who reads, for the words of a field whose values are codes."""

    def __getitem__(self, code: str) -> str:
        return country_names(str(get_locale()))[code]

    def __iter__(self) -> Iterator[str]:
        return iter(COUNTRIES)

    def __len__(self) -> int:
        return len(COUNTRIES)


@lru_cache(maxsize=4)
def country_names(language: str) -> dict[str, str]:
    """Name of each country in the reader's language, Japan first, in the order in which one would look it up."""
    territories = Locale.parse(language).territories
    names = {code: str(territories.get(code, code)) for code in COUNTRIES}
    read = readings.COUNTRIES if language == "ja" else {}
    order = sorted(names, key=lambda code: (code != HOME, sort_key(read.get(code), None, names[code])))
    return {code: names[code] for code in order}
