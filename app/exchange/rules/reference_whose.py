"""Whose a workbook says it is: service, provider and edition of the standard, held against the reference that it is
brought to. What the file does not say is not held against anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import DomainError
from app.core.text import fold, fold_company, latin_words
from app.exchange.reading import spellings, values
from app.exchange.reading.book import Cell, Sheet
from app.exchange.reading.mapping import Field
from app.exchange.reading.spellings import JOINT
from app.exchange.rules.reference_heads import Head, told
from app.exchange.rules.reference_values import is_dash

TITLE, SERVICE, PROVIDER, EDITION = "title", "service_id", "organisation_id", "edition"
NUMBER = "corporate_number"
WHOSE = (TITLE, SERVICE, PROVIDER, NUMBER, EDITION)
LONGEST = 500
_REF = re.compile(r"(?:^|\()\s*([0-9a-z][0-9a-z._-]*/[0-9a-z][0-9a-z._-]*)\s*\)?$")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Called:
    """By which names somebody or something is known; the first is the one to show."""

    names: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        return self.names[0] if self.names else ""


@dataclass(frozen=True)
class Own:
    """The reference that a file is brought to. `service` is without names where the person reads no services; then the
    title stands for it. `edition_names`: language → what its edition is called; `editions`: that and the others that
    are known, each with its names."""

    title: str
    service: Called
    provider: Called
    number: str
    edition: str
    edition_names: Mapping[str, str]
    editions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Stated:
    """What the file says; "" where it says nothing. A name of a heading is often a short one."""

    title: str = ""
    service: str = ""
    provider: str = ""
    number: str = ""
    edition: str = ""
    is_service_of_heading: bool = False
    is_provider_of_heading: bool = False


# --- read ----------------------------------------------------------------------------------------


def fields_of(labels: Mapping[str, tuple[str, ...]]) -> tuple[Field, ...]:
    """`labels`: field → its names in both languages."""
    readers: dict[str, values.Reader] = {NUMBER: _number}
    return tuple(
        Field(key, labels[key], readers.get(key, _name), spellings.WHOSE_LABELS.get(key, ())) for key in WHOSE
    )


def _name(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.line(cell, at_most=LONGEST)


def _number(cell: Cell) -> str | None:
    return None if is_dash(cell) else values.code(cell)


def stated(sheets: Iterable[Sheet], headings: Iterable[str], fields: tuple[Field, ...]) -> Stated:
    """By the first sheet that names it, and where none does by the headings of the tables."""
    found: dict[str, Any] = {}
    for sheet in sheets:
        for key, value in told(Head(sheet, fields)).values.items():
            found.setdefault(key, value or "")
    by_headings = _of_headings(headings)
    service, provider = found.get(SERVICE) or "", found.get(PROVIDER) or ""
    return Stated(
        found.get(TITLE) or "", service or by_headings.get(SERVICE, ""), provider or by_headings.get(PROVIDER, ""),
        found.get(NUMBER) or "", found.get(EDITION) or "",
        is_service_of_heading=not service, is_provider_of_heading=not provider,
    )  # fmt: skip


def _of_headings(headings: Iterable[str]) -> dict[str, str]:
    """みどり計算 of 「…に対するみどり計算の見解」; what is called by no name, 「事業者の見解」, says nothing."""
    found: dict[str, str] = {}
    for heading in headings:
        for part in heading.split(JOINT):
            said = " ".join(unicodedata.normalize("NFKC", part).split())
            for key, name in _named(said):
                if fold(name) not in spellings.NOBODY:
                    found.setdefault(key, name)
    return found


def _named(said: str) -> Iterator[tuple[str, str]]:
    for key, pattern in spellings.WHOSE_HEADINGS:
        match = pattern.search(said)
        if match:
            yield key, match["name"].strip()


# --- compared ------------------------------------------------------------------------------------


def others(said: Stated, own: Own) -> tuple[str, ...]:
    """The fields in which the file names something else than the reference has."""
    found = []
    if own.service.names:
        if said.service and not _is_service(said, own):
            found.append(SERVICE)
    elif said.title and fold(said.title) != fold(own.title):
        found.append(TITLE)
    if not _is_provider(said, own):
        found.append(PROVIDER)
    if said.edition and not is_edition(said.edition, own.edition, own.editions):
        found.append(EDITION)
    return tuple(found)


def _is_service(said: Stated, own: Own) -> bool:
    """A heading may have the provider's name in the place of the service's."""
    if said.is_service_of_heading:
        return _is_like(said.service, (*own.service.names, *own.provider.names))
    return _is_called(said.service, own.service.names, fold)


def _is_provider(said: Stated, own: Own) -> bool:
    """A number decides where both sides have one: names change."""
    number = _plain_number(said.number)
    if number and own.number:
        return number == own.number
    if not said.provider:
        return True
    if said.is_provider_of_heading:
        return _is_like(said.provider, (*own.service.names, *own.provider.names))
    return _is_called(said.provider, own.provider.names, fold_company)


def _plain_number(said: str) -> str:
    try:
        return values.corporate_number(said) or ""
    except DomainError:
        return ""


def _is_called(said: str, names: Iterable[str], folded: Callable[[str], str]) -> bool:
    return folded(said) in {folded(name) for name in names}


def _is_like(said: str, names: Iterable[str]) -> bool:
    """Azure is Microsoft Azure, and AWS is Amazon Web Services."""
    short = fold_company(said)
    for name in names:
        whole = fold_company(name)
        if short in whole or whole in short or short == "".join(word[0] for word in latin_words(name)):
            return True
    return False


def is_edition(said: str, own: str, editions: Mapping[str, tuple[str, ...]]) -> bool:
    """By its ref, else by its whole name. A text that is a part of the name says it where it is no other edition's
    name; one without any digit names the standard alone."""
    plain = unicodedata.normalize("NFKC", said).casefold().strip()
    ref = _REF.search(plain)
    if ref is not None:
        return ref[1] == own
    text = fold(said)
    called = {key: {fold(name) for name in names} for key, names in editions.items()}
    mine = called.get(own, set())
    if text in mine:
        return True
    if any(text in names for key, names in called.items() if key != own):
        return False
    if not _DIGIT.search(plain):
        return any(text in name for name in mine)
    return len(called) > 1 and any(text in name for name in mine)


def has_ref(said: str) -> bool:
    """Whether it says an edition so that no name is wanted."""
    return _REF.search(unicodedata.normalize("NFKC", said).casefold().strip()) is not None
