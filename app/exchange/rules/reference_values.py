"""What the cells of a reference may say, typed: 適合可能, ○, 05、21, 欠番, an explanation for two ways of managing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.assurance.models import Disclosure
from app.core.text import DASHES
from app.core.words import N_
from app.exchange.reading import spellings, values
from app.exchange.reading.book import Cell
from app.exchange.reading.mapping import Field
from app.exchange.reading.values import Choice, OneOf, ValueProblem
from app.exchange.rules.reference_layouts import FIELDS, ITEM, NUMBER, TITLE_AND_URL, Sort
from app.references.models import Acts, Conformity
from app.references.rules import numbers
from app.references.rules.facts import NUMBERED, is_web_address

LONGEST = 20_000
TITLE, ADDRESS = 500, 2_000
ONE_NUMBER = N_("“%(value)s” is not one number. Write one number in this cell.")
NO_CONFORMITY = N_(
    "“%(value)s” is not among the choices: %(choices)s. Write one of them, and a condition in brackets after it."
)
_DASH = frozenset((*DASHES, *spellings.LONG_DASHES))
_MARKED = re.compile(spellings.MARKED)
_NOTED = re.compile(spellings.NOTED, re.DOTALL)
_NO_CONDITION = re.compile(spellings.NO_CONDITION)
_SAYS_CONDITION = re.compile(spellings.SAYS_CONDITION)
_LEAD = re.compile(spellings.LEADS_TO_CONDITION)
_BEFORE_NUMBER = re.compile(spellings.BEFORE_NUMBER, re.IGNORECASE)


def is_dash(cell: Cell) -> bool:
    """A cell with nothing but a dash, which says that there is nothing to say."""
    return isinstance(cell, str) and bool(cell.strip()) and set(cell.strip()) <= _DASH


def long_text(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.text(cell, at_most=LONGEST)


def item(cell: Cell) -> str | None:
    """The number of an item in one spelling: 【統 １】 is 統1."""
    said = values.code(cell)
    if said is None:
        return None
    plain = re.sub(r"\s+", "", said).strip("【】[]()〔〕")
    return plain.translate(dict.fromkeys(map(ord, DASHES), "-")) or None


def number(cell: Cell) -> str | None:
    said = values.code(cell)
    if said is None:
        return None
    found = numbers.parse(_BEFORE_NUMBER.sub("", said))
    if len(found) != 1:
        raise ValueProblem(ONE_NUMBER, cell)
    return found[0]


def number_list(cell: Cell) -> tuple[str, ...]:
    if is_dash(cell):
        return ()
    said = values.code(cell if not isinstance(cell, str) else cell.replace("\n", "、"))
    return numbers.parse(_BEFORE_NUMBER.sub("", said)) if said else ()


@dataclass(frozen=True)
class Stated:
    """What one cell says of conformity: the value, and the note in brackets after it."""

    conformity: Conformity
    note: str = ""


def _stated(choice: OneOf) -> values.Reader:
    """A value with a note in brackets after it, 対象外（設備）. Whatever is noted after 適合可能 is a condition: it
    is never dropped. A dash alone says nothing."""

    def read(cell: Cell) -> Stated | None:
        said = None if is_dash(cell) else values.text(cell, at_most=LONGEST)
        if said is None:
            return None
        found = _NOTED.fullmatch(said)
        if found is None:
            return Stated(_conformity(choice, cell, said))
        value, note = _conformity(choice, cell, found["value"]), found["note"].strip()
        return _on_conditions(note) if value is Conformity.CONFORMABLE else Stated(value, note)

    return read


def _conformity(choice: OneOf, cell: Cell, said: str) -> Conformity:
    """A mark beside it, 適合可能※, says something that stands elsewhere: it is not read over."""
    try:
        value: Conformity | None = choice.found(cell, said)
    except ValueProblem:
        value = None
    if value is None or _MARKED.search(said):
        choices = "、".join(one.spellings[0] for one in choice.choices)
        raise ValueProblem(NO_CONFORMITY, cell, choices=choices)
    return value


def _on_conditions(note: str) -> Stated:
    """条件あり alone says that there are conditions, and not which; 条件なし that there are none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", note)).casefold()
    if not note or _NO_CONDITION.fullmatch(plain):
        return Stated(Conformity.CONFORMABLE)
    if _SAYS_CONDITION.fullmatch(plain):
        return Stated(Conformity.CONDITIONAL)
    return Stated(Conformity.CONDITIONAL, _LEAD.sub("", note).strip())


