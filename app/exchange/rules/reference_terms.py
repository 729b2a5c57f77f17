"""開示条件 in a workbook: terms of the reference itself, which no version holds; taken over by choice only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assurance.models import Disclosure
from app.assurance.rules.reading import AGREED_ONLY, is_looser
from app.exchange.reading import spellings, values
from app.exchange.reading.book import Cell
from app.exchange.reading.mapping import Field
from app.exchange.reading.rows import Problem
from app.exchange.reading.values import OneOf
from app.exchange.rules.reference_heads import TEXT, Head, told
from app.exchange.rules.reference_values import is_dash

DISCLOSURE, TERMS = "disclosure", "terms"
FIELDS = (DISCLOSURE, TERMS)


@dataclass(frozen=True)
class Terms:
    disclosure: Disclosure
    text: str


@dataclass(frozen=True)
class TermsDifference:
    """What the file says otherwise than the reference: `problems` are cells that cannot be read."""

    before: Terms
    after: Terms
    problems: tuple[Problem, ...] = ()

    @property
    def changes(self) -> dict[str, tuple[Any, Any]]:
        """Field → here and in the file."""
        pairs: dict[str, tuple[Any, Any]] = {
            DISCLOSURE: (self.before.disclosure, self.after.disclosure),
            TERMS: (self.before.text, self.after.text),
        }
        return {key: pair for key, pair in pairs.items() if not _is_same(*pair)}

    @property
    def is_stricter(self) -> bool:
        """Whether taking it over opens nothing to anybody: what is agreed to before stays so, with its words."""
        before, after = self.before, self.after
        if before.disclosure in AGREED_ONLY and after.disclosure not in AGREED_ONLY:
            return False
        if before.disclosure != after.disclosure:
            return not is_looser(after.disclosure, before.disclosure)
        return bool(after.text and not before.text)

    @property
    def lacks_words(self) -> bool:
        """Nobody can agree to what stands nowhere."""
        return self.after.disclosure in AGREED_ONLY and not self.after.text

    @property
    def stamp(self) -> str:
        return f"{sorted(self.changes.items())}"


def _is_same(before: Any, after: Any) -> bool:
    """How lines are broken does not matter, as with what is agreed to."""
    if isinstance(before, Disclosure):
        return bool(before == after)
    return bool(before.split() == after.split())


def fields_of(labels: Mapping[str, tuple[str, ...]], disclosure: OneOf) -> tuple[Field, ...]:
    """`labels`: field → its names in both languages."""
    readers: dict[str, values.Reader] = {DISCLOSURE: _disclosure(disclosure), TERMS: _text}
    return tuple(Field(key, labels[key], readers[key], spellings.TERMS_LABELS.get(key, ())) for key in FIELDS)


def _disclosure(choice: OneOf) -> values.Reader:
    def read(cell: Cell) -> Any:
        return None if is_dash(cell) else choice(cell)

    return read


def _text(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.text(cell, at_most=TEXT)


def compared(head: Head, before: Terms) -> TermsDifference | None:
    """None where the sheet says nothing else; an empty cell says nothing."""
    said = told(head)
    after = Terms(said.values.get(DISCLOSURE) or before.disclosure, said.values.get(TERMS) or before.text)
    found = TermsDifference(before, after, said.problems)
    return found if found.changes or found.problems else None


def stamp_of(found: TermsDifference | None) -> Sequence[str]:
    return (found.stamp,) if found is not None else ()
