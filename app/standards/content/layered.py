"""A questionnaire with the institution's own layer on it, as a published version keeps it.

The delivered questionnaire and the changes lie beside what came of them: a version explains itself for ever, and
the next layer starts from what was delivered. Only here may an id begin with `own.` and cite no source.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from app.standards.content.compiled import restored
from app.standards.content.questionnaires import Question, Questionnaire, Section
from app.standards.content.texts import Source, Strict

AnyId = Annotated[str, StringConstraints(pattern=r"^(own\.)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class LayerChange(Strict):
    question: AnyId
    act: Literal["reword", "weigh", "hide", "require", "add"]
    values: dict[str, Any] = Field(default_factory=dict)


class LayeredQuestion(Question):
    id: AnyId
    sources: tuple[Source, ...] = ()


class LayeredSection(Section):
    questions: Annotated[tuple[LayeredQuestion, ...], Field(min_length=1)]


class Layered(Questionnaire):
    sections: Annotated[tuple[LayeredSection, ...], Field(min_length=1)]
    layer: Annotated[tuple[LayerChange, ...], Field(min_length=1)]
    delivered: Questionnaire


def read_back(text: str) -> Questionnaire:
    """What `canonical` wrote of a questionnaire, with a layer or without one."""
    return restored(Layered if "layer" in json.loads(text) else Questionnaire, text)
