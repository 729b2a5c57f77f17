"""What workbooks of standards have in common: titles, the sheet of legend and sources, the name of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.dates import DateStyle, day_of, format_datetime
from app.core.web import current_context
from app.core.words import field_label, value_label
from app.overview import papers
from app.reports.workbook import ColumnSpec, SheetSpec, broken
from app.standards.queries.contents import Published
from app.standards.words.items import source_label

if TYPE_CHECKING:
    from app.standards.content.texts import Source
    from app.standards.content.vocabulary import Certainty

Fact = tuple[str, str]


def labelled(label: str, value: str) -> str:
    """As the reader's language joins the two; the label alone where nothing is said of it."""
    return str(_("%(label)s: %(value)s", label=label, value=value)) if label and value else label or value


def noted(text: str, note: str) -> str:
    return str(_("%(reason)s (%(note)s)", reason=text, note=note)) if note else text


def columns(*heads: tuple[str, int]) -> tuple[ColumnSpec, ...]:
    return tuple(ColumnSpec(str(label), width=width) for label, width in heads)


def sheet(
    name: str, heads: tuple[ColumnSpec, ...], rows: Iterable[Sequence[str | int | None]], *more: str
) -> SheetSpec:
    """A plain sheet; `more` are lines below its title."""
    titles = (line for text in (name, *more) if text for line in broken(text, heads))
    return SheetSpec(name, heads, rows, tuple(titles), spare_rows=0)


def large(made: SheetSpec, frozen_columns: int) -> SheetSpec:
    """A sheet of many columns, whose first ones stay in sight."""
    return replace(made, is_large=True, frozen_columns=frozen_columns)


def facts_sheet(facts: Iterable[Fact]) -> SheetSpec:
    """Whose claim it is, of which version, from which sources: what else the file says hangs on it."""
    heads = columns((_("Label"), 28), (_("Content"), 96))
    name = str(_("Legend and sources"))
    rows = [fact for fact in facts if fact[1]]
    return SheetSpec(name, heads, rows, (name,), frozen_columns=0, has_filter=False, spare_rows=0)


def version_facts(version: Published, names: dict[UUID, str]) -> list[Fact]:
    def label(name: str) -> str:
        return field_label("content_version", name)

    published_at = format_datetime(version.published_at, DateStyle(current_context().date_style))
    by = names.get(version.published_by_id, "") if version.published_by_id else ""
    return [
        (label("number"), str(version.number)),
        (label("file_version"), str(version.file_version)),
        (label("digest"), version.digest),
        (label("published_at"), published_at),
        (label("published_by_id"), by),
    ]


def source_facts(sources: Iterable[Source]) -> list[Fact]:
    """Each source once."""
    origins = dict.fromkeys(source.origin for source in sources)
    return [(str(_("Sources")), source_label(origin)) for origin in sorted(origins)]


def certainty_fact(certainty: Certainty) -> Fact:
    return str(_("Certainty")), value_label(certainty)


def made_facts() -> list[Fact]:
    return [(str(_("Institution")), papers.institution_name()), (str(_("This file")), papers.printed())]


def file_name(*parts: str) -> str:
    """The day stands on what leaves the house."""
    return " ".join((*parts, day_of(current_context().at).isoformat()))
