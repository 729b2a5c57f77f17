"""Whether a condition can ever be asked: facts that exist, answers that come earlier, values that can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.core.words import N_
from app.standards.content.facts import FACTS
from app.standards.content.faults import Fault
from app.standards.content.reading import Node

NO_FACT = N_("The fact “%(name)s” is unknown; there are: %(known)s.")
ONE_COMPARISON = N_("A condition says exactly one of is, in, other_than.")
NO_VALUE = N_("“%(value)s” cannot be an answer; there are: %(known)s.")
ASK_BY_LIST = N_("“%(name)s” is a list of countries: ask by in or other_than.")
NO_COUNTRY = N_("“%(value)s” is not the two letters of a country.")
NO_QUESTION = N_("The question “%(name)s” is not in this questionnaire.")
LATER = N_(
    "The question “%(name)s” comes later (line %(line)s); a condition can only ask what was answered before."
)
ITSELF = N_("A question cannot depend on its own answer.")
NO_PART = N_("The question “%(question)s” has no part “%(part)s”.")
NO_TARGET = N_("Name the part as <question>.<part>.")
NOT_ASKABLE = N_("The part “%(name)s” is of the type %(type)s; only yes_no, single and multi can be asked.")


def check(
    condition: Node, asked: Mapping[str, Node], all_questions: Mapping[str, Node], own: str
) -> Iterator[Fault]:
    """`asked`: the questions before this one; `own`: the id of this one."""
    for name in ("all", "any"):
        for each in condition.get(name).items:
            yield from check(each, asked, all_questions, own)
    if condition.has("not"):
        yield from check(condition.get("not"), asked, all_questions, own)
    if condition.has("fact"):
        yield from _comparison(condition)
        yield from _fact(condition)
    elif condition.has("part"):
        yield from _comparison(condition)
        yield from _part(condition, asked, all_questions, own)


def _comparison(condition: Node) -> Iterator[Fault]:
    if sum(condition.has(name) for name in ("is", "in", "other_than")) != 1:
        yield condition.fault(ONE_COMPARISON)


def _values(condition: Node) -> list[Node]:
    single = [condition.get("is")] if condition.has("is") else []
    return [*single, *condition.get("in").items, *condition.get("other_than").items]


def _fact(condition: Node) -> Iterator[Fault]:
    fact = condition.get("fact")
    if not fact.text:
        return
    if fact.text not in FACTS:
        yield fact.fault(NO_FACT, name=fact.text, known=", ".join(FACTS))
        return
    known = FACTS[fact.text]
    if known is not None:
        yield from _among(_values(condition), known)
        return
    if condition.has("is"):
        yield condition.get("is").fault(ASK_BY_LIST, name=fact.text)
    for node in _values(condition):
        if not is_country(node.text):
            yield node.fault(NO_COUNTRY, value=node.value)


def is_country(code: str) -> bool:
    return len(code) == 2 and code.isascii() and code.isupper()


def _among(values: list[Node], known: tuple[str | bool, ...]) -> Iterator[Fault]:
    for node in (each for each in values if isinstance(each.value, str | bool)):
        if not any(
            node.value == each and isinstance(node.value, bool) == isinstance(each, bool) for each in known
        ):
            words = ", ".join(str(each).lower() if isinstance(each, bool) else str(each) for each in known)
            shown = str(node.value).lower() if isinstance(node.value, bool) else node.value
            yield node.fault(NO_VALUE, value=shown, known=words)


def _part(
    condition: Node, asked: Mapping[str, Node], all_questions: Mapping[str, Node], own: str
) -> Iterator[Fault]:
    target = condition.get("part")
    # An own id has a dot itself.
    question, dot, key = target.text.rpartition(".")
    if not target.text:
        return
    if not (dot and key):
        yield target.fault(NO_TARGET)
    elif question == own:
        yield target.fault(ITSELF)
    elif question not in all_questions:
        yield target.fault(NO_QUESTION, name=question)
    elif question not in asked:
        yield target.fault(LATER, name=question, line=all_questions[question].line)
    else:
        yield from _answer(condition, target, asked[question], question, key)


def _answer(condition: Node, target: Node, asked: Node, question: str, key: str) -> Iterator[Fault]:
    part = next((each for each in asked.get("parts").items if each.get("key").text == key), None)
    if part is None:
        yield target.fault(NO_PART, question=question, part=key)
        return
    kind = part.get("type").text
    if kind == "yes_no":
        yield from _among(_values(condition), ("yes", "no"))
    elif kind in ("single", "multi"):
        options = tuple(option.get("key").text for option in part.get("options").items)
        yield from _among(_values(condition), options)
    elif kind:
        yield target.fault(NOT_ASKABLE, name=target.text, type=kind)
