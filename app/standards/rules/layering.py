"""The institution's own layer: what it may do to our questions, and what comes of it.

A layer rewords, weighs, hides, requires and adds. The parts of a delivered question keep their keys, types,
options and expectations, so that answers of before and after stay comparable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.standards.content.vocabulary import Levels
from app.standards.models import LayerAct
from app.standards.rules.layer_faults import LEAST, MOST, NO_WEIGHT, OWN, OWN_KEY, Change, Fault, told
from app.standards.rules.own_questions import (
    OWN_TYPES,
    condition_faults,
    entry_of,
    is_weight,
    own_faults,
    own_question,
    stored,
)

if TYPE_CHECKING:
    from app.standards.content.layered import LayerChange, LayeredQuestion, LayeredSection
    from app.standards.content.questionnaires import Question, Questionnaire, Section

NO_QUESTION = N_("The question “%(question)s” is not in the delivered questionnaire.")
NO_SECTION = N_("There is no section “%(section)s”.")
SAME_WORDS = N_("This is the delivered wording; nothing would change.")
SAME_WEIGHT = N_("This is the delivered weight; nothing would change.")
NOTHING_REQUIRED = N_("Choose what becomes mandatory.")
ALL_REQUIRED = N_("Every part of this question is mandatory already.")
BOTH_ALREADY = N_("This question is asked at both levels already.")
OWN_DOUBLED = N_("An own question “%(question)s” exists already. Choose another key.")
OWN_EDITED = N_("Own questions are edited themselves.")
DEPENDED_ON = N_("The question “%(other)s” is asked by the answer to this one. Hide that one first.")
NOTHING_LEFT = N_("At least one question must stay.")
NO_ITEM = N_("The item “%(item)s” is not in the published standards.")

WORDED = ("text", "help", "evidence")
__all__ = [
    "LEAST", "MOST", "NO_WEIGHT", "OWN", "OWN_KEY", "OWN_TYPES", "Change", "Difference", "Fault",
    "asked_about",
    "delivered_of", "differences", "each_faults", "faults", "layer_of", "layered", "marks", "own_question", "stored",
]  # fmt: skip


def delivered_of(content: Questionnaire) -> Questionnaire:
    """Of a published version: what the institution's layer was laid on."""
    delivered: Questionnaire = getattr(content, "delivered", content)
    return delivered


def layer_of(content: Questionnaire) -> tuple[LayerChange, ...]:
    return getattr(content, "layer", ())


def layered(questionnaire: Questionnaire, changes: Sequence[Change]) -> Questionnaire:
    """What is published. Without a change it is the delivered questionnaire itself."""
    from app.standards.content.layered import LayerChange, Layered

    found = faults(questionnaire, changes)
    if found:
        raise found[0].as_error()
    if not changes:
        return questionnaire
    sections = [one for section in questionnaire.sections if (one := _section(section, changes)) is not None]
    said = {
        name: getattr(questionnaire, name) for name in type(questionnaire).model_fields if name != "sections"
    }
    layer = tuple(
        LayerChange.model_validate(
            {"question": one.question, "act": str(one.act), "values": dict(one.values)}
        )
        for one in _in_order(changes)
    )
    return Layered.model_construct(**said, sections=tuple(sections), delivered=questionnaire, layer=layer)


def _in_order(changes: Sequence[Change]) -> list[Change]:
    """The same layer is the same text, in whatever order it was made."""
    return sorted(changes, key=lambda one: (one.question, str(one.act)))


def _section(section: Section, changes: Sequence[Change]) -> LayeredSection | None:
    from app.standards.content.layered import LayeredSection

    questions = [
        one
        for question in _arranged(section, changes)
        if (one := question if question.id.startswith(OWN) else _question(question, changes)) is not None
    ]
    if not questions:
        return None
    return LayeredSection.model_construct(
        key=section.key, title=section.title, about=section.about, questions=tuple(questions)
    )


def _question(question: Question, changes: Sequence[Change]) -> LayeredQuestion | None:
    from app.standards.content.layered import LayeredQuestion

    said = {name: getattr(question, name) for name in type(question).model_fields}
    for change in changes:
        if change.question != question.id:
            continue
        if change.act == LayerAct.HIDE:
            return None
        said |= _APPLY[LayerAct(change.act)](question, change.values)
    return LayeredQuestion.model_construct(**said)


