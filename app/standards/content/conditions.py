"""`ask_when`: facts of the register and earlier answers, joined by all, any and not."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from app.standards.content.texts import Scalar, Strict

Scalars = Annotated[tuple[Scalar, ...], Field(min_length=1)]


class Comparison(Strict):
    """Exactly one of the three; `condition_checks` sees to it, with the values that can be."""

    is_: Scalar = Field(default=None, alias="is")
    in_: Scalars | None = Field(default=None, alias="in")
    other_than: Scalars | None = None


class FactIs(Comparison):
    fact: str


class PartIs(Comparison):
    part: str


class AllOf(Strict):
    all: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]


class AnyOf(Strict):
    any: Annotated[tuple[AnyCondition, ...], Field(min_length=1)]


class Not(Strict):
    not_: AnyCondition = Field(alias="not")


KINDS: dict[str, type[Strict]] = {"fact": FactIs, "part": PartIs, "all": AllOf, "any": AnyOf, "not": Not}


def _form(value: Any) -> str | None:
    """Tags begin with a sign that no key begins with, so that they are told from keys in an error's place."""
    if isinstance(value, dict):
        return next((f"~{form}" for form in KINDS if form in value), None)
    return next((f"~{form}" for form, kind in KINDS.items() if isinstance(value, kind)), None)


AnyCondition = Annotated[
    Annotated[FactIs, Tag("~fact")]
    | Annotated[PartIs, Tag("~part")]
    | Annotated[AllOf, Tag("~all")]
    | Annotated[AnyOf, Tag("~any")]
    | Annotated[Not, Tag("~not")],
    Discriminator(_form),
]

AllOf.model_rebuild()
AnyOf.model_rebuild()
Not.model_rebuild()
