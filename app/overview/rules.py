"""Pure rules of overview: what a filter asks for, what stays hidden, where a broken chain broke."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from app.core import text
from app.core.audit.reading import Entry
from app.core.dates import JST, DateError, parse_date
from app.core.words import N_

# What an administrator looks after, and the master data that their role reads in the register anyway; of
# everything else they see the act and not the words.
ADMINISTRATION = frozenset(
    {
        "audit_export_permit",
        "hand_over",
        "organisation",
        "organisation_code",
        "role_grant",
        "setting",
        "stand_in",
        "unit",
        "unit_succession",
        "user",
    }
)
LONGEST = 200
BIGGEST = 2**53


@dataclass(frozen=True)
class LogFilter:
    """What to show of the audit log. `before` and `after` are event numbers to page from."""

    from_on: date | None = None
    until_on: date | None = None
    who: str = ""
    act: str = ""
    kind: str = ""
    subject: UUID | None = None
    one: UUID | None = None  # the events of one act
    field: str = ""
    before: int | None = None
    after: int | None = None

    @property
    def since(self) -> datetime | None:
        return instant(self.from_on, time.min)

    @property
    def until(self) -> datetime | None:
        return instant(self.until_on, time.max)

    def within(self, from_on: date, until_on: date) -> "LogFilter":
        """The same, cut to a period that was allowed."""
        return replace(
            self,
            from_on=max(self.from_on or from_on, from_on),
            until_on=min(self.until_on or until_on, until_on),
            before=None,
            after=None,
        )


def instant(day: date | None, clock: time) -> datetime | None:
    return None if day is None else datetime.combine(day, clock, JST).astimezone(UTC)


@dataclass
class Parsed:
    """The filter, and what of the address could not be understood: name → (msgid, its values)."""

    wanted: LogFilter
    problems: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)


NO_SUCH_ID = N_("“%(text)s” is not the id of a record; copy it from the address of its page.")
NOT_OFFERED = N_("“%(text)s” cannot be filtered by; choose one of those offered.")
WRONG_ORDER = N_("The first day lies after the last. Correct one of them.")


def parse_filter(given: Mapping[str, str], acts: Collection[str], tables: Collection[str]) -> Parsed:
    """Read a filter from the address. What cannot be understood is left out and named, never an error page."""
    parsed = Parsed(LogFilter())
    words = {name: tidy(value) for name, value in given.items()}
    found: dict[str, Any] = {
        "from_on": _day(parsed, "from", words),
        "until_on": _day(parsed, "to", words),
        "who": words.get("who", ""),
        "field": words.get("field", ""),
        "act": _offered(parsed, "act", words, acts),
        "kind": _offered(parsed, "kind", words, tables),
        "subject": _id(parsed, words.get("subject", "")),
        "one": _id(parsed, words.get("one", "")),
        "before": number(words.get("before", "")),
        "after": number(words.get("after", "")),
    }
    if found["from_on"] and found["until_on"] and found["from_on"] > found["until_on"]:
        parsed.problems["to"] = (WRONG_ORDER, {})
    parsed.wanted = LogFilter(**found)
    return parsed


def tidy(value: str) -> str:
    """What somebody put into an address, fit for a database: short, and without what none can store."""
    try:
        return text.clean(value[:LONGEST])
    except text.TextError:
        return ""


def printable(value: str) -> str:
    """The text without control characters."""
    return value.translate(_CONTROL)


_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)])


def number(written: str) -> int | None:
    if not written.isascii() or not written.isdecimal() or len(written) > 16:
        return None
    return min(int(written), BIGGEST)


def _day(parsed: Parsed, name: str, words: Mapping[str, str]) -> date | None:
    if not words.get(name):
        return None
    try:
        return parse_date(words[name])
    except DateError as error:
        parsed.problems[name] = (error.message, error.params)
        return None


def _offered(parsed: Parsed, name: str, words: Mapping[str, str], offered: Collection[str]) -> str:
    value = words.get(name, "")
    if value and value not in offered:
        parsed.problems[name] = (NOT_OFFERED, {"text": value[:60]})
        return ""
    return value


def _id(parsed: Parsed, written: str) -> UUID | None:
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        parsed.problems["subject"] = (NO_SUCH_ID, {"text": written[:60]})
        return None


def narrowed(entry: Entry, *, sees_values: bool) -> Entry:
    """The event without what stood in the record, unless the reader may see that."""
    if sees_values or entry.subject_type in ADMINISTRATION:
        return entry
    return replace(entry, changes={}, reason="")


def is_hidden(entry: Entry, *, sees_values: bool) -> bool:
    return not sees_values and entry.subject_type not in ADMINISTRATION


# --- mails -----------------------------------------------------------------------------------

_ONE_TIME_LINK = re.compile(r"(/enrol/)[^\s/?#<>\"']+", re.IGNORECASE)


def without_links(body: str) -> str:
    """A mail as it may be shown: whoever holds its one-time link becomes the person it was sent to."""
    return _ONE_TIME_LINK.sub(r"\1•••", body)


# --- breaks of the chain ---------------------------------------------------------------------


class Break(StrEnum):
    """In which way the chain does not hold."""

    MISSING = "missing"
    ORDER = "order"
    CHANGED = "changed"
    REWRITTEN = "rewritten"
    TRUNCATED = "truncated"
    HEAD = "head"
    KEY = "key"


_BREAKS = (
    ("missing", Break.MISSING),
    ("does not follow", Break.ORDER),
    ("changed", Break.CHANGED),
    ("rewritten", Break.REWRITTEN),
    ("truncated", Break.TRUNCATED),
    ("the head in the database", Break.HEAD),
)


def break_of(problem: str) -> Break:
    """The kind of break from the words of the verification, which are for the operator's log."""
    return next((kind for start, kind in _BREAKS if problem.startswith(start)), Break.KEY)


# --- drafts ----------------------------------------------------------------------------------

# Where a draft was typed; kept beside its fields and never given back as one.
PAGE = "_page"
_NEVER_KEPT = frozenset({"csrf_token", "idempotency_key", "version", "submit", PAGE})
_SECRET = ("password", "passcode", "passphrase", "secret", "totp", "recovery", "token")


def may_be_kept(name: str) -> bool:
    """Whether a field of a form may lie in a draft: nothing that opens a door."""
    lowered = name.lower()
    return name not in _NEVER_KEPT and not any(word in lowered for word in _SECRET)


def kept_fields(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        if may_be_kept(name):
            fields.setdefault(name, []).append(value)
    return fields


# --- reports of the content security policy --------------------------------------------------


def report_of(body: bytes) -> str:
    """Directive and path of a report, as one line; nothing if it is not one."""
    try:
        report = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    inner = report.get("csp-report") if isinstance(report, dict) else None
    if not isinstance(inner, dict):
        return ""
    directive = str(inner.get("effective-directive") or inner.get("violated-directive") or "").split(" ")[0]
    if not directive.replace("-", "").isalpha() or len(directive) > 40:
        return ""
    return f"{directive} {tidy(_path(str(inner.get('document-uri', ''))))}".strip()


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""
