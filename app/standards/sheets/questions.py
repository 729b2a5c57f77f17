"""A question as it is shown: what the respondent will see, what is expected, when it is asked, what it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.standards.rules import saying
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire


# What stands beside the facts of a question, in the language of its texts.
NAMES: Mapping[str, str] = {
    "answer": N_("Answer"),
    "asked_when": N_("Asked when"),
    "cap": N_("Critical"),
    "evidence": N_("Evidence"),
    "evidence_wanted": N_("Evidence wanted"),
    "ours": N_("Only our side sees this"),
    "weight": N_("Weight"),
}


@dataclass(frozen=True)
class Choice:
    label: str
    share: str = ""


@dataclass(frozen=True)
class PartShown:
    """A part as the respondent will see it, and beside it what is expected: all of it said already."""

    key: str
    type: str
    kind: str
    label: str
    help: str
    must: str
    is_required: bool
    unit: str
    choices: list[Choice]
    limits: list[str]
    expectation: str
    columns: list[PartShown]
    rows: int = 1


def part_of(part: Any, voice: Voice, *, is_column: bool = False) -> PartShown:
    return PartShown(
        key=part.key, type=part.type, kind=voice.say(saying.TYPES[part.type]), label=voice.text(part.label),
        help=voice.text(getattr(part, "help", None)),
        must=voice.say(saying.MUST_BE_GIVEN if part.required else saying.MAY_BE_EMPTY),
        is_required=part.required, unit=_unit(part, voice), choices=_choices(part, voice),
        limits=saying.limits(part, voice),
        expectation="" if is_column else saying.expectation(part, voice),
        columns=[part_of(column, voice, is_column=True) for column in getattr(part, "columns", ())],
        rows=getattr(part, "rows", 1),
    )  # fmt: skip


def _unit(part: Any, voice: Voice) -> str:
    return "%" if part.type == "percent" else voice.text(getattr(part, "unit", None))


def _choices(part: Any, voice: Voice) -> list[Choice]:
    if part.type == "yes_no":
        return [Choice(voice.say(saying.YES)), Choice(voice.say(saying.NO))]
    if part.type == "score":
        return [
            Choice(" ".join(filter(None, (str(step), voice.text(part.labels.get(step))))))
            for step in range(part.min, part.max + 1)
        ]
    return [
        Choice(voice.text(option.label), saying.share(getattr(option, "points", None), voice))
        for option in getattr(part, "options", ())
    ]


@dataclass(frozen=True)
class Sheet:
    """Everything that is said of a question, in one language."""

    language: str
    text: str
    help: str
    evidence: str
    asked_when: str
    weight: str
    cap: str
    cap_why: str
    parts: list[PartShown]
    caution: str
    names: Mapping[str, str]


def sheet_of(content: Questionnaire, question: Question, voice: Voice) -> Sheet:
    return Sheet(
        language=voice.language, text=voice.text(question.text), help=voice.text(question.help),
        evidence=voice.text(question.evidence),
        asked_when=saying.condition(content, question.ask_when, voice),
        weight=saying.weight(question, voice), cap=saying.cap(question, voice),
        cap_why=voice.text(question.critical.why if question.critical else None),
        parts=[part_of(part, voice) for part in question.parts], caution=voice.text(question.caution),
        names={name: voice.say(message) for name, message in NAMES.items()},
    )  # fmt: skip
