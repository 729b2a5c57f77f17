"""A version of a reference as a workbook, in the columns of one of the layouts: what goes out comes back unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from app.assurance.models import Disclosure
from app.core import audit, settings
from app.core.context import Context
from app.core.dates import DateStyle, format_datetime
from app.core.translating import in_language
from app.core.words import N_, field_label
from app.exchange.rules import reference_layouts as layouts
from app.exchange.rules.reference_layouts import PAPERS, Column, Sort
from app.exchange.services.exporting import MIMETYPES, Exported, Form
from app.references.events import ReferencesAct as Act
from app.references.models import Acts, Conformity, Layout, ReferenceVersion, SecurityReference
from app.references.queries import references as queries
from app.references.rules import numbers
from app.register.models import ServiceModel
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec, Value, write_workbook
from app.standards.sheets.voices import Voice

FACT, CONTENT = N_("Matter"), N_("Content")
EDITION = N_("%(name)s (%(ref)s)")
INSTITUTION, THIS_FILE, MADE = (
    N_("Institution"),
    N_("This file"),
    N_("Made at %(at)s by %(who)s with Sekisho"),
)
ABOVE = N_("Disclosure terms: %(terms)s. %(made)s (%(institution)s)")
APART = ""  # a row that keeps the line above from being read as a heading
DRAFT_NAME = N_("Security reference %(title)s (draft)")
NUMBERED_NAME = N_("Security reference %(title)s (version %(number)s)")
WITH_NOTE = N_("%(conformity)s (%(note)s)")
_ACTS = {Acts.YES: "○", Acts.NO: "–"}
_MIDDLE = frozenset({"conformity", "provider_acts", "customer_acts"})


@dataclass(frozen=True)
class Names:
    """Whose reference it is. In headings the provider's name stands for that of a service that the reader does not
    read; `edition`: its whole name; `number`: the provider's."""

    provider: str
    service: str
    standard: str
    edition: str
    number: str = ""


@dataclass(frozen=True)
class Maker:
    """By whom and when the file was made, as it says itself."""

    institution: str
    name: str
    at: str


