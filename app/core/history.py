"""The history of a record in words: who did what when, and which field went from what to what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import BigInteger, Column, inspect

from app.core.audit.reading import Entry, entries_of, from_json
from app.core.columns import DataClass
from app.core.context import ActorKind, Context
from app.core.dates import DateStyle, format_date, format_datetime
from app.core.model import Entity, Model
from app.core.words import act_label, field_label, field_value_label, table_label, value_label

ACTORS = {ActorKind.SYSTEM: _l("Sekisho itself"), ActorKind.OPERATOR: _l("Operator at the server")}
# Made from other fields, or of use to the machinery only: no reader learns anything from them.
DERIVED = frozenset({"argument_digest", "fs_uniquifier", "path", "sort_key"})

# What ids stand for: people, and the records that fields point at.
Names = Callable[[set[UUID]], Mapping[UUID, str]]
# Whether a field, by table and name, is left out.
Rule = Callable[[str, str], bool]


def _says_no_more(_field: str, _value: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Telling:
    """What its own domain says of an event, beyond the labels of fields and values.

    `about`: which part of the record it was; `hidden`: fields that only say the same once more; `words`: of a
    field and a value as it was logged, None where labels do.
    """

    about: str = ""
    hidden: frozenset[str] = frozenset()
    words: Callable[[str, Any], str | None] = _says_no_more


# Asked once for all events of a page that are about its tables; answers by the number of the event.
Teller = Callable[[Context, Sequence[Entry]], Mapping[int, Telling]]
_tellers: dict[str, Teller] = {}
_NOTHING_MORE = Telling()


def tell(tables: Iterable[str], teller: Teller) -> None:
    """Registered by the package that the tables belong to."""
    _tellers.update(dict.fromkeys(tables, teller))


def _tellings(ctx: Context, entries: Sequence[Entry]) -> dict[int, Telling]:
    asked: dict[Teller, list[Entry]] = {}
    for entry in entries:
        if entry.subject_type in _tellers:
            asked.setdefault(_tellers[entry.subject_type], []).append(entry)
    return {number: told for teller, own in asked.items() for number, told in teller(ctx, own).items()}


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """What the history macro shows of one event. `about`: which part of the record it was, where that is said."""

    at: datetime
    actor: str
    act: str
    reason: str
    changes: list[Change]
    about: str = ""


def is_derived(_table: str, name: str) -> bool:
    return name in DERIVED


def is_machinery(table: str, name: str) -> bool:
    """Keys and states of the machinery as well: the audit log shows them, a record's own history does not."""
    column = _columns().get((table, name))
    return name in DERIVED or (column is not None and column.info["data_class"] == DataClass.TECHNICAL)


def is_beyond(ctx: Context, table: str, name: str) -> bool:
    """A field that needs a permission of its own (`seen_with`), which this reader does not hold."""
    column = _columns().get((table, name))
    permission = column.info.get("seen_with") if column is not None else None
    return permission is not None and not ctx.may(permission)


def lines(ctx: Context, entries: Sequence[Entry], names: Names, hidden: Rule = is_machinery) -> list[Line]:
    """`names` is asked once for the whole page."""
    known = names(ids_in(entries))
    words = _Words(ctx, DateStyle(ctx.date_style), known)
    told = _tellings(ctx, entries)
    made = []
    for entry in entries:
        telling = told.get(entry.number, _NOTHING_MORE)
        actor = actor_name(entry.actor_id, entry.actor_kind, known)
        names_of_fields = [name for name in _in_order(entry, hidden) if name not in telling.hidden]
        changes = [change for name in names_of_fields for change in words.change(entry, name, telling)]
        made.append(Line(entry.at, actor, act_label(entry.event), entry.reason, changes, about=telling.about))
    return made


def ids_in(entries: Iterable[Entry]) -> set[UUID]:
    """People who acted, and whatever the fields of the entries point at."""
    return {found for entry in entries for found in (entry.actor_id, *_pointed_at(entry)) if found}


def _pointed_at(entry: Entry) -> Iterable[UUID]:
    for name, pair in entry.changes.items():
        for value in (pair or ()) if name.endswith("_id") else ():
            with suppress(TypeError, ValueError, AttributeError):
                yield UUID(value)


