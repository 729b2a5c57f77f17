"""What differs between two versions, field by field; and between two references of one edition, item by item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from operator import attrgetter
from typing import Any

from app.references.models import Layout, PaperKind
from app.references.rules.facts import (
    COLUMNS,
    NUMBERED,
    PAPER_FIELDS,
    RECORD_FIELDS,
    VERSION_FIELDS,
    PaperFacts,
    RecordFacts,
    VersionFacts,
)

# What decides, and what is said beside it. Papers are numbered by each provider: their numbers compare nothing.
SIGNS = ("conformity", "provider_acts", "customer_acts")
SIDE_BY_SIDE = tuple(name for name in COLUMNS[Layout.WHOLE] if name not in NUMBERED)


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RecordChange:
    item: str
    kind: Change
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class PaperChange:
    paper: PaperFacts
    kind: Change
    fields: tuple[FieldChange, ...] = ()


def _between(before: Any, after: Any, names: Iterable[str]) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, was, is_now) for name, was, is_now in pairs if was != is_now)


def head_changes(before: VersionFacts, after: VersionFacts) -> tuple[FieldChange, ...]:
    return _between(before, after, VERSION_FIELDS)


def record_changes(
    before: Mapping[str, RecordFacts], after: Mapping[str, RecordFacts], order: Iterable[str]
) -> list[RecordChange]:
    """`order`: items as the edition has them; what it has not comes last. A new record tells what it says, one
    that is gone what it said."""
    items = dict.fromkeys((*(one for one in order if one in before or one in after), *before, *after))
    nothing, found = RecordFacts(), []
    for item in items:
        was, is_now = before.get(item), after.get(item)
        fields = _between(was or nothing, is_now or nothing, RECORD_FIELDS)
        if was is None or is_now is None:
            found.append(RecordChange(item, Change.ADDED if was is None else Change.REMOVED, fields))
        elif fields:
            found.append(RecordChange(item, Change.CHANGED, fields))
    return found


def paper_changes(before: Iterable[PaperFacts], after: Iterable[PaperFacts]) -> list[PaperChange]:
    was: dict[tuple[PaperKind, str], PaperFacts] = {one.key: one for one in before}
    is_now: dict[tuple[PaperKind, str], PaperFacts] = {one.key: one for one in after}
    found = []
    for key in dict.fromkeys((*is_now, *was)):
        if key not in was:
            found.append(PaperChange(is_now[key], Change.ADDED))
        elif key not in is_now:
            found.append(PaperChange(was[key], Change.REMOVED))
        elif fields := _between(was[key], is_now[key], PAPER_FIELDS):
            found.append(PaperChange(is_now[key], Change.CHANGED, fields))
    return found


_fields_of = attrgetter(*SIDE_BY_SIDE)
_NOTHING = (None,) * len(SIDE_BY_SIDE)


def _said(row: Any) -> tuple[Any, ...]:
    return _NOTHING if row is None else _fields_of(row)


@dataclass(frozen=True)
class Side:
    """One item of two references; None where a reference says nothing to it."""

    item: str
    left: Any
    right: Any

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The fields in which they are not alike, as they stand in a reference."""
        left, right = _said(self.left), _said(self.right)
        return tuple(
            name
            for name, one, other in zip(SIDE_BY_SIDE, left, right, strict=True)
            if (one or None) != (other or None)
        )

    @property
    def differs(self) -> bool:
        """In whatever: also where one of them alone speaks of the item."""
        return bool(self.differing) or (self.left is None) != (self.right is None)

    @property
    def decides(self) -> bool:
        """In what decides: the words of what is needed are each provider's own, that some are is not."""
        if (self.left is None) != (self.right is None) or any(name in SIGNS for name in self.differing):
            return True
        return bool(getattr(self.left, "needed", "")) != bool(getattr(self.right, "needed", ""))


def sides(left: Mapping[str, Any], right: Mapping[str, Any], order: Iterable[str]) -> list[Side]:
    items = dict.fromkeys((*(one for one in order if one in left or one in right), *left, *right))
    return [Side(item, left.get(item), right.get(item)) for item in items]