@dataclass(frozen=True)
class Book:
    reference: SecurityReference
    version: ReferenceVersion
    layout: Layout
    names: Names
    voice: Voice
    maker: Maker

    def written(self, at: datetime) -> bytes:
        sheets = [self._records()]
        sheets += [self._papers(sort) for sort in layouts.sorts_of(self.layout) if sort in PAPERS]
        return write_workbook([*sheets, self._premises()], made_at=at)

    @property
    def file_name(self) -> str:
        number = self.version.number
        message = NUMBERED_NAME if number > 0 else DRAFT_NAME
        return f"{self.voice.say(message, title=self.reference.title, number=number)}.xlsx"

    def _say(self, message: str) -> str:
        return self.voice.say(
            message, provider=self.names.provider, service=self.names.service or self.names.provider,
            standard=self.names.standard,
        )  # fmt: skip

    def _made(self) -> str:
        return self.voice.say(MADE, at=self.maker.at, who=self.maker.name)

    def _line_above(self) -> str:
        """On the sheet that is printed: under which terms it is handed on, by whom and when it was taken."""
        terms = self.voice.value(self.reference.disclosure)
        return self.voice.say(ABOVE, terms=terms, made=self._made(), institution=self.maker.institution)

    # --- sheets ---------------------------------------------------------------------------------

    def _records(self) -> SheetSpec:
        columns = layouts.columns_of(self.layout)
        rows = queries.record_rows(self.version.id).values()
        return SheetSpec(
            self._say(layouts.SHEETS[Sort.RECORDS]), self._specs(columns),
            ([self._cell(one.key, row) for one in columns] for row in rows), bands=tuple(self._bands(columns)),
            titles=(self._line_above(), APART), is_large=True, spare_rows=0,
        )  # fmt: skip

    def _specs(self, columns: Sequence[Column]) -> tuple[ColumnSpec, ...]:
        return tuple(
            ColumnSpec(
                self._say(one.heading), ColumnKind.DATE if one.key == "checked_on" else ColumnKind.TEXT,
                one.width, self._choices(one.key), is_middle=one.key in _MIDDLE, is_open=one.key == "conformity",
            )
            for one in columns
        )  # fmt: skip

    def _choices(self, key: str) -> tuple[str, ...]:
        if key in ("provider_acts", "customer_acts"):
            return tuple(_ACTS.values())
        enum = {"conformity": Conformity, "disclosure": Disclosure}.get(key)
        return tuple(self.voice.value(member) for member in enum) if enum else ()

    def _bands(self, columns: Sequence[Column]) -> Iterator[tuple[str, int]]:
        """Columns without a group stand alone below an empty band."""
        for group, run in groupby(enumerate(columns), lambda one: one[1].group or one[0]):
            yield (self._say(group), len(list(run))) if isinstance(group, str) else ("", 1)

    def _papers(self, sort: Sort) -> SheetSpec:
        columns = layouts.paper_columns(sort, self.layout)
        rows = [row for row in queries.paper_rows(self.version.id) if row.kind == PAPERS[sort]]
        is_aws = self.layout is Layout.AWS
        name = layouts.SOURCES if is_aws else layouts.SHEETS[sort]
        return SheetSpec(
            self._say(name), self._specs(columns),
            ([self._cell(one.key, row) for one in columns] for row in rows), spare_rows=0,
        )  # fmt: skip

    def _cell(self, key: str, row: Any) -> Value:
        if key == "":
            return None
        if key == "title" and row.is_missing:
            return self.voice.say(layouts.NOT_USED)
        value = getattr(row, key)
        if isinstance(value, Conformity):
            return self._conformity(self.voice.value(value), row.conformity_note)
        if isinstance(value, Acts):
            return _ACTS[value]
        if isinstance(value, list):
            return numbers.written(value)
        if isinstance(value, date):
            return value
        return self.voice.value(value) if value else ""

    def _conformity(self, label: str, note: str) -> str:
        return self.voice.say(WITH_NOTE, conformity=label, note=note) if note else label

    def _premises(self) -> SheetSpec:
        columns = (
            ColumnSpec(self._say(FACT), width=24), ColumnSpec(self._say(CONTENT), width=90),
        )  # fmt: skip
        return SheetSpec(
            self._say(layouts.SHEETS[Sort.HEAD]), columns, list(self._facts()), has_filter=False, spare_rows=0
        )

    def _facts(self) -> Iterator[tuple[str, str]]:
        version, reference, voice = self.version, self.reference, self.voice
        yield self._label("security_reference", "title"), reference.title
        if self.names.service:
            yield self._label("security_reference", "service_id"), self.names.service
        yield self._label("security_reference", "organisation_id"), self.names.provider
        if self.names.number:
            yield self._label("organisation", "corporate_number"), self.names.number
        edition = voice.say(EDITION, name=self.names.edition, ref=reference.edition)
        yield self._label("security_reference", "edition"), edition
        yield self._label("security_reference", "disclosure"), voice.value(reference.disclosure)
        yield self._label("security_reference", "terms"), reference.terms
        yield self._label("reference_version", "state"), voice.value(version.state)
        models = [voice.value(one) for one in ServiceModel if one.value in version.premise_models]
        said: Mapping[str, str] = {
            "label": version.label, "authors": "\n".join(version.authors),
            "premise_models": "\n".join(models), "premise": version.premise,
            "as_of_on": version.as_of_on.isoformat() if version.as_of_on else "", "note": version.note,
        }  # fmt: skip
        for key, text in said.items():
            yield self._label("reference_version", key), text
        yield self._say(INSTITUTION), self.maker.institution
        yield self._say(THIS_FILE), self._made()

    def _label(self, table: str, field: str) -> str:
        with in_language(self.voice.language):
            return field_label(table, field)


def exported(
    ctx: Context, reference: SecurityReference, version: ReferenceVersion, layout: Layout, names: Names,
    language: str,
) -> Exported:  # fmt: skip
    at = format_datetime(ctx.at, DateStyle(ctx.date_style))
    voice = Voice(language)
    maker = Maker(_institution(language), ctx.actor_name, at)
    book = Book(reference, version, layout, names, voice, maker)
    return Exported(book.file_name, MIMETYPES[Form.XLSX], book.written(ctx.at), 0)


def _institution(language: str) -> str:
    """Which of its two names, as the heads of papers have it."""
    latin = str(settings.get("institution.name_latin"))
    is_given = latin != settings.definition("institution.name_latin").default
    return latin if language == "en" and is_given else str(settings.get("institution.name"))


def witness(ctx: Context, version: ReferenceVersion, content: bytes) -> None:
    """Taking a file out changes nothing, and is remembered."""
    audit.witness(ctx, Act.WORKBOOK_TAKEN, version, reason=f"SHA-256 {hashlib.sha256(content).hexdigest()}")
