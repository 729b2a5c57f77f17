"""An answer as people read it: each part with its label and what was entered, in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.core.dates import DateStyle, format_date
from app.core.words import N_
from app.diligence.models import Stance
from app.diligence.rules.wanting import is_given
from app.standards.rules import saying

if TYPE_CHECKING:
    from app.diligence.models import Answer
    from app.standards.content.parts import AnyColumn, AnyPart
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice

REASON, CONDITION, SUBSTITUTE = N_("Reason"), N_("Condition"), N_("Substitute evidence")
KIND = N_("Kind of substitute evidence")
ADDRESS, PLACE = N_("Address of the document"), N_("Page or section")
COMMENT, STANCE = N_("Comment"), N_("Kind of answer")
LINE = N_("%(label)s: %(text)s")


@dataclass(frozen=True)
class Told:
    """One part. A table has `columns` and `rows` instead of `text`."""

    label: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def told(question: Question, values: Mapping[str, Any], voice: Voice) -> list[Told]:
    """A part that was left empty is left out; files stand beside the answer and not in it."""
    there = [part for part in question.parts if values.get(part.key) not in (None, "", [])]
    return [_part(part, values[part.key], voice) for part in there]


def answer_told(question: Question, answer: Answer | None, voice: Voice) -> list[Told]:
    """The whole of it: how the question was met, its parts, its reasons. What says nothing yet is none."""
    return [one for _name, one in answer_fields(question, answer, voice)]


def answer_fields(question: Question, answer: Answer | None, voice: Voice) -> list[tuple[str, Told]]:
    """The same, each with the field that it stands in."""
    if answer is None or answer.stance is None or not is_given(answer):
        return []
    is_plain = answer.stance == Stance.ANSWERED
    stance = [] if is_plain else [("stance", Told(voice.say(STANCE), voice.value(answer.stance)))]
    parts = [("parts", one) for one in told(question, answer.parts, voice)]
    return [*stance, *parts, *((name, one) for name, one in _beside(answer, voice) if one.text)]


def _beside(answer: Answer, voice: Voice) -> Iterator[tuple[str, Told]]:
    kind = answer.substitute_kind
    yield "reason", Told(voice.say(REASON), answer.reason)
    yield "condition", Told(voice.say(CONDITION), answer.condition)
    yield "substitute", Told(voice.say(SUBSTITUTE), answer.substitute)
    yield "substitute_kind", Told(voice.say(KIND), voice.value(kind) if kind else "")
    yield "substitute_address", Told(voice.say(ADDRESS), answer.substitute_address)
    yield "substitute_place", Told(voice.say(PLACE), answer.substitute_place)
    yield "comment", Told(voice.say(COMMENT), answer.comment)


def plain(parts: list[Told], voice: Voice) -> str:
    """In one text, a line for each part: for a cell, a mail, a comparison."""
    return "\n".join(_line(one, voice) for one in parts)


def _line(one: Told, voice: Voice) -> str:
    said = one.text or "\n".join(" / ".join(row) for row in one.rows)
    return voice.say(LINE, label=one.label, text=said) if one.label else said


def _part(part: AnyPart, value: Any, voice: Voice) -> Told:
    label = voice.text(part.label)
    if part.type != "table":
        return Told(label, value_words(part, value, voice))
    rows = tuple(
        tuple(
            value_words(column, row[column.key], voice) if column.key in row else ""
            for column in part.columns
        )
        for row in value
    )
    return Told(label, columns=tuple(voice.text(column.label) for column in part.columns), rows=rows)


def value_words(part: AnyPart | AnyColumn, value: Any, voice: Voice) -> str:
    """What was entered in one part or cell, as the reader calls it."""
    match part.type:
        case "yes_no":
            return voice.say(saying.IS_YES_OR_NO[value])
        case "single" | "multi":
            labels = {option.key: voice.text(option.label) for option in part.options}
            return voice.say(saying.COMMA).join(labels.get(key, key) for key in _listed(value))
        case "date":
            return format_date(date.fromisoformat(value), DateStyle.ISO)
        case "country":
            return voice.say(saying.COMMA).join(map(voice.country, _listed(value)))
        case "number":
            return f"{value} {voice.text(part.unit)}"
        case "percent":
            return f"{value}%"
        case "score":
            return " ".join(filter(None, (str(value), voice.text(part.labels.get(value)))))
    return str(value)


def params_in(params: Mapping[str, Any], voice: Voice) -> dict[str, Any]:
    """Of what stands in a message, texts in several languages as the reader's."""
    return {
        name: voice.own(value[voice.language]) if isinstance(value, Mapping) else value
        for name, value in params.items()
    }


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
