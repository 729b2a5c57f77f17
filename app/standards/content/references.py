"""Which editions and items there are, taken from the files as written.

A file with faults of its own still says which items it has, so that one fault does not become a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.reading import Node

NO_EDITION = N_("The edition “%(name)s” is not in the catalogue.")
NO_ITEM = N_("The item “%(name)s” is not in the catalogue.")
TWICE = N_("“%(name)s” is given twice; it stands in line %(first)s already.")
UNSUPPORTED = N_("Background knowledge alone confirms nothing: say certainty: proposed or unknown.")


@dataclass
class References:
    """`items`: edition → item → where it stands, in order; `written`: editions whose items are written out."""

    editions: dict[str, Node] = field(default_factory=dict)
    items: dict[str, dict[str, Node]] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    written: frozenset[str] = frozenset()

    def edition(self, node: Node) -> Iterator[Fault]:
        if node.text and node.text not in self.editions:
            yield node.fault(NO_EDITION, name=node.text)

    def item(self, node: Node) -> Iterator[Fault]:
        """A whole reference, as fisc/9r2/統20."""
        edition, _, local = node.text.rpartition("/")
        if node.text.count("/") == 2 and local not in self.items.get(edition, {}):
            yield node.fault(NO_ITEM, name=node.text)

    def local(self, edition: str, node: Node) -> Iterator[Fault]:
        """An item of an edition that the file names once."""
        if node.text and edition in self.editions and node.text not in self.items.get(edition, {}):
            yield node.fault(NO_ITEM, name=f"{edition}/{node.text}")


def doubles(nodes: Iterable[Node]) -> Iterator[Fault]:
    seen: dict[str, Node] = {}
    for node in nodes:
        if node.text and node.text in seen:
            yield node.fault(TWICE, name=node.text, first=seen[node.text].line)
        elif node.text:
            seen[node.text] = node


def unsupported(node: Node) -> Iterator[Fault]:
    """Whatever cites sources: `confirmed` is what it is without a certainty of its own."""
    origins = [source.get("from").text for source in node.get("sources").items]
    if origins and set(origins) == {"BG"} and node.get("certainty").value in (None, "confirmed"):
        yield node.fault(UNSUPPORTED)


def expanded(item: Node) -> list[str]:
    """The numbers that a range stands for."""
    span = item.get("range")
    first, last = span.get("from").whole, span.get("to").whole
    if first is None or last is None or last - first >= 1000:
        return []
    return [f"{span.get('prefix').text}{number}" for number in range(first, last + 1)]
