"""The respondent's page: every question with how it stands, and one question with a control for each of its parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.dates import DateStyle, format_date
from app.core.words import field_label
from app.diligence.forms.answers import Entered, Typed, name_of, typed_from
from app.diligence.models import Stance
from app.diligence.rules.entering import missing
from app.diligence.rules.standing import Standing
from app.diligence.rules.wanting import wanting
from app.diligence.sheets import said
from app.register.words.countries import country_names
from app.standards.sheets.questions import part_of
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.models import Assignment
    from app.diligence.queries.desks import Desk
    from app.diligence.rules.entering import Fault
    from app.diligence.sheets.said import Told
    from app.standards.content.questionnaires import Question

STANDINGS: Mapping[Standing, tuple[Any, str]] = {
    Standing.ASKED_BACK: (_l("Inquiry to answer"), "danger"),
    Standing.CARRIED: (_l("Last time's answer, to be confirmed"), "attention"),
    Standing.OPEN: (_l("Not answered"), "neutral"),
    Standing.BEGUN: (_l("Begun"), "attention"),
    Standing.ANSWERED: (_l("Answered"), "good"),
}
# More choices than this are a list that opens.
MOST_IN_SIGHT = 8
EMPTY_ROWS = 1


def voice_of_reader() -> Voice:
    return Voice(str(get_locale()))


def standing_words(standing: Standing) -> tuple[str, str]:
    label, tone = STANDINGS[standing]
    return str(label), tone


# --- all questions ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """`id`: of the question, as every copy of the questionnaire calls it."""

    number: int
    id: str
    url: str
    text: str
    standing: str
    tone: str
    answer: str
    files: int
    lacks: str


@dataclass(frozen=True)
class Block:
    title: str
    lines: list[Line]


def blocks(desk: Desk, voice: Voice, *, only_waiting: bool = False) -> list[Block]:
    """By section, as numbered on the way through; a section of which nothing is shown is left out."""
    numbers = {one.id: number for number, one in enumerate(desk.questions, 1)}
    made = []
    for section in desk.paper.sections:
        lines = [
            _line(desk, one, numbers[one.id], voice)
            for one in section.questions
            if one.id in numbers and (not only_waiting or desk.waits(one))
        ]
        made.append(Block(voice.text(section.title), lines))
    return [one for one in made if one.lines]


def _line(desk: Desk, question: Question, number: int, voice: Voice) -> Line:
    label, tone = standing_words(desk.standing_of(question))
    told = said.answer_told(question, desk.answers.get(question.id), voice)
    return Line(
        number, question.id, address(desk.assignment, question.id), voice.text(question.text), label, tone,
        said.plain(told, voice), sum(desk.files_beside(question.id).values()), lacks(desk, question, voice),
    )  # fmt: skip


def lacks(desk: Desk, question: Question, voice: Voice) -> str:
    """Of an answer that was begun: what keeps it from counting, each by the name of its field."""
    row = desk.answers.get(question.id)
    if row is None or desk.standing_of(question) != Standing.BEGUN:
        return ""
    found = [field_label("answer", one.part) for one in wanting(row)]
    if not found:
        labels = {one.key: voice.text(one.label) or str(_("Answer")) for one in question.parts}
        found = [labels[one.part] for one in missing(question, row.parts, desk.files_beside(question.id))]
    return str(_(", ")).join(dict.fromkeys(map(str, found)))


def address(assignment: Assignment, question: str, **more: Any) -> str:
    return url_for("diligence.request_question", assignment_id=assignment.id, question=question, **more)


def list_address(assignment: Assignment) -> str:
    return url_for("diligence.request_questions", assignment_id=assignment.id)


@dataclass(frozen=True)
class Way:
    """Where one goes from a question; empty at the ends."""

    number: int
    count: int
    previous: str
    next: str
    next_open: str


def way(desk: Desk, ref: str) -> Way:
    order = [one.id for one in desk.questions]
    at = order.index(ref)
    waiting = [one.id for one in desk.questions if one.id != ref and desk.waits(one)]
    later = [one for one in waiting if order.index(one) > at]
    go = {
        "previous": order[at - 1 : at] if at else [],
        "next": order[at + 1 : at + 2],
        "open": later or waiting,
    }
    links = {name: address(desk.assignment, refs[0]) if refs else "" for name, refs in go.items()}
    return Way(at + 1, len(order), links["previous"], links["next"], links["open"])


# --- one question ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """`is_alone`: it cannot be chosen together with another one."""

    id: str
    value: str
    label: str
    is_chosen: bool
    is_alone: bool = False


@dataclass(frozen=True)
class Control:
    """One part, or one cell of a table. `kind`: which control it is; `rows`: (number, cells) of a table; `several`:
    more than one country may stand in it."""

    key: str
    id: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = False
    unit: str = ""
    hints: tuple[str, ...] = ()
    text: str = ""
    choices: tuple[Choice, ...] = ()
    lines: int = 1
    several: bool = False
    columns: tuple[Control, ...] = ()
    rows: tuple[tuple[int, tuple[Control, ...]], ...] = ()
    blank: tuple[Control, ...] = ()
    files: int = 0
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Everything that the page of one question says; `controls` are empty where it is only read. `is_kept_aside`:
    something was typed under another kind of answer."""

    id: str
    section: str
    text: str
    help: str
    evidence: str
    standing: str
    tone: str
    lacks: str
    stances: tuple[Choice, ...]
    beside: Mapping[str, str]
    beside_faults: Mapping[str, str]
    controls: list[Control]
    told: list[Told]
    files: int
    countries: list[str]
    is_kept_aside: bool = False
    way: Way = field(default=Way(0, 0, "", "", ""))


