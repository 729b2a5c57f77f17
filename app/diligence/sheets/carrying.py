"""前回との差: the questions that changed, what was taken over, what is still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for

from app.core.words import value_label
from app.diligence.rules.carrying import Change, ChangeKind
from app.diligence.sheets import said

if TYPE_CHECKING:
    from app.diligence.models import Answer, Assignment, Evidence
    from app.diligence.queries.carrying import Last, Since
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice

TONES = {
    ChangeKind.NEW: "attention", ChangeKind.PARTS: "attention", ChangeKind.REWORDED: "attention",
    ChangeKind.GONE: "neutral", ChangeKind.RATED: "neutral",
}  # fmt: skip


@dataclass(frozen=True)
class ChangeLine:
    """`before` is empty where the wording is the same, or where there was none."""

    ref: str
    kind: str
    tone: str
    text: str
    before: str


def change_lines(changes: Iterable[Change], voice: Voice, *, rated: bool = True) -> list[ChangeLine]:
    """Without what is the same. What only rates otherwise is not for respondents."""
    left_out = {ChangeKind.UNCHANGED} if rated else {ChangeKind.UNCHANGED, ChangeKind.RATED}
    return [_change(one, voice) for one in changes if one.kind not in left_out]


def _change(one: Change, voice: Voice) -> ChangeLine:
    old, new = voice.text(one.old.text if one.old else None), voice.text(one.new.text if one.new else None)
    before = old if old and new and old != new else ""
    return ChangeLine(one.ref, value_label(one.kind), TONES.get(one.kind, "neutral"), new or old, before)


@dataclass(frozen=True)
class CarriedBy:
    """One respondent: how many answers were taken over, how many of them are this time's by now."""

    name: str
    taken: int
    attested: int
    expired: int


def carried_by(
    part: Assignment, name: str, answers: Iterable[Answer], expired: Sequence[Evidence]
) -> CarriedBy:
    taken = [one for one in answers if one.assignment_id == part.id and one.carried_from_id is not None]
    return CarriedBy(name, len(taken), sum(one.is_attested_anew for one in taken), len(expired))


@dataclass(frozen=True)
class FileLine:
    """A file of last time that has run out and has nothing in its place."""

    question: str
    name: str
    expired_on: date | None
    url: str


def file_lines(part: Assignment | None, rows: Iterable[Evidence]) -> list[FileLine]:
    """`part`: of which respondent the question can be opened; nothing where the reader is not one."""
    return [
        FileLine(one.question, one.name, one.expires_on, _address(part.id, one.question) if part else "")
        for one in rows
    ]


@dataclass(frozen=True)
class ToConfirm:
    """`is_same`: it can be confirmed as it stands; else the question is to be opened."""

    ref: str
    text: str
    answer: str
    url: str
    is_same: bool


def to_confirm(
    part: Assignment, since: Since, same: Iterable[str], asked: Iterable[Question], voice: Voice
) -> list[ToConfirm]:
    waiting, unchanged = since.waiting, set(same)
    return [
        ToConfirm(
            one.id, voice.text(one.text),
            said.plain(said.answer_told(one, waiting[one.id], voice), voice),
            _address(part.id, one.id), one.id in unchanged,
        )
        for one in asked
        if one.id in waiting
    ]  # fmt: skip


@dataclass(frozen=True)
class LastTold:
    """前回の回答 beside what was said since. `is_whole`: all of it fits this question."""

    answer: str
    at: datetime | None
    attested: str
    is_whole: bool


def last_told(found: Last | None, voice: Voice) -> LastTold | None:
    if found is None:
        return None
    told = said.plain(said.answer_told(found.earlier, found.answer, voice), voice)
    is_whole = set(found.kept) == set(found.answer.parts)
    return LastTold(told, found.part.submitted_at, found.part.attested_name, is_whole)


def _address(part_id: UUID, question: str) -> str:
    return url_for("diligence.request_question", assignment_id=part_id, question=question)
