"""From one version of a questionnaire to the next: what is permanent stays or leaves with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.questionnaire_checks import questions_of
from app.standards.content.reading import Node
from app.standards.content.references import doubles

GAP = N_("Version %(missing)s is missing before this one.")
GONE = N_("“%(name)s” was in version %(version)s and is gone; name it under “retired”.")
OTHER_TYPE = N_(
    "The part “%(name)s” was of the type %(before)s in version %(version)s and keeps it for ever."
)
NEVER_WAS = N_("“%(name)s” was in no earlier version.")
STILL_THERE = N_("“%(name)s” is retired and cannot be asked.")

# `<question>.<part>` → its type, and the first version that had it.
Known = dict[str, tuple[str, int]]


def parts_of(root: Node) -> dict[str, Node]:
    """`<question>.<part>` → the part."""
    return {
        f"{question.get('id').text}.{part.get('key').text}": part
        for question in questions_of(root)
        for part in question.get("parts").items
    }


def check(versions: Sequence[Node]) -> Iterator[Fault]:
    """All versions of one questionnaire, the oldest first."""
    known: Known = {}
    retired: set[str] = set()
    for number, root in enumerate(versions, start=1):
        if root.file.stem != f"v{number}":
            yield root.get("version").fault(GAP, missing=number)
            return
        yield from _retired(root, known)
        retired |= {each.get("id").text for each in root.get("retired").items}
        present = parts_of(root)
        questions = {question.get("id").text: question.get("id") for question in questions_of(root)}
        yield from _back(present, questions, retired)
        yield from _compare(root, known, present, questions, retired)
        for name, part in present.items():
            known.setdefault(name, (part.get("type").text, number))


def _retired(root: Node, known: Known) -> Iterator[Fault]:
    ids = [each.get("id") for each in root.get("retired").items]
    yield from doubles(ids)
    questions = {name.partition(".")[0] for name in known}
    for node in ids:
        if node.text and node.text not in known and node.text not in questions:
            yield node.fault(NEVER_WAS, name=node.text)


def _back(present: dict[str, Node], questions: dict[str, Node], retired: set[str]) -> Iterator[Fault]:
    for name, node in questions.items():
        if name in retired:
            yield node.fault(STILL_THERE, name=name)
    for name, part in present.items():
        if name in retired:
            yield part.get("key").fault(STILL_THERE, name=name)


def _compare(
    root: Node,
    known: dict[str, tuple[str, int]],
    present: dict[str, Node],
    questions: dict[str, Node],
    retired: set[str],
) -> Iterator[Fault]:
    told = set(retired)
    for name, (kind, version) in known.items():
        question = name.partition(".")[0]
        if question in told or name in told:
            continue
        if question not in questions:
            told.add(question)
            yield root.get("sections").fault(GONE, name=question, version=version)
        elif name not in present:
            yield questions[question].fault(GONE, name=name, version=version)
        elif present[name].get("type").text != kind:
            yield present[name].get("type").fault(OTHER_TYPE, name=name, before=kind, version=version)