def _reworded(_question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is left open stays as it was delivered."""
    from app.standards.content.layer_files import sifted
    from app.standards.content.texts import Text

    given = sifted(values)
    return {name: Text.model_validate(given[name]) for name in WORDED if name in given}


def _weighed(_question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"weight": values["weight"]}


def _required(question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only whether a part may stay empty; what it asks for stays as it is."""
    said: dict[str, Any] = {}
    if values.get("parts"):
        said["parts"] = tuple(part.model_copy(update={"required": True}) for part in question.parts)
    if values.get("levels"):
        said["levels"] = Levels.BOTH
    return said


_APPLY: Mapping[LayerAct, Callable[[Question, Mapping[str, Any]], dict[str, Any]]] = {
    LayerAct.REWORD: _reworded,
    LayerAct.WEIGH: _weighed,
    LayerAct.REQUIRE: _required,
}


# --- what is wrong -------------------------------------------------------------------------


def faults(questionnaire: Questionnaire, changes: Sequence[Change]) -> list[Fault]:
    """Everything that keeps a layer from being laid on a questionnaire."""
    found = each_faults(questionnaire, changes)
    wrong = {(fault.question, fault.act) for fault in found}
    return [
        *found,
        *_together(questionnaire, [one for one in changes if (one.question, str(one.act)) not in wrong]),
    ]


def each_faults(questionnaire: Questionnaire, changes: Sequence[Change]) -> list[Fault]:
    """What is wrong with the changes one by one."""
    return list(_each(questionnaire, changes))


def _each(questionnaire: Questionnaire, changes: Sequence[Change]) -> Iterator[Fault]:
    delivered = {question.id: question for question in questionnaire.questions()}
    sections = {section.key for section in questionnaire.sections}
    own: set[str] = set()
    for change in _in_order(changes):
        found: Iterable[Fault] = ()
        if change.act == LayerAct.ADD:
            found = [*_place_faults(change, sections, own), *own_faults(change)]
            own.add(change.question)
        elif change.question.startswith(OWN):
            found = [Fault(change.question, OWN_EDITED)]
        elif change.question not in delivered:
            found = [Fault(change.question, NO_QUESTION, params={"question": change.question})]
        elif change.act != LayerAct.HIDE:
            found = _CHECK[LayerAct(change.act)](delivered[change.question], change)
        for fault in found:
            yield replace(fault, act=str(change.act))


def _place_faults(change: Change, sections: set[str], own: set[str]) -> Iterator[Fault]:
    section = change.values.get("section")
    if change.question in own:
        yield Fault(change.question, OWN_DOUBLED, "key", {"question": change.question}, path="question")
    if section and section not in sections:
        yield Fault(change.question, NO_SECTION, "section", {"section": section}, path="section")


def _reword_faults(question: Question, change: Change) -> Iterator[Fault]:
    found, faults = entry_of(change)
    if found is None:
        yield from (told(change, fault) for fault in faults)
    elif all(getattr(question, name) == text for name, text in _reworded(question, change.values).items()):
        yield Fault(question.id, SAME_WORDS)


def _weigh_faults(question: Question, change: Change) -> Iterator[Fault]:
    weight = change.values.get("weight")
    if not is_weight(weight):
        yield Fault(question.id, NO_WEIGHT, "weight")
    elif weight == question.weight:
        yield Fault(question.id, SAME_WEIGHT, "weight")


def _require_faults(question: Question, change: Change) -> Iterator[Fault]:
    values = change.values
    if not (values.get("parts") or values.get("levels")):
        yield Fault(question.id, NOTHING_REQUIRED)
    if values.get("parts") and all(part.required for part in question.parts):
        yield Fault(question.id, ALL_REQUIRED, "parts")
    if values.get("levels") and question.levels == Levels.BOTH:
        yield Fault(question.id, BOTH_ALREADY, "levels")


_CHECK: Mapping[LayerAct, Callable[[Question, Change], Iterator[Fault]]] = {
    LayerAct.REWORD: _reword_faults,
    LayerAct.WEIGH: _weigh_faults,
    LayerAct.REQUIRE: _require_faults,
}


def _together(questionnaire: Questionnaire, changes: Sequence[Change]) -> Iterator[Fault]:
    """For changes that are well one by one."""
    hidden = {change.question for change in changes if change.act == LayerAct.HIDE}
    order = _all_in_order(questionnaire, changes)
    for question in order:
        if question.id not in hidden:
            for name in asked_about(question):
                if name in hidden:
                    params = {"other": question.id}
                    yield Fault(name, DEPENDED_ON, params=params, act=LayerAct.HIDE.value)
    if hidden and hidden >= {question.id for question in order}:
        yield Fault(sorted(hidden)[0], NOTHING_LEFT)
    yield from condition_faults(changes, order)


def _all_in_order(questionnaire: Questionnaire, changes: Sequence[Change]) -> list[Question]:
    """Delivered questions, hidden ones too, with own ones in their places."""
    return [question for section in questionnaire.sections for question in _arranged(section, changes)]


def _arranged(section: Section, changes: Sequence[Change]) -> list[Question]:
    """Own questions stand behind the one that they name; without one, or where it is gone, at the end."""
    own = [
        one
        for one in _in_order(changes)
        if one.act == LayerAct.ADD and one.values.get("section") == section.key
    ]
    made = {one.question: own_question(one.question, one.values) for one in own}
    order: list[Question] = list(section.questions)
    order += [made[one.question] for one in own if not one.values.get("after")]
    waiting = [one for one in own if one.values.get("after")]
    while waiting:
        there = {question.id for question in order}
        able = [one for one in waiting if one.values["after"] in there]
        if not able:
            return [*order, *(made[one.question] for one in waiting)]
        for one in reversed(able):
            place = next(i for i, question in enumerate(order) if question.id == one.values["after"])
            order.insert(place + 1, made[one.question])
        waiting = [one for one in waiting if one not in able]
    return order


def asked_about(question: Question) -> list[str]:
    """The questions whose answers decide whether this one is asked."""
    return list(dict.fromkeys(_parts_in(question.ask_when)))


def _parts_in(condition: Any) -> Iterator[str]:
    """A condition is known by what it has: a part, a fact, or conditions under all, any, not."""
    if hasattr(condition, "part"):
        yield condition.part.rpartition(".")[0]
    elif hasattr(condition, "not_"):
        yield from _parts_in(condition.not_)
    for each in getattr(condition, "all", None) or getattr(condition, "any", None) or ():
        yield from _parts_in(each)


# --- what differs --------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """`aspects`: which of text, weight, requirement or anything else; empty for what came or went."""

    question: str
    before: Question | None
    after: Question | None
    aspects: tuple[str, ...] = ()

    @property
    def present(self) -> Question:
        """As it will be; where it leaves, as it was."""
        found = self.after or self.before
        if found is None:
            raise ValueError(self.question)
        return found

    @property
    def weights(self) -> tuple[int, int] | None:
        if self.before is None or self.after is None or "weight" not in self.aspects:
            return None
        return self.before.weight, self.after.weight


ASPECTS: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "weight": ("weight",),
    "levels": ("levels",),
    "parts": ("parts",),
    "other": ("scope", "respondent", "help", "evidence", "touches", "critical", "ask_when"),
}


