"""What differs between two versions or two references, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import field_label, value_label
from app.references.models import Acts, Conformity, ReferenceVersion
from app.references.queries.frames import Frame
from app.references.rules import numbers
from app.references.rules.comparing import (
    SIDE_BY_SIDE,
    SIGNS,
    Change,
    FieldChange,
    PaperChange,
    RecordChange,
    Side,
)
from app.references.sheets.frames import title_of
from app.references.sheets.versions import Choice
from app.register.models import ServiceModel

TEXTS = tuple(name for name in SIDE_BY_SIDE if name not in SIGNS)
TONES = {Change.ADDED: "good", Change.REMOVED: "attention", Change.CHANGED: "neutral"}


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RecordLine:
    item: str
    title: str
    url: str
    kind: str
    tone: str
    fields: Sequence[Difference]


@dataclass(frozen=True)
class PaperLine:
    number: str
    of: str
    title: str
    kind: str
    tone: str
    fields: Sequence[Difference]


def worded(name: str, value: Any) -> str:
    """A value of any field as a page prints it."""
    if value is None or value == ():
        return ""
    if name == "premise_models":
        return str(_(", ")).join(value_label(ServiceModel(one)) for one in value)
    if isinstance(value, tuple):
        return numbers.written(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return format_date(value, DateStyle(current_context().date_style))
    return value_label(value) if isinstance(value, StrEnum) else str(value)


def differences(table: str, found: Iterable[FieldChange]) -> list[Difference]:
    return [
        Difference(field_label(table, one.name), worded(one.name, one.before), worded(one.name, one.after))
        for one in found
    ]


def kind_words() -> dict[Change, str]:
    return {
        Change.ADDED: str(_("Added")), Change.REMOVED: str(_("Removed")), Change.CHANGED: str(_("Changed")),
    }  # fmt: skip


def record_lines(
    found: Iterable[RecordChange], frame: Frame, left: ReferenceVersion, right: ReferenceVersion
) -> list[RecordLine]:
    """A record that is gone leads to where it still stands."""
    kinds = kind_words()
    titles = {one.item: title_of(one) for one in frame.items}
    urls = {
        version: url_for("references.record", version_id=version.id, item="-")[:-1]
        for version in (left, right)
    }
    return [
        RecordLine(
            one.item, titles.get(one.item, ""), urls[left if one.kind == Change.REMOVED else right] + one.item,
            kinds[one.kind], TONES[one.kind], differences("reference_record", one.fields),
        )
        for one in found
    ]  # fmt: skip


def counted(found: Iterable[RecordChange]) -> list[tuple[str, str, int]]:
    """How many of each kind there are: words, tone, count."""
    kinds, of = kind_words(), [one.kind for one in found]
    return [(kinds[kind], TONES[kind], of.count(kind)) for kind in Change if kind in of]


def paper_lines(found: Iterable[PaperChange]) -> list[PaperLine]:
    kinds = kind_words()
    return [
        PaperLine(
            one.paper.number, value_label(one.paper.kind), one.paper.title, kinds[one.kind], TONES[one.kind],
            differences("reference_paper", one.fields),
        )
        for one in found
    ]  # fmt: skip


# --- two references -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Text:
    """A column of texts; "" where this one of the two says nothing there."""

    label: str
    text: str


@dataclass(frozen=True)
class Cell:
    """One reference on one item; None of it where it says nothing. `texts`: in which the two differ, and what has to
    be done in any case."""

    conformity: Any
    provider: str
    customer: str
    texts: Sequence[Text]
    url: str


@dataclass(frozen=True)
class SideLine:
    """`fields`: the columns that differ, where both speak of the item; `decides`: it is not the wording alone."""

    item: str
    title: str
    left: Cell | None
    right: Cell | None
    fields: Sequence[str]
    differs: bool
    decides: bool


def side_lines(
    found: Iterable[Side], frame: Frame, left: ReferenceVersion, right: ReferenceVersion
) -> list[SideLine]:
    titles = {one.item: title_of(one) for one in frame.items}
    labels = {name: field_label("reference_record", name) for name in SIDE_BY_SIDE}
    starts = [url_for("references.record", version_id=one.id, item="-")[:-1] for one in (left, right)]
    acts = {one: value_label(one) for one in Acts}
    return [
        SideLine(
            one.item, titles.get(one.item, ""),
            _cell(one.left, one, starts[0] + one.item, labels, acts),
            _cell(one.right, one, starts[1] + one.item, labels, acts),
            [labels[name] for name in one.differing] if one.left is not None and one.right is not None else (),
            one.differs, one.decides,
        )
        for one in found
    ]  # fmt: skip


def _cell(row: Any, side: Side, url: str, labels: Mapping[str, str], acts: Mapping[Acts, str]) -> Cell | None:
    if row is None:
        return None
    is_alone = side.left is None or side.right is None
    texts = [
        Text(labels[name], text)
        for name in TEXTS
        if name in side.differing or name == "needed"
        if (text := getattr(row, name)) or (name in side.differing and not is_alone)
    ]
    return Cell(row.conformity, acts.get(row.provider_acts, ""), acts.get(row.customer_acts, ""), texts, url)


def is_beside(line: SideLine | Side, only: str) -> bool:
    """Whether a filter leaves it; what means nothing leaves all."""
    match only:
        case "differences":
            return line.differs
        case "decisive":
            return line.decides
        case "wording":
            return line.differs and not line.decides
    return True


def side_filters() -> dict[str, str]:
    """The differences are those that decide, and those of the wording alone."""
    return {
        "": str(_("All items")), "differences": str(_("All differences")),
        "decisive": str(_("In conformity or who acts")), "wording": str(_("In the wording alone")),
    }  # fmt: skip


def side_choices(lines: Sequence[SideLine], here: str, only: str) -> list[Choice]:
    labels = side_filters()
    return [
        Choice(
            label, f"{here}&only={key}" if key else here, sum(is_beside(line, key) for line in lines),
            key == (only if only in labels else ""),
        )
        for key, label in labels.items()
    ]  # fmt: skip


def totals(lines: Iterable[SideLine | Side]) -> list[tuple[str, int, int]]:
    """Of each conformity how many items each side has."""
    sides = list(lines)
    return [
        (
            value_label(one),
            sum(line.left is not None and line.left.conformity == one for line in sides),
            sum(line.right is not None and line.right.conformity == one for line in sides),
        )
        for one in Conformity
    ]
