"""What makes a column layout usable both ways: what goes out under its headings must find home again."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.core.errors import DomainError
from app.core.text import clean, fold
from app.core.words import N_
from app.exchange.reading.mapping import Field, unit_of
from app.exchange.reading.values import shown

ID = "id"
LONGEST_NAME, LONGEST_HEADING = 60, 60
NAME_MISSING = N_("Give the layout a name.")
TOO_LONG = N_("Use at most %(max)d characters.")
NO_COLUMNS = N_("Choose the columns: give each a number, in the order in which they stand.")
UNKNOWN = N_("There is no field “%(name)s”.")
TWICE = N_("Two columns would be headed “%(heading)s”. Change one of them.")
NEEDED = N_("Without “%(name)s” the file could not be imported again. Give it a number.")
OTHER_UNIT = N_("Amounts go out in yen. Delete the other unit from the heading “%(heading)s”.")


def checked_name(name: str) -> str:
    plain = " ".join(clean(name).split())
    if not plain:
        raise DomainError(NAME_MISSING, "name")
    if len(plain) > LONGEST_NAME:
        raise DomainError(TOO_LONG, "name", max=LONGEST_NAME)
    return plain


def checked_columns(fields: Sequence[Field], columns: Iterable[Sequence[str]]) -> list[list[str]]:
    """[field, heading] in order, headings as a file gives them back; the id belongs to every export anyway."""
    known = {field.key: field for field in fields if field.key != ID}
    found = []
    for key, heading in columns:
        if key not in known:
            raise DomainError(UNKNOWN, name=key)
        found.append([key, checked_heading(known[key], heading)])
    if not found:
        raise DomainError(NO_COLUMNS)
    chosen = {key for key, _ in found}
    for field in known.values():
        if field.is_required and field.key not in chosen:
            raise DomainError(NEEDED, f"place_{field.key}", name=field.labels[0])
    for at in (0, 1):
        _check_apart(known, found, fields, at)
    return found


def checked_heading(field: Field, heading: str) -> str:
    plain = " ".join(shown(clean(heading)).split())
    if len(plain) > LONGEST_HEADING:
        raise DomainError(TOO_LONG, f"heading_{field.key}", max=LONGEST_HEADING)
    if field.is_money and unit_of(plain) != 1:
        raise DomainError(OTHER_UNIT, f"heading_{field.key}", heading=plain)
    return "" if plain in field.labels else plain


def _check_apart(known: dict[str, Field], found: list[list[str]], fields: Sequence[Field], at: int) -> None:
    """In either language: the headings left as they are change with it."""
    headed = [(text or known[key].labels[at], key) for key, text in found]
    headed += [(field.labels[at], ID) for field in fields if field.key == ID]
    ordered = sorted((fold(text) or text, text, key) for text, key in headed)
    for one, other in pairwise(ordered):
        if one[0] == other[0]:
            key = other[2] if other[2] != ID else one[2]
            raise DomainError(TWICE, f"heading_{key}", heading=other[1])
