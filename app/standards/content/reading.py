"""YAML with the line of everything in it.

Values stay as they are written: only true, false and nothing are more than text here, so that the country
NO, the version 2.10 and the answer yes mean themselves. What YAML could do beyond plain data is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.standards.content import yaml_words
from app.standards.content.faults import Fault

if TYPE_CHECKING:
    import yaml

NOT_READABLE = N_("The file cannot be read: %(problem)s.")
NO_UTF8 = N_("This is not UTF-8 text.")
EMPTY = N_("The file is empty.")
TOO_DEEP = N_("The file is nested too deeply.")
KEY_TWICE = N_("“%(key)s” is given twice; it stands in line %(first)s already.")
NO_TEXT_KEY = N_("A key must be plain text.")
ANCHOR = N_("Anchors and references (&, *) are not used in content: write it out.")
TAG = N_("Types of YAML's own (!…) are not used in content.")

PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}
DEEPEST = 40
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True)
class Node:
    """A value and where it stands. Asking for what is not there gives an empty node, never an error."""

    file: Path
    line: int
    path: str
    value: Any = None
    keys: Mapping[str, Node] | None = None
    items: tuple[Node, ...] = ()

    def has(self, key: str) -> bool:
        return bool(self.keys) and key in (self.keys or {})

    def get(self, key: str) -> Node:
        found = (self.keys or {}).get(key)
        return found or Node(self.file, self.line, f"{self.path}.{key}" if self.path else key)

    def child(self, key: object) -> Node | None:
        if isinstance(key, int):
            return self.items[key] if 0 <= key < len(self.items) else (self.keys or {}).get(str(key))
        return (self.keys or {}).get(str(key))

    def at(self, path: str) -> Node:
        """As far down the path as there is something."""
        found = self
        for step in _STEP.findall(path):
            below = found.child(int(step) if step.isdecimal() else step)
            if below is None:
                break
            found = below
        return found

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    @property
    def number(self) -> float | None:
        try:
            return float(self.text)
        except ValueError:
            return None

    @property
    def whole(self) -> int | None:
        """A count or a number in a sequence; nothing that takes long to read as one."""
        return int(self.text) if self.text.isdecimal() and len(self.text) < 10 else None

    def fault(self, message: str, **params: Any) -> Fault:
        return Fault(self.file, self.line, self.path, message, params)


def read(path: Path, place: Path | None = None) -> tuple[Node, list[Fault]]:
    """The file's one document; with faults of the notation the rest of it is still read where it can be.
    `place`: where it is told to stand."""
    raw, path = path, place or path
    empty = Node(path, 1, "")
    try:
        text, faults = decoded(raw.read_bytes(), path)
    except OSError as error:
        return empty, [empty.fault(NOT_READABLE, problem=error.strerror or str(error))]
    return (empty, faults) if faults else parse(text, path)


def decoded(raw: bytes, path: Path) -> tuple[str, list[Fault]]:
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return "", [Fault(path, raw[: error.start].count(b"\n") + 1, "", NO_UTF8)]


def plain_node(value: Any, path: str = "") -> Node:
    """Data that never were a file, for the checks that files go through."""
    here = Path()
    if isinstance(value, Mapping):
        keys = {
            str(key): plain_node(each, f"{path}.{key}" if path else str(key)) for key, each in value.items()
        }
        return Node(here, 1, path, {key: node.value for key, node in keys.items()}, keys)
    if isinstance(value, list | tuple):
        items = tuple(plain_node(each, f"{path}[{index}]") for index, each in enumerate(value))
        return Node(here, 1, path, [each.value for each in items], None, items)
    is_said = value is None or isinstance(value, bool)
    return Node(here, 1, path, value if is_said else str(value))


def parse(text: str, path: Path) -> tuple[Node, list[Fault]]:
    import yaml

    empty = Node(path, 1, "")
    try:
        root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        line, message, params = yaml_words.told(error, text)
        return empty, [Fault(path, line, "", message, params)]
    except yaml.reader.ReaderError as error:
        line = text[: int(error.position)].count("\n") + 1
        return empty, [Fault(path, line, "", yaml_words.CONTROL)]
    except RecursionError:
        return empty, [empty.fault(TOO_DEEP)]
    if root is None:
        return empty, [empty.fault(EMPTY)]
    building = _Building(path, _anchors(text, path))
    return building.node(root, "", root.start_mark.line + 1, 0), building.faults


def depth_faults(text: str, path: Path) -> list[Fault]:
    """For what others wrote: the parser itself breaks on a file that is nested some ten thousand times."""
    import yaml

    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                line = event.start_mark.line + 1 if event.start_mark else 1
                return [Fault(path, line, "", TOO_DEEP)]
    except (yaml.YAMLError, RecursionError):
        return []  # told by `parse`, with its line
    return []


def _anchors(text: str, path: Path) -> list[Fault]:
    import yaml

    marks = (yaml.AliasToken, yaml.AnchorToken)
    if "&" not in text and "*" not in text:
        return []
    tokens = yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return [
        Fault(path, token.start_mark.line + 1, "", ANCHOR) for token in tokens if isinstance(token, marks)
    ]


class _Building:
    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self.faults = faults
        # A reference repeats a node object, and enough of them would fill the memory.
        self.is_repeating = bool(faults)

    def node(self, source: yaml.Node, path: str, line: int, depth: int) -> Node:
        import yaml

        if self.is_repeating:
            return Node(self.path, line, path)
        if depth > DEEPEST:
            self.faults.append(Fault(self.path, line, path, TOO_DEEP))
            return Node(self.path, line, path)
        if not source.tag.startswith("tag:yaml.org,2002:") or source.tag.startswith(
            "tag:yaml.org,2002:python"
        ):
            self.faults.append(Fault(self.path, line, path, TAG))
        if isinstance(source, yaml.MappingNode):
            return self._mapping(source, path, line, depth)
        if isinstance(source, yaml.SequenceNode):
            found = tuple(
                self.node(each, f"{path}[{index}]", each.start_mark.line + 1, depth + 1)
                for index, each in enumerate(source.value)
            )
            return Node(self.path, line, path, [each.value for each in found], None, found)
        is_quoted = isinstance(source, yaml.ScalarNode) and bool(source.style)
        value = source.value if is_quoted else PLAIN.get(source.value, source.value)
        return Node(self.path, line, path, value)

    def _mapping(self, source: yaml.MappingNode, path: str, line: int, depth: int) -> Node:
        import yaml

        keys: dict[str, Node] = {}
        for key, value in source.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.faults.append(Fault(self.path, at, path, NO_TEXT_KEY))
                continue
            below = f"{path}.{key.value}" if path else key.value
            node = self.node(value, below, at, depth + 1)
            if key.value in keys:
                first = keys[key.value].line
                self.faults.append(node.fault(KEY_TWICE, key=key.value, first=first))
                continue
            keys[key.value] = node
        return Node(self.path, line, path, {key: node.value for key, node in keys.items()}, keys)
