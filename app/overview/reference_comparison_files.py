"""Two references side by side as a workbook: every item with what both say to it, then what was laid side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import field_label, value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.references.rules.comparing import SIGNS
from app.references.sheets import changes as shown
from app.references.sheets.changes import TEXTS
from app.references.sheets.frames import edition_words
from app.references.sheets.versions import label_of
from app.reports.workbook import ColumnKind, ColumnSpec, Marked, SheetSpec, Value, Written, broken

if TYPE_CHECKING:
    from app.references.models import ReferenceVersion, SecurityReference
    from app.references.queries.comparing import Pair
    from app.references.rules.comparing import Side

# Of each side in any case; the other texts where they differ in one item at least.
ALWAYS = ("conformity", "conformity_note", "provider_acts", "customer_acts", "needed")
_WIDTHS = {"conformity": 20, "conformity_note": 30, "provider_acts": 14, "customer_acts": 14}
_TEXT = 44
_ACTS = frozenset({"provider_acts", "customer_acts"})


@dataclass(frozen=True)
class Subject:
    """`titles`: of the items; `services`, `providers`: service → its name and who provides it; `only`: the filter of
    the page."""

    pair: Pair
    sides: Sequence[Side]
    titles: Mapping[str, str]
    services: Mapping[UUID, str]
    providers: Mapping[UUID, str]
    only: str = ""

    @cached_property
    def lines(self) -> Sequence[Side]:
        return [one for one in self.sides if shown.is_beside(one, self.only)]

    @property
    def references(self) -> tuple[SecurityReference, SecurityReference]:
        return self.pair.left, self.pair.right

    @property
    def versions(self) -> tuple[ReferenceVersion, ReferenceVersion]:
        return self.pair.one, self.pair.other

    @property
    def filter(self) -> str:
        filters = shown.side_filters()
        return filters.get(self.only, filters[""])

    @property
    def title(self) -> str:
        return files.labelled(_name(), f"{self.pair.left.title} / {self.pair.right.title}")


def _name() -> str:
    return str(_("Comparison of security references"))


def sheets_of(subject: Subject) -> list[SheetSpec]:
    return [_items(subject), _differences(subject), _totals(subject), _about(subject)]


def file_name(subject: Subject) -> str:
    return files.file_name(_name(), subject.pair.left.title, subject.pair.right.title)


# --- item by item -------------------------------------------------------------------------------


def _items(subject: Subject) -> SheetSpec:
    fields = [_fields(subject.lines, which) for which in ("left", "right")]
    heads = (
        *files.columns((_("Item"), 14), (_("Title"), 40), (_("Difference"), 18), (_("Columns that differ"), 34)),
        *(_column(name) for side in fields for name in side),
    )  # fmt: skip
    bands = [("", 1)] * 4
    bands += [(title, len(side)) for title, side in zip(_heads(subject), fields, strict=True)]
    titles = [line for text in _lines_above(subject) for line in broken(text, heads)]
    rows = (_row(one, subject, fields) for one in subject.lines)
    return SheetSpec(
        str(_("Item by item")), heads, rows, tuple(titles), frozen_columns=2, spare_rows=0, bands=tuple(bands),
        is_large=True,
    )  # fmt: skip


def _fields(lines: Sequence[Side], which: str) -> list[str]:
    """Texts that differ nowhere, or to which this side says nothing, take no column."""
    said = {
        name
        for one in lines
        if (row := getattr(one, which)) is not None
        for name in one.differing
        if getattr(row, name)
    }
    return [name for name in (*SIGNS, *TEXTS) if name in ALWAYS or name in said]


def _column(name: str) -> ColumnSpec:
    label = field_label("reference_record", name)
    return ColumnSpec(label, width=_WIDTHS.get(name, _TEXT), is_middle=name in _ACTS)


def _heads(subject: Subject) -> list[str]:
    """Which version of which reference, and of which day it speaks."""
    style = DateStyle(current_context().date_style)
    return [
        files.noted(files.labelled(one.title, label_of(version)), _day(version, style))
        for one, version in zip(subject.references, subject.versions, strict=True)
    ]


def _day(version: ReferenceVersion, style: DateStyle) -> str:
    if version.as_of_on is None:
        return ""
    return files.labelled(field_label("reference_version", "as_of_on"), format_date(version.as_of_on, style))


def _lines_above(subject: Subject) -> Iterator[str]:
    edition = subject.pair.left.edition
    yield subject.title
    yield from _heads(subject)
    yield files.labelled(field_label("security_reference", "edition"), edition_words().get(edition, edition))
    yield files.labelled(str(_("Which items are shown")), subject.filter)
    yield str(_("Where both speak of an item, what differs is set bold on a tint."))
    yield papers.institution_name()
    yield papers.printed()


def _row(one: Side, subject: Subject, fields: Sequence[Sequence[str]]) -> list[Written]:
    left, right = (_cells(row, one, names) for row, names in zip((one.left, one.right), fields, strict=True))
    return [one.item, subject.titles.get(one.item, ""), _kind(one), _where(one, subject), *left, *right]


def _kind(one: Side) -> str:
    if one.decides:
        return str(_("Differs"))
    return str(_("Wording differs") if one.differs else _("No difference"))


def _where(one: Side, subject: Subject) -> str:
    """The columns; of an item of which one of them alone speaks, which one does not."""
    if one.left is None or one.right is None:
        silent = subject.pair.left if one.left is None else subject.pair.right
        return files.labelled(str(_("No record")), silent.title)
    return str(_(", ")).join(field_label("reference_record", name) for name in one.differing)


def _cells(row: Any, one: Side, names: Sequence[str]) -> list[Written]:
    if row is None:
        return [Marked(_("No record")), *("" for _one in names[1:])]
    is_alone = one.left is None or one.right is None
    texts = ((name, _text(row, name)) for name in names)
    return [Marked(text) if text and name in one.differing and not is_alone else text for name, text in texts]


def _text(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "conformity":
        return value_label(value) if value else str(_("Conformity not stated"))
    if name in _ACTS:
        return value_label(value) if value else ""
    return str(value)


# --- what was laid side by side -----------------------------------------------------------------


def _differences(subject: Subject) -> SheetSpec:
    """As the filters of the page count them."""
    rows: list[list[Value]] = [
        [label, sum(shown.is_beside(one, key) for one in subject.sides)]
        for key, label in shown.side_filters().items()
    ]
    heads = (ColumnSpec(str(_("Label")), width=60), ColumnSpec(str(_("Number of items")), ColumnKind.INT))
    titles = broken(subject.title, heads)
    return SheetSpec(str(_("With differences")), heads, rows, tuple(titles), has_filter=False, spare_rows=0)


def _totals(subject: Subject) -> SheetSpec:
    sides = [ColumnSpec(one.title, ColumnKind.INT, width=30) for one in subject.references]
    heads = (ColumnSpec(str(_("Conformity")), width=40), *sides)
    rows: list[Sequence[Value]] = [*shown.totals(subject.sides)]
    rows.append([str(_("Conformity not stated")), _unstated(subject, "left"), _unstated(subject, "right")])
    titles = broken(subject.title, heads)
    return SheetSpec(str(_("Totals")), heads, rows, tuple(titles), has_filter=False, spare_rows=0)


def _unstated(subject: Subject, which: str) -> int:
    rows = [row for one in subject.sides if (row := getattr(one, which)) is not None]
    return sum(row.conformity is None for row in rows)


def _about(subject: Subject) -> SheetSpec:
    heads = files.columns((_("Label"), 30), *((one.title, 60) for one in subject.references))
    rows = [[label, *pair] for label, pair in _facts(subject) if any(pair)]
    made: list[list[Value]] = [[label, text, ""] for label, text in _made(subject)]
    titles = broken(subject.title, heads)
    return SheetSpec(
        str(_("References compared")), heads, [*rows, *made], tuple(titles), has_filter=False, spare_rows=0
    )


def _facts(subject: Subject) -> Iterator[tuple[str, tuple[str, str]]]:
    style = DateStyle(current_context().date_style)

    def both(of: Callable[[SecurityReference, ReferenceVersion], str]) -> tuple[str, str]:
        left, right = (of(*pair) for pair in zip(subject.references, subject.versions, strict=True))
        return left, right

    def label(name: str, table: str = "reference_version") -> str:
        return field_label(table, name)

    def of_reference(name: str) -> str:
        return label(name, "security_reference")

    yield str(_("Security reference")), both(lambda one, _v: one.title)
    yield of_reference("service_id"), both(lambda one, _v: subject.services.get(one.service_id, ""))
    yield of_reference("organisation_id"), both(lambda one, _v: subject.providers.get(one.service_id, ""))
    yield str(_("Version of the reference")), both(lambda _one, version: label_of(version))
    yield label("authors"), both(lambda _one, version: "\n".join(version.authors))
    yield label("premise_models"), both(
        lambda _one, version: shown.worded("premise_models", tuple(version.premise_models))
    )  # fmt: skip
    yield label("premise"), both(lambda _one, version: version.premise)
    yield label("as_of_on"), both(
        lambda _one, version: format_date(version.as_of_on, style) if version.as_of_on else ""
    )  # fmt: skip
    yield of_reference("disclosure"), both(lambda one, _v: value_label(one.disclosure))
    yield of_reference("terms"), both(lambda one, _v: one.terms)


def _made(subject: Subject) -> Iterator[Fact]:
    edition = subject.pair.left.edition
    yield field_label("security_reference", "edition"), edition_words().get(edition, edition)
    yield str(_("Which items are shown")), subject.filter
    yield from files.made_facts()
