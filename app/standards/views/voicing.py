"""In which language the texts of a questionnaire are shown: the reader's, another one, or both side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import force_locale, gettext

from app.core import words
from app.identity import institution
from app.register.words.countries import country_names
from app.standards.views.telling import language

if TYPE_CHECKING:
    from app.standards.content.texts import Text

LANGUAGES = ("ja", "en")
BOTH = "both"


@dataclass(frozen=True)
class Voice:
    """Texts of content and sentences about them, all in one language."""

    language: str

    def say(self, message: str, **params: Any) -> str:
        with force_locale(self.language):
            return str(gettext(message, **params))

    def text(self, text: Text | None) -> str:
        return self.own(text.within(self.language)) if text is not None else ""

    def own(self, said: str) -> str:
        """The institution's word for itself where the text leaves it open."""
        return said.replace("{institution}", self.noun) if "{institution}" in said else said

    def value(self, value: StrEnum) -> str:
        with force_locale(self.language):
            return words.value_label(value)

    def country(self, code: str) -> str:
        return country_names(self.language).get(code, code)

    @cached_property
    def noun(self) -> str:
        with force_locale(self.language):
            return institution.noun()


@dataclass(frozen=True)
class Shown:
    """What `?preview=` asks for; `first` speaks where only one language has room."""

    preview: str
    voices: tuple[Voice, ...]

    @property
    def first(self) -> Voice:
        return self.voices[0]

    def texts(self, text: Text | None) -> list[tuple[str, str]]:
        return [(voice.language, voice.text(text)) for voice in self.voices] if text is not None else []


def shown() -> Shown:
    asked, own = request.args.get("preview", ""), language()
    if asked == BOTH:
        other = next(one for one in LANGUAGES if one != own)
        return Shown(BOTH, (Voice(own), Voice(other)))
    return Shown(asked, (Voice(asked),)) if asked in LANGUAGES else Shown("", (Voice(own),))
