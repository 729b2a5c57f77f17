"""What is drawn: nodes in levels and edges between them. The caller has all words and addresses ready."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    OWN = "own"
    VENDOR = "vendor"
    SERVICE = "service"
    ORGANISATION = "organisation"


class State(StrEnum):
    OK = "ok"
    ATTENTION = "attention"
    MISSING = "missing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Node:
    id: str
    label: str
    sublabel: str = ""
    kind: Kind = Kind.SERVICE
    state: State = State.OK
    badges: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """From who uses to who provides. `label` stands at the line, `note` is said in full only."""

    source: str
    target: str
    label: str = ""
    state: State = State.OK
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    roots: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        if len(known) != len(self.nodes):
            raise ValueError("two nodes have the same id")
        ends = {end for edge in self.edges for end in (edge.source, edge.target)}
        if not ends | set(self.roots) <= known:
            raise ValueError("an edge or a root names a node that is not there")


@dataclass(frozen=True, slots=True)
class Captions:
    """The words of the drawing itself, in the reader's language; `levels` head the columns from the left."""

    levels: tuple[str, ...] = ()
    kinds: Mapping[Kind, str] = field(default_factory=dict)
    states: Mapping[State, str] = field(default_factory=dict)
    back: str = ""
    more: str = "+{n}"
