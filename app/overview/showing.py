"""Events of the audit log as lines to read: whose record it was, beside what a history says."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext, ngettext

from app.core import history, settings, words
from app.core.audit.reading import Entry
from app.core.context import Context
from app.identity import queries as identity
from app.overview import queries, records, rules
from app.overview.events import OverviewAct
from app.overview.permissions import OverviewPermission as P


@dataclass(frozen=True, kw_only=True)
class ShownEntry(history.Line):
    number: int
    subject: str
    subject_kind: str
    subject_url: str
    is_hidden: bool


def names_for(ids: set[UUID], setting_ids: set[UUID]) -> Mapping[UUID, str]:
    """What ids stand for, read once for a whole page."""
    labels = {definition.key: str(definition.label) for definition in settings.definitions()}
    titles = queries.titles_of(ids)
    named = {found: labels.get(titles[found], titles[found]) for found in setting_ids & titles.keys()}
    return {**titles, **named, **identity.named(ids)}


def show(ctx: Context, entries: Sequence[Entry]) -> list[ShownEntry]:
    """What is hidden of an event is hidden of its name too: the title of a record is a value of it."""
    sees = ctx.may(P.AUDIT_VALUES_VIEW)
    hidden = {entry.number for entry in entries if rules.is_hidden(entry, sees_values=sees)}
    open_ids = {found for e in entries for found in (e.subject_id, e.root_id) if e.number not in hidden}
    setting_ids = {e.subject_id for e in entries if e.subject_type == "setting"}
    closed_ids = {e.root_id for e in entries if e.number in hidden}
    names = names_for(history.ids_in(entries) | open_ids, setting_ids)
    numbers = queries.numbers_of(ctx, closed_ids, records.findable())
    lines = history.lines(ctx, entries, lambda _ids: names, history.is_derived)
    return [
        ShownEntry(
            **{**vars(line), "reason": _reason(entry), "about": "" if entry.number in hidden else line.about},
            number=entry.number,
            subject=_title(entry, numbers if entry.number in hidden else names, entry.number in hidden),
            subject_kind=words.table_label(entry.subject_type),
            subject_url=_url(ctx, entry, entry.number not in hidden or entry.root_id in numbers),
            is_hidden=entry.number in hidden,
        )
        for entry, line in zip(entries, lines, strict=True)
    ]


def _title(entry: Entry, names: Mapping[UUID, str], is_hidden: bool) -> str:
    if is_hidden:
        return f"{words.table_label(entry.root_type)} {names.get(entry.root_id, '')}".strip()
    return names.get(entry.subject_id) or names.get(entry.root_id, "")


def _url(ctx: Context, entry: Entry, may_open: bool) -> str:
    return records.url_of(ctx, entry.root_type, entry.root_id) if may_open else ""


def _reason(entry: Entry) -> str:
    """An export logs how many events left, and the filter they were chosen by."""
    if entry.event != OverviewAct.AUDIT_LOG_EXPORTED:
        return entry.reason
    count, _, asked = entry.reason.partition(" | ")
    if not count.isdecimal():
        return entry.reason
    said = str(ngettext("%(num)d event", "%(num)d events", int(count)))
    with suppress(ValueError, AttributeError):
        pairs = [f"{name}={value}" for name, value in json.loads(asked).items()] if asked else []
        return (
            gettext("%(count)s (filter: %(filter)s)", count=said, filter=", ".join(pairs)) if pairs else said
        )
    return said
