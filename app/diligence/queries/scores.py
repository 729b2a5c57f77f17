"""The score of an assessment as it stands, from what is stored; and how far answering and reviewing are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.models import Conclusion
from app.diligence.queries import naming, proposals
from app.diligence.queries.answers import Heard, borrowed_of, given_of, heard, judged_of
from app.diligence.queries.relying import Relied, leaning_of, relied_upon
from app.diligence.rules import sheets
from app.diligence.rules.refusing import NOBODY, Refused, counted
from app.diligence.rules.scoring import Score, Voice, scored

if TYPE_CHECKING:
    from app.diligence.models import Answer, Assessment, Assignment
    from app.standards.content.questionnaires import Questionnaire


@dataclass(frozen=True)
class Standing:
    """`asked`: of whom each question is asked now. `given`: how many answers there are, of how many: one for each
    respondent of a question, whatever it says. `refused`: what nobody answers, and what is relied upon instead."""

    score: Score
    asked: Mapping[str, tuple[Assignment, ...]]
    given: tuple[int, int]
    refused: Refused = NOBODY


def standing(
    heard: Heard, content: Questionnaire, on: date, relied: Mapping[UUID, Relied] | None = None
) -> Standing:
    asked: dict[str, list[Assignment]] = {}
    for part in heard.assignments:
        for ref in now_of(part, heard):
            asked.setdefault(ref, []).append(part)
    voices = {ref: [_voice(heard, part, ref) for part in parts] for ref, parts in asked.items()}
    said = [one.given is not None for found in voices.values() for one in found]
    return Standing(
        scored(content.questions(), asked.keys(), voices, on),
        {ref: tuple(parts) for ref, parts in asked.items()},
        (sum(said), len(said)),
        _refused(heard, asked, on, relied or {}),
    )


def _refused(
    heard: Heard, asked: Mapping[str, Iterable[Assignment]], on: date, relied: Mapping[UUID, Relied]
) -> Refused:
    told = []
    for ref, parts in asked.items():
        keys = [(part.id, ref) for part in parts]
        told.append(
            [
                (
                    given_of(answer) if (answer := heard.answers.get(key)) else None,
                    leaning_of(heard.judgements.get(key), relied),
                )
                for key in keys
            ]
        )
    return counted(told, on)


def now_of(part: Assignment, heard: Heard) -> frozenset[str]:
    """Before the sending everything that was chosen, without regard to conditions."""
    own = _own(part.id, heard.answers)
    given = {ref: told for ref, one in own if (told := given_of(one)) is not None}
    return sheets.asked_now(part.questions, part.conditions, given, borrowed_of(part))


def _own(part_id: UUID, answers: Mapping[tuple[UUID, str], Answer]) -> Iterable[tuple[str, Answer]]:
    return [(ref, one) for (owner, ref), one in answers.items() if owner == part_id]


def _voice(heard: Heard, part: Assignment, ref: str) -> Voice:
    answer, judged = heard.answers.get((part.id, ref)), heard.judgements.get((part.id, ref))
    return Voice(str(part.id), given_of(answer) if answer else None, judged_of(judged) if judged else None)


@dataclass(frozen=True)
class Stated:
    """An assessment's score with what its terms are named by. `lapsed`: respondent, question, and the report (empty
    where it is another document) whose judgement rests on something that does not stand any more."""

    standing: Standing
    content: Questionnaire
    names: Mapping[UUID, str]
    on: date
    lapsed: Sequence[tuple[Assignment, str, str]] = ()


def stated(ctx: Context, assessment: Assessment) -> Stated:
    told, content = heard(assessment), proposals.content_read(assessment.content_id)
    names = naming.respondents_named(
        ctx, [one.organisation_id for one in told.assignments if one.organisation_id],
        [one.unit_id for one in told.assignments if one.unit_id],
    )  # fmt: skip
    on = day_of(ctx.at)
    relied = relied_upon(told.judgements.values(), on)
    found = standing(told, content, on, relied)
    return Stated(found, content, names, on, _lapsed(found, told, on, relied))


def _lapsed(
    found: Standing, told: Heard, on: date, relied: Mapping[UUID, Relied]
) -> list[tuple[Assignment, str, str]]:
    lapsed = []
    for ref, parts in found.asked.items():
        for part in parts:
            row = told.judgements.get((part.id, ref))
            if leaning_of(row, relied, told.answers.get((part.id, ref))).has_lapsed(on):
                report = relied.get(row.report_id) if row and row.report_id else None
                lapsed.append((part, ref, report.name if report else ""))
    return lapsed


def last_confirmed(assessment: Assessment) -> Conclusion | None:
    """The conclusion with the figures as they stood when it was confirmed."""
    query = select(Conclusion).where(
        Conclusion.assessment_id == assessment.id,
        Conclusion.confirmed_at.is_not(None),
        Conclusion.is_refused.is_(False),
    )
    return db.session.scalars(query.order_by(Conclusion.turn.desc())).first()
