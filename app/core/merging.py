"""Two people changed one record: whose value goes on, field by field, and what the second of them is told.

A form carries a digest of each value that it was filled in against. So the second save knows which fields
its own person changed, and which only the other one did.
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, Field

from app.core import keys
from app.core.forms import CONTROL, SekishoForm
from app.core.words import value_label


@dataclass(frozen=True)
class Told:
    """A field in the words of the banner."""

    id: str
    label: str
    value: str


@dataclass
class Conflict:
    """`taken`: only the other person changed these. `differing`: both did, and each meant something else."""

    who: str = ""
    at: datetime | None = None
    taken: list[Told] = field(default_factory=list)
    differing: list[Told] = field(default_factory=list)


def shown_fields(form: SekishoForm, record: Any) -> list[Field]:
    """Fields that hold a value of the record: a comment on an act may have the name of one and does not."""
    return (
        [] if record is None else [found for found in _common_fields(form, record) if _is_of(record, found)]
    )


def remember(form: SekishoForm, record: Any, shown: Iterable[Field]) -> None:
    """Into the form: the version, and the values that the person is about to see."""
    digests = {found.short_name: _digest(record, found) for found in shown}
    form.version.data, form.version.raw_data = str(record.version), None
    form.form_base.data = json.dumps({"version": record.version, "fields": digests}, separators=(",", ":"))
    form.form_base.raw_data = None


def merge(form: SekishoForm, record: Any, shown: Iterable[Field]) -> Conflict:
    """What only the other person changed goes into the form; where both did, the form keeps its own text."""
    base, known, conflict = _base_of(form), {found.short_name for found in shown}, Conflict()
    for found in _common_fields(form, record):
        name = found.short_name
        theirs = _stored(record, found)
        if _plain(theirs) == _plain(found.data):
            continue
        was = base.get(name) if name in known else None
        if was == _digest(record, found, base["version"]):
            continue
        said = Told(found.id, str(found.label.text), _words(found, theirs))
        if was is not None and was == _digest_of(record, name, base["version"], found.data):
            found.process(None, theirs)
            found.raw_data = None
            conflict.taken.append(said)
        else:
            found.theirs = said.value
            conflict.differing.append(said)
    return conflict


def _common_fields(form: SekishoForm, record: Any) -> list[Any]:
    return [found for found in form if found.short_name not in CONTROL and _is_kept(record, found)]


def _is_kept(record: Any, found: Any) -> bool:
    return hasattr(found, "stored_in") or hasattr(record, found.short_name)


def _stored(record: Any, found: Any) -> Any:
    """The record's own value; a field whose values are rows of their own says how it is read."""
    stored_in = getattr(found, "stored_in", None)
    return stored_in(record) if stored_in else getattr(record, found.short_name)


def _is_of(record: Any, found: Any) -> bool:
    """Nothing and an empty text differ here: a form that was not filled from the record holds nothing."""
    value = _stored(record, found)
    return (value is None) == (found.object_data is None) and _plain(value) == _plain(found.object_data)


def _base_of(form: SekishoForm) -> dict[str, Any]:
    """Empty unless it belongs to the version that the form names; then every difference is shown."""
    try:
        given = json.loads(form.form_base.data or "{}")
        digests = {str(name): str(digest) for name, digest in given["fields"].items()}
        version = int(given["version"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {"version": 0}
    return {**digests, "version": version} if version == form.version_number else {"version": 0}


def _digest(record: Any, found: Any, version: int | None = None) -> str:
    at = record.version if version is None else version
    return _digest_of(record, found.short_name, at, _stored(record, found))


def _digest_of(record: Any, name: str, version: int, value: Any) -> str:
    """Keyed, so that nobody can make one for a value they were not shown."""
    message = "\0".join((record.__tablename__, str(record.id), str(version), name, _plain(value)))
    return hmac.digest(keys.ring.derive("form base").encode(), message.encode(), "sha256").hex()[:32]


def _plain(value: Any) -> str:
    """Equal for what a form and a record mean by the same value."""
    return "" if value is None else str(value).replace("\r\n", "\n")


def _words(found: Any, value: Any) -> str:
    if value in (None, ""):
        return str(gettext("(empty)"))
    if isinstance(found, BooleanField):
        return str(gettext("Yes") if value else gettext("No"))
    words_of = getattr(found, "words_of", None) or _choice_of(found)
    return str(words_of(value)) if words_of else value_label(value)


def _choice_of(found: Any) -> Any:
    """What the reader would choose, and not the key behind it."""
    if not getattr(found, "choices", None) or isinstance(found.choices, dict):
        return None
    words = {str(key): str(label).strip() for key, label, *_rest in found.choices}
    return lambda value: words.get(str(value), value_label(value))
