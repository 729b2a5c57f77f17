"""The way out: a whole ledger as a workbook or a text file, which the import reads back without a difference."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select

from app.core import audit, settings
from app.core.asat import Moment
from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.csvout import csv_bytes
from app.core.dates import DateStyle, format_datetime
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.model import Entity
from app.core.translating import in_language
from app.core.words import N_, table_label
from app.exchange.events import ExchangeAct as Act
from app.exchange.kinds import Kind
from app.exchange.kinds.engagements import ENGAGEMENTS
from app.exchange.services import memos
from app.exchange.services.ledgers import Column, Layout, columns_of
from app.identity import queries as identity
from app.identity.models import User
from app.reports.workbook import SheetSpec, Value, write_workbook

SECONDS = 60.0
AT_ONCE, PATIENCE = 2, 15.0
PER_HOUR = 60
FILE_NAME = N_("%(title)s, recorded %(recorded)s, effective %(on)s")
TITLE = N_("%(institution)s: %(ledger)s")
MOMENT = N_("As recorded at %(recorded)s, effective on %(on)s")
PAST = N_("As it stood then. Brought in again it would undo what was changed since.")
IN_FORCE = N_("Only what is in force on the effective date.")
EXPORTED = N_("Exported %(at)s by %(by)s")
BUSY = N_("Several ledgers are being exported at this moment. Try again in a minute.")
OFTEN = N_("You exported %(count)s ledgers within an hour. Wait a while before the next one.")


class Form(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


MIMETYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv",
}
# From and to, and whether a record is still in force on its last day.
TERMS: Mapping[str, tuple[str, str, bool]] = {
    "organisations": ("", "ended_on", False),
    "services": ("", "ended_on", False),
    "supplies": ("from_on", "to_on", True),
    "engagements": ("started_on", "ended_on", True),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody wants to have in a file. `moment` says as recorded when, and which day counts."""

    kind: Kind
    form: Form
    moment: Moment
    layout: Layout | None = None
    language: str = "ja"
    is_in_force: bool = False


@dataclass(frozen=True)
class Exported:
    name: str
    mimetype: str
    content: bytes
    count: int


def export(ctx: Context, wish: Wish) -> Exported:
    """What the actor may see of a ledger. Nothing is left out for its length."""
    if not ctx.may(wish.kind.view):
        raise NotAllowed
    columns = columns_of(wish.kind, wish.layout, wish.language)
    lines = _Lines(columns, _wanted(ctx, wish))
    title = _title(wish)
    if wish.form is Form.CSV:
        content = csv_bytes([column.spec.label for column in columns], lines)
    else:
        specs = tuple(column.spec for column in columns)
        sheets = [SheetSpec(title, specs, lines, _titles(ctx, wish))]
        if wish.kind is ENGAGEMENTS and wish.layout is None:
            sheets.append(memos.sheet_of(ctx, lines.numbers, wish.language, wish.moment.instant))
        content = write_workbook(sheets, made_at=ctx.at)
    return Exported(f"{_file_name(ctx, wish)}.{wish.form}", MIMETYPES[wish.form], content, lines.count)


class _Lines:
    """The rows as cells, one after the other: none is kept, so that a long ledger needs no more than a short one.

    `numbers` are those of the engagements that went by, by their ids.
    """

    def __init__(self, columns: list[Column], rows: Iterable[Mapping[str, Any]]) -> None:
        self.columns, self.rows, self.count = columns, rows, 0
        self.numbers: dict[str, str] = {}

    def __iter__(self) -> Iterator[list[Value]]:
        wanted: list[tuple[str, Callable[[Any], Value] | None]] = [(c.field.key, c.say) for c in self.columns]
        for values in self.rows:
            self.count += 1
            if "number" in values:
                self.numbers[values["id"]] = values["number"]
            yield [say(values.get(key)) if say else values.get(key) for key, say in wanted]


