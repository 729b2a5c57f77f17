"""What one request did to the database, and how to compare two of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from wtforms.form import BaseForm

from app.core.columns import DataClass
from app.core.model import Model
from tests.security.forms import Fields, Found
from tests.security.snapshot import Changed
from tests.security.walk import Actor, Answer, Walker, normalised

# Rows that are new with each request, whatever it does.
NOISE = {"idempotency_key", "web_session", "security_event", "sign_in_state"}
# Written anew from records that are compared themselves, in an order and under numbers of its own.
DERIVED = {"search_entry"}


def effect(
    walker: Walker, offer: Found, fields: Fields, actor: Actor | None = None
) -> tuple[Answer, list[Changed]]:
    """Send a form; what changed; all of it undone."""
    with walker.undone():
        answer = walker.send(actor or offer.actor, offer.route, offer.action, fields)
        return answer, walker.changes()


def comparable(walker: Walker, changes: list[Changed]) -> list[str]:
    """Changes without what differs between two sendings of one form: new ids, times, secrets."""
    known = {key for rows in walker.base().read.values() for key in rows}
    lines = []
    for change in changes:
        if change.table not in NOISE | DERIVED:
            columns = Model.metadata.tables[change.table].columns
            cells = {
                name: _plain(columns[name], value, known)
                for name, value in change.after.items()
                if not (change.kind == "new" and columns[name].primary_key)
            }
            key = "" if change.kind == "new" else str(change.key)
            lines.append(f"{change.table} {change.kind} {key} {sorted(cells.items())}")
    return sorted(lines)


def _plain(column: Any, value: Any, known: set[Any]) -> str:
    if column.info.get("data_class") == DataClass.SECRET:
        return "·"
    if isinstance(value, datetime):
        return "time"
    if isinstance(value, UUID):
        return str(value) if (value,) in known else "·"
    if isinstance(value, dict | list):
        return normalised(json.dumps(value, sort_keys=True, default=str))
    return normalised(str(value)) if not isinstance(value, date) else value.isoformat()


@contextmanager
def declared() -> Iterator[set[str]]:
    """Names of the fields of every form that is made inside the block, shown on a page or not."""
    names: set[str] = set()
    process = BaseForm.process

    def note(self: Any, *args: Any, **kwargs: Any) -> None:
        names.update(self._fields)
        process(self, *args, **kwargs)

    BaseForm.process = note  # type: ignore[method-assign]
    try:
        yield names
    finally:
        BaseForm.process = process  # type: ignore[method-assign]
