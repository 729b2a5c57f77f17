"""Questions that the institution adds: of one part, whose key is permanent; choices and columns are known by their
place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.standards.models import LayerAct
from app.standards.rules.layer_faults import (
    EXPECTED,
    LEAST,
    MOST,
    NO_WEIGHT,
    OWN,
    OWN_KEY,
    Change,
    Fault,
    told,
)

if TYPE_CHECKING:
    from app.standards.content.faults import Fault as FileFault
    from app.standards.content.layer_files import Entry
    from app.standards.content.layered import LayeredQuestion
    from app.standards.content.questionnaires import Question

POINTS_FOR_ALL = N_("Say for every choice what it is worth, or for none.")
NO_SCALE = N_("The highest step must be above the lowest.")
TOO_FINE = N_(
    "An answer has at most %(count)s decimal places and can never be %(value)s. Allow more decimal places or "
    "enter a rounder value."
)
TOO_FINE_WHOLE = N_(
    "An answer is a whole number and can never be %(value)s. Allow decimal places or enter a whole number."
)
LIKE_DELIVERED = N_(
    "“%(key)s” reads like the number of a delivered question. Write a key that says what is asked, such as "
    "branch-visit, or leave it empty."
)
LATER = N_("The question “%(name)s” comes later; a condition can only ask what was answered before.")

NUMBERED = re.compile(r"\d+-\d+")
OWN_TYPES = (
    "yes_no", "single", "multi", "number", "percent", "score", "date", "country", "text", "table", "file",
)  # fmt: skip
OF_PART = (
    "type", "required", "options", "expect", "unit", "decimals", "min", "max", "several", "many", "labels", "columns",
    "min_rows", "max_rows",
)  # fmt: skip
PART = "parts[0]."
PLACE = ("section", "after")
OF_CHOICE = ("points", "exclusive")
FIGURES = ("number", "percent", "score")


def entry_of(change: Change) -> tuple[Entry | None, list[FileFault]]:
    """The values of a change by the model of its kind."""
    from app.standards.content import layer_files
    from app.standards.content.reading import plain_node

    said = {"question": change.question, "act": str(change.act), **layer_files.sifted(change.values)}
    return layer_files.entry(plain_node(said))


def stored(change: Change) -> dict[str, Any]:
    """As the values are kept: one meaning has one form. For a change in which nothing is wrong."""
    from app.standards.content.layer_files import values_of

    found, faults = entry_of(change)
    if found is None:
        raise told(change, faults[0]).as_error()
    return values_of(found)


def own_question(question_id: str, values: Mapping[str, Any]) -> LayeredQuestion:
    from app.standards.content.layered import LayeredQuestion

    return LayeredQuestion.model_validate(_said(question_id, values))


def _said(question_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The same as a file of ours says it."""
    from app.standards.content.layer_files import sifted

    said = {name: value for name, value in sifted(values).items() if name not in PLACE}
    part: dict[str, Any] = {"key": "answer"}
    part |= {name: said.pop(name) for name in OF_PART if name in said}
    if "columns" in part:
        part["columns"] = [_column(place, one) for place, one in enumerate(part["columns"], start=1)]
    return {"id": question_id, **said, "parts": [_with_options(part)]}


def _with_options(part: dict[str, Any]) -> dict[str, Any]:
    if "options" not in part:
        return part
    return {**part, "options": [_option(place, one) for place, one in enumerate(part["options"], start=1)]}


def _column(place: int, said: Mapping[str, Any]) -> dict[str, Any]:
    label = {name: said.get(name, "") for name in ("ja", "en")}
    more = {name: value for name, value in said.items() if name not in label}
    return _with_options({"key": f"column_{place}", "label": label, **more})


def _option(place: int, choice: Mapping[str, Any]) -> dict[str, Any]:
    option = {"key": f"option_{place}", "label": {name: choice.get(name, "") for name in ("ja", "en")}}
    return option | {name: choice[name] for name in OF_CHOICE if choice.get(name) is not None}


def reads_delivered(question_id: str, delivered: Collection[str]) -> bool:
    """Whether people would take the id of a new own question for one of ours: 24-04 beside own.24-04."""
    key = question_id.removeprefix(OWN)
    return key in delivered or NUMBERED.fullmatch(key) is not None


# --- what is wrong -------------------------------------------------------------------------


def own_faults(change: Change) -> Iterator[Fault]:
    """What one own question says, without the others."""
    if not change.question.startswith(OWN):
        yield Fault(change.question, OWN_KEY, "key", act=str(change.act), path="question")
        return
    if not is_weight(change.values.get("weight", LEAST)):
        yield Fault(change.question, NO_WEIGHT, "weight", act=str(change.act), path="weight")
        return
    for fault in (faults := entry_of(change)[1]):
        yield told(change, fault)
    if not any(fault.path.startswith(OF_PART) for fault in faults):
        yield from _part_faults(change)


def is_weight(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LEAST <= value <= MOST


def _part_faults(change: Change) -> Iterator[Fault]:
    from app.standards.content import part_checks
    from app.standards.content.reading import plain_node

    for fault in part_checks.check(plain_node(_said(change.question, change.values))):
        yield told(change, fault, PART)
    values, act = change.values, str(change.act)
    given = [one.get("points") is not None for one in values.get("options", ())]
    if any(given) and not all(given):
        yield Fault(change.question, POINTS_FOR_ALL, "points", {}, act, "options")
    if values["type"] == "score" and values["min"] == values["max"]:
        yield Fault(change.question, NO_SCALE, "high", {}, act, "max")
    if values["type"] in FIGURES:
        yield from _fineness(change)


def _fineness(change: Change) -> Iterator[Fault]:
    """A bound between two answers would be met by another value than it says."""
    count, act = change.values.get("decimals") or 0, str(change.act)
    for name, value in (change.values.get("expect") or {}).items():
        if value is not None and round(value, count) != value:
            params = {"count": count, "value": f"{value:.12g}"}
            message = TOO_FINE if count else TOO_FINE_WHOLE
            yield Fault(change.question, message, EXPECTED[name], params, act, f"expect.{name}")


def condition_faults(changes: Sequence[Change], order: Sequence[Question]) -> Iterator[Fault]:
    """Conditions of own questions, each by what is asked before it. `order`: all questions as they follow."""
    from app.standards.content import condition_checks
    from app.standards.content.reading import plain_node

    asked_when = {
        one.question: one for one in changes if one.act == LayerAct.ADD and one.values.get("ask_when")
    }
    if not asked_when:
        return
    nodes = {
        question.id: plain_node(question.model_dump(mode="json", by_alias=True, exclude_none=True))
        for question in order
    }
    asked: dict[str, Any] = {}
    for name, node in nodes.items():
        if name in asked_when:
            condition = plain_node(asked_when[name].values["ask_when"], "ask_when")
            for fault in condition_checks.check(condition, asked, nodes, name):
                found = told(asked_when[name], fault)
                is_later = fault.message == condition_checks.LATER
                yield _replaced(found, LATER) if is_later else found
        asked[name] = node


def _replaced(fault: Fault, message: str) -> Fault:
    return Fault(fault.question, message, fault.name, fault.params, fault.act, fault.path)
