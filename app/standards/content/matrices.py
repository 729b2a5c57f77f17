"""A responsibility matrix: for each item of an edition, who does it, who answers for it, who proves it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from app.standards.content.texts import Cited, EditionRef, Line, LocalRef, Slug, Strict, Text
from app.standards.content.vocabulary import Certainty, Duty


class Actor(Strict):
    key: Slug
    title: Text
    about: Text | None = None


class ConditionOption(Strict):
    key: Slug
    label: Text


class Condition(Strict):
    """Answered for each engagement."""

    key: Slug
    question: Text
    help: Text | None = None
    options: Annotated[tuple[ConditionOption, ...], Field(min_length=2)]


class When(Strict):
    condition: Slug
    values: Annotated[tuple[Slug, ...], Field(min_length=1, alias="in")]


class RowDuty(Strict):
    actor: Slug
    does: Duty
    accountable: Duty
    proof: Duty
    when: When | None = None
    when_accountable: When | None = None
    when_proof: When | None = None
    note: Text | None = None


class FromTo(Strict):
    first: LocalRef = Field(alias="from")
    last: LocalRef = Field(alias="to")


class AllOfPrefix(Strict):
    all: LocalRef


def _kind(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "~list"
    is_all = "all" in value if isinstance(value, dict) else isinstance(value, AllOfPrefix)
    return "~all" if is_all else "~span"


RowItems = Annotated[
    Annotated[FromTo, Tag("~span")]
    | Annotated[AllOfPrefix, Tag("~all")]
    | Annotated[tuple[LocalRef, ...], Field(min_length=1), Tag("~list")],
    Discriminator(_kind),
]


def _language(value: Any) -> str:
    return "~text" if isinstance(value, dict | Text) else "~line"


Words = Annotated[Annotated[Text, Tag("~text")] | Annotated[Line, Tag("~line")], Discriminator(_language)]


class Row(Cited):
    id: Slug
    chapter: Text
    table: Words | None = None
    label: Words
    items: RowItems
    note: Text | None = None
    duties: Annotated[tuple[RowDuty, ...], Field(min_length=1)]


class Matrix(Strict):
    key: Slug
    version: Annotated[int, Field(ge=1)]
    service: Text
    edition: EditionRef
    title: Text
    about: Text
    certainty: Certainty = Certainty.CONFIRMED
    caution: Text | None = None
    actors: Annotated[tuple[Actor, ...], Field(min_length=1)]
    conditions: tuple[Condition, ...] = ()
    rows: Annotated[tuple[Row, ...], Field(min_length=1)]
