"""Events of the audit log as lines to read: whose record it was, beside what a history says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core import history, settings, words
from app.core.audit.reading import Entry
from app.core.context import Context
from app.identity import queries as identity
from app.overview import queries, records


@dataclass(frozen=True)
class ShownEntry(history.Line):
    number: int
    subject: str
    subject_kind: str
    subject_url: str
    is_hidden: bool


def names_for(ids: set[UUID], kinds: set[str]) -> Mapping[UUID, str]:
    """What ids stand for, read once for a whole page."""
    keys = queries.setting_keys(ids) if "setting" in kinds else {}
    labels = {definition.key: str(definition.label) for definition in settings.definitions()}
    named_settings = {row_id: labels.get(key, key) for row_id, key in keys.items()}
    return {**named_settings, **queries.titles_of(ids), **identity.named(ids)}


def show(ctx: Context, entries: Sequence[Entry], hidden: Iterable[int] = ()) -> list[ShownEntry]:
    """`hidden`: numbers of events whose values this reader may not see."""
    subjects = {found for entry in entries for found in (entry.subject_id, entry.root_id)}
    names = names_for(history.ids_in(entries) | subjects, {entry.subject_type for entry in entries})
    lines = history.lines(ctx, entries, lambda _ids: names, history.is_derived)
    unseen = set(hidden)
    return [
        ShownEntry(
            **vars(line),
            number=entry.number,
            subject=names.get(entry.subject_id) or names.get(entry.root_id, ""),
            subject_kind=words.table_label(entry.subject_type),
            subject_url=records.url_of(ctx, entry.root_type, entry.root_id),
            is_hidden=entry.number in unseen,
        )
        for entry, line in zip(entries, lines, strict=True)
    ]