def page_of(
    desk: Desk, question: Question, typed: Typed, entered: Entered | None = None, more: str = ""
) -> Page:
    """`entered`: what was wrong when it was sent; `more`: the table that gets a further row."""
    voice = voice_of_reader()
    label, tone = standing_words(desk.standing_of(question))
    row = desk.answers.get(question.id)
    files = desk.files_beside(question.id)
    faults = entered.faults if entered else []
    beside = entered.beside if entered else list(wanting(row)) if row else []
    return Page(
        question.id, _section_of(desk, question, voice), voice.text(question.text), voice.text(question.help),
        voice.text(question.evidence), label, tone, lacks(desk, question, voice), _stances(typed.stance),
        typed.beside, {one.part: fault_words(one) for one in beside},
        [_part(one, typed, faults, files, voice, one.key == more) for one in question.parts],
        said.answer_told(question, row, voice), sum(files.values()),
        _countries_for(question, voice), bool(row and row.set_aside), way(desk, question.id),
    )  # fmt: skip


def _countries_for(question: Question, voice: Voice) -> list[str]:
    """To choose from while a cell of a table is filled in; elsewhere countries are chosen from a list."""
    columns = (column for part in question.parts if part.type == "table" for column in part.columns)
    is_wanted = any(column.type == "country" for column in columns)
    return list(country_names(voice.language).values()) if is_wanted else []


def typed_of(desk: Desk, question: Question, style: str) -> Typed:
    def said_date(day: str) -> str:
        return format_date(date.fromisoformat(day), DateStyle(style))

    return typed_from(question, desk.answers.get(question.id), said_date)


def _section_of(desk: Desk, question: Question, voice: Voice) -> str:
    found = (one for one in desk.paper.sections if any(each.id == question.id for each in one.questions))
    return voice.text(next(found).title)


STANCES: Mapping[Stance, Any] = {
    Stance.ANSWERED: _l("Answer"),
    Stance.CONDITIONAL: _l("Under a condition"),
    Stance.NOT_APPLICABLE: _l("Not applicable"),
    Stance.REFUSED: _l("Will not answer"),
}


def _stances(chosen: Stance) -> tuple[Choice, ...]:
    return tuple(
        Choice(f"stance-{one.value}", one.value, str(label), one == chosen) for one, label in STANCES.items()
    )


def fault_words(fault: Fault) -> str:
    return str(_(fault.message, **said.params_in(fault.params, voice_of_reader())))


def _part(
    part: Any, typed: Typed, faults: Sequence[Fault], files: Mapping[str, int], voice: Voice, has_more: bool
) -> Control:
    told = tuple(fault_words(one) for one in faults if one.part == part.key and not one.column)
    if part.type == "table":
        return _table(part, typed, [one for one in faults if one.part == part.key], voice, told, has_more)
    return _control(
        part, name_of(part.key), typed.parts.get(part.key, []), voice, told, files.get(part.key, 0)
    )


