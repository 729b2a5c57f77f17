"""Names for ids, words for values: what pages of work show beside the records themselves."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import history
from app.core.audit import reading
from app.core.columns import DataClass
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Entity
from app.core.web import current_context
from app.identity import queries as identity

# Kept for machines, or shown in full elsewhere on the page.
HIDDEN = frozenset({"act", "sort_key", "arguments", "params"})


def names_of(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    """Names of people and of units, by one query each."""
    wanted = {each for each in ids if each is not None}
    found = {**identity.names_of(wanted), **identity.unit_names(wanted)}
    return dict(found.items())


def history_of(record: Entity) -> list[history.Line]:
    ctx = current_context()
    columns = record.__mapper__.column_attrs
    technical = {c.key for c in columns if c.columns[0].info.get("data_class") == DataClass.TECHNICAL}
    entries = reading.entries_of(record)
    pointing = [c.key for c in columns if c.key.endswith("_id") and c.key not in technical]
    people = {entry.actor_id for entry in entries if entry.actor_id}
    names = {key: name for key, name in names_of(people | history.ids_in(entries, *pointing)).items() if key}
    return history.lines(ctx, entries, actors=names, names=names, hidden=HIDDEN | technical)


def last_change(record: Entity) -> tuple[str, str]:
    """Who saved it last, and when: for the reader whose own saving came second."""
    entry = next(iter(reading.entries_of(record, limit=1)), None)
    if entry is None:
        return "", ""
    return names_of([entry.actor_id]).get(entry.actor_id, ""), str(shown(entry.at))


def shown(value: Any) -> Any:
    """Dates in the reader's style; everything else as it is."""
    style = DateStyle(current_context().date_style)
    if isinstance(value, datetime):
        return format_datetime(value, style)
    return format_date(value, style) if isinstance(value, date) else value
