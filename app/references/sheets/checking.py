"""What the pages of a self-check show: what its items come to, lines, an item with both halves, what a move changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from app.core.listing import MOMENT
from app.core.words import field_label, value_label
from app.references.models import OwnState
from app.references.queries.checking import Held, Moves, Opened
from app.references.rules import numbers
from app.references.rules.checking import Line, Result, Theirs
from app.references.rules.facts import RECORD_FIELDS, RecordFacts
from app.references.sheets.premises import Warned, warnings
from app.references.sheets.versions import label_of
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
THEIRS_TONES = {Theirs.OPEN: "neutral", Theirs.CONDITIONAL: "attention"}
OWN_TONES = {
    OwnState.DONE: "good",
    OwnState.PARTLY: "attention",
    OwnState.NOT_DONE: "danger",
    OwnState.NOT_NEEDED: "neutral",
}
# What the filters of the page leave, beside one for each result.
ENTERED, NOT_ENTERED, CONFIRM, CONDITION = "entered", "not_entered", "confirm", "condition"
WITHOUT_MEASURE = "without_measure"


# --- lines ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ItemLine:
    item: str
    title: str
    url: str
    theirs: str
    theirs_tone: str
    note: str
    needed: str
    state: str
    state_tone: str
    measure: str
    due_on: date | None
    is_done: bool
    is_to_confirm: bool
    condition: str
    is_condition_open: bool
    is_without_measure: bool
    result: Result
    words: str
    tone: str


def lines_of(found: Opened, engagement: Engagement, show: str = "") -> list[ItemLine]:
    # Looked up once for a page; by their types too, as members of two enums may be the same text.
    word = lru_cache(typed=True)(value_label)
    return [line_of(found, engagement, line, word) for line in found.lines if is_shown(line, show)]


def is_shown(line: Line, show: str) -> bool:
    match show:
        case "entered":
            return line.is_entered
        case "not_entered":
            return not line.is_entered
        case "confirm":
            return line.own is not None and line.own.is_to_confirm
        case "condition":
            return line.is_condition_open
        case "without_measure":
            return line.is_without_measure
    return show not in set(Result) or line.result == show


def line_of(
    found: Opened, engagement: Engagement, line: Line, word: Callable[[StrEnum], str] = value_label
) -> ItemLine:
    row = found.rows.get(line.item)
    state = row.state if row is not None else None
    return ItemLine(
        line.item, title_of(found, line.item), item_address(found, engagement, line.item),
        word(line.theirs), THEIRS_TONES.get(line.theirs, "good"),
        line.said.conformity_note if line.said is not None else "",
        line.said.needed if line.said is not None else "",
        word(state) if state else "", OWN_TONES[state] if state else "neutral",
        row.measure if row is not None else "", row.due_on if row is not None else None,
        state in (OwnState.DONE, OwnState.NOT_NEEDED), row is not None and row.is_to_confirm,
        condition_of(line), line.is_condition_open, line.is_without_measure, line.result, *_result_of(line, word),
    )  # fmt: skip


def _result_of(line: Line, word: Callable[[StrEnum], str]) -> tuple[str, str]:
    """Words and tone. Where all but the condition or our own measure is there, that is what keeps the item open."""
    if line.result == Result.OPEN and line.is_entered and not (line.own and line.own.is_to_confirm):
        if line.is_without_measure:
            return no_measure(), "attention"
        if line.is_condition_open:
            return condition_of(line), "attention"
    return word(line.result), TONES[line.result]


def no_measure() -> str:
    """What is said where our half is called done or not needed, and our own measure says nothing of it."""
    return str(_("No measure is told"))


def condition_of(line: Line) -> str:
    """Whether somebody has seen to the condition of the provider's half; "" where it has none."""
    if line.theirs != Theirs.CONDITIONAL:
        return ""
    return str(_("Condition not seen to") if line.is_condition_open else _("Condition met"))


def title_of(found: Opened, item: str) -> str:
    known = found.items.get(item)
    return said(known.title) if known is not None else ""


def item_address(found: Opened, engagement: Engagement, item: str) -> str:
    here = url_for(
        "references.self_check_item", engagement_id=engagement.id, check_id=found.held.check.id, item=item
    )
    return here + after()


def after(**more: str) -> str:
    """Put after an address, it leads to the same moment there."""
    asked = {name: request.args[name] for name in MOMENT if request.args.get(name)}
    return f"?{urlencode(asked | more)}" if asked or more else ""


def address(held: Held, engagement: Engagement) -> str:
    return url_for("references.self_check", engagement_id=engagement.id, check_id=held.check.id)


@dataclass(frozen=True)
class Choice:
    label: str
    url: str
    count: int
    is_chosen: bool
    tone: str = "neutral"


@dataclass(frozen=True)
class Choices:
    """`results` after the first add up to all items, and so do the first two of `entries`."""

    results: Sequence[Choice]
    entries: Sequence[Choice]


def choices(found: Opened, here: str, show: str) -> Choices:
    """What no item comes to is not offered, except 適合 and what is being looked at."""
    kept = [one for one, count in found.counts.items() if count or one in (Result.CONFORMS, show)]
    results = [("", str(_("All items"))), *((one.value, value_label(one)) for one in kept)]
    entries = [
        (ENTERED, _("Entered")), (NOT_ENTERED, _("No entry yet")), (CONFIRM, _("To be confirmed")),
        (CONDITION, _("Condition not seen to")), (WITHOUT_MEASURE, no_measure()),
    ]  # fmt: skip
    asked = [_choice(found, here, show, key, str(label)) for key, label in entries]
    return Choices(
        [_choice(found, here, show, key, label) for key, label in results],
        [*asked[:2], *(one for one in asked[2:] if one.count or one.is_chosen)],
    )


def _choice(found: Opened, here: str, show: str, key: str, label: str) -> Choice:
    count = sum(is_shown(line, key) for line in found.lines)
    tone = TONES[Result(key)] if key in set(Result) else "neutral"
    url = here + (after(show=key) if key else after())
    return Choice(label, url, count, key == show, tone)


# --- all of an engagement -------------------------------------------------------------------------


@dataclass(frozen=True)
class CheckLine:
    title: str
    version: str
    url: str
    counts: Mapping[Result, int]
    items: int
    entered: int
    is_outside: bool
    warnings: Sequence[Warned]


def check_lines(found: Sequence[Opened], engagement: Engagement) -> list[CheckLine]:
    return [
        CheckLine(
            one.held.reference.title,
            label_of(one.held.version),
            address(one.held, engagement) + after(),
            one.counts,
            len(one.lines),
            one.entered,
            one.is_outside,
            warnings(one),
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
