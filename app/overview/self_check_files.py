"""A self-check as a workbook: what it rests on, and every item with both halves. Typed values, no formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.core.asat import Moment
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.web import current_context
from app.core.words import field_label, value_label
from app.overview import papers
from app.overview import standard_files as files
from app.overview.standard_files import Fact
from app.references.sheets.checking import no_measure
from app.references.sheets.frames import edition_words
from app.references.sheets.premises import warnings
from app.references.sheets.versions import label_of
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec, Value, broken

if TYPE_CHECKING:
    from app.references.queries.checking import Opened
    from app.references.sheets.checking import ItemLine
    from app.register.models import Engagement


@dataclass(frozen=True)
class Subject:
    engagement: Engagement
    found: Opened
    lines: Sequence[ItemLine]

    @property
    def title(self) -> str:
        told = f"{self.engagement.number} {self.found.held.reference.title}"
        return files.labelled(_("Self-check"), told)


def sheets_of(subject: Subject) -> list[SheetSpec]:
    return [_items(subject), _about(subject)]


def file_name(subject: Subject, moment: Moment) -> str:
    """What leaves as it was says when that was."""
    parts = [str(_("Self-check")), subject.engagement.number]
    if moment.instant is not None:
        at = format_datetime(moment.instant, DateStyle.ISO).replace(":", "")
        parts.append(str(_("As recorded at %(at)s", at=at)))
    return files.file_name(*parts)


def _items(subject: Subject) -> SheetSpec:
    heads = (
        *files.columns(
            (_("Item"), 14), (_("Title"), 40), (_("Provider’s half"), 22),
            (field_label("reference_record", "conformity_note"), 30), (_("What we have to do"), 48),
            (_("Our own state"), 14), (_("Our own measure"), 48),
        ),
        ColumnSpec(str(_("Due")), ColumnKind.DATE, width=14),
        *files.columns((_("To be confirmed"), 14), (_("Condition"), 16), (_("Result"), 18)),
    )  # fmt: skip
    titles = [subject.title, papers.institution_name()]
    titles += [one.text for one in warnings(subject.found)]
    titles.append(papers.printed())
    broken_titles = [line for text in titles for line in broken(text, heads)]
    rows = [_row(line) for line in subject.lines]
    return SheetSpec(str(_("Items")), heads, rows, tuple(broken_titles), spare_rows=0, is_large=True)


def _row(line: ItemLine) -> list[Value]:
    confirm = str(_("To be confirmed")) if line.is_to_confirm else ""
    return [
        line.item, line.title, line.theirs, line.note, line.needed, line.state,
        no_measure() if line.is_without_measure else line.measure, line.due_on, confirm,
        line.condition, value_label(line.result),
    ]  # fmt: skip


def _about(subject: Subject) -> SheetSpec:
    heads = files.columns((_("Label"), 34), (_("Content"), 90))
    rows = [fact for fact in _facts(subject) if fact[1]]
    name = str(_("Basis of the check"))
    return SheetSpec(name, heads, rows, (subject.title,), frozen_columns=0, has_filter=False, spare_rows=0)


def _facts(subject: Subject) -> Iterator[Fact]:
    held, style = subject.found.held, DateStyle(current_context().date_style)
    version = held.version
    yield str(_("Engagement")), f"{subject.engagement.number} {subject.engagement.title}"
    yield str(_("Security reference")), held.reference.title
    yield str(_("Version")), label_of(version)
    edition = held.reference.edition
    name = edition_words().get(edition, edition)
    yield field_label("security_reference", "edition"), str(_("%(name)s (%(ref)s)", name=name, ref=edition))
    yield field_label("security_reference", "disclosure"), value_label(held.reference.disclosure)
    yield field_label("security_reference", "terms"), held.reference.terms
    yield field_label("reference_version", "authors"), str(_(", ")).join(version.authors)
    yield field_label("reference_version", "premise"), version.premise
    yield (
        field_label("reference_version", "as_of_on"),
        format_date(version.as_of_on, style) if version.as_of_on else "",
    )
    for warned in warnings(subject.found):
        yield str(_("Premises")), warned.text
    for result, count in subject.found.counts.items():
        yield value_label(result), str(count)
    yield str(_("Entered")), str(subject.found.entered)
    yield str(_("Note")), held.check.note
    yield from files.made_facts()
