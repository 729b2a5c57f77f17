"""What a questionnaire's schema cannot see: names that occur twice, references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.core.words import N_
from app.standards.content import condition_checks, part_checks
from app.standards.content.faults import Fault
from app.standards.content.reading import Node
from app.standards.content.references import References, doubles, unsupported
from app.standards.content.validating import MISSING

OWN = "own."
OTHER_KEY = N_("“%(key)s” lies in the folder %(folder)s; both must be the same.")
OWN_KEY = N_("“%(key)s” begins like the key of an institution’s own questionnaire. Choose another key.")
OTHER_VERSION = N_("“version: %(version)s” lies in the file %(file)s; both must be the same.")
ELSEWHERE = N_("The question “%(name)s” exists already: %(file)s, line %(line)s.")


def questions_of(root: Node) -> list[Node]:
    return [each for section in root.get("sections").items for each in section.get("questions").items]


def check(root: Node, references: References, *, is_file: bool = True) -> Iterator[Fault]:
    """`is_file`: it lies in a folder of ours, and not only in the database."""
    if is_file:
        yield from place(root)
        if not root.get("edition").text:
            yield root.fault(MISSING, key="edition")
    yield from references.edition(root.get("edition"))
    yield from doubles(section.get("key") for section in root.get("sections").items)
    questions = questions_of(root)
    yield from doubles(question.get("id") for question in questions)
    everything = {question.get("id").text: question for question in questions}
    asked: dict[str, Node] = {}
    for question in questions:
        own = question.get("id").text
        touched = question.get("touches").items
        yield from doubles(touched)
        for node in touched:
            yield from references.item(node)
        yield from unsupported(question)
        yield from part_checks.check(question)
        yield from condition_checks.check(question.get("ask_when"), asked, everything, own)
        asked[own] = question


def check_newest(root: Node) -> Iterator[Fault]:
    """What older versions, which stay as they were published, need not say."""
    for question in questions_of(root):
        yield from part_checks.unmarked(question)


def place(root: Node) -> Iterator[Fault]:
    """A file lies in the folder of its key under the name of its version."""
    key, version = root.get("key"), root.get("version")
    folder = root.file.parent.name
    if key.text.startswith(OWN):
        yield key.fault(OWN_KEY, key=key.text)
    if key.text and key.text != folder:
        yield key.fault(OTHER_KEY, key=key.text, folder=folder)
    if version.text and f"v{version.text}" != root.file.stem:
        yield version.fault(OTHER_VERSION, version=version.text, file=root.file.name)


def check_together(roots: Iterable[Node]) -> Iterator[Fault]:
    """An id belongs to one questionnaire; the versions of that one share it."""
    owners: dict[str, Node] = {}
    for root in roots:
        for question in questions_of(root):
            node = question.get("id")
            owner = owners.setdefault(node.text, node)
            if node.text and owner.file.parent != node.file.parent:
                yield node.fault(
                    ELSEWHERE,
                    name=node.text,
                    file=f"{owner.file.parent.name}/{owner.file.name}",
                    line=owner.line,
                )
