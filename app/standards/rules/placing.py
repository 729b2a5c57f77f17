"""Whether an own question can stand and be asked where it is put."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.standards.models import LayerAct
from app.standards.rules.layer_faults import OWN, Change, Fault
from app.standards.rules.layering import faults

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Questionnaire

NOT_BEHIND = N_(
    "It cannot stand behind “%(question)s”. Choose a question of the section, or none for the end."
)
STAND_IN = f"{OWN}0"
PLAINEST = {
    "type": "text", "text": {"ja": "–", "en": "–"}, "scope": "engagement", "respondent": "vendor", "levels": "both",
}  # fmt: skip


def after_faults(questionnaire: Questionnaire, changes: Sequence[Change], wanted: Change) -> Iterator[Fault]:
    """Whether an own question can stand where it wants to. `changes`: all of them, this one too."""
    after = wanted.values.get("after")
    if wanted.act != LayerAct.ADD or not after:
        return
    section = wanted.values.get("section")
    behind = {
        one.question: one.values.get("after")
        for one in changes
        if one.act == LayerAct.ADD and one.values.get("section") == section
    }
    there = {
        question.id for one in questionnaire.sections if one.key == section for question in one.questions
    }
    step: Any = after
    seen = {wanted.question}
    while step in behind and step not in seen:
        seen.add(step)
        step = behind[step]
    if step in seen or after not in there | set(behind):
        yield Fault(wanted.question, NOT_BEHIND, "after", {"question": after}, LayerAct.ADD.value, "after")


def condition_alone(questionnaire: Questionnaire, others: Sequence[Change], wanted: Change) -> list[Fault]:
    """Of an own question that is wrong otherwise too, whether its condition can be asked where it stands."""
    from app.standards.content.layered import LayerChange

    said = {name: wanted.values[name] for name in ("section", "after", "ask_when") if wanted.values.get(name)}
    stand_in = LayerChange.model_validate(
        {"question": STAND_IN, "act": LayerAct.ADD.value, "values": {**PLAINEST, **said}}
    )
    found = faults(questionnaire, [*others, stand_in])
    return [
        replace(one, question=wanted.question)
        for one in found
        if one.question == STAND_IN and one.name == "when"
    ]
