"""The differences of a workbook of answers in words: what would change, what is not taken, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.errors import DomainError
from app.core.web import translated
from app.core.words import value_label
from app.diligence.models import Answer, Evidence, Stance, SubstituteKind
from app.diligence.rules.differing import REFUSED, Difference, Outcome
from app.diligence.rules.returned import Trouble
from app.diligence.rules.returned_stand_in import NOTHING
from app.diligence.sheets import said
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.rules.papers import Paper
    from app.standards.content.questionnaires import Question

TONES = {
    Outcome.CHANGED: "good",
    Outcome.OLDER: "attention",
    Outcome.NOT_ASKED: "attention",
    Outcome.WRONG: "danger",
    Outcome.TAMPERED: "danger",
    Outcome.UNKNOWN: "danger",
}


@dataclass(frozen=True)
class Change:
    """`is_ticked`: taken unless somebody says otherwise."""

    question: str
    text: str
    before: str
    after: str
    where: str
    note: str
    is_ticked: bool


@dataclass(frozen=True)
class Refusal:
    question: str
    outcome: str
    tone: str
    sheet: str
    cell: str
    value: str
    why: str


@dataclass(frozen=True)
class Count:
    label: str
    count: int
    tone: str


@dataclass(frozen=True)
class Shown:
    counts: list[Count]
    changes: list[Change]
    refusals: list[Refusal]
    refused: int
    missing_files: list[str]


def shown(found: Sequence[Difference], paper: Paper, files: Sequence[Evidence], chosen: Any = None) -> Shown:
    """`chosen`: what was ticked when the page was sent back."""
    voice = Voice(str(get_locale()))
    questions = {one.id: one for one in paper.questions()}
    counted = Counter(one.outcome for one in found)
    return Shown(
        [Count(value_label(one), counted[one], TONES.get(one, "neutral")) for one in Outcome],
        [
            _change(one, questions[one.back.question], voice, chosen)
            for one in found
            if one.outcome in (Outcome.CHANGED, Outcome.OLDER)
        ],
        [told for one in found if one.outcome in REFUSED for told in _refusals(one)],
        len({(one.back.question, one.back.row) for one in found if one.outcome in REFUSED}),
        _missing(found, files),
    )


def _change(one: Difference, question: Question, voice: Voice, chosen: Any) -> Change:
    is_usual = one.outcome == Outcome.CHANGED
    return Change(
        one.back.question, voice.text(question.text), _said(question, one.before, voice),
        _said(question, {**_as_it_stands(one), **one.back.facts}, voice),
        _("%(sheet)s, row %(row)s", sheet=one.back.sheet, row=one.back.row),
        "" if is_usual else value_label(one.outcome),
        is_usual if chosen is None else one.back.question in chosen,
    )  # fmt: skip


def _as_it_stands(one: Difference) -> Mapping[str, Any]:
    """What stands in for a refusal, where the workbook has no place to say it."""
    is_refused = one.back.facts["stance"] == Stance.REFUSED
    return {name: one.before[name] for name in NOTHING} if is_refused else NOTHING


def _said(question: Question, facts: Mapping[str, Any], voice: Voice) -> str:
    stance = Stance(facts["stance"]) if facts["stance"] else None
    kind = SubstituteKind(facts["substitute_kind"]) if facts["substitute_kind"] else None
    parts = said.answer_told(question, Answer(**{**facts, "stance": stance, "substitute_kind": kind}), voice)
    if stance is None and facts["comment"]:
        parts = [said.Told(voice.say(said.COMMENT), facts["comment"])]
    return said.plain(parts, voice)


def _refusals(one: Difference) -> list[Refusal]:
    label, tone = value_label(one.outcome), TONES[one.outcome]
    if one.outcome == Outcome.NOT_ASKED:
        why = _("This question is not asked with these answers. What stands in its cells is left out.")
        return [Refusal(one.back.question, label, tone, one.back.sheet, f"E{one.back.row}", "", why)]
    return [
        Refusal(one.back.question, label, tone, each.sheet, each.cell, each.value, _why(each))
        for each in one.back.troubles
    ]


def _why(trouble: Trouble) -> str:
    params = said.params_in(trouble.params, Voice(str(get_locale())))
    return translated(DomainError(trouble.message, None, **params))


def _missing(found: Sequence[Difference], files: Sequence[Evidence]) -> list[str]:
    """Files that the workbook names and nobody handed in."""
    there = {one.name for one in files if not one.is_withdrawn}
    named = (name for one in found for name in one.back.files)
    return [name for name in dict.fromkeys(named) if name not in there]
