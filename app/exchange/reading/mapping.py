"""Which column holds which field: proposed from the headings, corrected by hand, kept for the next file."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import DomainError
from app.core.text import fold
from app.core.words import N_
from app.exchange.reading import spellings, values
from app.exchange.reading.book import Cell
from app.exchange.reading.headers import Header

NOT_A_MAPPING = N_("The mapping is not a JSON object that gives each field the heading of its column.")
UNKNOWN_FIELD = N_("The mapping names “%(name)s”, which is no field of this kind of record.")
UNKNOWN_COLUMN = N_("The mapping names the column “%(column)s”, which is not in the file.")
COLUMN_TWICE = N_("The column “%(column)s” is mapped to two fields. Choose one of them.")

_SHORTEST_PART = 2
_LONGEST_FILE = 100_000
_BRACKETS = re.compile(r"[(\[{【〔［「『<〈《][^)\]}】〕］」』>〉》]{0,60}[)\]}】〕］」』>〉》]")
_TAIL = re.compile(r"#[0-9]{1,3}$")


@dataclass(frozen=True, slots=True)
class Field:
    """A field as a file may hold it. `labels` (Japanese, English) and `synonyms` name it, `reader` types a cell.

    `is_money` lets the heading say the unit: 年間金額（千円）.
    """

    key: str
    labels: tuple[str, ...]
    reader: values.Reader = values.line
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    is_money: bool = False

    def read(self, cell: Cell, heading: str = "") -> Any:
        """The typed value, None for an empty cell; ``ValueProblem`` says why not."""
        if self.is_money:
            return values.yen(cell, unit=unit_of(heading))
        return self.reader(cell)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`mapped`: field → heading. `doubtful`: field → headings of which none is clearly it, most likely first."""

    mapped: dict[str, str]
    doubtful: dict[str, tuple[str, ...]]
    unmapped: tuple[str, ...]
    without_column: tuple[str, ...]
    missing: tuple[str, ...]


def bare(heading: str) -> str:
    """A heading without marks (（必須）, ※), notes in brackets, blanks and case; never empty unless it was."""
    plain = _TAIL.sub("", unicodedata.normalize("NFKC", heading))
    return fold(_BRACKETS.sub(" ", plain)) or fold(plain)


def marked_only(heading: str) -> str:
    """The heading folded with its brackets kept, except those that only say whether it must be filled."""
    plain = _TAIL.sub("", unicodedata.normalize("NFKC", heading))
    kept = _BRACKETS.sub(lambda found: " " if fold(found[0]) in _MARKS else found[0], plain)
    return fold(kept)


_MARKS = frozenset(map(fold, spellings.HEADER_MARKS))


def unit_of(heading: str) -> int:
    """The yen that a heading in 千円 means by 1."""
    for found in _BRACKETS.findall(unicodedata.normalize("NFKC", heading)):
        inside = found[1:-1].strip().lower().removeprefix(spellings.UNIT_WORD).lstrip(":： ")
        if inside in spellings.UNITS:
            return spellings.UNITS[inside]
    return 1


def known(fields: Sequence[Field]) -> Callable[[str], float]:
    """For `find_header`: 1 for a name of a field, less for a heading that only contains one."""
    names = {name for field in fields for name in _names(field)}
    long_names = [name for name in names if len(name) > _SHORTEST_PART]

    def score(heading: str) -> float:
        if len(heading) > 60:
            return 0.0
        if marked_only(heading) in names or bare(heading) in names:
            return 1.0
        folded = bare(heading)
        return 0.3 if any(name in folded for name in long_names) else 0.0

    return score


def _names(field: Field) -> list[str]:
    return [name for given in (*field.labels, *field.synonyms, field.key) if (name := fold(given))]


def propose(fields: Sequence[Field], headings: Iterable[str]) -> Proposal:
    """The best column of each field: by label, then synonym, then the only heading that contains one of them."""
    left = list(dict.fromkeys(headings))
    mapped: dict[str, str] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    for matches in (_by_label, _by_name, _by_bare_name):
        for field in fields:
            if field.key in mapped or field.key in doubtful:
                continue
            found = [heading for heading in left if matches(field, heading)]
            if len(found) == 1:
                mapped[field.key] = found[0]
                left.remove(found[0])
            elif found:
                doubtful[field.key] = tuple(found)
    _by_containment(fields, left, mapped, doubtful)
    doubtful = {
        key: kept for key, found in doubtful.items() if (kept := tuple(h for h in found if h in left))
    }
    without = tuple(field.key for field in fields if field.key not in mapped)
    missing = tuple(field.key for field in fields if field.is_required and field.key not in mapped)
    return Proposal(mapped, doubtful, tuple(left), without, missing)


def _by_label(field: Field, heading: str) -> bool:
    return marked_only(heading) in {fold(label) for label in field.labels} or heading == field.key


def _by_name(field: Field, heading: str) -> bool:
    return marked_only(heading) in _names(field)


def _by_bare_name(field: Field, heading: str) -> bool:
    """Without notes in brackets, and the small heading without the big one above it."""
    last = heading.rsplit(spellings.JOINT, 1)[-1]
    return bare(heading) in _names(field) or marked_only(last) in _names(field) or bare(last) in _names(field)


def _by_containment(
    fields: Sequence[Field], left: list[str], mapped: dict[str, str], doubtful: dict[str, tuple[str, ...]]
) -> None:
    """A heading that contains a name of one field only, or is contained in it; never more than a proposal."""
    claims: dict[str, list[str]] = {}
    for field in fields:
        if field.key in mapped or field.key in doubtful:
            continue
        names = [name for name in _names(field) if len(name) >= _SHORTEST_PART]
        claims[field.key] = [heading for heading in left if _overlaps(bare(heading), names)]
    for key, found in claims.items():
        rivals = [other for other, theirs in claims.items() if other != key and set(theirs) & set(found)]
        if len(found) == 1 and not rivals:
            mapped[key] = found[0]
            left.remove(found[0])
        elif found:
            doubtful[key] = tuple(found)


def _overlaps(heading: str, names: list[str]) -> bool:
    if len(heading) < _SHORTEST_PART:
        return False
    return any(name in heading or (heading in name and len(heading) * 2 >= len(name)) for name in names)


# --- kept and corrected ----------------------------------------------------------------------


def to_json(columns: Mapping[str, str]) -> str:
    return json.dumps(dict(columns), ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> dict[str, str]:
    """A mapping from a file: {"field": "heading"}; a field with nothing is left out."""
    try:
        given = json.loads(text) if len(text) <= _LONGEST_FILE else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not all(v is None or isinstance(v, str) for v in given.values()):
        raise DomainError(NOT_A_MAPPING)
    return {key: heading for key, heading in given.items() if heading}


def columns_of(header: Header, columns: Mapping[str, str], fields: Sequence[Field]) -> dict[str, int]:
    """The column of each mapped field, after a look at whether fields and headings exist and none is used twice."""
    keys = {field.key for field in fields}
    found: dict[str, int] = {}
    for key, heading in columns.items():
        if key not in keys:
            raise DomainError(UNKNOWN_FIELD, name=key)
        index = header.index_of(heading)
        if index is None:
            raise DomainError(UNKNOWN_COLUMN, column=heading)
        if index in found.values():
            raise DomainError(COLUMN_TWICE, column=heading)
        found[key] = index
    return found
