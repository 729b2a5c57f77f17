"""Events of the audit log as lines to read: labels for fields, names for ids, words for values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import Column

from app.core import settings, words
from app.core.audit.reading import Entry, from_json
from app.core.columns import DataClass
from app.core.context import ActorKind, Context
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Model
from app.identity.queries import names_of
from app.overview import queries, records

# Machinery that says nothing to a reader of the log.
SILENT = frozenset({"path", "sort_key", "name_key", "argument_digest", "fs_uniquifier"})


@dataclass(frozen=True)
class ShownChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownEntry:
    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    subject_kind: str
    subject_url: str
    reason: str
    changes: Sequence[ShownChange]
    is_hidden: bool = False


@dataclass(frozen=True)
class Names:
    """What ids stand for, read once for a whole page."""

    people: Mapping[UUID, str]
    units: Mapping[UUID, str]
    settings: Mapping[UUID, str]
    titles: Mapping[UUID, str]

    def of(self, record_id: UUID) -> str:
        return (
            self.people.get(record_id)
            or self.units.get(record_id)
            or self.titles.get(record_id)
            or self._setting(record_id)
        )

    def _setting(self, record_id: UUID) -> str:
        key = self.settings.get(record_id, "")
        known = {d.key: str(d.label) for d in settings.definitions()}
        return known.get(key, key)


def names_for(ids: Iterable[UUID], kinds: Iterable[str]) -> Names:
    wanted, named = set(ids), set(kinds)
    return Names(
        people=names_of(wanted),
        units=queries.unit_names(wanted),
        settings=queries.setting_keys(wanted) if "setting" in named else {},
        titles=queries.titles_of(wanted),
    )


def show(ctx: Context, entries: Sequence[Entry], hidden: Iterable[int] = ()) -> list[ShownEntry]:
    """`hidden`: numbers of events whose values this reader may not see."""
    names = names_for(
        (found for entry in entries for found in _ids_in(entry)), {entry.subject_type for entry in entries}
    )
    unseen = set(hidden)
    return [_shown(ctx, entry, names, is_hidden=entry.number in unseen) for entry in entries]


def _ids_in(entry: Entry) -> Iterable[UUID]:
    yield entry.subject_id
    yield entry.root_id
    if entry.actor_id is not None:
        yield entry.actor_id
    for name, pair in entry.changes.items():
        if name.endswith("_id"):
            yield from (found for side in pair or () if (found := _as_id(side)) is not None)


def _as_id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _shown(ctx: Context, entry: Entry, names: Names, *, is_hidden: bool) -> ShownEntry:
    return ShownEntry(
        number=entry.number,
        at=entry.at,
        actor=actor_name(entry.actor_id, entry.actor_kind, names.people),
        act=words.act_label(entry.event),
        subject=names.of(entry.subject_id) or names.of(entry.root_id),
        subject_kind=words.table_label(entry.subject_type),
        subject_url=records.url_of(ctx, entry.root_type, entry.root_id),
        reason=entry.reason,
        changes=tuple(changes_of(ctx, entry, names)),
        is_hidden=is_hidden,
    )


def actor_name(actor_id: UUID | None, kind: str, people: Mapping[UUID, str]) -> str:
    if actor_id is not None:
        return people.get(actor_id, str(actor_id))
    return str(_("Operator at the server") if kind == ActorKind.OPERATOR else _("Sekisho itself"))


def changes_of(ctx: Context, entry: Entry, names: Names) -> Iterable[ShownChange]:
    table = Model.metadata.tables.get(entry.subject_type)
    for name, pair in entry.changes.items():
        column = table.columns.get(name) if table is not None else None
        if name in SILENT or (pair is not None and pair[0] in (None, "") and pair[1] in (None, "")):
            continue
        label = words.field_label(entry.subject_type, name)
        if pair is None:
            yield ShownChange(label, "", _("(erased)"))
        elif column is not None and column.info.get("data_class") == DataClass.SECRET:
            yield ShownChange(label, "", _("(changed, not shown)"))
        else:
            yield ShownChange(label, *(value_words(ctx, column, side, names) for side in pair))


def value_words(ctx: Context, column: Column[Any] | None, value: Any, names: Names) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return ""
    if column is not None:
        # What an older program logged may be of another kind than the column is today.
        with suppress(ValueError, TypeError, NotImplementedError):
            value = from_json(column.type, value)
    style = DateStyle(ctx.date_style)
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, datetime):
        return format_datetime(value, style)
    if isinstance(value, date):
        return format_date(value, style)
    if isinstance(value, UUID):
        return names.of(value) or str(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return words.value_label(value)
