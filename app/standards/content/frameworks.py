"""Frameworks, their editions, the items of an edition, and which item became which."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from app.standards.content.texts import (
    Cited,
    Day,
    EditionRef,
    LocalRef,
    Slug,
    Sources,
    Strict,
    Text,
)
from app.standards.content.vocabulary import Certainty, Selection


class Level(Strict):
    key: Slug
    title: Text
    about: Text | None = None


EditionKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=40)]


class Edition(Cited):
    key: EditionKey
    title: Text
    about: Text | None = None
    issued_on: Day | None = None
    valid_until: Day | None = None
    counts: dict[str, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)

    @property
    def total(self) -> int | None:
        return sum(self.counts.values()) if self.counts else None


class Framework(Strict):
    """`prefixes` of its numbers in the order of the book, by which counts are told."""

    key: Slug
    title: Text
    publisher: Text
    about: Text
    levels: tuple[Level, ...] = ()
    prefixes: tuple[LocalRef, ...] = ()
    editions: Annotated[tuple[Edition, ...], Field(min_length=1)]


class Point(Strict):
    """A part of an item with a number of its own; what it does not cite, its item does."""

    ref: LocalRef
    title: Text | None = None
    about: Text | None = None
    sources: Sources | None = None
    certainty: Certainty | None = None
    caution: Text | None = None


class Item(Cited):
    """Without a title only the number is known."""

    ref: LocalRef
    title: Text | None = None
    about: Text | None = None
    level: Slug | None = None
    points: tuple[Point, ...] = ()
    selection: Selection | None = None
    selection_why: Text | None = None
    risk: Text | None = None
    applies: Text | None = None
    measures: tuple[Text, ...] = ()
    bad_examples: tuple[Text, ...] = ()


class Span(Strict):
    prefix: LocalRef
    first: Annotated[int, Field(ge=1, le=999, alias="from")]
    last: Annotated[int, Field(ge=1, le=999, alias="to")]


class ItemRange(Cited):
    range: Span
    level: Slug | None = None


def _kind(value: Any) -> str:
    is_range = "range" in value if isinstance(value, dict) else isinstance(value, ItemRange)
    return "~range" if is_range else "~item"


AnyItem = Annotated[Annotated[Item, Tag("~item")] | Annotated[ItemRange, Tag("~range")], Discriminator(_kind)]


class Group(Strict):
    key: Slug
    title: Text
    about: Text | None = None
    groups: tuple[Group, ...] = ()
    items: tuple[AnyItem, ...] = ()


class SameAs(Strict):
    """Derived from another edition of the framework, without some of its items."""

    edition: EditionKey
    without: tuple[LocalRef, ...] = Field(default=(), alias="except")


class EditionItems(Strict):
    """Either groups of its own or those of another edition; `catalogue_checks` sees to it."""

    framework: Slug
    edition: EditionKey
    certainty: Certainty | None = None
    caution: Text | None = None
    same_as: SameAs | None = None
    groups: tuple[Group, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.framework}/{self.edition}"

    @property
    def base(self) -> str | None:
        return f"{self.framework}/{self.same_as.edition}" if self.same_as else None


class Pair(Cited):
    before: LocalRef = Field(alias="from")
    after: tuple[LocalRef, ...] = Field(alias="to")
    note: Text | None = None


class Crosswalk(Strict):
    key: Slug
    title: Text
    about: Text | None = None
    before: EditionRef = Field(alias="from")
    after: EditionRef = Field(alias="to")
    certainty: Certainty | None = None
    caution: Text | None = None
    pairs: Annotated[tuple[Pair, ...], Field(min_length=1)]


Group.model_rebuild()
