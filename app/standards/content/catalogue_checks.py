"""Frameworks, items and crosswalks: what their schemas cannot see, and the index of what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app.core.words import N_
from app.standards.content.faults import Fault
from app.standards.content.reading import Node
from app.standards.content.references import References, doubles, expanded, unsupported

OTHER_FILE = N_("“%(key)s” lies in the file %(file)s; both must be the same.")
OTHER_FOLDER = N_("“%(key)s” lies in the folder %(folder)s; both must be the same.")
NO_LEVEL = N_("The level “%(name)s” is not among those of the framework: %(known)s.")
TOO_MANY = N_("The edition has %(count)s of “%(name)s”, but %(found)s are given here.")
ENDS_FIRST = N_("The edition ends before it begins.")
TURNED_RANGE = N_("A range runs from the lower to the higher number.")
ONE_OF_TWO = N_("The file says either “groups” or “same_as”.")
NO_BASE = N_("The edition “%(name)s” has no items of its own that could be taken over.")
SAME_EDITION = N_("A crosswalk leads from one edition to another.")


def groups_of(root: Node) -> Iterator[Node]:
    for group in root.get("groups").items:
        yield group
        yield from groups_of(group)


def entries_of(root: Node) -> Iterator[Node]:
    for group in groups_of(root):
        yield from group.get("items").items


def index(frameworks: Iterable[Node], items: Sequence[Node]) -> References:
    sources = bases(items)
    found = References(written=frozenset(sources))
    for root in frameworks:
        for edition in root.get("editions").items:
            found.editions[f"{root.get('key').text}/{edition.get('key').text}"] = edition
    for root in items:
        name = f"{root.get('framework').text}/{root.get('edition').text}"
        known = found.items.setdefault(name, {})
        source = sources.get(_base(root), root) if root.has("same_as") else root
        left_out = {each.text for each in root.get("same_as").get("except").items}
        found.groups[name] = {group.get("key").text for group in groups_of(source)}
        for node, ref in _refs(source):
            if ref not in left_out:
                known.setdefault(ref, node)
    return found


def _base(root: Node) -> str:
    return f"{root.get('framework').text}/{root.get('same_as').get('edition').text}"


def bases(items: Iterable[Node]) -> dict[str, Node]:
    """Edition → the file that writes its items out."""
    return {
        f"{root.get('framework').text}/{root.get('edition').text}": root
        for root in items
        if root.has("groups")
    }


def _refs(root: Node) -> Iterator[tuple[Node, str]]:
    for entry in entries_of(root):
        if entry.has("range"):
            yield from ((entry, ref) for ref in expanded(entry))
            continue
        for each in (entry, *entry.get("points").items):
            if each.get("ref").text:
                yield each.get("ref"), each.get("ref").text


def check_framework(root: Node) -> Iterator[Fault]:
    key = root.get("key")
    if key.text and key.text != root.file.stem:
        yield key.fault(OTHER_FILE, key=key.text, file=root.file.name)
    yield from doubles(each.get("key") for each in root.get("levels").items)
    yield from doubles(each.get("key") for each in root.get("editions").items)
    for edition in root.get("editions").items:
        yield from unsupported(edition)
        first, last = edition.get("issued_on"), edition.get("valid_until")
        if first.text and last.text and last.text < first.text[: len(last.text)]:
            yield last.fault(ENDS_FIRST)


def check_items(root: Node, references: References, levels: dict[str, list[str]]) -> Iterator[Fault]:
    framework, edition = root.get("framework"), root.get("edition")
    if framework.text and framework.text != root.file.parent.name:
        yield framework.fault(OTHER_FOLDER, key=framework.text, folder=root.file.parent.name)
    if edition.text and edition.text != root.file.stem:
        yield edition.fault(OTHER_FILE, key=edition.text, file=root.file.name)
    name = f"{framework.text}/{edition.text}"
    whole = Node(edition.file, edition.line, edition.path, name)
    yield from references.edition(whole)
    yield from _written_or_derived(root, references)
    yield from doubles(group.get("key") for group in groups_of(root))
    yield from doubles(Node(node.file, node.line, node.path, ref) for node, ref in _refs(root))
    for entry in entries_of(root):
        yield from unsupported(entry)
        yield from _level(entry.get("level"), levels.get(framework.text, []))
        span = entry.get("range")
        if entry.has("range") and (span.get("from").whole or 0) > (span.get("to").whole or 0):
            yield span.fault(TURNED_RANGE)
    if name in references.editions:
        yield from _counts(root, references.editions[name])


def _written_or_derived(root: Node, references: References) -> Iterator[Fault]:
    if root.has("groups") == root.has("same_as"):
        yield root.fault(ONE_OF_TWO)
    if not root.has("same_as"):
        return
    base, left_out = _base(root), root.get("same_as").get("except").items
    if base not in references.written:
        yield root.get("same_as").get("edition").fault(NO_BASE, name=base)
        return
    yield from doubles(left_out)
    for node in left_out:
        yield from references.local(base, node)


def _level(node: Node, known: list[str]) -> Iterator[Fault]:
    if node.text and node.text not in known:
        yield node.fault(NO_LEVEL, name=node.text, known=", ".join(known) or "–")


def _counts(root: Node, edition: Node) -> Iterator[Fault]:
    """By the letter before the number, or by level; sub-points are parts of their item."""
    found: Counter[str] = Counter()
    for entry in entries_of(root):
        names = expanded(entry) if entry.has("range") else [entry.get("ref").text]
        found.update(name[:1] for name in names)
        found[entry.get("level").text] += len(names)
    for name, count in (edition.get("counts").keys or {}).items():
        if count.whole is not None and found[name] > count.whole:
            yield root.get("groups").fault(TOO_MANY, count=count.text, name=name, found=found[name])


def check_crosswalk(root: Node, references: References) -> Iterator[Fault]:
    key, before, after = root.get("key"), root.get("from"), root.get("to")
    if key.text and key.text != root.file.stem:
        yield key.fault(OTHER_FILE, key=key.text, file=root.file.name)
    if before.text and before.text == after.text:
        yield after.fault(SAME_EDITION)
    yield from references.edition(before)
    yield from references.edition(after)
    yield from doubles(pair.get("from") for pair in root.get("pairs").items)
    for pair in root.get("pairs").items:
        yield from unsupported(pair)
        yield from references.local(before.text, pair.get("from"))
        yield from doubles(pair.get("to").items)
        for node in pair.get("to").items:
            yield from references.local(after.text, node)
