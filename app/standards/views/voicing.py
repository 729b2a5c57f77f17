"""In which language the texts of a questionnaire are shown: the reader's, another one, or both side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from app.standards.sheets.voices import Voice
from app.standards.views.telling import language

if TYPE_CHECKING:
    from app.standards.content.texts import Text

LANGUAGES = ("ja", "en")
BOTH = "both"


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
