"""経緯 beside the ledger of the engagements: a sheet to read, which the import passes over."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache

from app.core.context import Context
from app.core.translating import in_language
from app.core.words import N_, field_label, table_label
from app.exchange import queries
from app.exchange.reading.book import Sheet
from app.register.models import EngagementMemo
from app.reports.workbook import ColumnKind, ColumnSpec, SheetSpec, Value

TABLE = EngagementMemo.__tablename__
FOR_READING = N_("This sheet is for reading only. It is passed over when the file is imported.")
WIDE = 80


def sheet_of(ctx: Context, numbers: Mapping[str, str], language: str, until: datetime | None) -> SheetSpec:
    """What happened in the engagements that the ledger holds: id → number, filled while its rows are written."""
    with in_language(language) as translate:
        columns = (
            ColumnSpec(field_label("engagement", "number")),
            ColumnSpec(field_label(TABLE, "on"), ColumnKind.DATE),
            ColumnSpec(field_label(TABLE, "author_id")),
            ColumnSpec(field_label(TABLE, "body"), width=WIDE),
        )
        return SheetSpec(table_label(TABLE), columns, _lines(ctx, numbers, until), (translate(FOR_READING),))


def _lines(ctx: Context, numbers: Mapping[str, str], until: datetime | None) -> Iterator[list[Value]]:
    for engagement_id, *said in queries.memos_seen(ctx, until):
        number = numbers.get(str(engagement_id))
        if number is not None:
            yield [number, *said]


def is_for_reading(sheet: Sheet) -> bool:
    return bool(sheet.rows and sheet.rows[0] and sheet.rows[0][0] in _said())


@cache
def _said() -> frozenset[str]:
    found = set()
    for language in ("ja", "en"):
        with in_language(language) as translate:
            found.add(translate(FOR_READING))
    return frozenset(found)
