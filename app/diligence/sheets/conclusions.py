"""The page of the conclusion in words: the figures, what is still open, what was concluded when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.models import Conclusion, Recommendation
from app.diligence.queries.reviews import OpenPoints
from app.diligence.sheets.assessments import score_words
from app.diligence.sheets.review import ALL, name_of, url_of

if TYPE_CHECKING:
    from app.diligence.queries.reviews import Line
    from app.diligence.rules.scoring import Score
    from app.standards.content.questionnaires import Questionnaire
    from app.standards.sheets.voices import Voice

TONES = {
    Recommendation.ACCEPT: "good", Recommendation.WITH_CONDITIONS: "attention", Recommendation.DECLINE: "danger",
}  # fmt: skip


@dataclass(frozen=True)
class Concluded:
    """`state`: how it stands, in words."""

    recommendation: str
    tone: str
    text: str
    conditions: str
    valid_until_on: date | None
    score: str
    turn: int
    state: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None
    refusal_reason: str


def lines(rows: Sequence[Conclusion], names: Mapping[UUID, str]) -> list[Concluded]:
    return [
        Concluded(
            value_label(row.recommendation), TONES[row.recommendation], row.text, row.conditions, row.valid_until_on,
            score_words(row.score_low, row.score_high), row.turn, _state(row), names.get(row.proposed_by_id, "")
            if row.proposed_by_id else "", row.proposed_at,
            names.get(row.confirmed_by_id, "") if row.confirmed_by_id else "", row.confirmed_at, row.refusal_reason,
        )
        for row in rows
    ]  # fmt: skip


def _state(row: Conclusion) -> str:
    if row.is_refused:
        return str(_("Returned"))
    return str(_("Waiting for confirmation") if row.confirmed_at is None else _("Concluded"))


@dataclass(frozen=True)
class Point:
    text: str
    respondent: str
    url: str


def points(
    found: OpenPoints, names: Mapping[UUID, str], voice: Voice
) -> list[tuple[str, str, Sequence[Point]]]:
    """Title, tone, lines; only those of which there are any."""
    titles = (
        (_("Critical questions that are not judged"), "danger", found.critical),
        (_("To be checked"), "attention", found.to_be_checked),
        (_("Inquiries that are open"), "attention", found.inquiries),
        (_("Not answered and not judged"), "attention", found.unanswered),
        (_("Not judged yet"), "neutral", found.unreviewed),
    )
    return [(str(title), tone, _points(told, names, voice)) for title, tone, told in titles if told]


def _points(found: Sequence[Line], names: Mapping[UUID, str], voice: Voice) -> list[Point]:
    return [Point(voice.text(one.question.text), name_of(one.part, names), url_of(one, ALL)) for one in found]


@dataclass(frozen=True)
class Figures:
    answered: tuple[int, int]
    reviewed: tuple[int, int]
    caps: Sequence[tuple[str, int]]


def figures(score: Score, content: Questionnaire, voice: Voice) -> Figures:
    """`caps`: critical questions that hold the score down, by their texts."""
    texts = {one.id: voice.text(one.text) for one in content.questions()}
    caps = score.low.caps if score.low else ()
    return Figures(score.answered, score.reviewed, [(texts.get(ref, ref), cap) for ref, cap in caps])
