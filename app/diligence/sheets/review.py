"""The reviewer's page in words: the list with its flags on the left, one question with all that was said to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.words import N_, field_label, value_label
from app.diligence.models import Assignment, Evidence, Verdict
from app.diligence.queries.relying import Relied, leaning_of
from app.diligence.queries.reviews import Line, Material
from app.diligence.rules.elsewhere import Other
from app.diligence.rules.exceptions import SOON, Flag
from app.diligence.rules.wanting import GONE_FILE, wanting
from app.diligence.sheets.said import Told, answer_told
from app.diligence.sheets.taken import TakenFrom
from app.diligence.sheets.taken import for_reviewer as from_where
from app.standards.rules import saying
from app.standards.sheets.questions import Sheet, sheet_of

if TYPE_CHECKING:
    from app.diligence.models import Answer, Judgement
    from app.diligence.queries.taken import Taken
    from app.standards.sheets.voices import Voice

FILE_GONE = N_("the file that stood in, which was withdrawn")
EYES, OPEN, ALL = "eyes", "open", "all"
DANGER = {
    Flag.ANSWER_MOVED, Flag.RELIANCE_LAPSED, Flag.EVIDENCE_EXPIRED, Flag.MEASURE_EXPIRED, Flag.REFUSED,
    Flag.UNEXPECTED,
}  # fmt: skip
QUIET = {Flag.UNREVIEWED, Flag.NEW}
TONES = {
    Verdict.MET: "good", Verdict.COMPENSATED: "good", Verdict.NOT_APPLICABLE: "good",
    Verdict.PARTLY_MET: "attention", Verdict.TO_BE_CHECKED: "attention", Verdict.NOT_MET: "danger",
}  # fmt: skip


def tone_of(flag: Flag) -> str:
    return "danger" if flag in DANGER else "neutral" if flag in QUIET else "attention"


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    url: str
    text: str
    respondent: str
    flags: Sequence[tuple[str, str]]
    verdict: str
    verdict_tone: str
    is_settled: bool
    is_current: bool


@dataclass(frozen=True)
class Filter:
    key: str
    label: str
    url: str
    count: int
    is_current: bool


def chosen(lines: Sequence[Line], show: str) -> list[Line]:
    """What a filter leaves; one that nobody knows leaves all."""
    tests: dict[str, Callable[[Line], bool]] = {
        EYES: lambda line: line.needs_eyes, OPEN: lambda line: not line.is_settled, ALL: lambda _line: True,
    }  # fmt: skip
    if show in {*Flag}:
        return [line for line in lines if show in line.flags]
    return [line for line in lines if tests.get(show, tests[ALL])(line)]


def filters(lines: Sequence[Line], show: str, assessment_id: UUID) -> list[Filter]:
    """Of the flags only those that something has."""
    usual = {
        EYES: _("Answers to check"), OPEN: _("Left to judge"), ALL: _("All"),
    }  # fmt: skip
    there = [flag for flag in Flag if any(flag in line.flags for line in lines)]
    labels = {**usual, **{flag.value: value_label(flag) for flag in there}}
    return [
        Filter(
            key, str(label), url_for("diligence.assessment_review", assessment_id=assessment_id, show=key),
            len(chosen(lines, key)), key == show,
        )
        for key, label in labels.items()
    ]  # fmt: skip


def url_of(line: Line, show: str) -> str:
    return url_for(
        "diligence.assessment_review_answer", assessment_id=line.part.assessment_id,
        assignment_id=line.part.id, question=line.question.id, show=show,
    )  # fmt: skip


def rows(
    lines: Sequence[Line], names: Mapping[UUID, str], current: Line | None, show: str, voice: Voice
) -> list[Row]:
    # Said once: a list of a hundred would ask for the same few words again and again.
    said = {flag: (value_label(flag), tone_of(flag)) for flag in Flag}
    judged = {verdict: value_label(verdict) for verdict in Verdict}
    return [
        Row(
            url_of(line, show), voice.text(line.question.text), name_of(line.part, names), _marks(line, said),
            judged[line.judgement.verdict] if line.judgement else "",
            TONES[line.judgement.verdict] if line.judgement else "neutral", line.is_settled,
            current is not None and line.key == current.key,
        )
        for line in lines
    ]  # fmt: skip


def _marks(line: Line, said: Mapping[Flag, tuple[str, str]]) -> list[tuple[str, str]]:
    """A verdict stands for itself, and so does its want where other flags are there."""
    told: list[Flag] = [flag for flag in line.flags if flag not in (Flag.UNREVIEWED, Flag.TO_BE_CHECKED)]
    if not told and line.judgement is None:
        told = [Flag.UNREVIEWED]
    return [said[flag] for flag in told]


def name_of(part: Assignment, names: Mapping[UUID, str]) -> str:
    return names.get(part.organisation_id or part.unit_id, "")  # type: ignore[arg-type]


@dataclass(frozen=True)
class File:
    name: str
    url: str
    period: tuple[date | None, date | None]
    expires_on: date | None
    disclosure: str
    tone: str
    note: str
    is_withdrawn: bool
    is_to_agree: bool


@dataclass(frozen=True)
class Heard:
    """One respondent's answer."""

    respondent: str
    state: str
    url: str
    is_current: bool
    told: Sequence[Told]
    lacks: Sequence[str]
    answered_at: datetime | None
    answered_by: str
    is_carried: bool
    files: Sequence[File]
    flags: Sequence[tuple[str, str]]
    verdict: str
    verdict_tone: str
    taken: TakenFrom | None = None


