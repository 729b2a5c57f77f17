"""比較: two assessments in words, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask_babel import gettext as _

from app.core.words import field_label, value_label
from app.diligence.rules import comparing
from app.diligence.rules.arithmetic import Figure, as_told
from app.diligence.rules.comparing import ANSWERED, DIFFERENCES, JUDGED, Difference, Pair, Point, Side
from app.diligence.sheets.assessments import score_words
from app.diligence.sheets.comparison_cells import Cell, cells_of
from app.diligence.sheets.comparison_questions import ALIKE, Put, put_of
from app.diligence.sheets.coverage import Counts, Covered, covered, provisional

if TYPE_CHECKING:
    from app.diligence.queries.comparing import Half, Pairing
    from app.diligence.rules.scoring import Term
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice

DIFFERENCES_ONLY, SAME_ONLY, REFUSALS, CHANGED = "differences", "same", "refusals", "changed"
LOUD = frozenset({Difference.ANSWER, Difference.JUDGEMENT})


@dataclass(frozen=True)
class Line:
    """`points`: in what it differs, besides what its kind says already; `all_points`: all of it. `put`: how each side
    put the question, where that changed between the two."""

    ref: str
    text: str
    section: str
    difference: Difference
    words: str
    tone: str
    points: tuple[str, ...]
    all_points: tuple[Point, ...]
    left: Cell | None
    right: Cell | None
    is_refused: bool = False
    put: Put = ALIKE


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


class Filter(NamedTuple):
    """Which lines can be shown alone, how that is called, and how many they are."""

    key: str
    label: str
    number: int


@dataclass(frozen=True)
class Comparison:
    """`counts`: each question once; `pointed`: each under every point in which it differs. `is_other_version`: the two
    sides have not the same version of the questionnaire."""

    lines: tuple[Line, ...]
    sections: Mapping[str, str]
    counts: Mapping[Difference, int]
    pointed: Mapping[Point, int]
    left: Column
    right: Column
    by_section: tuple[SectionLine, ...] = ()
    is_other_version: bool = False

    def filters(self) -> list[Filter]:
        """The differences and the same are all of them; a question that changed may be answered alike."""
        changed = [Filter(CHANGED, str(_("Question changed")), len(self._of(CHANGED)))]
        return [
            Filter("", str(_("All questions")), len(self.lines)),
            Filter(DIFFERENCES_ONLY, str(_("With differences")), self.differing),
            Filter(SAME_ONLY, str(_("Without differences")), self.counts[Difference.SAME]),
            Filter(REFUSALS, str(_("Refused on either side")), len(self._of(REFUSALS))),
            *(changed if self.is_other_version else []),
        ]

    def aspects(self) -> list[Filter]:
        """In what they differ; a question stands under each of its points."""
        return [
            Filter(point.value, str(value_label(point)), self.pointed[point])
            for point in Point
            if self.pointed[point]
        ]

    def kinds(self) -> list[tuple[str, int]]:
        """The differences by the gravest point of each, which add up."""
        return [(str(value_label(kind)), self.counts[kind]) for kind in DIFFERENCES if self.counts[kind]]

    def _of(self, show: str) -> list[Line]:
        return [one for one in self.lines if _is_shown(one, show)]

    def chosen(self, *, show: str, section: str) -> list[Line]:
        """In the order of the questions."""
        return [one for one in self._of(show) if not section or one.section == section]

    def choice_words(self, show: str) -> str:
        """What `show` is called on the page."""
        if show in {*Point}:
            return value_label(Point(show))
        named = {one.key: one.label for one in self.filters()}
        return named.get(show, str(_("Question changed")))

    def narrowed(self, *, show: str, section: str) -> list[Group]:
        """All in the order of the questions; only the differences kind by kind, those of answers first."""
        lines = self.chosen(show=show, section=section)
        if show != DIFFERENCES_ONLY:
            return [Group("", lines)] if lines else []
        kinds = {kind: [one for one in lines if one.difference == kind] for kind in DIFFERENCES}
        return [Group(str(value_label(kind)), found) for kind, found in kinds.items() if found]

    @property
    def differing(self) -> int:
        return len(self.lines) - self.counts[Difference.SAME]


def _is_shown(line: Line, show: str) -> bool:
    if show == DIFFERENCES_ONLY:
        return line.difference != Difference.SAME
    if show == SAME_ONLY:
        return line.difference == Difference.SAME
    if show == CHANGED:
        return bool(line.put.changed)
    return line.is_refused if show == REFUSALS else not show or show in line.all_points


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
        comparing.pointed(found), _column(left), _column(right), tuple(_by_section(left, right, sections)),
        left.assessment.content_id != right.assessment.content_id,
    )  # fmt: skip


def shown_of(text: str) -> str:
    return text if text in {DIFFERENCES_ONLY, SAME_ONLY, REFUSALS, CHANGED, *Point} else ""


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
        self.voice, self.halves = voice, (pairing.left, pairing.right)
        self.names: Mapping[UUID, str] = pairing.names
        self.asked_left, self.asked_right = (_questions(half) for half in self.halves)

    def line(self, pair: Pair) -> Line:
        question, section = (self.asked_right if pair.right is not None else self.asked_left)[pair.ref]
        asked = (_question(self.asked_left, pair.ref), _question(self.asked_right, pair.ref))
        left, right = cells_of(pair, self.halves, asked, self.names, self.voice)
        return Line(
            pair.ref, self.voice.text(question.text), section, pair.difference, value_label(pair.difference),
            "attention" if pair.difference in LOUD else "neutral", _reasons(pair), pair.points, left, right,
            any(_refuses(one) for one in (pair.left, pair.right)),
            ALIKE if Point.ASKED in pair.points else put_of(*asked, self.voice),
        )  # fmt: skip


def _refuses(side: Side | None) -> bool:
    return side is not None and any(comparing.is_refused(one.answer) for one in side.voices)


# What the kind of a difference says already.
SAID_BY_KIND = {
    Difference.ANSWER: Point.ANSWER, Difference.UNANSWERED: Point.UNANSWERED, Difference.ONLY_LEFT: Point.ASKED,
    Difference.ONLY_RIGHT: Point.ASKED,
}  # fmt: skip


def _reasons(pair: Pair) -> tuple[str, ...]:
    return tuple(value_label(one) for one in pair.points if one != SAID_BY_KIND.get(pair.difference))


Asked = Mapping[str, tuple["Question", str]]


def _questions(half: Half) -> Asked:
    """With the section that each stands in."""
    return {one.id: (one, section.key) for section in half.content.sections for one in section.questions}


def _question(asked: Asked, ref: str) -> Question | None:
    return asked[ref][0] if ref in asked else None


# --- what is held beside each other ----------------------------------------------------------------


def compared_fields() -> list[tuple[str, str]]:
    """Of each point what makes it up, as the rule has it."""
    told = [
        *((point, "answer", names) for point, names in ANSWERED.items()),
        *((point, "judgement", names) for point, names in JUDGED.items()),
    ]
    return [
        (value_label(point), str(_(", ")).join(field_label(table, name) for name in names))
        for point, table, names in told
    ]
