"""One record in words: its columns in the order of the layout, its papers as links, what it said before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.words import field_label, value_label
from app.references.models import Layout
from app.references.rules import facts as rules
from app.references.rules.comparing import record_changes
from app.references.rules.facts import NUMBERED, RecordFacts
from app.references.sheets.changes import Difference, differences

TABLE = "reference_record"


@dataclass(frozen=True)
class Row:
    """`papers`: those it refers to, where the column holds numbers; a number that nobody listed is told as it is."""

    name: str
    label: str
    text: str
    papers: tuple[Any, ...] = ()
    unlisted: tuple[str, ...] = ()
    is_own: bool = True


def rows_of(record: Any, layout: Layout, papers: Iterable[Any]) -> list[Row]:
    """All columns of the layout, and of the others those that say something."""
    listed = {(one.kind, one.number): one for one in papers}
    own = [_row(record, name, listed, is_own=True) for name in rules.COLUMNS[layout]]
    others = [_row(record, name, listed, is_own=False) for name in rules.other_columns(layout)]
    return [*own, *(row for row in others if row.text or row.papers or row.unlisted)]


def _row(record: Any, name: str, listed: dict[Any, Any], *, is_own: bool) -> Row:
    value, label = getattr(record, name), field_label(TABLE, name)
    if name not in NUMBERED:
        return Row(name, label, "" if value is None else value_label(value), is_own=is_own)
    kind = NUMBERED[name]
    found = tuple(listed[kind, one] for one in value if (kind, one) in listed)
    unlisted = tuple(one for one in value if (kind, one) not in listed)
    return Row(name, label, "", found, unlisted, is_own)


def changes(before: Any, after: Any) -> Sequence[Difference]:
    """What it says otherwise than the version before; nothing where both are silent."""
    was: dict[str, RecordFacts] = {"": rules.record_facts(before)} if before is not None else {}
    is_now: dict[str, RecordFacts] = {"": rules.record_facts(after)} if after is not None else {}
    found = record_changes(was, is_now, ())
    return differences(TABLE, found[0].fields) if found else []


def own_fields(layout: Layout) -> tuple[str, ...]:
    return rules.COLUMNS[layout]


def other_fields(layout: Layout) -> tuple[str, ...]:
    return rules.other_columns(layout)
