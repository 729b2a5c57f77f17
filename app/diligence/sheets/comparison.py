"""比較: two assessments in words, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.models import Stance
from app.diligence.rules import comparing
from app.diligence.rules.arithmetic import Figure, as_told
from app.diligence.rules.comparing import DIFFERENCES, Difference, Pair, Point, Side
from app.diligence.sheets import said
from app.diligence.sheets.assessments import score_words
from app.diligence.sheets.coverage import Counts, Covered, covered, provisional

if TYPE_CHECKING:
    from app.diligence.queries.comparing import Half, Pairing
    from app.diligence.rules.scoring import Term
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice

DIFFERENCES_ONLY, JUDGEMENTS, REFUSALS = "differences", "judgements", "refusals"
LOUD = frozenset({Difference.ANSWER, Difference.JUDGEMENT})


@dataclass(frozen=True)
class Voiced:
    """One respondent's answer and what was judged."""

    respondent: str
    answer: str
    verdict: str


@dataclass(frozen=True)
class Cell:
    voices: tuple[Voiced, ...]
    earned: str
    counts: bool


@dataclass(frozen=True)
class Line:
    ref: str
    text: str
    section: str
    difference: Difference
    words: str
    tone: str
    points: tuple[str, ...]
    left: Cell | None
    right: Cell | None
    is_refused: bool = False
    is_judged_otherwise: bool = False


@dataclass(frozen=True)
class SectionLine:
    """What a section earns on each side, of 100 and without caps; empty where nothing of it counts."""

    key: str
    title: str
    left: str
    right: str


