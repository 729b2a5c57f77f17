"""One question of one side of a comparison: what was said, judged and earned, piece by piece, and which differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.dates import DateStyle, format_date
from app.core.words import N_, field_label
from app.diligence.rules import comparing
from app.diligence.rules.arithmetic import ends_in_percent
from app.diligence.rules.comparing import ANSWERED, JUDGED, Pair, Point, Side, Voice
from app.diligence.sheets import said

if TYPE_CHECKING:
    from app.diligence.models import Judgement
    from app.diligence.queries.comparing import Half
    from app.diligence.queries.relying import Relied
    from app.standards.content.questionnaires import Question
    from app.standards.sheets.voices import Voice as Reader

UNTIL = N_("until %(last)s")
POINT_OF_ANSWER = {name: point for point, names in ANSWERED.items() for name in names}
POINT_OF_JUDGEMENT = {name: point for point, names in JUDGED.items() for name in names}
NO_POINTS: frozenset[Point] = frozenset()


@dataclass(frozen=True)
class Piece:
    text: str
    is_unlike: bool = False


@dataclass(frozen=True)
class Voiced:
    """One respondent. Without pieces nothing was answered, or judged."""

    respondent: Piece
    answer: tuple[Piece, ...]
    judgement: tuple[Piece, ...]
    points: frozenset[Point] = NO_POINTS

    @property
    def is_unanswered_here(self) -> bool:
        return Point.UNANSWERED in self.points and not self.answer

    @property
    def is_unjudged_here(self) -> bool:
        return Point.UNJUDGED in self.points and not self.judgement

    @property
    def is_said_otherwise(self) -> bool:
        return (
            self.respondent.is_unlike or self.is_unanswered_here or any(one.is_unlike for one in self.answer)
        )

    @property
    def is_judged_otherwise(self) -> bool:
        return self.is_unjudged_here or any(one.is_unlike for one in self.judgement)


@dataclass(frozen=True)
class Cell:
    """`earned`: empty where it stands in neither sum; `share`: the same as a number, where it is not a range."""

    voices: tuple[Voiced, ...]
    earned: Piece
    share: Fraction | None = None

    @property
    def counts(self) -> bool:
        return bool(self.earned.text)


def cells_of(
    pair: Pair, halves: tuple[Half, Half], asked: tuple[Question | None, Question | None],
    names: Mapping[UUID, str], reader: Reader,
) -> tuple[Cell | None, Cell | None]:  # fmt: skip
    """`asked`: the question as each side put it."""
    told: dict[int, _Told] = {}
    for half, question, side in zip(halves, asked, (pair.left, pair.right), strict=True):
        if side is not None and question is not None:
            called = [names.get(part.id, "") for part in half.standing.asked.get(pair.ref, ())]
            for name, voice in zip(called, side.voices, strict=True):
                told[id(voice)] = _read(half, question, voice, name, reader)
    beside = _beside(pair)
    left, right = (_cell(side, told, beside, pair) for side in (pair.left, pair.right))
    return left, right


@dataclass(frozen=True)
class _Told:
    """What one respondent said and what was judged: the point that each line belongs to, and its text."""

    name: str
    answer: Sequence[tuple[Point, str]]
    judgement: Sequence[tuple[Point, str]]


def _beside(pair: Pair) -> dict[int, Voice]:
    """Of each respondent who speaks for them on the other side."""
    if pair.left is None or pair.right is None:
        return {}
    couples = comparing.matched(pair.left.voices, pair.right.voices)
    return {id(one): two for left, right in couples for one, two in ((left, right), (right, left))}


def _read(half: Half, question: Question, voice: Voice, name: str, reader: Reader) -> _Told:
    fields = said.answer_fields(question, voice.answer, reader)
    answer = [(POINT_OF_ANSWER[field], said.plain([one], reader)) for field, one in fields]
    ruled = _ruled(half, voice.judgement, voice.answer, reader)
    return _Told(name, answer, [(POINT_OF_JUDGEMENT[field], text) for field, text in ruled])


def _ruled(half: Half, row: Judgement | None, answer: Any, reader: Reader) -> Iterator[tuple[str, str]]:
    """Of each field what stands in it; what it rests on in one line."""
    if row is None:
        return
    yield "verdict", _line("verdict", reader.value(row.verdict), reader)
    if row.relies_on is not None:
        yield "relies_on", _line("relies_on", _rests_on(half.relied, row, answer, reader), reader)
    for name in ("measure", "reason", "comment"):
        if text := getattr(row, name):
            yield name, _line(name, text, reader)
    if row.until_on is not None:
        yield "until_on", _line("until_on", format_date(row.until_on, DateStyle.ISO), reader)


def _rests_on(relied: Mapping[UUID, Relied], row: Judgement, answer: Any, reader: Reader) -> str:
    report = relied.get(row.report_id) if row.report_id is not None else None
    substitute = (answer.substitute or answer.substitute_address) if answer is not None else ""
    day = row.relied_until_on
    until = reader.say(UNTIL, last=format_date(day, DateStyle.ISO)) if day else ""
    told = (
        reader.value(row.relies_on) if row.relies_on else "", report.name if report else substitute,
        row.relied_place, until,
    )  # fmt: skip
    return " ".join(filter(None, told))


def _line(field: str, text: str, reader: Reader) -> str:
    return reader.say(said.LINE, label=field_label("judgement", field), text=text)


def _cell(
    side: Side | None, told: Mapping[int, _Told], beside: Mapping[int, Voice], pair: Pair
) -> Cell | None:
    if side is None:
        return None
    is_shared = pair.left is not None and pair.right is not None
    voices = tuple(_voiced(one, told, beside.get(id(one)), is_shared=is_shared) for one in side.voices)
    ends = side.earned
    share = ends[0] if ends is not None and ends[0] == ends[1] else None
    return Cell(voices, Piece(_earned(ends), Point.EARNED in pair.points), share)


def _voiced(voice: Voice, told: Mapping[int, _Told], other: Voice | None, *, is_shared: bool) -> Voiced:
    mine = told[id(voice)]
    if other is None:
        # Against nobody only who was asked differs.
        return Voiced(Piece(mine.name, is_shared), _pieces(mine.answer), _pieces(mine.judgement))
    theirs, points = told[id(other)], comparing.between(voice, other)
    unlike = points | {*POINT_OF_ANSWER.values()} if Point.REFUSED in points else points
    return Voiced(
        Piece(mine.name), _pieces(mine.answer, theirs.answer, unlike),
        _pieces(mine.judgement, theirs.judgement, points), points,
    )  # fmt: skip


def _pieces(
    told: Sequence[tuple[Point, str]],
    others: Sequence[tuple[Point, str]] = (),
    unlike: frozenset[Point] = NO_POINTS,
) -> tuple[Piece, ...]:
    """Of what differs only the lines that do not stand alike on the other side."""
    return tuple(Piece(text, point in unlike and (point, text) not in others) for point, text in told)


def _earned(ends: tuple[Fraction, Fraction] | None) -> str:
    return "" if ends is None else ends_in_percent(*ends)
