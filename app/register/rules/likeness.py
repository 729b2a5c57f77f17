"""By what two entries are suspected to be one organisation. Pure, and fast enough for a whole import."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from app.core.text import fold_company, latin_words

NAME, ACRONYM, SITE, NUMBER = "name", "acronym", "site", "number"
# Shorter ones are the names of too many.
SHORTEST_NAME = 2
SHORTEST_ACRONYM = 3
MOST_INITIALS = 6
# So many of one key are a habit of spelling or a shared site, and no longer a suspicion.
MOST_ALIKE = 40
_LATIN_ONLY = re.compile(r"[\x20-\x7e\u00c0-\u024f]+\Z")
# What stands in brackets behind a name: Amazon Web Services (AWS).
_BEHIND = re.compile(r"^(?P<name>.+?)\s*\((?P<alias>[^()]+)\)\s*$")

Key = tuple[str, str]
# Two ids, the smaller first.
Pair = tuple[UUID, UUID]


def keys_of(
    name: str, kana: str, latin: str, website: str, corporate_number: str | None, invoice_number: str | None
) -> set[Key]:
    """Every key by which an organisation with these facts can be recognised."""
    found: set[Key] = set()
    for text in (name, kana, latin):
        for spelling in _spellings(text):
            key = fold_company(spelling)
            if len(key) >= SHORTEST_NAME:
                found.add((NAME, key))
        acronym = acronym_of(text)
        if acronym:
            found.add((ACRONYM, acronym))
    site = site_of(website)
    if site:
        found.add((SITE, site))
    numbers = (corporate_number, (invoice_number or "")[1:])
    return found | {(NUMBER, number) for number in numbers if number}


class Recognisable(Protocol):
    """What any entry of an organisation says of itself."""

    @property
    def name(self) -> str: ...
    @property
    def name_kana(self) -> str: ...
    @property
    def name_latin(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def corporate_number(self) -> str | None: ...
    @property
    def invoice_number(self) -> str | None: ...


def keys_of_facts(facts: Recognisable) -> set[Key]:
    return keys_of(
        facts.name, facts.name_kana, facts.name_latin, facts.website, facts.corporate_number,
        facts.invoice_number,
    )  # fmt: skip


def _spellings(text: str) -> Iterator[str]:
    """The name as it stands; and where something stands in brackets behind it, the two apart."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return
    yield plain
    found = _BEHIND.match(plain)
    # One sign in brackets is a legal form, and a Japanese word there a place or a department.
    if found and len(found["alias"]) >= SHORTEST_ACRONYM and _LATIN_ONLY.match(found["alias"]):
        yield found["name"]
        yield found["alias"]


def acronym_of(latin: str) -> str:
    """The initials of a Latin name of several words; nothing for any other name."""
    plain = unicodedata.normalize("NFKC", latin)
    found = _BEHIND.match(plain)
    plain = found["name"] if found else plain
    if not _LATIN_ONLY.match(plain):
        return ""
    words = latin_words(plain)
    return "".join(word[0] for word in words) if SHORTEST_ACRONYM <= len(words) <= MOST_INITIALS else ""


def site_of(website: str) -> str:
    """The host without its www."""
    try:
        host = urlsplit(website.strip().lower()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def asked_of(keys: Iterable[Key]) -> set[Key]:
    """The keys of others that match these: a name is suspected beside somebody's initials as well."""
    found: set[Key] = set()
    for kind, key in keys:
        found.add((NAME if kind == ACRONYM else kind, key))
        if kind == NAME and len(key) >= SHORTEST_ACRONYM:
            found.add((ACRONYM, key))
    return found


def may_be_renamed(names: tuple[str, str, str], others: tuple[str, str, str]) -> bool:
    """Whether one of (name, kana, Latin name) may have become the other: a common key, or one within the other."""
    own, held = (keys_of(*each, "", None, None) for each in (names, others))
    if asked_of(own) & held:
        return True
    short, long = sorted((fold_company(names[0]), fold_company(others[0])), key=len)
    return short == long or (len(short) >= SHORTEST_NAME and short in long)


@dataclass(frozen=True)
class Suspicion:
    """Two entries, and by which kinds of key they are suspected."""

    first_id: UUID
    second_id: UUID
    kinds: tuple[str, ...]


def pair_of(one: UUID, other: UUID) -> Pair:
    return (one, other) if one < other else (other, one)


def known_by(first: Collection[Key], second: Collection[Key]) -> str:
    """A digest of what two are recognised by, in the order of their ids: another one once either changes."""
    text = json.dumps([sorted(first), sorted(second)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def suspicions(
    found: Iterable[tuple[UUID, str, str]],
    parents: Mapping[UUID, UUID | None],
    apart: Collection[Pair] = (),
) -> list[Suspicion]:
    """Pairs among (organisation, kind, key). Of a group of n, n-1 pairs that hang together: to merge each once.

    A parent and its child often share a site, and are two all the same. `apart`: pairs that somebody found to
    be two.
    """
    by_key: dict[str, list[tuple[UUID, str]]] = defaultdict(list)
    for organisation_id, kind, key in found:
        by_key[key].append((organisation_id, kind))
    kinds: dict[tuple[UUID, UUID], set[str]] = defaultdict(set)
    for holders in by_key.values():
        for pair, kind in _pairs(holders):
            if not (kind == SITE and is_family(pair, parents)) and pair not in apart:
                kinds[pair].add(kind)
    return _tree(kinds)


def _pairs(holders: Sequence[tuple[UUID, str]]) -> Iterator[tuple[tuple[UUID, UUID], str]]:
    """Every holder of one key beside the first that it fits; initials never beside initials only."""
    ordered = sorted(set(holders))[:MOST_ALIKE]
    for at, (own, kind) in enumerate(ordered):
        for other, other_kind in ordered[at + 1 :]:
            if own != other and (together := _together(kind, other_kind)):
                yield (own, other), together


def _together(kind: str, other: str) -> str:
    if kind == other:
        return "" if kind == ACRONYM else kind
    return ACRONYM if {kind, other} == {NAME, ACRONYM} else ""


def is_family(pair: tuple[UUID, UUID], parents: Mapping[UUID, UUID | None]) -> bool:
    first, second = (parents.get(one) for one in pair)
    return first == pair[1] or second == pair[0] or (first is not None and first == second)


def _tree(kinds: Mapping[tuple[UUID, UUID], set[str]]) -> list[Suspicion]:
    group: dict[UUID, UUID] = {}

    def root(one: UUID) -> UUID:
        while group.get(one, one) != one:
            one = group[one]
        return one

    kept = []
    for pair in sorted(kinds, key=lambda pair: (-len(kinds[pair]), pair)):
        first, second = root(pair[0]), root(pair[1])
        if first != second:
            group[second] = first
            kept.append(Suspicion(*pair, tuple(sorted(kinds[pair]))))
    return kept
