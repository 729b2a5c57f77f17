"""A questionnaire as its file says it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from app.standards.content.conditions import AnyCondition
from app.standards.content.parts import AnyPart
from app.standards.content.texts import (
    Cited,
    EditionRef,
    ItemRef,
    QuestionId,
    QuestionnaireKey,
    Slug,
    Strict,
    Text,
)
from app.standards.content.vocabulary import Audience, Certainty, Levels, Respondent, Scope


class Critical(Strict):
    cap: Annotated[int, Field(ge=0, le=100)]
    why: Text


class Question(Cited):
    id: QuestionId
    scope: Scope
    respondent: Respondent
    levels: Levels
    text: Text
    help: Text | None = None
    evidence: Text | None = None
    touches: tuple[ItemRef, ...] = ()
    weight: Annotated[int, Field(ge=1, le=5)] = 1
    critical: Critical | None = None
    ask_when: AnyCondition | None = None
    parts: Annotated[tuple[AnyPart, ...], Field(min_length=1, max_length=8)]


class Section(Strict):
    key: Slug
    title: Text
    about: Text | None = None
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]


class Retired(Strict):
    """A question, or a part as `<question>.<part>`, that an earlier version had."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(\.[a-z0-9_]+)?$")]
    why: Text


class Questionnaire(Strict):
    """`position`: its place in lists, those of the same place by their keys. `edition`: of the standard that it asks
    after; one that an institution made of a strange form may ask after none that is recorded."""

    key: QuestionnaireKey
    version: Annotated[int, Field(ge=1)]
    position: Annotated[int, Field(ge=1, le=99)] = 99
    title: Text
    about: Text
    audience: Audience
    edition: EditionRef | None = None
    certainty: Certainty = Certainty.CONFIRMED
    caution: Text | None = None
    retired: tuple[Retired, ...] = ()
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions
