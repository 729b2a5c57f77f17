"""What all content files share: texts in both languages, keys, sources."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictBool,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from app.core.words import N_
from app.standards.content.vocabulary import Certainty
from app.standards.content.wording import names_itself, was_folded

NO_WORDS = N_("The text is empty.")
ONE_PARAGRAPH = N_("A text is one paragraph without line breaks.")
PLACEHOLDER = N_("The placeholder %(name)s is unknown; only {institution} may stand in Japanese texts.")
ENGLISH_PLACEHOLDER = N_("English texts say “the institution”, without a placeholder.")
OWN_NAME = N_("Write {institution} for the institution that uses this, not its name for itself.")
BLANK_INSIDE = N_("A blank stands between Japanese characters: keep the text on one line.")
NO_DAY = N_("A year, a year and month, or a day is wanted, as 2020, 2020-03 or 2020-03-31.")
NO_SCALAR = N_("A single value is wanted.")

_BRACED = re.compile(r"\{[^{}]*\}")
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def refuse(message: str, **params: Any) -> PydanticCustomError:
    """An error in our own words; `validating` takes it apart again."""
    return PydanticCustomError("ours", "{message}", {"message": message, "params": params})


class Strict(BaseModel):
    """Nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _paragraph(text: str) -> str:
    if not text:
        raise refuse(NO_WORDS)
    if "\n" in text:
        raise refuse(ONE_PARAGRAPH)
    return text


def _japanese(text: str) -> str:
    _paragraph(text)
    for name in _BRACED.findall(text):
        if name != "{institution}":
            raise refuse(PLACEHOLDER, name=name)
    if names_itself(text):
        raise refuse(OWN_NAME)
    if was_folded(text):
        raise refuse(BLANK_INSIDE)
    return text


def _english(text: str) -> str:
    _paragraph(text)
    if _BRACED.search(text):
        raise refuse(ENGLISH_PLACEHOLDER)
    return text


def _day(text: str) -> str:
    if not _DAY.fullmatch(text):
        raise refuse(NO_DAY)
    return text


def _scalar(value: object) -> object:
    if not isinstance(value, str | bool):
        raise refuse(NO_SCALAR)
    return value


Line = Annotated[str, AfterValidator(_paragraph)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
PartKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
EditionRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+/[a-z0-9.-]+$")]
ItemRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+/[a-z0-9.-]+/[^/\s]+$")]
LocalRef = Annotated[str, StringConstraints(pattern=r"^[^/\s]+$", max_length=40)]
Origin = Annotated[str, StringConstraints(pattern=r"^(S[1-5]|[RP][1-9]\d*|BG|OWN)$")]
# Of a questionnaire; one that the institution made itself begins with `own.`.
QuestionnaireKey = Annotated[str, StringConstraints(pattern=r"^(own\.)?[a-z0-9][a-z0-9_-]*$", max_length=60)]
Day = Annotated[str, AfterValidator(_day)]
Flag = StrictBool
Scalar = Annotated[Any, PlainValidator(_scalar)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Text(Strict):
    ja: Annotated[str, AfterValidator(_japanese)]
    en: Annotated[str, AfterValidator(_english)]

    def within(self, language: str) -> str:
        return self.ja if language == "ja" else self.en


class Source(Strict):
    cite: Line | None = None
    origin: Origin = Field(alias="from")


Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Cited(Strict):
    """What states something says where from and how sure it is."""

    sources: Sources
    certainty: Certainty = Certainty.CONFIRMED
    caution: Text | None = None
