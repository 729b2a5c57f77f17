"""What the pages of a self-check show: why it may be outside the premises, totals, lines, an item with both halves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.core.dates import DateStyle, format_date
from app.core.web import current_context
from app.core.words import field_label, value_label
from app.references import settings
from app.references.models import OwnState, ReferenceVersion
from app.references.queries.checking import Held, Moves, Opened
from app.references.rules import numbers
from app.references.rules.checking import Ground, Line, Result, Theirs
from app.references.rules.facts import RECORD_FIELDS, RecordFacts
from app.register.models import ServiceModel
from app.standards.sheets.matrix_marks import said

if TYPE_CHECKING:
    from app.register.models import Engagement

TONES = {
    Result.CONFORMS: "good",
    Result.PARTLY: "attention",
    Result.FAILS: "danger",
    Result.OPEN: "neutral",
    Result.OUTSIDE: "attention",
}
OWN_TONES = {
    OwnState.DONE: "good",
    OwnState.PARTLY: "attention",
    OwnState.NOT_DONE: "danger",
    OwnState.NOT_NEEDED: "neutral",
}
# What the filters of the page leave.
NARROWED = {
    "open": frozenset({Result.OPEN}),
    "failing": frozenset({Result.FAILS, Result.PARTLY}),
}
CONFIRM = "confirm"


def label_of(version: ReferenceVersion) -> str:
    number = str(_("Version %(number)s", number=version.number))
    return f"{number}（{version.label}）" if version.label else number


# --- outside the premises -------------------------------------------------------------------------


def ground_words(found: Opened) -> list[tuple[str, bool]]:
    """Each in a sentence, and whether it alone keeps items from conforming."""
    return [(_ground(found.held, ground), ground.is_outside) for ground in found.grounds]


def _ground(held: Held, ground: Ground) -> str:
    version, style = held.version, DateStyle(current_context().date_style)
    models = str(_(", ")).join(value_label(ServiceModel(one)) for one in version.premise_models)
    used = value_label(held.use.model)
    sentences = {
        Ground.NOT_REACHED: lambda: _(
            "This engagement does not use the service of the reference, neither itself nor through its chain."
        ),
        Ground.WITHDRAWN: lambda: _("The reference, or this version of it, was withdrawn."),
        Ground.SUPERSEDED: lambda: _(
            "Version %(number)s was published since. Move the self-check to it.", number=held.newer
        ),
        Ground.OTHER_MODEL: lambda: _(
            "The version speaks of %(models)s; here the service is used as %(used)s.",
            models=models,
            used=used,
        ),
        Ground.MODEL_UNKNOWN: lambda: _(
            "The version speaks of %(models)s; as what the service is used here is not recorded. "
            "Record the service model.",
            models=models,
        ),
        Ground.TOO_OLD: lambda: _(
            "The version speaks of %(day)s, which is more than %(months)s months ago.",
            day=format_date(version.as_of_on, style) if version.as_of_on else "",
            months=settings.months(),
        ),
        Ground.NO_DAY: lambda: _("The version does not say of which day it speaks."),
    }
    return str(sentences[ground]())


# --- lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemLine:
    item: str
    title: str
    url: str
    theirs: str
    is_open: bool
    needed: str
    state: str
    state_tone: str
    measure: str
    due_on: date | None
    is_done: bool
    is_to_confirm: bool
    result: Result
    words: str
    tone: str


def lines_of(found: Opened, engagement: Engagement, show: str = "") -> list[ItemLine]:
    # Looked up once for a page; by their types too, as members of two enums may be the same text.
    word = lru_cache(typed=True)(value_label)
    return [line_of(found, engagement, line, word) for line in found.lines if is_shown(line, show)]


def is_shown(line: Line, show: str) -> bool:
    if show == CONFIRM:
        return line.own is not None and line.own.is_to_confirm
    return show not in NARROWED or line.result in NARROWED[show]


def line_of(
    found: Opened, engagement: Engagement, line: Line, word: Callable[[StrEnum], str] = value_label
) -> ItemLine:
    row = found.rows.get(line.item)
    state = row.state if row is not None else None
    return ItemLine(
        line.item, title_of(found, line.item), item_address(found, engagement, line.item),
        word(line.theirs), line.theirs == Theirs.OPEN,
        line.said.needed if line.said is not None else "",
        word(state) if state else "", OWN_TONES[state] if state else "neutral",
        row.measure if row is not None else "", row.due_on if row is not None else None,
        state in (OwnState.DONE, OwnState.NOT_NEEDED), row is not None and row.is_to_confirm,
        line.result, word(line.result), TONES[line.result],
    )  # fmt: skip


def title_of(found: Opened, item: str) -> str:
    known = found.items.get(item)
    return said(known.title) if known is not None else ""


def item_address(found: Opened, engagement: Engagement, item: str) -> str:
    return url_for(
        "references.self_check_item", engagement_id=engagement.id, check_id=found.held.check.id, item=item
    )


def address(held: Held, engagement: Engagement) -> str:
    return url_for("references.self_check", engagement_id=engagement.id, check_id=held.check.id)


@dataclass(frozen=True)
class Total:
    words: str
    count: int
    tone: str


def totals(counts: Mapping[Result, int]) -> list[Total]:
    """Those that there are; 適合 always."""
    return [
        Total(value_label(result), count, TONES[result])
        for result, count in counts.items()
        if count or result == Result.CONFORMS
    ]


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    count: int
    is_chosen: bool


def choices(found: Opened, here: str, show: str) -> Iterator[Choice]:
    asked = (
        ("", _("All items")),
        ("open", _("Still open")),
        ("failing", _("Not conforming")),
        (CONFIRM, _("To be confirmed")),
    )
    for key, label in asked:
        count = sum(is_shown(line, key) for line in found.lines)
        if count or key != CONFIRM:
            yield Choice(str(label), f"{here}?show={key}" if key else here, count, key == show)


# --- all of an engagement -------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckLine:
    title: str
    version: str
    url: str
    counts: Mapping[Result, int]
    items: int
    is_outside: bool
    warnings: Sequence[str]
    newer: int | None


def check_lines(found: Sequence[Opened], engagement: Engagement) -> list[CheckLine]:
    return [
        CheckLine(
            one.held.reference.title,
            label_of(one.held.version),
            address(one.held, engagement),
            one.counts,
            len(one.lines),
            one.is_outside,
            [text for text, is_outside in ground_words(one) if is_outside],
            one.held.newer,
        )
        for one in found
    ]


# --- the way through the items ----------------------------------------------------------------------


@dataclass(frozen=True)
class Way:
    place: int
    count: int
    here: str
    before: str
    after: str


def way(found: Opened, engagement: Engagement, item: str) -> Way:
    order = [line.item for line in found.lines]
    at = order.index(item)
    return Way(
        at + 1,
        len(order),
        item_address(found, engagement, item),
        item_address(found, engagement, order[at - 1]) if at else "",
        item_address(found, engagement, order[at + 1]) if at + 1 < len(order) else "",
    )


# --- what a newer version says otherwise ------------------------------------------------------------


@dataclass(frozen=True)
class FieldChange:
    label: str
    before: str
    after: str


def changes_of(moves: Moves) -> dict[str, list[FieldChange]]:
    """Of each answered item that reads otherwise, the columns that do."""
    return {
        item: list(_changes(moves.before.get(item), moves.after.get(item))) for item in moves.moved.changed
    }


def _changes(before: RecordFacts | None, after: RecordFacts | None) -> Iterator[FieldChange]:
    for name in RECORD_FIELDS:
        was, is_now = (_worded(getattr(one, name)) if one is not None else "" for one in (before, after))
        if was != is_now:
            yield FieldChange(field_label("reference_record", name), was, is_now)


def _worded(value: Any) -> str:
    if isinstance(value, tuple):
        return numbers.written(value)
    return "" if value is None else value_label(value)
