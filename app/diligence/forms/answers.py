"""What a respondent typed on the page of one question: read part by part, what is wrong told where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, StringField
from wtforms.widgets import TextArea

from app.core.forms import SekishoForm
from app.diligence.models import Answer, Stance
from app.diligence.rules import entering
from app.diligence.rules.entering import LONGEST, TOO_LONG, Fault
from app.diligence.rules.setting_aside import belongs
from app.diligence.rules.wanting import HOLDS, wanting_of_kind
from app.diligence.rules.workbooks import plain
from app.diligence.services.answering import Facts, entered_in, typed_beside
from app.diligence.words.countries import codes_by_name

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.standards.content.questionnaires import Question

PREFIX = "p"
# The fields beside the parts, as both the form and a fault name them.
BESIDE = ("reason", "condition", "substitute", "comment")
_BETWEEN = re.compile(r"[,、，;；\n]+")
_CELL = re.compile(r"p-([a-z][a-z0-9_]*)-(\d{1,4})-")


class AnswerForm(SekishoForm):
    """Beside the parts, which each question brings for itself."""

    stance = HiddenField()
    reason = StringField(widget=TextArea())
    condition = StringField(widget=TextArea())
    substitute = StringField(widget=TextArea())
    # What stands in for a refused answer: read in `standing_in.py`.
    substitute_kind = StringField()
    substitute_file_id = StringField()
    substitute_address = StringField()
    substitute_place = StringField()
    comment = StringField(widget=TextArea())

    @property
    def version_seen(self) -> int | None:
        return self.version_number or None


@dataclass(frozen=True)
class Typed:
    """`parts`: as typed, a table as rows without the empty ones; `rows`: which number each of them had on the page."""

    stance: Stance
    parts: Mapping[str, Any]
    beside: Mapping[str, str]
    rows: Mapping[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Entered:
    """`facts` hold what can be stored; what is wrong is only in `typed`: of parts it is told in `faults`, of the
    fields beside them in `beside`."""

    typed: Typed
    facts: Facts
    faults: list[Fault]
    beside: list[Fault]

    @property
    def is_whole(self) -> bool:
        return not self.faults and not self.beside

    @property
    def is_kept(self) -> bool:
        """All that was typed is stored, though something may be missing."""
        return not self.faults and all(one.message != TOO_LONG for one in self.beside)


def name_of(part: str, row: int = 0, column: str = "") -> str:
    return f"{PREFIX}-{part}-{row}-{column}" if column else f"{PREFIX}-{part}"


def typed_on(question: Question, form: AnswerForm, data: MultiDict[str, str], dropped: str = "") -> Typed:
    """`dropped`: a row that is taken away, as `<part>-<number>`."""
    parts: dict[str, Any] = {}
    rows: dict[str, list[int]] = {}
    for part in question.parts:
        if part.type == "table":
            found = _rows_of(part, data, dropped)
            parts[part.key], rows[part.key] = list(found.values()), list(found)
        elif part.type != "file":
            parts[part.key] = data.getlist(name_of(part.key))
    stance = str(form.stance.data or "")
    beside = {name: str(form[name].data or "") for name in BESIDE}
    chosen = Stance(stance) if stance in set(Stance) else Stance.ANSWERED
    return Typed(chosen, parts, beside, rows)


def _rows_of(part: Any, data: MultiDict[str, str], dropped: str) -> dict[int, dict[str, list[str]]]:
    """Number of the row → its cells; rows without a word are none."""
    cells = (_CELL.match(name) for name in data)
    numbers = sorted({int(one[2]) for one in cells if one and one[1] == part.key})
    rows = {
        number: {
            one.key: _cell(one, data.getlist(name_of(part.key, number, one.key))) for one in part.columns
        }
        for number in numbers
        if f"{part.key}-{number}" != dropped
    }
    return {number: cells for number, cells in rows.items() if any(map(_has_words, cells.values()))}


def _cell(column: Any, typed: list[str]) -> list[str]:
    """Countries by name or code; several stand in one cell, apart by commas."""
    if column.type != "country":
        return typed
    pieces = [piece for one in typed for piece in _BETWEEN.split(one)] if column.several else typed
    return [code for one in pieces if one.strip() for code in _countries(one, several=column.several)]


def _countries(text: str, *, several: bool) -> list[str]:
    """Codes may stand apart by blanks as well. What names no country stays as it is, to be told."""
    names = codes_by_name()
    if plain(text) in names:
        return [names[plain(text)]]
    words = text.split() if several else []
    found = [names[plain(one)] for one in words if plain(one) in names]
    return found if words and len(found) == len(words) else [text.strip()]


def _has_words(typed: list[str]) -> bool:
    return any(one.strip() for one in typed)


def entered(question: Question, typed: Typed) -> Entered:
    """An answer of which something is still missing is kept as begun, with its kind and with what was entered. What
    was entered goes along with a refusal as well: it is set aside and comes back with another kind of answer."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for part in question.parts:
        if part.type == "file":
            continue
        value, wrong = entering.read(part, typed.parts.get(part.key, []))
        faults += wrong
        if value is not None:
            values[part.key] = value
    beside, too_long = _beside(typed)
    facts = Facts(_stance(question, typed, values, beside), values, **beside, aside=_aside(typed))
    return Entered(typed, facts, faults if typed.stance in HOLDS else [], [*too_long, *_wanted(typed, facts)])