def _wanted(ctx: Context, wish: Wish) -> Iterable[Mapping[str, Any]]:
    if wish.kind.rows is None:
        raise NotAllowed
    rows = wish.kind.rows(ctx, wish.moment)
    if not wish.is_in_force:
        return rows
    return (values for values in rows if is_in_force(wish.kind.key, values, wish.moment.on))


def is_in_force(kind: str, values: Mapping[str, Any], on: date) -> bool:
    begins, ends, with_last = TERMS.get(kind, ("", "", True))
    first, last = values.get(begins), values.get(ends)
    if first is not None and first > on:
        return False
    return last is None or last > on or (with_last and last == on)


# --- what stands over it -----------------------------------------------------------------


def _title(wish: Wish) -> str:
    with in_language(wish.language):
        return table_label(wish.kind.table)


def _titles(ctx: Context, wish: Wish) -> tuple[str, ...]:
    with in_language(wish.language) as translate:
        lines = [
            translate(TITLE, institution=_institution(wish.language), ledger=table_label(wish.kind.table)),
            translate(MOMENT, recorded=_recorded(ctx, wish), on=wish.moment.on.isoformat()),
        ]
        if wish.moment.is_past:
            lines.append(translate(PAST))
        if wish.is_in_force:
            lines.append(translate(IN_FORCE))
        at = format_datetime(ctx.at, DateStyle.ISO)
        return (*lines, translate(EXPORTED, at=at, by=ctx.actor_name))


def _institution(language: str) -> str:
    latin = str(settings.get("institution.name_latin"))
    is_given = latin != settings.definition("institution.name_latin").default
    return latin if language == "en" and is_given else str(settings.get("institution.name"))


def _recorded(ctx: Context, wish: Wish) -> str:
    return format_datetime(wish.moment.instant or ctx.at, DateStyle.ISO)


def _file_name(ctx: Context, wish: Wish) -> str:
    """Both dates stand on what leaves the house."""
    recorded = _recorded(ctx, wish).replace(":", "")
    with in_language(wish.language) as translate:
        title = wish.layout.name if wish.layout else table_label(wish.kind.table)
        return translate(FILE_NAME, title=title, recorded=recorded, on=wish.moment.on.isoformat())


# --- who takes how much -------------------------------------------------------------------

_slots = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def one_of_few() -> Iterator[None]:
    """A big ledger takes a processor and memory: few are made at once, and others wait for their turn."""
    if not _slots.acquire(timeout=PATIENCE):
        raise DomainError(BUSY)
    try:
        yield
    finally:
        _slots.release()


def require_seldom(ctx: Context) -> None:
    """The log knows what somebody took, in whichever process it was."""
    since = ctx.at - timedelta(hours=1)
    query = select(func.count()).where(
        AuditEvent.subject_type == User.__tablename__,
        AuditEvent.subject_id == ctx.actor_id,
        AuditEvent.event == str(Act.EXPORTED),
        AuditEvent.at > since,
    )
    count = db.session.scalar(query) or 0
    if count >= PER_HOUR:
        raise DomainError(OFTEN, count=count)


def witness(ctx: Context, wish: Wish, exported: Exported) -> None:
    """Write into the log what left the house, under the person who took it."""
    asked = {
        "ledger": wish.kind.key,
        "format": str(wish.form),
        "layout": wish.layout.name if wish.layout else "",
        "as_at": wish.moment.instant.isoformat() if wish.moment.instant else "",
        "on": wish.moment.on.isoformat(),
        "in_force": "yes" if wish.is_in_force else "",
    }
    said = json.dumps({key: value for key, value in asked.items() if value}, ensure_ascii=False)
    audit.witness(ctx, Act.EXPORTED, _who(ctx), reason=f"{exported.count} | {said}")


def _who(ctx: Context) -> Entity:
    """The person; of a command on the server, where nobody is signed in, the institution."""
    if ctx.actor_id is not None:
        return db.session.get_one(User, ctx.actor_id)
    root = identity.root_unit()
    if root is None:
        raise DomainError(N_("There is no institution yet. Start the application once, then export."))
    return root
