"""A responsibility matrix: actors, conditions and items it names must exist."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.questionnaire_checks import place
from app.standards.content.reading import Node
from app.standards.content.references import References, doubles, unsupported

NO_ACTOR = N_("The actor “%(name)s” is not among those of the matrix: %(known)s.")
NO_CONDITION = N_("The condition “%(name)s” is not among those of the matrix: %(known)s.")
NO_OPTION = N_("“%(name)s” is not among the options: %(known)s.")
NO_WHEN = N_("“%(name)s” is conditional, but “when” does not say on what.")
IDLE_WHEN = N_("“%(name)s” says on what something depends that is not conditional.")
NO_ITEMS = N_("No item of the edition begins with “%(name)s”.")
NOT_A_RANGE = N_("“%(first)s” to “%(last)s” is no range of the edition.")

# What is conditional, and where it says on what.
WHEN = {"does": ("when",), "accountable": ("when_accountable", "when"), "proof": ("when_proof", "when")}


def check(root: Node, references: References) -> Iterator[Fault]:
    yield from place(root)
    edition = root.get("edition")
    yield from references.edition(edition)
    for name in ("actors", "conditions"):
        yield from doubles(each.get("key") for each in root.get(name).items)
    actors = [actor.get("key").text for actor in root.get("actors").items]
    conditions = {}
    for condition in root.get("conditions").items:
        options = condition.get("options").items
        yield from doubles(option.get("key") for option in options)
        conditions[condition.get("key").text] = [option.get("key").text for option in options]
    rows = root.get("rows").items
    yield from doubles(row.get("id") for row in rows)
    for row in rows:
        yield from unsupported(row)
        yield from _items(row.get("items"), edition.text, references)
        yield from doubles(duty.get("actor") for duty in row.get("duties").items)
        for duty in row.get("duties").items:
            yield from _duty(duty, actors, conditions)


def _items(node: Node, edition: str, references: References) -> Iterator[Fault]:
    if edition not in references.editions:
        return
    known = list(references.items.get(edition, {}))
    if node.has("all"):
        prefix = node.get("all")
        if prefix.text and not any(ref.startswith(prefix.text) for ref in known):
            yield prefix.fault(NO_ITEMS, name=prefix.text)
        return
    for each in node.items:
        if each.text not in references.groups.get(edition, set()):
            yield from references.local(edition, each)
    first, last = node.get("from"), node.get("to")
    missing = [fault for each in (first, last) for fault in references.local(edition, each)]
    yield from missing
    if not missing and first.text and last.text and known.index(first.text) > known.index(last.text):
        yield first.fault(NOT_A_RANGE, first=first.text, last=last.text)


def _duty(duty: Node, actors: list[str], conditions: dict[str, list[str]]) -> Iterator[Fault]:
    actor = duty.get("actor")
    if actor.text and actor.text not in actors:
        yield actor.fault(NO_ACTOR, name=actor.text, known=", ".join(actors))
    used: set[str] = set()
    for name, places in WHEN.items():
        if duty.get(name).text == "conditional":
            where = next((each for each in places if duty.has(each)), None)
            if where is None:
                yield duty.get(name).fault(NO_WHEN, name=name)
            else:
                used.add(where)
    for where in ("when", "when_accountable", "when_proof"):
        if duty.has(where):
            if where not in used:
                yield duty.get(where).fault(IDLE_WHEN, name=where)
            yield from _when(duty.get(where), conditions)


def _when(when: Node, conditions: dict[str, list[str]]) -> Iterator[Fault]:
    condition = when.get("condition")
    if condition.text and condition.text not in conditions:
        yield condition.fault(NO_CONDITION, name=condition.text, known=", ".join(conditions))
        return
    options = conditions.get(condition.text, [])
    for value in when.get("in").items:
        if condition.text and value.text not in options:
            yield value.fault(NO_OPTION, name=value.value, known=", ".join(options))