def _beside(typed: Typed) -> tuple[dict[str, str], list[Fault]]:
    """Only what belongs to the kind of answer; a reason that was typed before it changed is not kept as one."""
    used = {name: typed.beside.get(name, "") if belongs(name, typed.stance) else "" for name in BESIDE}
    faults = [
        Fault(name, TOO_LONG, {"length": len(text), "count": LONGEST})
        for name, text in used.items()
        if len(text) > LONGEST
    ]
    wrong = {one.part for one in faults}
    return {name: "" if name in wrong else text for name, text in used.items()}, faults


def _aside(typed: Typed) -> dict[str, str]:
    found = {name: typed.beside.get(name, "") for name in BESIDE if not belongs(name, typed.stance)}
    return {name: text for name, text in found.items() if text and len(text) <= LONGEST}


def _stance(
    question: Question, typed: Typed, values: Mapping[str, Any], beside: Mapping[str, str]
) -> Stance | None:
    """None: begun. Without a word nothing was answered, unless nothing but files is wanted."""
    if typed.stance not in HOLDS or (typed.stance == Stance.CONDITIONAL and not beside["condition"]):
        return typed.stance
    wanted = [part for part in question.parts if part.required and part.type != "file"]
    return None if wanted and not values else typed.stance


def _wanted(typed: Typed, facts: Facts) -> list[Fault]:
    """A condition without an answer to it says which kind was chosen."""
    return list(wanting_of_kind(replace(facts, stance=typed.stance)))


def typed_from(question: Question, row: Answer | None, said_date: Any) -> Typed:
    """An answer as it stands, put back into the page. `said_date`: an ISO day as the reader writes days."""
    stored: Mapping[str, Any] = entered_in(row) if row is not None else {}
    parts = {
        part.key: _written(part, stored.get(part.key), said_date)
        for part in question.parts
        if part.type != "file"
    }
    rows = {part.key: _numbers(parts[part.key]) for part in question.parts if part.type == "table"}
    waiting = typed_beside(row)
    beside = {
        name: (getattr(row, name) if row is not None else "") or waiting.get(name, "") for name in BESIDE
    }
    return Typed(_chosen(row), parts, beside, rows)


def _chosen(row: Answer | None) -> Stance:
    """A condition without an answer to it says which kind was chosen."""
    if row is None or row.stance is None:
        return Stance.CONDITIONAL if row is not None and row.condition else Stance.ANSWERED
    return row.stance


def _numbers(rows: list[Any]) -> list[int]:
    return list(range(1, len(rows) + 1))


def _written(part: Any, value: Any, said_date: Any) -> Any:
    if value in (None, "", []):
        return []
    if part.type == "table":
        columns = {one.key: one for one in part.columns}
        return [{key: _written(columns[key], cell, said_date) for key, cell in row.items()} for row in value]
    if part.type == "date":
        return [said_date(value)]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def is_same(row: Answer | None, facts: Facts) -> bool:
    """Nothing to store: it stands there already, or nothing was said."""
    if row is None:
        return facts == Facts(None) and not facts.aside
    said = {name: value for name, value in vars(facts).items() if name not in ("parts", "aside")}
    is_waiting_alike = facts.aside is None or dict(facts.aside) == typed_beside(row)
    return (
        all(getattr(row, name) == value for name, value in said.items())
        and dict(facts.parts) == entered_in(row)
        and is_waiting_alike
    )