def _acts(choice: OneOf) -> values.Reader:
    """In the column of who acts a dash says no."""

    def read(cell: Cell) -> Any:
        return Acts.NO if is_dash(cell) else choice(cell)

    return read


Words = Mapping[Any, Sequence[str]]


def fields_of(sort: Sort, labels: Mapping[str, tuple[str, ...]], words: Words) -> tuple[Field, ...]:
    """`labels`: field → its names in both languages; `words`: value of an enum → its names in both languages."""
    readers: dict[str, values.Reader] = {
        ITEM: item, NUMBER: number, "title": _title, "url": _address, TITLE_AND_URL: long_text,
        "checked_on": values.day, **dict.fromkeys(NUMBERED, number_list),
    }  # fmt: skip
    conformity = {
        Conformity.CONFORMABLE: spellings.CONFORMABLE,
        Conformity.CONDITIONAL: spellings.CONDITIONAL,
        Conformity.OUT_OF_SCOPE: spellings.OUT_OF_SCOPE,
    }
    readers["conformity"] = _stated(_one_of(conformity, words))
    acts = _acts(_one_of({Acts.YES: spellings.ACTS, Acts.NO: spellings.DOES_NOT_ACT}, words))
    readers |= dict.fromkeys(("provider_acts", "customer_acts"), acts)
    readers["disclosure"] = _one_of(dict.fromkeys(Disclosure, ()), words)
    return tuple(Field(key, labels.get(key, (key,)), readers.get(key, long_text)) for key in FIELDS[sort])


def _one_of(known: Mapping[Any, Sequence[str]], words: Words) -> OneOf:
    return OneOf(
        [Choice(value, (*words.get(value, ()), *said, value.value)) for value, said in known.items()]
    )


def _title(cell: Cell) -> str | None:
    return values.line(cell, at_most=TITLE)


def _address(cell: Cell) -> str | None:
    """An address that was broken into lines is put together again."""
    said = values.text(cell, at_most=ADDRESS)
    return None if said is None else re.sub(r"\s+", "", said)


def is_missing(said: str | None) -> bool:
    """欠番: the number is kept and nothing stands behind it."""
    plain = unicodedata.normalize("NFKC", said or "").strip().strip("()-").strip().casefold()
    return plain in spellings.NOT_USED


def title_and_url(said: str) -> tuple[str, str]:
    """Lines of one cell: what is an address of the web, with what was broken off it, and the title before it."""
    title: list[str] = []
    url = ""
    for line in filter(None, (one.strip() for one in said.splitlines())):
        if url and is_web_address(url + line) and not is_web_address(line):
            url += line
        elif not url and is_web_address(line):
            url = line
        else:
            title.append(line)
    return " ".join(title), url


_MARK, _ONLY_HEAD = re.compile(spellings.WAY), re.compile(spellings.ONLY_WAY)


def explained(said: str) -> dict[str, str]:
    """One text for both ways of managing, taken apart where a line begins with one of them."""
    parts: dict[str, list[str]] = {"confirmed": [], "simple": [], "strict": []}
    at = "confirmed"
    for line in said.splitlines():
        found = _MARK.match(line)
        if found:
            at = "simple" if found["way"].startswith(spellings.SIMPLE_WAY) else "strict"
        if not (found and _ONLY_HEAD.match(found["rest"])):
            parts[at].append(line)
    return {key: "\n".join(lines).strip() for key, lines in parts.items()}


class Items:
    """The items of an edition, found also where the file writes 統01 for 統1."""

    def __init__(self, refs: Sequence[str]) -> None:
        self.refs = tuple(refs)
        self._exact = {_key(ref): ref for ref in refs}
        self._loose: dict[str, list[str]] = {}
        for ref in refs:
            self._loose.setdefault(_without_noughts(_key(ref)), []).append(ref)

    def find(self, said: str) -> str | None:
        key = _key(said)
        alike = self._loose.get(_without_noughts(key), [])
        return self._exact.get(key) or (alike[0] if len(alike) == 1 else None)


def _key(ref: str) -> str:
    return (item(ref) or ref).casefold()


def _without_noughts(key: str) -> str:
    return re.sub(r"(?<![0-9.])0+(?=[0-9])", "", key)
