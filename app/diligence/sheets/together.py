"""まとめて判定: what may be judged at once, narrowed as the reviewer likes, and exactly what was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.forms.judging import token_of
from app.diligence.models import Stance
from app.diligence.rules.exceptions import Flag
from app.diligence.services.judging import Pick
from app.diligence.sheets.review import ALL, name_of, tone_of, url_of
from app.diligence.sheets.said import answer_told, plain

if TYPE_CHECKING:
    from app.diligence.queries.reviews import Line, Material
    from app.standards.sheets.voices import Voice

PLAIN = "plain"  # says exactly what is expected
BY_FLAG = (Flag.REFUSED, Flag.NOT_APPLICABLE, Flag.CONDITIONAL, Flag.UNANSWERED, Flag.UNEXPECTED, Flag.MEASURE_EXPIRED,
           Flag.TO_BE_CHECKED)  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """One answer with its versions in `token`, so that what moved meanwhile is not judged unseen."""

    token: str
    url: str
    text: str
    question: str
    respondent: str
    answer: str
    flags: Sequence[tuple[str, str]]
    verdict: str


def open_lines(material: Material, actor_id: UUID | None) -> list[Line]:
    """What is still to be judged, without what this person answered."""
    return [
        one
        for one in material.lines
        if not one.is_settled and not (one.answer and actor_id and one.answer.answered_by_id == actor_id)
    ]


def narrowed(lines: Sequence[Line], kind: str, respondent: str, on: date) -> list[Line]:
    """A kind that nobody knows leaves all."""
    theirs = [one for one in lines if not respondent or str(one.part.id) == respondent]
    if kind == PLAIN:
        return [one for one in theirs if one.is_plain(on)]
    return [one for one in theirs if kind not in BY_FLAG or kind in one.flags]


def kind_words() -> dict[str, str]:
    return {PLAIN: str(_("Exactly as expected")), **{flag.value: value_label(flag) for flag in BY_FLAG}}


def kinds(lines: Sequence[Line], on: date) -> dict[str, str]:
    """Those of which there are any, with how many."""
    labels = kind_words()
    counted = {kind: len(narrowed(lines, kind, "", on)) for kind in labels}
    return {kind: f"{label} ({counted[kind]})" for kind, label in labels.items() if counted[kind]}


def respondents(lines: Sequence[Line], names: Mapping[UUID, str]) -> dict[str, str]:
    return {str(one.part.id): name_of(one.part, names) for one in lines}


def offered(lines: Sequence[Line], names: Mapping[UUID, str], voice: Voice) -> list[Offered]:
    return [_offered(one, names, voice) for one in lines]


def _offered(line: Line, names: Mapping[UUID, str], voice: Voice) -> Offered:
    answer, row = line.answer, line.judgement
    pick = Pick(*line.key, answer.version if answer else None, row.version if row else None)
    return Offered(
        token_of(pick), url_of(line, ALL), voice.text(line.question.text), line.question.id,
        name_of(line.part, names), plain(answer_told(line.question, answer, voice), voice),
        [(value_label(flag), tone_of(flag)) for flag in line.flags if flag != Flag.UNREVIEWED],
        value_label(row.verdict) if row else "",
    )  # fmt: skip


def leaning(lines: Sequence[Line]) -> list[Line]:
    """Those whose judgement may rest on something else, because nobody answers them."""
    return [one for one in lines if Flag.REFUSED in one.flags]


def is_claimed(lines: Sequence[Line]) -> bool:
    """Does any of them say that its question does not apply?"""
    return any(one.answer is not None and one.answer.stance == Stance.NOT_APPLICABLE for one in lines)
