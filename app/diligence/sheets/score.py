"""The score with its whole arithmetic, made once for the page, the workbook and the JSON: the numbers are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from app.diligence.rules.arithmetic import Figure, biting, ends_in_percent, in_hundredths
from app.diligence.rules.refusing import NOBODY, Refused
from app.diligence.rules.scoring import Bound, Ground, Term
from app.diligence.sheets.coverage import covered, others_words

if TYPE_CHECKING:
    from app.diligence.models import Assignment
    from app.diligence.queries.scores import Stated
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice


@dataclass(frozen=True)
class TermLine:
    """One question. `others`: how many more were asked it, none of whom counts lower."""

    question: str
    text: str
    section: str
    section_title: str
    weight: int
    respondent: str
    respondent_id: UUID | None
    others: int
    ground: Ground
    ground_words: str
    is_reviewed: bool
    counts: bool
    cap: int | None
    earned: tuple[Figure, Figure]
    points: tuple[Figure, Figure]

    @property
    def others_words(self) -> str:
        return others_words(self.others)

    @property
    def is_range(self) -> bool:
        return self.earned[0].exact != self.earned[1].exact

    @property
    def earned_words(self) -> str:
        return ends_in_percent(*(one.exact for one in self.earned))

    @property
    def earned_exactly(self) -> str:
        """Only where the percents are not the whole truth: they end where four decimals of one do."""
        return "–".join(dict.fromkeys(one.fraction for one in self.earned if one.fraction))


@dataclass(frozen=True)
class CapLine:
    """A critical question that is not wholly met."""

    question: str
    text: str
    cap: int
    why: str
    is_lowest: bool


@dataclass(frozen=True)
class BoundLine:
    """One end: points ÷ weights × 100, then the lowest cap. `biting`: the cap, where it lowers the number."""

    points: Figure
    weights: int
    uncapped: Figure
    caps: tuple[CapLine, ...]
    biting: int | None
    value: Figure

    @property
    def rounded(self) -> str:
        return in_hundredths(self.value.exact)


@dataclass(frozen=True)
class LapsedLine:
    """A judgement that rests on something that does not stand any more. `report`: empty where it is none."""

    question: str
    text: str
    respondent: str
    respondent_id: UUID
    report: str


@dataclass(frozen=True)
class ScoreSheet:
    on: date
    terms: tuple[TermLine, ...]
    low: BoundLine | None
    high: BoundLine | None
    answered: tuple[int, int]
    reviewed: tuple[int, int]
    given: tuple[int, int]  # answers, of which a question has one for each respondent
    is_range: bool
    refused: Refused = NOBODY
    lapsed: tuple[LapsedLine, ...] = ()

    @property
    def counting(self) -> list[TermLine]:
        return [one for one in self.terms if one.counts]

    @property
    def left_out(self) -> list[TermLine]:
        return [one for one in self.terms if not one.counts]

    @property
    def grounds(self) -> dict[Ground, str]:
        """Those that occur, in the order of their list."""
        there = {one.ground: one.ground_words for one in self.terms}
        return {ground: there[ground] for ground in Ground if ground in there}

    @property
    def sections(self) -> dict[str, str]:
        return {one.section: one.section_title for one in self.terms}


def sheet_of(stated: Stated, voice: Voice) -> ScoreSheet:
    made, score = _Maker(stated, voice), stated.standing.score
    return ScoreSheet(
        stated.on, tuple(made.term(one) for one in score.terms), made.bound(score.low), made.bound(score.high),
        score.answered, score.reviewed, stated.standing.given, score.is_range, stated.standing.refused,
        tuple(LapsedLine(ref, made.text(ref), made.name(part), part.id, report) for part, ref, report in stated.lapsed),
    )  # fmt: skip


class _Maker:
    def __init__(self, stated: Stated, voice: Voice) -> None:
        self.voice, self.names, self.asked = voice, stated.names, stated.standing.asked
        content = stated.content
        self.questions: dict[str, Question] = {one.id: one for one in content.questions()}
        self.sections = {
            question.id: (section.key, voice.text(section.title))
            for section in content.sections
            for question in section.questions
        }

    def term(self, term: Term) -> TermLine:
        parts = self.asked.get(term.question, ())
        part = next((one for one in parts if str(one.id) == term.respondent), None)
        key, title = self.sections[term.question]
        shares = (term.low, term.high)
        return TermLine(
            term.question, self.text(term.question), key, title, term.weight, self.name(part),
            part.id if part else None, max(len(parts) - 1, 0), term.ground, self.voice.value(term.ground),
            term.is_reviewed, term.counts, term.cap,
            (Figure(term.low), Figure(term.high)),
            tuple(Figure(term.weight * share) for share in shares),  # type: ignore[arg-type]
        )  # fmt: skip

    def text(self, ref: str) -> str:
        return self.voice.text(self.questions[ref].text)

    def name(self, part: Assignment | None) -> str:
        owner = (part.organisation_id or part.unit_id) if part else None
        return self.names.get(owner, "") if owner else ""

    def bound(self, bound: Bound | None) -> BoundLine | None:
        if bound is None:
            return None
        lowest = min((cap for _, cap in bound.caps), default=None)
        caps = tuple(self.cap(ref, cap, is_lowest=cap == lowest) for ref, cap in bound.caps)
        return BoundLine(
            Figure(bound.points),
            bound.weights,
            Figure(bound.uncapped),
            caps,
            biting(bound),
            Figure(bound.value),
        )

    def cap(self, ref: str, cap: int, *, is_lowest: bool) -> CapLine:
        critical = self.questions[ref].critical
        why = self.voice.text(critical.why if critical else None)
        return CapLine(ref, self.text(ref), cap, why, is_lowest)


# --- as JSON ------------------------------------------------------------------------------------


def as_json(sheet: ScoreSheet) -> dict[str, object]:
    """`exact` is a fraction or a decimal as text, `value` the nearest number."""
    return {
        "judged_on": sheet.on.isoformat(),
        "score": _score(sheet),
        "coverage": {
            "asked": sheet.answered[1], "answered": sheet.answered[0], "reviewed": sheet.reviewed[0],
            "refused": sheet.refused.questions, "refused_confirmed": sheet.refused.confirmed,
            "answers_asked": sheet.given[1], "answers_given": sheet.given[0],
            "explained": [
                {"label": one.label, "count": one.said, "note": one.note} for one in covered(sheet)
            ],
        },
        "terms": [_term(one) for one in sheet.terms],
    }  # fmt: skip


def _score(sheet: ScoreSheet) -> dict[str, object] | None:
    if sheet.low is None or sheet.high is None:
        return None
    return {"low": _bound(sheet.low), "high": _bound(sheet.high)}


def _bound(bound: BoundLine) -> dict[str, object]:
    return {
        "points": _number(bound.points.exact),
        "weights": bound.weights,
        "uncapped": _number(bound.uncapped.exact),
        "caps": [{"question": one.question, "cap": one.cap, "why": one.why} for one in bound.caps],
        "applied_cap": bound.biting,
        "value": _number(bound.value.exact),
    }


def _term(line: TermLine) -> dict[str, object]:
    return {
        "question": line.question, "text": line.text, "section": line.section, "weight": line.weight,
        "respondent": line.respondent, "other_respondents": line.others,
        "other_respondents_words": line.others_words, "ground": line.ground.value,
        "ground_words": line.ground_words, "is_reviewed": line.is_reviewed, "counts": line.counts,
        "cap": line.cap, "earned_low": _number(line.earned[0].exact), "earned_high": _number(line.earned[1].exact),
        "points_low": _number(line.points[0].exact), "points_high": _number(line.points[1].exact),
    }  # fmt: skip


def _number(value: Fraction) -> dict[str, object]:
    return {"exact": Figure(value).whole, "value": float(value)}
