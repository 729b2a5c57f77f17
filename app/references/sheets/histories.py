"""What the history of a reference says beyond labels: which version, item or paper an act was about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.core import history
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.history import Telling
from app.core.words import value_label
from app.references.models import (
    PaperKind,
    ReferencePaper,
    ReferenceRecord,
    ReferenceVersion,
    SecurityReference,
)
from app.references.queries import histories as queries
from app.references.queries.histories import Part
from app.references.sheets.frames import edition_words
from app.references.sheets.versions import label_of

REFERENCE = SecurityReference.__tablename__
RECORD, PAPER = ReferenceRecord.__tablename__, ReferencePaper.__tablename__
VERSION = ReferenceVersion.__tablename__
TABLES = (REFERENCE, VERSION, RECORD, PAPER)
HIDDEN = frozenset({"reference_id", "organisation_id", "item", "version_id"})


def readable(entries: Iterable[Entry], hidden: frozenset[UUID]) -> list[Entry]:
    """Without what is said of these versions: drafts of the other side. Of what is gone nobody knows any more
    which version it stood in, so it is not told either while there is such a draft."""
    found = list(entries)
    if not hidden:
        return found
    parts = queries.parts_of(_ids(found, RECORD), _ids(found, PAPER))
    return [one for one in found if _version_of(one, parts) not in (*hidden, None)]


def _ids(entries: Iterable[Entry], table: str) -> set[UUID]:
    return {one.subject_id for one in entries if one.subject_type == table}


def _version_of(entry: Entry, parts: Mapping[UUID, Part]) -> UUID | None:
    if entry.subject_type not in (RECORD, PAPER):
        return entry.subject_id  # a version, or the reference itself
    part = parts.get(entry.subject_id)
    if part is not None:
        return part.version_id
    pair = entry.changes.get("version_id") or []
    return next((UUID(str(one)) for one in pair if one), None)


def _tell(_ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    parts = queries.parts_of(_ids(entries, RECORD), _ids(entries, PAPER))
    whole = {version for one in entries if (version := _version_of(one, parts)) is not None}
    versions = {key: label_of(one) for key, one in queries.versions_named(whole).items()}
    return {
        one.number: Telling(
            _about(one, parts, versions), HIDDEN if one.subject_type != REFERENCE else frozenset(), _said
        )
        for one in entries
    }


def _said(field: str, value: Any) -> str | None:
    """An edition by its name. A draft is numbered when it is published; what its row holds before that only keeps
    the drafts of both sides apart."""
    if field == "edition":
        return edition_words().get(str(value))
    if field == "number" and isinstance(value, int):
        return str(value) if value > 0 else ""
    return None


def _about(entry: Entry, parts: Mapping[UUID, Part], versions: Mapping[UUID, str]) -> str:
    version = versions.get(_version_of(entry, parts) or entry.subject_id, "")
    if entry.subject_type == VERSION:
        return version
    part = parts.get(entry.subject_id)
    called = part.called if part is not None else _written(entry, "item") or _written(entry, "number")
    if entry.subject_type == PAPER:
        kind = part.kind if part is not None else _kind(_written(entry, "kind"))
        called = f"{value_label(kind)} {called}" if kind is not None else called
    return str(_("%(version)s · %(part)s", version=version, part=called)) if version else called


def _kind(text: str) -> PaperKind | None:
    return PaperKind(text) if text in set(PaperKind) else None


def _written(entry: Entry, name: str) -> str:
    pair: list[Any] = entry.changes.get(name) or []
    return next((str(one) for one in reversed(pair) if one), "")


history.tell(TABLES, _tell)
