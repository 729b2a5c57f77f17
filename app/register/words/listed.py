"""Words of fields that hold keys: countries, and entries of the institution's own lists."""

from collections.abc import Callable, Iterator, Mapping

from flask_babel import get_locale

from app.core import words
from app.register import settings
from app.register.words.countries import CountryNames


class ListedNames(Mapping[str, str]):
    """What the institution calls its entries today, in the language of who reads."""

    def __init__(self, names: Callable[[str], Mapping[str, str]]) -> None:
        self.names = names

    def _known(self) -> Mapping[str, str]:
        return self.names(str(get_locale()))

    def __getitem__(self, key: str) -> str:
        return self._known()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())


COUNTRIES = CountryNames()
for _table, _field in (
    ("organisation", "country"),
    ("service", "countries"),
    ("supply", "countries"),
    ("engagement_supply", "countries"),
    ("engagement", "data_countries"),
):
    words.field_values(_table, _field, COUNTRIES)

words.field_values("service", "kind", ListedNames(settings.service_kind_names))
words.field_values("engagement_tier", "tier", ListedNames(settings.tier_names))
words.field_values("tier_override", "tier", ListedNames(settings.tier_names))
words.field_values("engagement", "data_classes", ListedNames(settings.data_class_names))
words.field_values("engagement_supply", "data_classes", ListedNames(settings.data_class_names))