def differences(before: Questionnaire, after: Questionnaire) -> list[Difference]:
    """Question by question, in the order of the page that will be in use; what goes comes last."""
    was = {question.id: question for question in before.questions()}
    place, stood = _places(after), _places(before)
    behind, stood_behind = _behind(after), _behind(before)
    found = []
    for question in after.questions():
        old = was.pop(question.id, None)
        aspects = _aspects(old, question) if old is not None else ()
        is_moved = old is not None and (
            place[question.id] != stood[question.id]
            or behind.get(question.id) != stood_behind.get(question.id)
        )
        if is_moved and not aspects:
            aspects = ("other",)
        if old is None or aspects:
            found.append(Difference(question.id, old, question, aspects))
    return [*found, *(Difference(name, old, None) for name, old in was.items())]


def _places(content: Questionnaire) -> dict[str, str]:
    return {question.id: section.key for section in content.sections for question in section.questions}


def _behind(content: Questionnaire) -> dict[str, Any]:
    """Own questions with a place of their own → what they stand behind."""
    return {one.question: one.values["after"] for one in layer_of(content) if one.values.get("after")}


def _aspects(old: Question, new: Question) -> tuple[str, ...]:
    return tuple(
        aspect
        for aspect, names in ASPECTS.items()
        if any(getattr(old, name) != getattr(new, name) for name in names)
    )


def marks(changes: Sequence[Change]) -> dict[str, list[LayerAct]]:
    """Question → what the institution did to it."""
    found: dict[str, list[LayerAct]] = {}
    for change in _in_order(changes):
        found.setdefault(change.question, []).append(LayerAct(change.act))
    return found