@dataclass(frozen=True)
class Ruled:
    """A judgement in words: of this time or of last time."""

    verdict: str
    tone: str
    comment: str
    measure: str
    reason: str
    until_on: date | None
    by: str
    at: datetime
    seconded_by: str
    seconded_at: datetime | None
    version: int
    relied: Leaned | None = None


@dataclass(frozen=True)
class Leaned:
    """On what it rests: in words, where in it, until when; `state`: how the report stands."""

    label: str
    name: str
    url: str
    place: str
    until_on: date | None
    state: str
    is_over: bool


@dataclass(frozen=True)
class Shown:
    """The question in the right pane, for one line of the list."""

    sheet: Sheet
    expected: Sequence[tuple[str, str]]
    heard: Sequence[Heard]
    ruled: Ruled | None
    last_told: Sequence[Told]
    last_ruled: Ruled | None
    is_again: bool
    unlike: Sequence[Unlike] = ()
    difference_reason: str = ""


@dataclass(frozen=True)
class Unlike:
    """What the same respondent says in another assessment. `url` and `told` are empty where the reader may not see
    that one."""

    number: str
    url: str
    about: str
    at: datetime
    told: Sequence[Told]


def alike(material: Material, line: Line) -> list[Line]:
    """All that were asked the same question."""
    return [one for one in material.lines if one.question.id == line.question.id]


def shown(
    material: Material, line: Line, names: Mapping[UUID, str], show: str, today: date, voice: Voice,
    sources: Mapping[UUID, Taken] | None = None, closed: Collection[UUID] = (),
) -> Shown:  # fmt: skip
    """The answer to be judged first, then what the others said to the same question. `sources`: by their ids, answers
    of other requests; `closed`: files whose terms the reader has to agree to."""
    known = sources or {}
    same = alike(material, line)
    same.sort(key=lambda one: (one.key != line.key, one.part.level, str(one.part.id)))
    earlier = material.earlier(line)
    sheet = sheet_of(material.content, line.question, voice)
    return Shown(
        sheet,
        _expected(sheet, voice),
        [_heard(material, one, line, names, show, today, voice, closed, known) for one in same],
        ruled(line.judgement, names, leaned(line, material.relied, today)),
        answer_told(line.question, earlier.answer, voice) if earlier else [],
        ruled(earlier.judgement if earlier else None, names),
        material.before is not None,
        _unlike(material.differing.get(line.key, ()), known, voice),
        line.answer.difference_reason if line.answer else "",
    )


def _unlike(others: Sequence[Other], sources: Mapping[UUID, Taken], voice: Voice) -> list[Unlike]:
    found = []
    for one in others:
        source = one.source
        number = known.number if (known := sources.get(one.answer.id)) else ""
        url = url_for(
            "diligence.assessment_review_answer", assessment_id=source.assessment_id, assignment_id=source.id,
            question=one.question.id, show=ALL,
        ) if number else ""  # fmt: skip
        told = answer_told(one.question, one.answer, voice) if number else []
        found.append(Unlike(number, url, source.about if number else "", source.at, told))
    return found


