"""The page of the conclusion in words: the figures, what is still open, what was concluded when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.models import Conclusion, Recommendation, Verdict
from app.diligence.queries.reviews import OpenPoints, Weighed
from app.diligence.rules.exceptions import Flag
from app.diligence.rules.refusing import Refused
from app.diligence.sheets.assessments import score_words
from app.diligence.sheets.review import ALL, name_of, url_of

if TYPE_CHECKING:
    from app.diligence.queries.reviews import Line, Material
    from app.standards.sheets.voices import Voice
    from app.work.models import Finding

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
    """`given` and `settled` count answers, as the review does; the other two questions, as the score does."""

    given: tuple[int, int]
    settled: tuple[int, int]
    answered: tuple[int, int]
    reviewed: tuple[int, int]
    caps: Sequence[tuple[str, int]]
    refused: Refused


def figures(material: Material, voice: Voice) -> Figures:
    """`caps`: critical questions that hold the score down, by their texts."""
    texts = {one.id: voice.text(one.text) for one in material.content.questions()}
    score, lines = material.standing.score, material.lines
    caps = score.low.caps if score.low else ()
    return Figures(
        material.standing.given, (sum(one.is_settled for one in lines), len(lines)), score.answered, score.reviewed,
        [(texts.get(ref, ref), cap) for ref, cap in caps], material.standing.refused,
    )  # fmt: skip


@dataclass(frozen=True)
class Weight:
    """One answer that a conclusion has to weigh. `findings`: number, address and state of each."""

    text: str
    question: str
    respondent: str
    url: str
    said: Sequence[tuple[str, str]]
    until_on: date | None
    is_over: bool
    findings: Sequence[tuple[int, str, str]]


@dataclass(frozen=True)
class Group:
    """`wants_finding`: where an answer of it has none, that is said."""

    title: str
    tone: str
    wants_finding: bool
    lines: Sequence[Weight]


def groups(
    found: Weighed, findings: Mapping[str, Sequence[Finding]], names: Mapping[UUID, str], voice: Voice
) -> list[Group]:
    """Only those of which there are any, the gravest first."""
    told = (
        (_("Critical questions that are not met"), "danger", True, found.critical),
        (value_label(Verdict.NOT_MET), "danger", True, found.not_met),
        (value_label(Verdict.PARTLY_MET), "attention", True, found.partly_met),
        (value_label(Verdict.TO_BE_CHECKED), "attention", True, found.to_be_checked),
        (value_label(Verdict.COMPENSATED), "neutral", False, found.compensated),
        (_("Conditional answers"), "neutral", False, found.conditional),
        (value_label(Verdict.NOT_APPLICABLE), "neutral", False, found.not_applicable),
    )
    return [
        Group(str(title), tone, wants, [_weight(one, findings, names, voice) for one in group])
        for title, tone, wants, group in told
        if group
    ]


def _weight(
    line: Line, findings: Mapping[str, Sequence[Finding]], names: Mapping[UUID, str], voice: Voice
) -> Weight:
    row, answer = line.judgement, line.answer
    is_measure = row is not None and row.verdict == Verdict.COMPENSATED
    said = [
        (_("Condition"), answer.condition if answer else ""), (_("Comment"), row.comment if row else ""),
        (_("Substitute measure"), row.measure if row and is_measure else ""),
    ]  # fmt: skip
    raised = [
        (one.number, url_for("work.finding", finding_id=one.id), value_label(one.state))
        for one in findings.get(line.question.id, ())
    ]
    return Weight(
        voice.text(line.question.text), line.question.id, name_of(line.part, names), url_of(line, ALL),
        [(str(label), text) for label, text in said if text], row.until_on if row and is_measure else None,
        Flag.MEASURE_EXPIRED in line.flags, raised,
    )  # fmt: skip
