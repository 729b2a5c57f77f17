"""Who the actors of a template may be in an engagement, by the names in its chain and by the places in it.

An actor that is called by a company's name is nobody else because of a place. A guess with its reason: somebody
looks at it before it is stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from app.core.text import fold_company
from app.register.rules import likeness
from app.standards.rules.matrices import INSTITUTION

if TYPE_CHECKING:
    from app.standards.content.matrices import Actor
    from app.standards.content.texts import Text

# The keys under which a template speaks of who provides its service, and of who provides what that stands on.
PROVIDER, PLATFORM = "provider", "platform"
# Words of a title that says what somebody does, not who it is.
_ROLE = re.compile(
    r"\b(carrier|contractor|developer|institution|integrator|maintainer|operator|provider|subcontractor|"
    r"supplier|vendor)s?\b",
    re.IGNORECASE,
)
# A shorter word is a part of too many names.
SHORTEST_PART = 3
# What stands in brackets behind a name, in whatever script.
_BEHIND = re.compile(r"^(?P<name>.+?)\s*\((?P<other>[^()]+)\)\s*$")


class Why(StrEnum):
    OURS = "ours"
    NAME = "name"
    OTHER_NAME = "other_name"  # one in brackets, in another script, of before, or its initials
    SERVICE = "service"  # a service of theirs is called like the actor
    PART = "part"
    PLACE = "place"


@dataclass(frozen=True)
class Called:
    """By what a record is known: key → the name as it is written. `name` is the one it has now."""

    name: str
    keys: Mapping[str, str]

    @property
    def key(self) -> str:
        return fold_company(self.name)


def called(name: str, kana: str = "", latin: str = "", others: Iterable[str] = ()) -> Called:
    """With every spelling by which the register recognises an organisation."""
    found: dict[str, str] = {}
    for text in (name, kana, latin, *others):
        for _kind, key in sorted(likeness.keys_of(text, "", "", "", None, None)):
            found.setdefault(key, text)
    return Called(name, found)


def names_of(text: Text) -> dict[str, str]:
    """How content calls a thing in its two languages: key → as it is written."""
    found: dict[str, str] = {}
    for said in (text.ja, text.en):
        for one in _apart(said):
            found.setdefault(fold_company(one), one)
    return found


def _apart(said: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", said).strip()
    yield plain
    behind = _BEHIND.match(plain)
    if behind:
        yield behind["name"]
        yield behind["other"]


def _first_names(text: Text) -> set[str]:
    """Without what stands in brackets behind."""
    plain = (unicodedata.normalize("NFKC", said).strip() for said in (text.ja, text.en))
    return {fold_company(behind["name"] if (behind := _BEHIND.match(one)) else one) for one in plain}


def names_company(text: Text) -> bool:
    """Whether it says who it is: FIXER (provider), as against Carrier. Content has each title in English."""
    return not _ROLE.search(without_role(text.en))


def without_role(said: str) -> str:
    """A title as far as it is a name: what stands in brackets behind it says what they do."""
    plain = next(_apart(said))
    behind = _BEHIND.match(plain)
    return behind["name"] if behind else plain


def is_service(text: Text, service: Called, provider: Called) -> bool:
    """Whether content and register mean one service; who provides it may stand before its name."""
    ours = {fold_company(said) for said in (text.ja, text.en)}
    makers = provider.keys.keys()
    return not _bare(ours, makers).isdisjoint(_bare(service.keys.keys(), makers))


def _bare(keys: Iterable[str], makers: Collection[str]) -> set[str]:
    found = set(keys)
    for key in tuple(found):
        found |= {key.removeprefix(maker) for maker in makers if key != maker}
    return {key for key in found if len(key) >= likeness.SHORTEST_NAME}


# --- who is who --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Party:
    """An organisation of the chain. `services`: those it provides there."""

    id: UUID
    called: Called
    services: tuple[Called, ...] = ()
    is_contract_party: bool = False


@dataclass(frozen=True)
class Places:
    """Key of an actor → the one organisation that has its place in the chain, where there is just one."""

    by_actor: Mapping[str, UUID] = field(default_factory=dict)
    unit_id: UUID | None = None


@dataclass(frozen=True)
class Likely:
    """`word`: the name by which it was recognised, where that is not the present one."""

    why: Why
    party: Party | None = None
    unit_id: UUID | None = None
    word: str = ""


def likely(
    actors: Sequence[Actor], parties: Sequence[Party], places: Places, taken: Collection[UUID] = ()
) -> dict[str, Likely]:
    """Actor → who it may be. Names go before places: who is named as one actor takes nobody else's place.
    Who is called by a name is only who is called so, and the place tells between several.
    `taken`: organisations that are some actor already."""
    found: dict[str, Likely] = {}
    several: dict[str, set[UUID]] = {}
    for actor in actors:
        if actor.key == INSTITUTION:
            if places.unit_id is not None:
                found[actor.key] = Likely(Why.OURS, unit_id=places.unit_id)
            continue
        named = _by_name(actor, parties)
        if len(named) == 1:
            found[actor.key] = named[0]
        if named or not names_company(actor.title):
            several[actor.key] = {one.party.id for one in named if one.party}
    gone = {*taken, *(one.party.id for one in found.values() if one.party)}
    by_id = {party.id: party for party in parties}
    for key, party_id in places.by_actor.items():
        fits = not several.get(key) or party_id in several[key]
        if key in several and key not in found and fits and party_id in by_id and party_id not in gone:
            found[key] = Likely(Why.PLACE, by_id[party_id])
    return found


def strangers(actors: Sequence[Actor], parties: Sequence[Party]) -> dict[str, Text]:
    """Actors that are called by a name which nobody of the chain has, with their titles."""
    return {
        actor.key: actor.title
        for actor in actors
        if actor.key != INSTITUTION and names_company(actor.title) and not _by_name(actor, parties)
    }


def _by_name(actor: Actor, parties: Sequence[Party]) -> list[Likely]:
    """By the strongest reason that there is."""
    names, first = names_of(actor.title), _first_names(actor.title)
    for why in (Why.NAME, Why.OTHER_NAME, Why.SERVICE, Why.PART):
        told = [(party, _word(why, names, first, party)) for party in parties]
        matched = [Likely(why, party, word=word) for party, word in told if word is not None]
        if matched:
            return matched
    return []


def _word(why: Why, names: Mapping[str, str], first: Collection[str], party: Party) -> str | None:
    """What the match rests on; None if there is none."""
    if why == Why.NAME:
        return "" if party.called.key in names else None
    if why == Why.OTHER_NAME:
        return next((word for key, word in party.called.keys.items() if key in names), None)
    if why == Why.SERVICE:
        return next((one.name for one in party.services if not one.keys.keys().isdisjoint(names)), None)
    return "" if any(_is_part(key, party.called.keys) for key in first) else None


def _is_part(key: str, keys: Iterable[str]) -> bool:
    """Of one name at its beginning or end, as 日本 stands before and Japan behind."""
    return len(key) >= SHORTEST_PART and any(one.startswith(key) or one.endswith(key) for one in keys)
