"""What the history of an engagement says of its self-checks: by which reference and version, and of which item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from app.core import history
from app.core.audit.reading import Entry
from app.core.context import Context
from app.core.history import Telling
from app.references.models import SelfCheck, SelfCheckItem
from app.references.queries import histories as queries
from app.references.sheets.versions import label_of
from app.standards.queries.histories import kept_values

CHECK, ITEM = SelfCheck.__tablename__, SelfCheckItem.__tablename__
# Said once above the change, not again as fields of it.
SAID = frozenset({"engagement_id", "reference_id", "check_id", "item"})
# Off in nearly every new entry: nothing is told by it.
SWITCHES = ("is_to_confirm", "is_condition_met")


def _tell(_ctx: Context, entries: Sequence[Entry]) -> Mapping[int, Telling]:
    checks = kept_values(SelfCheck, entries, ("reference_id",))
    items = kept_values(SelfCheckItem, entries, ("check_id", "item"))
    references = {key: _id(held["reference_id"]) for key, held in checks.items()}
    wanted = _ids(held["check_id"] for held in items.values()) - references.keys()
    if wanted:
        references |= queries.references_of_checks(wanted, min(one.at for one in entries))
    titles = queries.reference_titles(_ids(references.values()))
    words = _words(entries)
    told = {}
    for one in entries:
        held = items.get(one.subject_id, {})
        check = _id(held["check_id"]) if held else one.subject_id
        about = _about(titles.get(references.get(check), ""), str(held.get("item") or ""))
        off = {name for name in SWITCHES if one.changes.get(name) == [None, False]}
        told[one.number] = Telling(about, SAID | off, words)
    return told


def _about(title: str, item: str) -> str:
    return str(_("%(version)s · %(part)s", version=title, part=item)) if title and item else title or item


def _words(entries: Iterable[Entry]) -> Callable[[str, Any], str | None]:
    pairs = [one.changes.get("version_id") or [] for one in entries if one.subject_type == CHECK]
    versions = queries.versions_named(_ids(value for pair in pairs for value in pair))
    labels = {key: label_of(version) for key, version in versions.items()}

    def words(field: str, value: Any) -> str | None:
        return labels.get(_id(value)) if field == "version_id" else None

    return words


def _ids(values: Iterable[Any]) -> set[UUID]:
    return {found for value in values if (found := _id(value)) is not None}


def _id(value: Any) -> Any:
    """As it was logged, or as a row holds it."""
    try:
        return UUID(value) if isinstance(value, str) else value
    except ValueError:
        return None


history.tell((CHECK, ITEM), _tell)
