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
from app.references.rules.comparing import Change, FieldChange, PaperChange, RecordChange, Side
from app.references.sheets.frames import title_of
from app.register.models import ServiceModel

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
class Cell:
    """One reference on one item; None of it where it says nothing."""

    conformity: Any
    provider: str
    customer: str
    needed: str
    url: str


@dataclass(frozen=True)
class SideLine:
    item: str
    title: str
    left: Cell | None
    right: Cell | None
    differs: bool


def side_lines(
    found: Iterable[Side], frame: Frame, left: ReferenceVersion, right: ReferenceVersion
) -> list[SideLine]:
    titles = {one.item: title_of(one) for one in frame.items}
    starts = [url_for("references.record", version_id=one.id, item="-")[:-1] for one in (left, right)]
    acts = {one: value_label(one) for one in Acts}
    return [
        SideLine(
            one.item, titles.get(one.item, ""), _cell(one.left, starts[0] + one.item, acts),
            _cell(one.right, starts[1] + one.item, acts), one.differs,
        )
        for one in found
    ]  # fmt: skip


def _cell(row: Any, url: str, acts: Mapping[Acts, str]) -> Cell | None:
    if row is None:
        return None
    return Cell(
        row.conformity, acts.get(row.provider_acts, ""), acts.get(row.customer_acts, ""), row.needed, url
    )  # fmt: skip


def totals(lines: Iterable[SideLine]) -> list[tuple[str, int, int]]:
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
