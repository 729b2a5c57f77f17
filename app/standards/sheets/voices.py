"""Texts of content and sentences about them, said in one language whatever the page speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale, gettext

from app.core import words
from app.identity import institution
from app.register.words.countries import country_names

if TYPE_CHECKING:
    from app.standards.content.texts import Text


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
