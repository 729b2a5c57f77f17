"""Evidence as pages show it: what is handed in, how long it stands, and what is still wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence import expiring
from app.diligence.models import Evidence, EvidenceAgreement
from app.diligence.rules.evidence import Standing, standing
from app.diligence.services.packed import Fate, Found
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.rules.papers import Paper
    from app.standards.content.questionnaires import Question

LONGEST = 60
NAMED = 5  # files in a message
TONES = {Standing.EXPIRED: "danger", Standing.EXPIRING: "attention"}


@dataclass(frozen=True)
class Line:
    """One file. `mark` says that it expires or was withdrawn, empty where neither is so; `is_to_agree`: it opens once
    who looks has agreed to its terms."""

    id: UUID
    assignment_id: UUID
    name: str
    question: str
    text: str
    part: str
    period: tuple[date | None, date | None]
    expires_on: date | None
    mark: str
    tone: str
    disclosure: str
    terms: str
    is_to_agree: bool
    note: str
    size: int
    added_by: str
    added_at: datetime
    is_withdrawn: bool
    withdrawal_reason: str


def lines_of(
    rows: Iterable[Evidence], papers: Mapping[UUID, Paper], names: Mapping[UUID, str], today: date,
    closed: Collection[UUID],
) -> list[Line]:  # fmt: skip
    """In the order of the questionnaire, the withdrawn ones of a question last; `papers`: by assignment; `closed`:
    those whose terms are to be agreed to."""
    voice = Voice(str(get_locale()))
    known = {of: {one.id: one for one in paper.questions()} for of, paper in papers.items()}
    order = {of: {ref: at for at, ref in enumerate(questions)} for of, questions in known.items()}
    sorted_rows = sorted(
        rows,
        key=lambda row: (
            order[row.assignment_id].get(row.question, 0),
            row.is_withdrawn,
            row.added_at,
            row.id,
        ),
    )
    return [
        _line(row, known[row.assignment_id].get(row.question), names, today, voice, row.id in closed)
        for row in sorted_rows
    ]


def _line(
    row: Evidence, question: Question | None, names: Mapping[UUID, str], today: date, voice: Voice,
    is_to_agree: bool,
) -> Line:  # fmt: skip
    mark, tone = _mark(row, today)
    return Line(
        row.id, row.assignment_id, row.name, row.question, voice.text(question.text) if question else "",
        _part_label(question, row.part, voice), (row.period_from_on, row.period_to_on), row.expires_on, mark, tone,
        value_label(row.disclosure), row.terms, is_to_agree, row.note, row.size,
        names.get(row.added_by_id, "") if row.added_by_id else "", row.added_at, row.is_withdrawn,
        row.withdrawal_reason,
    )  # fmt: skip


@dataclass(frozen=True)
class Agreed:
    name: str
    respondent: str
    disclosure: str
    terms: str
    at: datetime


def agreed_lines(
    rows: Iterable[EvidenceAgreement], names: Mapping[UUID, str], respondents: Mapping[UUID, str]
) -> list[Agreed]:
    return [
        Agreed(
            names.get(row.user_id, ""), respondents.get(row.assignment_id, ""), value_label(row.disclosure), row.terms,
            row.agreed_at,
        )
        for row in rows
    ]  # fmt: skip


def question_said(paper: Paper, ref: str) -> str:
    """Its number and words."""
    found = next((one for one in paper.questions() if one.id == ref), None)
    return f"{ref} {Voice(str(get_locale())).text(found.text)}" if found else ref


def _mark(row: Evidence, today: date) -> tuple[str, str]:
    if row.is_withdrawn:
        return str(_("Withdrawn")), "neutral"
    match standing(row.expires_on, today, expiring.warning_days()):
        case Standing.EXPIRED:
            return str(_("Expired")), TONES[Standing.EXPIRED]
        case Standing.EXPIRING:
            return str(_("Expires soon")), TONES[Standing.EXPIRING]
    return "", "neutral"


def counts(rows: Iterable[Evidence], today: date) -> dict[Standing, int]:
    """How many of those that stand are in which standing."""
    found = dict.fromkeys(Standing, 0)
    for row in rows:
        if not row.is_withdrawn:
            found[standing(row.expires_on, today, expiring.warning_days())] += 1
    return found


# --- what is still wanted ----------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """One place that has no file yet: a part of the question that takes one, or what is expected in words."""

    question: str
    text: str
    what: str
    is_required: bool
    place: str


def wanted(paper: Paper, asked: Collection[str], rows: Iterable[Evidence]) -> list[Wanted]:
    voice = Voice(str(get_locale()))
    there: dict[str, set[str]] = {}
    for row in rows:
        if not row.is_withdrawn:
            there.setdefault(row.question, set()).add(row.part)
    found = [_wanted_of(one, there.get(one.id, set()), voice) for one in paper.questions() if one.id in asked]
    return [each for some in found for each in some]


def _wanted_of(question: Question, there: Collection[str], voice: Voice) -> list[Wanted]:
    text = voice.text(question.text)
    parts = [
        Wanted(question.id, text, _label(part, voice), part.required, f"{question.id}.{part.key}")
        for part in file_parts(question)
        if part.key not in there
    ]
    if parts or there or question.evidence is None:
        return parts
    return [Wanted(question.id, text, voice.text(question.evidence), False, question.id)]


def file_parts(question: Question) -> list[Any]:
    return [part for part in question.parts if part.type == "file"]


def _label(part: Any, voice: Voice) -> str:
    return voice.text(part.label) or str(_("File"))


def _part_label(question: Question | None, key: str, voice: Voice) -> str:
    found = [part for part in (file_parts(question) if question else []) if part.key == key]
    return _label(found[0], voice) if found else ""


# --- places to choose from ---------------------------------------------------------------------


def places(paper: Paper, questions: Collection[str]) -> list[tuple[str, str]]:
    """Each question that may take a file, and before it the parts of it that ask for one."""
    voice = Voice(str(get_locale()))
    asked = [one for one in paper.questions() if one.id in questions]
    return [each for one in asked for each in _places_of(one, voice)]


def _places_of(question: Question, voice: Voice) -> list[tuple[str, str]]:
    said = _shortened(f"{question.id} {voice.text(question.text)}")
    parts = [
        (
            f"{question.id}.{part.key}",
            str(_("%(question)s: %(part)s", question=said, part=_label(part, voice))),
        )
        for part in file_parts(question)
    ]
    return [*parts, (question.id, said)]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def place_for(asked_for: str, offered: Sequence[tuple[str, str]]) -> str:
    """Of a question named in the address: its first place."""
    keys = [key for key, _label in offered]
    if asked_for in keys and "." in asked_for:
        return asked_for
    return next((key for key in keys if key.partition(".")[0] == asked_for), "")


# --- a zip -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PackedLine:
    path: str
    size: int
    question: str
    part: str
    mark: str
    tone: str
    why: str
    is_taken: bool


def packed(found: Iterable[Found], paper: Paper) -> list[PackedLine]:
    """What can be taken first, each with the question it is for."""
    voice = Voice(str(get_locale()))
    known = {one.id: one for one in paper.questions()}
    order = list(Fate)
    return [
        _packed(one, known, voice) for one in sorted(found, key=lambda one: (order.index(one.fate), one.path))
    ]


def _packed(one: Found, known: Mapping[str, Question], voice: Voice) -> PackedLine:
    question = known.get(one.question)
    said = _shortened(f"{question.id} {voice.text(question.text)}") if question else ""
    mark, tone, why = {
        Fate.TAKEN: (_("Can be taken"), "good", ""),
        Fate.THERE: (_("There already"), "neutral", _("This file is there for this question already.")),
        Fate.NOT_ASKED: (
            _("Not asked now"), "attention",
            _(
                "This question is not asked with the answers so far. Add the file once it is asked, or give its name "
                "the number of another question."
            ),
        ),
        Fate.UNKNOWN: (
            _("No question"), "attention",
            _("The name does not begin with the number of a question that is asked of you."),
        ),
        Fate.REFUSED: (_("Not taken"), "danger", _(one.why, **one.params) if one.why else ""),
    }[one.fate]  # fmt: skip
    is_taken = one.fate == Fate.TAKEN
    return PackedLine(
        one.path, one.size, said, _part_label(question, one.part, voice), str(mark), tone, str(why), is_taken
    )


def fallen_out(found: Iterable[Found], chosen: Collection[str], paper: Paper) -> list[PackedLine]:
    """Chosen when the content was shown, and not to be taken any more."""
    return [one for one in packed(found, paper) if one.path in chosen and not one.is_taken]


def fallen_out_words(lines: Sequence[PackedLine]) -> str:
    """The first of them by name, each with its state."""
    named = [str(_("%(name)s (%(state)s)", name=one.path, state=one.mark)) for one in lines[:NAMED]]
    return str(_(", ")).join([*named, *(["…"] if len(lines) > NAMED else [])])
