"""The institution's own layer: what it may do to our questions, and what comes of it.

A layer rewords, weighs, hides, requires and adds. The parts of a delivered question keep their keys, types,
options and expectations, so that answers of before and after stay comparable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.core.errors import DomainError
from app.core.words import N_
from app.standards.content.vocabulary import Levels
from app.standards.models import LayerAct

if TYPE_CHECKING:
    from app.standards.content.layered import LayerChange, LayeredQuestion, LayeredSection
    from app.standards.content.questionnaires import Question, Questionnaire, Section

NO_QUESTION = N_("The question “%(question)s” is not in the delivered questionnaire.")
NO_SECTION = N_("There is no section “%(section)s”.")
NO_WEIGHT = N_("A weight is a whole number from 1 to 5.")
SAME_WORDS = N_("This is the delivered wording; nothing would change.")
SAME_WEIGHT = N_("This is the delivered weight; nothing would change.")
NOTHING_REQUIRED = N_("Choose what becomes mandatory.")
ALL_REQUIRED = N_("Every part of this question is mandatory already.")
BOTH_ALREADY = N_("This question is asked at both levels already.")
OWN_DOUBLED = N_("An own question “%(question)s” exists already. Choose another key.")
OWN_KEY = N_("A key has small letters, digits and single hyphens between them, at most 40.")
OWN_EDITED = N_("Own questions are edited themselves.")
DEPENDED_ON = N_("The question “%(other)s” is asked by the answer to this one. Hide that one first.")
NOTHING_LEFT = N_("At least one question must stay.")
NO_ITEM = N_("The item “%(item)s” is not in the published standards.")
WRONG = N_("This is not as it should be.")

OWN = "own."
LEAST, MOST = 1, 5
OWN_TYPES = ("yes_no", "single", "multi", "number", "percent", "date", "text", "file")


class Change(Protocol):
    """A row of ours, or an entry of a published version."""

    @property
    def question(self) -> str: ...
    @property
    def act(self) -> Any: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Fault:
    """`name`: the field of a form that the fault is about."""

    question: str
    message: str
    name: str = ""
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def as_error(self) -> DomainError:
        return DomainError(self.message, self.name or None, **self.params)


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

    questions = [one for question in section.questions if (one := _question(question, changes)) is not None]
    for change in _in_order(changes):
        if change.act == LayerAct.ADD and change.values.get("section") == section.key:
            questions.append(own_question(change.question, change.values))
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
    from app.standards.content.texts import Text

    return {"text": Text(ja=values["ja"], en=values["en"])}


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


def own_question(question_id: str, values: Mapping[str, Any]) -> LayeredQuestion:
    """Of one part, whose key is permanent; options are known by their place."""
    from app.standards.content.layered import LayeredQuestion

    part: dict[str, Any] = {"key": "answer", "type": values["type"], "required": values.get("required", True)}
    if values["type"] in ("single", "multi"):
        part["options"] = [
            {"key": f"option_{place}", "label": label}
            for place, label in enumerate(values.get("options", ()), start=1)
        ]
    if values["type"] == "number":
        part["unit"] = values.get("unit", {})
    if values["type"] == "yes_no" and values.get("expect"):
        part["expect"] = values["expect"]
    said = {
        name: values[name] for name in ("scope", "respondent", "levels", "weight", "text") if name in values
    }
    if values.get("help", {}).get("ja") or values.get("help", {}).get("en"):
        said["help"] = values["help"]
    return LayeredQuestion.model_validate(
        {"id": question_id, **said, "touches": list(values.get("touches", ())), "parts": [part]}
    )


# --- what is wrong -------------------------------------------------------------------------


def faults(questionnaire: Questionnaire, changes: Sequence[Change]) -> list[Fault]:
    """Everything that keeps a layer from being laid on a questionnaire."""
    return [*_each(questionnaire, changes), *_together(questionnaire, changes)]


def _each(questionnaire: Questionnaire, changes: Sequence[Change]) -> Iterator[Fault]:
    delivered = {question.id: question for question in questionnaire.questions()}
    sections = {section.key for section in questionnaire.sections}
    own: set[str] = set()
    for change in _in_order(changes):
        if change.act == LayerAct.ADD:
            yield from _own_faults(change, sections, own)
            own.add(change.question)
        elif change.question.startswith(OWN):
            yield Fault(change.question, OWN_EDITED)
        elif change.question not in delivered:
            yield Fault(change.question, NO_QUESTION, params={"question": change.question})
        elif change.act != LayerAct.HIDE:
            yield from _CHECK[LayerAct(change.act)](delivered[change.question], change.values)


def _own_faults(change: Change, sections: set[str], own: set[str]) -> Iterator[Fault]:
    if change.question in own:
        yield Fault(change.question, OWN_DOUBLED, "key", {"question": change.question})
    if change.values.get("section") not in sections:
        yield Fault(change.question, NO_SECTION, "section", {"section": change.values.get("section", "")})
    weight = change.values.get("weight", LEAST)
    if not _is_weight(weight):
        yield Fault(change.question, NO_WEIGHT, "weight")
        return
    from pydantic import ValidationError

    try:
        own_question(change.question, change.values)
    except (ValidationError, KeyError, AttributeError, TypeError) as error:
        yield _told(change.question, error)


def _reword_faults(question: Question, values: Mapping[str, Any]) -> Iterator[Fault]:
    from pydantic import ValidationError

    from app.standards.content.texts import Text

    try:
        text = Text.model_validate({name: values.get(name, "") for name in ("ja", "en")})
    except ValidationError as error:
        yield _told(question.id, error)
    else:
        if text == question.text:
            yield Fault(question.id, SAME_WORDS)


def _weigh_faults(question: Question, values: Mapping[str, Any]) -> Iterator[Fault]:
    if not _is_weight(values.get("weight")):
        yield Fault(question.id, NO_WEIGHT, "weight")
    elif values["weight"] == question.weight:
        yield Fault(question.id, SAME_WEIGHT, "weight")


def _is_weight(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LEAST <= value <= MOST


def _require_faults(question: Question, values: Mapping[str, Any]) -> Iterator[Fault]:
    if not (values.get("parts") or values.get("levels")):
        yield Fault(question.id, NOTHING_REQUIRED)
    if values.get("parts") and all(part.required for part in question.parts):
        yield Fault(question.id, ALL_REQUIRED, "parts")
    if values.get("levels") and question.levels == Levels.BOTH:
        yield Fault(question.id, BOTH_ALREADY, "levels")


_CHECK: Mapping[LayerAct, Callable[[Question, Mapping[str, Any]], Iterator[Fault]]] = {
    LayerAct.REWORD: _reword_faults,
    LayerAct.WEIGH: _weigh_faults,
    LayerAct.REQUIRE: _require_faults,
}


def _together(questionnaire: Questionnaire, changes: Sequence[Change]) -> Iterator[Fault]:
    hidden = {change.question for change in changes if change.act == LayerAct.HIDE}
    kept = [question for question in questionnaire.questions() if question.id not in hidden]
    for question in kept:
        for name in asked_about(question):
            if name in hidden:
                yield Fault(name, DEPENDED_ON, params={"other": question.id})
    if hidden and not kept and not any(change.act == LayerAct.ADD for change in changes):
        yield Fault(sorted(hidden)[0], NOTHING_LEFT)


def asked_about(question: Question) -> list[str]:
    """The questions whose answers decide whether this one is asked."""
    return list(dict.fromkeys(_parts_in(question.ask_when)))


def _parts_in(condition: Any) -> Iterator[str]:
    """A condition is known by what it has: a part, a fact, or conditions under all, any, not."""
    if hasattr(condition, "part"):
        yield condition.part.partition(".")[0]
    elif hasattr(condition, "not_"):
        yield from _parts_in(condition.not_)
    for each in getattr(condition, "all", None) or getattr(condition, "any", None) or ():
        yield from _parts_in(each)


def _told(question_id: str, error: Exception) -> Fault:
    """The first thing that the schema refuses, with the field of the form that it stands in."""
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return Fault(question_id, WRONG)
    first = error.errors(include_url=False)[0]
    name = _field_of([str(step) for step in first["loc"]])
    context = first.get("ctx", {})
    if first["type"] == "ours":
        return Fault(question_id, context["message"], name, context["params"])
    if name == "key":
        return Fault(question_id, OWN_KEY, name)
    return Fault(question_id, WRONG, name)


def _field_of(place: Sequence[str]) -> str:
    language = next((step for step in reversed(place) if step in ("ja", "en")), "")
    for name in ("unit", "options", "help", "text"):
        if name in place:
            return f"{name}_{language}" if language else f"{name}_ja"
    if place and place[0] == "id":
        return "key"
    return language or next((name for name in ("touches", "levels", "scope") if name in place), "")


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
    found = []
    for question in after.questions():
        old = was.pop(question.id, None)
        aspects = _aspects(old, question) if old is not None else ()
        if old is not None and not aspects and place[question.id] != stood[question.id]:
            aspects = ("other",)
        if old is None or aspects:
            found.append(Difference(question.id, old, question, aspects))
    return [*found, *(Difference(name, old, None) for name, old in was.items())]


def _places(content: Questionnaire) -> dict[str, str]:
    return {question.id: section.key for section in content.sections for question in section.questions}


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
