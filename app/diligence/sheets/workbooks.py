"""A request to answer laid out as a workbook, in one language: what stands in which cell, and what may be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.diligence.models import Stance, SubstituteKind
from app.diligence.rules import sheets as rules
from app.diligence.rules.workbooks import BESIDE, SEPARATOR, Col, Form, Line, named
from app.diligence.sheets.said import value_words
from app.diligence.words.countries import codes_by_name
from app.register.words.countries import country_names
from app.standards.rules import saying
from app.standards.sheets.questions import PartShown, part_of
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.models import Answer, Assignment, Evidence
    from app.diligence.rules.papers import Paper
    from app.standards.content.questionnaires import Question

ANSWER = N_("Answer")
EVIDENCE = N_("Evidence: %(text)s")
TABLE_NAME = N_("Table %(number)s")
SEE_TABLE = N_("Fill in the sheet “%(sheet)s”")
SEE_FILES = N_("Name the files in the column “%(column)s”")
FILE_NAMES = N_("Names of the evidence files")
NOT_NOW = N_("Not asked now")
ONE = N_("%(number)s. %(text)s")
LANGUAGES = ("ja", "en")


@dataclass(frozen=True)
class Subject:
    """What is asked of whom, and what they said so far."""

    assignment: Assignment
    paper: Paper
    answers: Mapping[str, Answer]
    files: Sequence[Evidence]
    asked: frozenset[str]


@dataclass(frozen=True)
class Row:
    """`value` as Excel holds it: a text, a number, a share of one, a day. `names`: what the drop-down offers."""

    line: Line
    is_first: bool
    is_asked: bool
    value: Any = None
    choices: tuple[str, ...] = ()
    is_strict: bool = True
    beside: Mapping[Col, str] = field(default_factory=dict)
    when: str = ""
    version: str = ""


@dataclass(frozen=True)
class Column:
    part: Any
    head: str
    how: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    line: Line
    name: str
    title: str
    how: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    most: int


@dataclass(frozen=True)
class Laid:
    form: Form
    rows: tuple[Row, ...]
    tables: tuple[Table, ...]


def laid_out(subject: Subject, language: str) -> Laid:
    return _Layout(subject, Voice(language)).laid()


def noted(voice: Voice, text: str, beside: str) -> str:
    return voice.say(saying.BESIDE, text=text, beside=beside) if beside else text


class _Layout:
    def __init__(self, subject: Subject, voice: Voice) -> None:
        self.subject, self.voice = subject, voice
        self.voices = [Voice(one) for one in LANGUAGES]
        self.tables: list[Table] = []

    def laid(self) -> Laid:
        wanted = set(self.subject.assignment.questions)
        rows = [
            row for one in self.subject.paper.questions() if one.id in wanted for row in self._question(one)
        ]
        form = Form(
            [row.line for row in rows], self._named(Stance), self._named(SubstituteKind), self._files()
        )
        return Laid(form, tuple(rows), tuple(self.tables))

    def _named(self, kinds: type[StrEnum]) -> dict[str, str]:
        return named(
            (text, one.value)
            for one in kinds
            for text in (one.value, *(voice.value(one) for voice in self.voices))
        )

    def _files(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for one in self.subject.files:
            if not one.is_withdrawn:
                found.setdefault(one.question, {}).setdefault(one.name, str(one.id))
        return found

    def _question(self, question: Question) -> Iterator[Row]:
        answer = self.subject.answers.get(question.id)
        when = self._when(question)
        text = self._text(question)
        is_asked = question.id in self.subject.asked
        for at, part in enumerate(question.parts):
            value = (answer.parts if answer else {}).get(part.key)
            shown = part_of(part, self.voice)
            line = self._line(question, part, shown, text if at == 0 else "")
            held = self._table(line, shown, value) if part.type == "table" else self._held(part, value)
            choices = self._choices(part, shown)
            yield Row(
                line, at == 0, is_asked, held, choices, not getattr(part, "several", False),
                self._beside(question, answer) if at == 0 else {}, when if at == 0 else "",
                str(answer.version) if answer else "",
            )  # fmt: skip

    # --- texts ----------------------------------------------------------------------------

    def _text(self, question: Question) -> str:
        evidence = self.voice.text(question.evidence)
        said = (
            self.voice.text(question.text),
            self.voice.text(question.help),
            self.voice.say(EVIDENCE, text=evidence) if evidence else "",
        )
        return "\n".join(filter(None, said))

    def _when(self, question: Question) -> str:
        told = self.subject.assignment.conditions.get(question.id)
        condition = ""
        if told is not None:
            found = rules.condition_of(told)
            condition = saying.condition(self.subject.paper, found, self.voice)
        mark = "" if question.id in self.subject.asked else self.voice.say(NOT_NOW)
        return "\n".join(filter(None, (mark, condition)))

    def _line(self, question: Question, part: Any, shown: PartShown, text: str) -> Line:
        locked = {
            Col.NUMBER: question.id,
            Col.TEXT: text,
            Col.LABEL: shown.label or self.voice.say(ANSWER),
            Col.HOW: self._how(part, shown),
        }
        columns = {one.key: self.names(one) for one in getattr(part, "columns", ())}
        heads = {one.key: self._head(one) for one in shown.columns}
        return Line(question.id, part, locked, self.names(part), columns, heads)

    def _how(self, part: Any, shown: PartShown) -> str:
        unit = "" if part.type == "percent" else shown.unit  # the word for it says so already
        lines = [noted(self.voice, shown.kind, unit), shown.must, *shown.limits, shown.help]
        if part.type in ("single", "multi", "score"):
            lines += [
                one.label if part.type == "score" else self.voice.say(ONE, number=at, text=one.label)
                for at, one in enumerate(shown.choices, 1)
            ]
        return "\n".join(filter(None, lines))

    def _head(self, shown: PartShown) -> str:
        return noted(self.voice, shown.label, shown.unit)

    # --- cells ----------------------------------------------------------------------------

    def _beside(self, question: Question, answer: Answer | None) -> dict[Col, str]:
        names = [
            one.name for one in self.subject.files if one.question == question.id and not one.is_withdrawn
        ]
        said = {column: getattr(answer, column.value) for column in BESIDE} if answer else {}
        stance = {Col.STANCE: self.voice.value(answer.stance)} if answer and answer.stance else {}
        return {**said, **stance, **self._stand_in(answer), Col.FILES: "\n".join(names)}

    def _stand_in(self, answer: Answer | None) -> dict[Col, str]:
        if answer is None or answer.substitute_kind is None:
            return {}
        return {
            Col.SUBSTITUTE_KIND: self.voice.value(answer.substitute_kind),
            Col.SUBSTITUTE_FILE: next(
                (one.name for one in self.subject.files if one.id == answer.substitute_file_id), ""
            ),
            Col.SUBSTITUTE_ADDRESS: answer.substitute_address, Col.SUBSTITUTE_PLACE: answer.substitute_place,
        }  # fmt: skip

    def _held(self, part: Any, value: Any) -> Any:
        if part.type == "file":
            return self.voice.say(SEE_FILES, column=self.voice.say(FILE_NAMES))
        return None if value in (None, "", []) else self._cell(part, value)

    def _cell(self, part: Any, value: Any) -> Any:
        match part.type:
            case "number":
                return Decimal(value)
            case "percent":
                return float(Decimal(value) / 100)
            case "date":
                return date.fromisoformat(value)
            case "multi":
                labels = {option.key: self.voice.text(option.label) for option in part.options}
                return SEPARATOR.join(labels.get(key, key) for key in value)
            case "country" if isinstance(value, list):
                return SEPARATOR.join(map(self.voice.country, value))
        return value_words(part, value, self.voice)

    def _choices(self, part: Any, shown: PartShown) -> tuple[str, ...]:
        if part.type in ("yes_no", "single", "score"):
            return tuple(one.label for one in shown.choices)
        return tuple(country_names(self.voice.language).values()) if part.type == "country" else ()

    def _table(self, line: Line, shown: PartShown, value: Any) -> str:
        name = self.voice.say(TABLE_NAME, number=len(self.tables) + 1)
        columns = tuple(
            Column(part, line.heads[part.key], self._how(part, one), self._choices(part, one))
            for part, one in zip(line.part.columns, shown.columns, strict=True)
        )
        rows = tuple(
            tuple(
                self._cell(column.part, row[column.part.key]) if column.part.key in row else None
                for column in columns
            )
            for row in value or ()
        )
        title = noted(self.voice, line.question, shown.label)
        how = line.locked[Col.HOW]
        self.tables.append(Table(line, name, title, how, columns, rows, line.part.max_rows))
        return self.voice.say(SEE_TABLE, sheet=name)

    # --- what may be written --------------------------------------------------------------

    def names(self, part: Any) -> Mapping[str, str]:
        """In both languages: a drop-down may have been filled by an older or a translated copy."""
        match part.type:
            case "yes_no":
                return self._yes_no
            case "country":
                return codes_by_name()
            case "single" | "multi":
                options = [(voice.text(one.label), one.key) for voice in self.voices for one in part.options]
                numbers = [(str(at), one.key) for at, one in enumerate(part.options, 1)]
                return named([*options, *((one.key, one.key) for one in part.options), *numbers])
            case "score":
                steps = range(part.min, part.max + 1)
                return named((value_words(part, at, voice), str(at)) for voice in self.voices for at in steps)
        return {}

    @cached_property
    def _yes_no(self) -> dict[str, str]:
        marks = [("yes", "yes"), ("no", "no"), ("○", "yes"), ("×", "no"), ("true", "yes"), ("false", "no")]
        said = [(voice.say(text), key) for voice in self.voices for key, text in saying.IS_YES_OR_NO.items()]
        return named([*said, *marks])