KINDS = {
    "yes_no": "radio", "score": "radio", "multi": "checks", "country": "select", "number": "number",
    "percent": "number", "date": "date", "text": "text", "file": "file", "table": "table",
}  # fmt: skip


def _kind(part: Any, *, in_cell: bool) -> str:
    if part.type == "country":
        return "codes" if in_cell else "countries" if part.several else "select"
    if in_cell:
        return {"yes_no": "select", "single": "select", "text": "line"}.get(
            part.type, KINDS.get(part.type, "")
        )
    if part.type == "single":
        return "radio" if len(part.options) <= MOST_IN_SIGHT else "select"
    return KINDS[part.type]


def _control(
    part: Any, name: str, typed: Sequence[str], voice: Voice, faults: tuple[str, ...] = (), files: int = 0,
    *, in_cell: bool = False,
) -> Control:  # fmt: skip
    shown = part_of(part, voice, is_column=in_cell)
    kind = _kind(part, in_cell=in_cell)
    return Control(
        part.key, name, kind, shown.label, shown.help, part.required, shown.unit,
        () if in_cell else tuple(shown.limits), _line_of(typed, voice, kind),
        _choices(part, name, typed, voice, kind), getattr(part, "rows", 1),
        getattr(part, "several", False), files=files, faults=faults,
    )  # fmt: skip


def _line_of(typed: Sequence[str], voice: Voice, kind: str) -> str:
    """Countries in a cell are written by their names."""
    return str(_(", ")).join(map(voice.country, typed)) if kind == "codes" else "".join(typed[:1])


def _choices(part: Any, name: str, typed: Sequence[str], voice: Voice, kind: str) -> tuple[Choice, ...]:
    offered = _offered(part, voice, kind)
    if kind == "radio" and not part.required:
        offered = [("", str(_("Not answered"))), *offered]
    chosen = set(typed) or ({""} if kind == "radio" else set())
    alone = {one.key for one in part.options if one.exclusive} if part.type == "multi" else set()
    return tuple(
        Choice(f"{name}-{number}", value, label, value in chosen, value in alone)
        for number, (value, label) in enumerate(offered, 1)
    )


def _offered(part: Any, voice: Voice, kind: str) -> list[tuple[str, str]]:
    match part.type:
        case "yes_no":
            return [("yes", str(_("Yes"))), ("no", str(_("No")))]
        case "single" | "multi":
            return [(one.key, voice.text(one.label)) for one in part.options]
        case "score":
            shown = part_of(part, voice).choices
            return [(str(part.min + at), one.label) for at, one in enumerate(shown)]
        case "country" if kind != "codes":
            return list(country_names(voice.language).items())
    return []


def _table(
    part: Any, typed: Typed, faults: Sequence[Fault], voice: Voice, told: tuple[str, ...], has_more: bool
) -> Control:
    shown = part_of(part, voice)
    heads = _cells(part, 0, {}, voice, {})
    kept: list[Any] = list(typed.parts.get(part.key, []))
    empty = max(part.min_rows - len(kept), EMPTY_ROWS) + has_more
    wrong: dict[tuple[int, str], tuple[str, ...]] = {
        (one.row, one.column): (fault_words(one),) for one in faults if one.column
    }
    lines = [*kept, *({} for _each in range(min(empty, part.max_rows - len(kept))))]
    rows = tuple((number, _cells(part, number, cells, voice, wrong)) for number, cells in enumerate(lines, 1))
    return Control(
        part.key, name_of(part.key), "table", shown.label, shown.help, part.required, hints=tuple(shown.limits),
        # Of a table that may be left empty no column is wanted.
        columns=tuple(replace(one, is_required=one.is_required and part.required) for one in heads),
        rows=rows, blank=heads, faults=told,
    )  # fmt: skip


def _cells(
    part: Any,
    number: int,
    cells: Mapping[str, Sequence[str]],
    voice: Voice,
    wrong: Mapping[Any, tuple[str, ...]],
) -> tuple[Control, ...]:
    return tuple(
        _control(
            one, name_of(part.key, number, one.key), cells.get(one.key, ()), voice,
            wrong.get((number, one.key), ()), in_cell=True,
        )
        for one in part.columns
    )  # fmt: skip


def place_words(ways: Way) -> str:
    return str(_("Question %(number)s of %(count)s", number=ways.number, count=ways.count))
