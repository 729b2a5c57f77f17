"""Which sheet of a reference's workbook holds what, which rows are its headings, which column is which field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import select, update

from app.assurance.models import Disclosure
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.translating import in_language
from app.core.words import N_, field_label, value_label
from app.exchange import plain
from app.exchange.models import ReferenceImport, RememberedMapping
from app.exchange.reading.book import Book, Merged, Sheet
from app.exchange.reading.headers import Header, HeaderColumn, find_header, header_ending_at
from app.exchange.reading.mapping import Field
from app.exchange.reading.mapping import columns_of as places_of
from app.exchange.reading.values import choices_of, many_of
from app.exchange.rules import reference_heads as heads
from app.exchange.rules import reference_layouts as layouts
from app.exchange.rules.reference_heads import Head
from app.exchange.rules.reference_layouts import NEEDED, PAPERS, TABLES, Sort
from app.exchange.rules.reference_reading import Table
from app.exchange.rules.reference_values import fields_of
from app.exchange.services.staging import signature_of
from app.references.models import Acts, Conformity
from app.references.rules.facts import VERSION_FIELDS
from app.register.models import ServiceModel

KIND = "reference"
MOST_ROWS, MOST_TEXT = 10_000, 8_000_000
NO_RECORDS = N_(
    "No sheet of the file has a row of headings that names the numbers of the items and what is said of them. "
    "Write the headings of one of the layouts above the table, or begin with a workbook that was taken here."
)
TOO_LARGE = N_("The file has more rows or more text than a reference has. Keep only its sheets and retry.")
NO_SUCH_SHEET = N_("Choose the sheet from the list.")
SHEET_TWICE = N_("Two of these are read from the same sheet. Choose another sheet for one of them.")
NO_HEAD = N_("No row of this sheet names an author, a premise or a day. Choose another sheet, or none.")
NO_KEY_COLUMN = N_("Choose the column that holds the number.")
ENUMS = (Conformity, Acts, Disclosure)


@dataclass(frozen=True)
class Wanted:
    """The sheet that somebody chose, by its place from 0, and the last row of its headings as the sheet counts."""

    sheet: int | None
    row: int | None


# --- the sheets as they are kept ------------------------------------------------------------------


def kept(book: Book) -> dict[str, Any]:
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    rows = sum(len(sheet.rows) for sheet in sheets)
    texts = (len(cell) for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str))
    if rows > MOST_ROWS or sum(texts) > MOST_TEXT:
        raise DomainError(TOO_LARGE)
    return {
        "sheets": [_sheet_as_json(sheet) for sheet in sheets],
        "notes": [[note.message, dict(note.params)] for note in book.notes],
    }


def _sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "is_hidden": sheet.is_hidden,
        "merged": [[one.top, one.left, one.bottom, one.right] for one in sheet.merged],
        "rows": [[plain.of_cell(cell) for cell in row] for row in sheet.rows],
    }


def sheet_at(brought: ReferenceImport, at: int) -> Sheet:
    held = brought.content["sheets"][at]
    rows = tuple(tuple(map(plain.to_cell, row)) for row in held["rows"])
    merged = tuple(Merged(*ends) for ends in held["merged"])
    return Sheet(held["name"], rows, merged, held["is_hidden"])


def sheet_names(brought: ReferenceImport) -> list[str]:
    return [held["name"] for held in brought.content["sheets"]]


# --- fields --------------------------------------------------------------------------------------


@cache
def fields(sort: Sort) -> tuple[Field, ...]:
    labels: dict[str, tuple[str, ...]] = {}
    said: dict[Any, list[str]] = {}
    table = "reference_record" if sort is Sort.RECORDS else "reference_paper"
    for language in ("ja", "en"):
        with in_language(language):
            for key in layouts.FIELDS[sort]:
                labels[key] = (*labels.get(key, ()), field_label(table, key))
            for enum in ENUMS:
                for member in enum:
                    said.setdefault(member, []).append(value_label(member))
    return fields_of(sort, labels, said)


@cache
def head_fields() -> tuple[Field, ...]:
    labels: dict[str, tuple[str, ...]] = {}
    for language in ("ja", "en"):
        with in_language(language):
            for key in VERSION_FIELDS:
                labels[key] = (*labels.get(key, ()), field_label("reference_version", key))
    return heads.fields_of(labels, many_of(choices_of(ServiceModel)))


# --- how it is read ------------------------------------------------------------------------------


def proposed(ctx: Context, book: Book) -> dict[str, Any]:
    """For each sort of sheet the one whose headings are known best. Hidden ones only where there is no other."""
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    found: dict[str, Any] = {}
    taken: set[int] = set()
    for sort in TABLES:
        best: tuple[float, int, Header] | None = None
        for at, sheet in enumerate(sheets):
            header = _header(sort, sheet) if at not in taken else None
            if header is None:
                continue
            score = len(layouts.proposed(sort, header.texts)) - 0.5 * sheet.is_hidden
            if best is None or score > best[0]:
                best = (score, at, header)
        if best is not None:
            taken.add(best[1])
            found[sort] = _as_json(ctx, sort, best[1], best[2])
    if Sort.RECORDS not in found:
        raise DomainError(NO_RECORDS)
    return found | _proposed_head(sheets, taken)


def _proposed_head(sheets: Sequence[Sheet], taken: Collection[int]) -> dict[str, Any]:
    """The sheet that names most of its fields, a hidden one only where there is no other."""
    counts = {at: heads.is_one(one, head_fields()) for at, one in enumerate(sheets) if at not in taken}
    best = max(counts, key=lambda at: counts[at] - 0.5 * sheets[at].is_hidden, default=None)
    return {} if best is None or not counts[best] else {Sort.HEAD.value: {"sheet": best}}


_LEAST = {Sort.RECORDS: 3, **dict.fromkeys(PAPERS, 2)}


def _header(sort: Sort, sheet: Sheet) -> Header | None:
    with suppress(DomainError):
        header = find_header(sheet, layouts.known(sort))
        mapped = layouts.proposed(sort, header.texts)
        is_it = sort is Sort.RECORDS or layouts.is_called(sort, sheet.name, header.texts)
        if is_it and NEEDED[sort] in mapped and len(mapped) >= _LEAST[sort]:
            return header
    return None


def _as_json(ctx: Context, sort: Sort, at: int, header: Header) -> dict[str, Any]:
    remembered = _remembered(ctx, sort, header)
    return {
        "sheet": at,
        "rows": list(header.rows),
        "headings": [[column.index, column.text] for column in header.columns],
        "mapping": remembered or layouts.proposed(sort, header.texts),
        "is_remembered": bool(remembered),
    }


def choose(ctx: Context, brought: ReferenceImport, wanted: Mapping[Sort, Wanted]) -> None:
    """Other sheets, or other rows of headings; what stays as it was keeps its mapping."""
    chosen = [one.sheet for one in wanted.values() if one.sheet is not None]
    if len(chosen) != len(set(chosen)):
        raise DomainError(SHEET_TWICE)
    reading = {}
    for sort, one in wanted.items():
        if one.sheet is None:
            continue
        if sort is Sort.HEAD:
            reading[sort.value] = _head_anew(brought, one.sheet)
            continue
        before = brought.reading.get(sort)
        if before is not None and (before["sheet"], before["rows"][-1] + 1) == (one.sheet, one.row):
            reading[sort.value] = before
        else:
            reading[sort.value] = _read_anew(ctx, brought, sort, one, before)
    brought.reading = reading


def _read_anew(
    ctx: Context, brought: ReferenceImport, sort: Sort, one: Wanted, before: Mapping[str, Any] | None
) -> dict[str, Any]:
    """On another sheet the heading is looked for; the row counts only for the sheet that it was shown with."""
    at = one.sheet or 0
    sheet, known = _chosen(brought, sort, at), layouts.known(sort)
    is_other = before is None or before["sheet"] != at
    try:
        if one.row is None or is_other:
            header = find_header(sheet, known)
        else:
            header = header_ending_at(sheet, one.row - 1, known)
    except DomainError as error:
        raise DomainError(error.message, f"{sort.value}_row", **error.params) from None
    return _as_json(ctx, sort, at, header)


def _head_anew(brought: ReferenceImport, at: int) -> dict[str, Any]:
    if not heads.is_one(_chosen(brought, Sort.HEAD, at), head_fields()):
        raise DomainError(NO_HEAD, f"{Sort.HEAD.value}_sheet")
    return {"sheet": at}


def _chosen(brought: ReferenceImport, sort: Sort, at: int) -> Sheet:
    if not 0 <= at < len(brought.content["sheets"]):
        raise DomainError(NO_SUCH_SHEET, f"{sort.value}_sheet")
    return sheet_at(brought, at)


def set_mapping(
    ctx: Context, brought: ReferenceImport, mappings: Mapping[Sort, Mapping[str, str]], *, is_clearing: bool
) -> None:
    reading = dict(brought.reading)
    for sort, given in mappings.items():
        mapping = {key: heading for key, heading in given.items() if heading}
        if NEEDED[sort] not in mapping:
            raise DomainError(NO_KEY_COLUMN, f"{sort.value}-{NEEDED[sort]}")
        header = header_of(reading[sort.value])
        places_of(header, mapping, fields(sort))
        is_same = mapping == reading[sort.value]["mapping"]
        is_remembered = reading[sort.value]["is_remembered"] and is_same
        reading[sort.value] = {**reading[sort.value], "mapping": mapping, "is_remembered": is_remembered}
        _remember(ctx, sort, header, mapping)
    brought.reading, brought.is_clearing = reading, is_clearing


def header_of(held: Mapping[str, Any]) -> Header:
    return Header(tuple(held["rows"]), tuple(HeaderColumn(at, text) for at, text in held["headings"]), 0)


def tables(brought: ReferenceImport) -> Iterator[Table]:
    for sort in TABLES:
        held = brought.reading.get(sort)
        if held is not None:
            sheet = sheet_at(brought, held["sheet"])
            yield Table(sort, sheet, header_of(held), fields(sort), held["mapping"])


def head(brought: ReferenceImport) -> Head | None:
    """The sheet of premises and authors, where the file has one."""
    held = brought.reading.get(Sort.HEAD)
    return None if held is None else Head(sheet_at(brought, held["sheet"]), head_fields())


# --- remembered ----------------------------------------------------------------------------------


def _signature(sort: Sort, headings: Sequence[str]) -> str:
    return signature_of([sort.value, *headings])


def _remembered(ctx: Context, sort: Sort, header: Header) -> dict[str, str] | None:
    """Ours only: what the provider's people say of their files is no matter of anybody else."""
    if ctx.is_vendor:
        return None
    found = db.session.scalars(
        select(RememberedMapping).where(
            RememberedMapping.kind == KIND, RememberedMapping.signature == _signature(sort, header.texts)
        )
    ).first()
    if found is None:
        return None
    known = set(layouts.FIELDS[sort])
    return {key: text for key, text in found.mapping.items() if key in known and text in header.texts}


def _remember(ctx: Context, sort: Sort, header: Header, mapping: Mapping[str, str]) -> None:
    if ctx.is_vendor:
        return
    signature = _signature(sort, header.texts)
    same = (RememberedMapping.kind == KIND) & (RememberedMapping.signature == signature)
    values = {"mapping": dict(mapping), "used_at": ctx.at}
    if not db.affect(update(RememberedMapping).where(same).values(values)):
        db.session.add(RememberedMapping(kind=KIND, signature=signature, **values))
