"""Names for ids, words for values: what pages of work show beside the records themselves."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import history
from app.core.audit import reading
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Entity
from app.core.web import current_context
from app.identity import queries as identity

# Shown in full elsewhere on the page.
SHOWN_ABOVE = frozenset({"act", "arguments", "params"})


def names_of(ids: Iterable[UUID | None]) -> dict[UUID | None, str]:
    found = identity.named({each for each in ids if each is not None})
    return dict(found.items())


def history_of(record: Entity, hidden: frozenset[str] = SHOWN_ABOVE) -> list[history.Line]:
    return history.lines(
        current_context(),
        reading.entries_of(record),
        identity.named,
        lambda table, name: name in hidden or history.is_machinery(table, name),
    )


def last_change(record: Entity) -> tuple[str, datetime | None]:
    return history.last_change(record, identity.names_of)


def shown(value: Any) -> Any:
    """Dates in the reader's style; everything else as it is."""
    style = DateStyle(current_context().date_style)
    if isinstance(value, datetime):
        return format_datetime(value, style)
    return format_date(value, style) if isinstance(value, date) else value
