"""How a field is headed in a file: the words of the page, in both languages."""

from functools import cache

from app.core.translating import in_language
from app.core.words import field_label


@cache
def labels_of(table: str, field: str) -> tuple[str, str]:
    with in_language("ja"):
        japanese = field_label(table, field)
    with in_language("en"):
        return japanese, field_label(table, field)