def _expected(sheet: Sheet, voice: Voice) -> list[tuple[str, str]]:
    """Of the parts that expect something; where none does, that once."""
    nothing = voice.say(saying.JUDGED)
    told = [(part.label, part.expectation) for part in sheet.parts if part.expectation != nothing]
    return told or [("", nothing)]


def _heard(
    material: Material, one: Line, current: Line, names: Mapping[UUID, str], show: str, today: date, voice: Voice,
    closed: Collection[UUID], taken: Mapping[UUID, Taken],
) -> Heard:  # fmt: skip
    answer = one.answer
    return Heard(
        respondent=name_of(one.part, names), state=value_label(one.part.state), url=url_of(one, show),
        is_current=one.key == current.key, told=answer_told(one.question, answer, voice),
        lacks=_lacks(answer, voice),
        answered_at=answer.answered_at if answer else None,
        answered_by=names.get(answer.answered_by_id, "") if answer and answer.answered_by_id else "",
        is_carried=Flag.NOT_ATTESTED in one.flags,
        files=[_file(row, today, row.id in closed) for row in material.files.get(one.key, ())],
        flags=[(value_label(flag), tone_of(flag)) for flag in one.flags],
        verdict=value_label(one.judgement.verdict) if one.judgement else "",
        verdict_tone=TONES[one.judgement.verdict] if one.judgement else "neutral",
        taken=from_where(answer, taken.get(answer.taken_from_id) if answer and answer.taken_from_id else None),
    )  # fmt: skip


def _lacks(answer: Answer | None, voice: Voice) -> list[str]:
    """Of an answer that was begun only: what keeps it from counting."""
    if answer is None or answer.stance is None:
        return []
    return [
        voice.say(FILE_GONE) if one.message == GONE_FILE else field_label("answer", one.part)
        for one in wanting(answer)
    ]


def _file(row: Evidence, today: date, is_to_agree: bool) -> File:
    left = (row.expires_on - today) if row.expires_on else None
    tone = "neutral" if left is None or left > SOON else "danger" if left.days < 0 else "attention"
    return File(
        row.name, url_for("diligence.evidence_file", assessment_id=row.assessment_id, evidence_id=row.id),
        (row.period_from_on, row.period_to_on), row.expires_on, value_label(row.disclosure), tone, row.note,
        row.is_withdrawn, is_to_agree,
    )  # fmt: skip


def leaned(line: Line, relied: Mapping[UUID, Relied], today: date) -> Leaned | None:
    row = line.judgement
    if row is None or row.relies_on is None:
        return None
    report = relied.get(row.report_id) if row.report_id else None
    answer = line.answer
    name = report.name if report else (answer.substitute or answer.substitute_address) if answer else ""
    return Leaned(
        value_label(row.relies_on), name, url_for("assurance.report", report_id=report.id) if report else "",
        row.relied_place, row.relied_until_on, value_label(report.currency) if report else "",
        leaning_of(row, relied, answer).has_lapsed(today),
    )  # fmt: skip


def ruled(row: Judgement | None, names: Mapping[UUID, str], relied: Leaned | None = None) -> Ruled | None:
    if row is None:
        return None
    return Ruled(
        value_label(row.verdict), TONES[row.verdict], row.comment, row.measure, row.reason, row.until_on,
        names.get(row.judged_by_id, "") if row.judged_by_id else "", row.judged_at,
        names.get(row.seconded_by_id, "") if row.seconded_by_id else "", row.seconded_at, row.version, relied,
    )  # fmt: skip


def reports_offered(found: Sequence[Relied], row: Judgement | None) -> list[tuple[str, str]]:
    """What still stands, and what was chosen before; each with how it stands and until when."""
    kept = row.report_id if row is not None else None
    return [(str(one.id), _report(one)) for one in found if not one.is_over or one.id == kept]


def _report(one: Relied) -> str:
    state = value_label(one.currency)
    if one.last_day is None:
        return str(_("%(name)s (%(state)s)", name=one.name, state=state))
    return str(
        _("%(name)s (%(state)s, until %(day)s)", name=one.name, state=state, day=one.last_day.isoformat())
    )