@dataclass(frozen=True)
class Column:
    """What stands above one side. `points` of `weights`: empty where there is no score. `notes`: why the score may
    move, and why another one stands elsewhere."""

    score: str
    points: str
    weights: str
    covered: tuple[Covered, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    lines: tuple[Line, ...]
    sections: Mapping[str, str]
    counts: Mapping[Difference, int]
    left: Column
    right: Column
    by_section: tuple[SectionLine, ...] = ()

    def filters(self) -> list[tuple[str, str, int]]:
        """Which lines can be shown alone, how that is called, and how many they are."""
        return [
            ("", str(_("All questions")), len(self.lines)),
            (DIFFERENCES_ONLY, str(_("Only differences")), self.differing),
            (JUDGEMENTS, str(_("Judged or earned differently")), len(self._of(JUDGEMENTS))),
            (REFUSALS, str(_("Refused on either side")), len(self._of(REFUSALS))),
        ]

    def _of(self, show: str) -> list[Line]:
        tests = {JUDGEMENTS: lambda one: one.is_judged_otherwise, REFUSALS: lambda one: one.is_refused}
        return [one for one in self.lines if show not in tests or tests[show](one)]

    def narrowed(self, *, show: str, section: str) -> list[Group]:
        """All in the order of the questions; only the differences kind by kind, those of answers first."""
        lines = [one for one in self._of(show) if not section or one.section == section]
        if show != DIFFERENCES_ONLY:
            return [Group("", lines)] if lines else []
        kinds = {kind: [one for one in lines if one.difference == kind] for kind in DIFFERENCES}
        return [Group(str(value_label(kind)), found) for kind, found in kinds.items() if found]

    @property
    def differing(self) -> int:
        return sum(self.counts[kind] for kind in DIFFERENCES)


@dataclass(frozen=True)
class Group:
    """`title`: empty where the lines are not told apart."""

    title: str
    lines: list[Line]


def comparison_of(pairing: Pairing, voice: Voice) -> Comparison:
    left, right = pairing.left, pairing.right
    order = comparing.joined(_order(left), _order(right))
    found = comparing.pairs(left.sides(), right.sides(), order)
    sections = {**_sections(left, voice), **_sections(right, voice)}
    made = _Maker(pairing, voice)
    lines = tuple(made.line(one) for one in found)
    shown = {one.section for one in lines}
    return Comparison(
        lines, {key: title for key, title in sections.items() if key in shown}, comparing.counted(found),
        _column(left), _column(right), tuple(_by_section(left, right, sections)),
    )  # fmt: skip


def shown_of(text: str) -> str:
    return text if text in (DIFFERENCES_ONLY, JUDGEMENTS, REFUSALS) else ""


def _by_section(left: Half, right: Half, sections: Mapping[str, str]) -> Iterator[SectionLine]:
    ends = [_shares(one) for one in (left, right)]
    for key, title in sections.items():
        if key in ends[0] or key in ends[1]:
            yield SectionLine(key, title, *(_hundredth(one.get(key)) for one in ends))


def _shares(half: Half) -> dict[str, tuple[Fraction, Fraction] | None]:
    section_of = {one.id: section.key for section in half.content.sections for one in section.questions}
    grouped: dict[str, list[Term]] = {}
    for term in half.standing.score.terms:
        grouped.setdefault(section_of[term.question], []).append(term)
    return {key: comparing.share_of(terms) for key, terms in grouped.items()}


def _hundredth(ends: tuple[Fraction, Fraction] | None) -> str:
    if ends is None:
        return ""
    return score_words(*(int(one * 10_000 + Fraction(1, 2)) for one in ends))


def _order(half: Half) -> list[str]:
    return [one.id for one in half.content.questions()]


def _sections(half: Half, voice: Voice) -> dict[str, str]:
    return {one.key: voice.text(one.title) for one in half.content.sections}


def _column(half: Half) -> Column:
    score = half.standing.score
    points, weights = (Figure(score.low.points).text, str(score.low.weights)) if score.low else ("", "")
    row, said = half.assessment, score_words(*as_told(score))
    counts = Counts(half.standing.given, score.answered, score.reviewed, half.standing.refused)
    notes = provisional(row.state, said, score_words(row.score_low, row.score_high), score.reviewed)
    return Column(said, points, weights, tuple(covered(counts)), tuple(notes))


class _Maker:
    def __init__(self, pairing: Pairing, voice: Voice) -> None:
        self.voice, self.left, self.right = voice, pairing.left, pairing.right
        self.names: Mapping[UUID, str] = pairing.names
        self.asked_left, self.asked_right = _questions(self.left), _questions(self.right)

    def line(self, pair: Pair) -> Line:
        asked, section = (self.asked_right if pair.right is not None else self.asked_left)[pair.ref]
        return Line(
            pair.ref, self.voice.text(asked.text), section, pair.difference, value_label(pair.difference),
            "attention" if pair.difference in LOUD else "neutral", _reasons(pair),
            self.cell(self.left, self.asked_left, pair.ref, pair.left),
            self.cell(self.right, self.asked_right, pair.ref, pair.right),
            any(_refuses(one) for one in (pair.left, pair.right)),
            bool({Point.JUDGEMENT, Point.EARNED} & {*pair.points}),
        )  # fmt: skip

    def cell(self, half: Half, asked: Asked, ref: str, side: Side | None) -> Cell | None:
        if side is None:
            return None
        question = asked[ref][0]
        parts = half.standing.asked.get(ref, ())
        voices = []
        for part in parts:
            told = said.answer_told(question, half.answer(part, ref), self.voice)
            row = half.judgement(part, ref)
            verdict = self.voice.value(row.verdict) if row else ""
            voices.append(Voiced(self.names.get(part.id, ""), said.plain(told, self.voice), verdict))
        return Cell(tuple(voices), _earned(side.earned), side.earned is not None)


def _refuses(side: Side | None) -> bool:
    """The kind of answer stands first in what makes two of them the same."""
    return side is not None and any(one.answer and one.answer[0] == Stance.REFUSED for one in side.voices)


def _reasons(pair: Pair) -> tuple[str, ...]:
    """In what they are not alike, besides what the kind of difference says already."""
    told = {Difference.ANSWER: Point.ANSWER, Difference.UNANSWERED: Point.UNANSWERED}.get(pair.difference)
    return tuple(value_label(one) for one in pair.points if one != told)


Asked = Mapping[str, tuple["Question", str]]


def _questions(half: Half) -> Asked:
    """With the section that each stands in."""
    return {one.id: (one, section.key) for section in half.content.sections for one in section.questions}


def _earned(ends: tuple[Fraction, Fraction] | None) -> str:
    if ends is None:
        return ""
    return "–".join(dict.fromkeys(Figure(one).text for one in ends))
