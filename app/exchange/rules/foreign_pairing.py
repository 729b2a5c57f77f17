"""Which question of a strange form is which of ours, and what its answer means here. Proposals only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.core.text import bigrams, fold
from app.diligence.models.distinctions import Stance
from app.diligence.rules import entering
from app.diligence.rules.differing import NOTHING
from app.diligence.rules.returned import Back, Fate, Trouble
from app.diligence.rules.wanting import NO_CONDITION, NO_REASON
from app.exchange.rules.foreign_rows import Question as Theirs
from app.exchange.rules.foreign_words import Said
from app.standards.rules.own_forms import question_ids

if TYPE_CHECKING:
    from app.standards.content.parts import AnyPart
    from app.standards.content.questionnaires import Question

LEAST = 0.25
MOST = 4
OFFERED = 20
# Of a text the pairs of letters that fewest other texts have, and how many texts that share them are compared.
RAREST, COMPARED = 16, 24
COMMENT = "comment"
_SHOWN = 60


class Why(StrEnum):
    NUMBER = "number"
    TEXT = "text"


class Meaning(StrEnum):
    """What an answer of the form is taken for."""

    YES = "yes"
    NO = "no"
    CONDITIONAL = "conditional"
    NOT_APPLICABLE = "not_applicable"
    REFUSED = "refused"
    TEXT = "text"  # the words themselves
    LEAVE_OUT = "leave_out"


USUAL: Mapping[Said, Meaning] = {
    Said.YES: Meaning.YES, Said.PARTIAL: Meaning.CONDITIONAL, Said.PLANNED: Meaning.NO, Said.NO: Meaning.NO,
    Said.NA: Meaning.NOT_APPLICABLE, Said.OTHER: Meaning.TEXT, Said.TEXT: Meaning.TEXT,
}  # fmt: skip
_STANCES = {
    Meaning.CONDITIONAL: Stance.CONDITIONAL, Meaning.NOT_APPLICABLE: Stance.NOT_APPLICABLE,
    Meaning.REFUSED: Stance.REFUSED,
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    place: str
    theirs: Theirs
    why: Why
    likeness: float


@dataclass(frozen=True)
class Pair:
    """One of our questions, and what of the form it may be, the likeliest first."""

    question: Question
    candidates: tuple[Candidate, ...] = field(default_factory=tuple)

    @property
    def equal(self) -> Candidate | None:
        """The one with the same number, if it is one."""
        same = [one for one in self.candidates if one.why == Why.NUMBER]
        return same[0] if len(same) == 1 else None


def pairs(ours: Sequence[Question], theirs: Sequence[tuple[str, Theirs]], key: str) -> list[Pair]:
    """`key`: of our questionnaire; one that was made of a form knows the numbers of that form."""
    numbers: dict[str, list[str]] = {}
    for place, one in theirs:
        if one.id:
            numbers.setdefault(fold(one.id), []).append(place)
    short = key.partition(".")[2]
    made = dict(
        zip(question_ids(short, [one.id for _, one in theirs]), (place for place, _ in theirs), strict=True)
    )
    known = dict(theirs)
    texts = Texts({place: _grams(one.text) for place, one in theirs})
    return [
        Pair(question, tuple(_candidates(question, numbers, made if short else {}, texts, known)))
        for question in ours
    ]


class Texts:
    """The texts of a form by what is rare in them: of hundreds only the few that share it are compared in full."""

    def __init__(self, grams: Mapping[str, frozenset[str]]) -> None:
        self.grams = grams
        self.places: dict[str, list[str]] = {}
        for place, held in grams.items():
            for gram in held:
                self.places.setdefault(gram, []).append(place)

    def like(self, text: str) -> Iterator[tuple[float, str]]:
        own = _grams(text)
        rare = sorted(
            (gram for gram in own if gram in self.places), key=lambda one: (len(self.places[one]), one)
        )
        shared = Counter(place for gram in rare[:RAREST] for place in self.places[gram])
        for place, _ in shared.most_common(COMPARED):
            yield _likeness(own, self.grams[place]), place


def found(theirs: Sequence[tuple[str, Theirs]], words: str) -> list[tuple[str, Theirs]]:
    """Questions of the form for what somebody types: their number, or words of their text or section."""
    wanted = [fold(word) for word in words.split()]
    if not any(wanted):
        return []
    exact = [one for one in theirs if fold(one[1].id) == fold(words)]
    holding = [
        (place, one)
        for place, one in theirs
        if all(word in fold(f"{one.id} {one.text} {one.section}") for word in wanted)
    ]
    return [*exact, *(one for one in holding if one not in exact)][:OFFERED]


def _candidates(
    question: Question, numbers: Mapping[str, Sequence[str]], made: Mapping[str, str],
    texts: Texts, known: Mapping[str, Theirs],
) -> Iterator[Candidate]:  # fmt: skip
    same = [made[question.id]] if question.id in made else list(numbers.get(fold(question.id), ()))
    for place in same[:MOST]:
        yield Candidate(place, known[place], Why.NUMBER, 1.0)
    found: dict[str, float] = {}
    for likeness, place in (*texts.like(question.text.ja), *texts.like(question.text.en)):
        found[place] = max(likeness, found.get(place, 0.0))
    scored = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    for place, likeness in scored[: MOST - len(same)]:
        if likeness >= LEAST and place not in same:
            yield Candidate(place, known[place], Why.TEXT, likeness)


def _grams(text: str) -> frozenset[str]:
    return frozenset(bigrams(text))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared pairs of letters against all (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


# --- what an answer becomes --------------------------------------------------------------------


def back_of(
    question: Question, sheet: str, theirs: Theirs, means: Mapping[Said, Meaning], version: int | None
) -> Back | None:
    """As a workbook of ours would bring it; None where nothing was said or it is left out."""
    meaning = means.get(theirs.said, Meaning.LEAVE_OUT)
    if theirs.said in (Said.NONE, Said.CONFLICT) or meaning == Meaning.LEAVE_OUT:
        return None
    facts: dict[str, Any] = {**NOTHING, "comment": _comment(theirs, meaning)[: entering.LONGEST], "parts": {}}
    facts["stance"] = _STANCES.get(meaning, Stance.ANSWERED).value
    troubles = []
    if meaning in (Meaning.NOT_APPLICABLE, Meaning.REFUSED):
        facts["reason"], facts["comment"] = facts["comment"], ""
        troubles += [] if facts["reason"] else [_trouble(sheet, theirs, NO_REASON)]
    elif meaning == Meaning.CONDITIONAL:
        facts["condition"], facts["comment"] = facts["comment"], ""
        troubles += [] if facts["condition"] else [_trouble(sheet, theirs, NO_CONDITION)]
    if meaning not in (Meaning.NOT_APPLICABLE, Meaning.REFUSED):
        facts["parts"], wrong = _parts(question, theirs, meaning)
        troubles += [_trouble(sheet, theirs, one.message, one.params) for one in wrong]
        _into_comment_part(question, facts)
    fate = Fate.WRONG if troubles else Fate.READ
    return Back(question.id, fate, sheet, theirs.row, facts, version, (), tuple(troubles))


def _comment(theirs: Theirs, meaning: Meaning) -> str:
    """“Under consideration” becomes a no: which of these words it was stays before the comment. By itself it is
    neither a condition nor a reason."""
    is_alone = not theirs.comment and meaning in _STANCES
    if theirs.said != Said.PLANNED or meaning == Meaning.TEXT or is_alone or theirs.answer in theirs.comment:
        return theirs.comment
    return "\n".join(filter(None, [theirs.answer, theirs.comment]))


def _into_comment_part(question: Question, facts: dict[str, Any]) -> None:
    """Where the question itself asks for a comment, that is the place for it."""
    has_part = any(part.key == COMMENT and part.type == "text" for part in question.parts)
    if has_part and facts["comment"]:
        facts["parts"], facts["comment"] = {**facts["parts"], COMMENT: facts["comment"]}, ""


def _trouble(sheet: str, theirs: Theirs, message: str, params: Mapping[str, Any] | None = None) -> Trouble:
    return Trouble(sheet, str(theirs.row), (theirs.answer or theirs.id)[:_SHOWN], message, params or {})


def _parts(
    question: Question, theirs: Theirs, meaning: Meaning
) -> tuple[dict[str, Any], list[entering.Fault]]:
    """The first part that can take the answer; the others stay empty and are seen to on the page."""
    part = next((one for one in question.parts if one.type not in ("file", "table")), None)
    if part is None:
        return {}, [entering.Fault("", entering.NOT_CHOICE, {"text": theirs.answer[:_SHOWN]})]
    value, wrong = entering.read(part, list(_typed(part, theirs, meaning)))
    return ({} if value is None else {part.key: value}), wrong


def _typed(part: AnyPart, theirs: Theirs, meaning: Meaning) -> Iterable[str]:
    word = {Meaning.YES: "yes", Meaning.NO: "no", Meaning.CONDITIONAL: "yes"}.get(meaning, theirs.answer)
    if part.type == "yes_no":
        return [word]
    if part.type in ("single", "multi"):
        is_part = theirs.said == Said.PARTIAL and meaning in (Meaning.CONDITIONAL, Meaning.TEXT)
        wanted = "partial" if is_part else word
        named = {fold(label): one.key for one in part.options for label in (one.label.ja, one.label.en)}
        keys = {one.key for one in part.options}
        return [
            wanted
            if wanted in keys
            else named.get(fold(theirs.answer), named.get(fold(wanted), theirs.answer))
        ]
    if part.type == "text":
        return [theirs.answer or word]
    return [theirs.answer]