def actor_name(actor_id: UUID | None, kind: str, names: Mapping[UUID, str]) -> str:
    if actor_id is not None:
        return names.get(actor_id, str(actor_id))
    return str(ACTORS.get(ActorKind(kind), kind))


def last_change(record: Entity, names: Names) -> tuple[str, datetime | None]:
    """Who saved it last, and when: for the reader whose own saving came second."""
    for entry in entries_of(record, limit=1):
        known = names({entry.actor_id} if entry.actor_id else set())
        return actor_name(entry.actor_id, entry.actor_kind, known), entry.at
    return "", None


@dataclass(frozen=True)
class _Words:
    ctx: Context
    style: DateStyle
    names: Mapping[UUID, str]

    def change(self, entry: Entry, name: str, telling: Telling = _NOTHING_MORE) -> list[Change]:
        """One line for a field; none for one that was empty in a new record."""
        label = field_label(entry.subject_type, name)
        column = _columns().get((entry.subject_type, name))
        pair = entry.changes[name]
        if column is not None and column.info.get("data_class") == DataClass.SECRET:
            return [Change(label, "", gettext("(changed, not shown)"))]
        if is_beyond(self.ctx, entry.subject_type, name):
            return [Change(label, "", gettext("(not shown to you)"))]
        if pair is None:
            return [Change(label, gettext("(erased)"), gettext("(erased)"))]
        if column is not None and _says_nothing(column, pair):
            return []
        if list(pair) == [None, None]:
            return []
        before, after = (self.told(telling, entry.subject_type, name, column, value) for value in pair)
        return [Change(label, before, after)] if before or after else []

    def told(self, telling: Telling, table: str, name: str, column: Column[Any] | None, value: Any) -> str:
        words = telling.words(name, value)
        return words if words is not None else self.field_value(table, name, column, value)

    def field_value(self, table: str, name: str, column: Column[Any] | None, value: Any) -> str:
        """By the words that the field's values have, one by one in a list; else by their kind."""
        if isinstance(value, list):
            told = [field_value_label(table, name, each) or self.value(None, each) for each in value]
            return str(gettext(", ")).join(told)
        return field_value_label(table, name, value) or self.value(column, value)

    def value(self, column: Column[Any] | None, value: Any) -> str:
        if value is None:
            return ""
        if column is not None:
            # What an older program logged may be of another kind than the column is today.
            with suppress(ValueError, TypeError, NotImplementedError):
                value = from_json(column.type, value)
        if isinstance(value, bool):
            return str(gettext("Yes") if value else gettext("No"))
        if isinstance(value, int) and column is not None and isinstance(column.type, BigInteger):
            # Amounts and counts: the pages part their thousands, too. Years and versions are no such columns.
            return f"{value:,}"
        if isinstance(value, datetime):
            return format_datetime(value, self.style)
        if isinstance(value, date):
            return format_date(value, self.style)
        if isinstance(value, UUID):
            return self.names.get(value, str(value))
        if isinstance(value, dict):
            value = [
                f"{table_label(key)}{gettext(': ')}{self.value(None, each)}" for key, each in value.items()
            ]
        if isinstance(value, list):
            return str(gettext(", ")).join(self.value(None, each) for each in value)
        return value_label(value)


def _says_nothing(column: Column[Any], pair: Sequence[Any]) -> bool:
    """A switch of the machinery that a new record has off, as nearly all have."""
    return column.info.get("data_class") == DataClass.TECHNICAL and list(pair) == [None, False]


def _in_order(entry: Entry, hidden: Rule) -> list[str]:
    """Fields in the order of the record, those of the past at the end."""
    order = _positions()
    shown = [name for name in entry.changes if not hidden(entry.subject_type, name)]
    return sorted(shown, key=lambda name: order.get((entry.subject_type, name), len(order)))


@lru_cache(maxsize=1)
def _columns() -> dict[tuple[str, str], Column[Any]]:
    """By table and attribute; a column of the past is not among them."""
    return {
        (mapper.class_.__tablename__, prop.key): prop.columns[0]
        for mapper in Model.registry.mappers
        for prop in inspect(mapper.class_).column_attrs
    }


@lru_cache(maxsize=1)
def _positions() -> dict[tuple[str, str], int]:
    return {key: position for position, key in enumerate(_columns())}
