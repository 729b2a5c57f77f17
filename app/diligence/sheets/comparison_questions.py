"""How a question that both sides asked was put on each of them, where their versions of the questionnaire differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from app.core.words import N_
from app.diligence.rules.carrying import ChangeKind, kind_of
from app.diligence.sheets.said import LINE
from app.standards.rules import saying
from app.standards.sheets.questions import part_of
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.standards.content.parts import AnyPart
    from app.standards.content.questionnaires import Critical, Question
    from app.standards.content.texts import Text

WORDING = N_("Wording of the question changed")
FIELDS = N_("Fields of the answer changed")
SCORING = N_("Scoring of the question changed")
QUESTION, HELP, EVIDENCE = N_("Question"), N_("Help"), N_("Evidence wanted")
FIELD, SCORED = N_("Field of the answer"), N_("Scoring")


@dataclass(frozen=True)
class Put:
    """`changed`: in what, in words. `left` and `right`: the lines of the question that are not alike on both sides."""

    changed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()


ALIKE = Put()


def put_of(left: Question | None, right: Question | None, reader: Voice) -> Put:
    """Of what changed in another language only, the wordings of that language."""
    if left is None or right is None or left is right:
        return ALIKE
    kind = kind_of(left, right)
    if kind == ChangeKind.UNCHANGED:
        return ALIKE
    others = (Voice(language) for language in ("ja", "en") if language != reader.language)
    sides = (_unlike(left, right, voice, reader) for voice in chain([reader], others))
    found = next((both for both in sides if any(both)), ((), ()))
    return Put(tuple(map(reader.say, _changed(left, right, kind))), *found)


def _changed(left: Question, right: Question, kind: ChangeKind) -> Iterator[str]:
    """All of it, while `kind` is the gravest; other words beside a field are a change of the field."""
    is_reworded = any(getattr(left, name) != getattr(right, name) for name in ("text", "help", "evidence"))
    if is_reworded:
        yield WORDING
    if kind == ChangeKind.PARTS or (kind == ChangeKind.REWORDED and not is_reworded):
        yield FIELDS
    if kind == ChangeKind.RATED or (left.weight, left.critical) != (right.weight, right.critical):
        yield SCORING


def _unlike(
    left: Question, right: Question, voice: Voice, reader: Voice
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words are made only of what is not alike: of most questions that is one sentence."""
    told = [
        (label, say(one, voice), say(other, voice))
        for label, say, one, other in _pieces(left, right)
        if one != other
    ]
    unlike = [(reader.say(label), one, other) for label, one, other in told if one != other]
    return (
        tuple(reader.say(LINE, label=label, text=one) for label, one, _other in unlike if one),
        tuple(reader.say(LINE, label=label, text=other) for label, _one, other in unlike if other),
    )


def _pieces(
    left: Question, right: Question
) -> Iterator[tuple[str, Callable[[Any, Voice], str], Any, Any]]:  # fmt: skip
    """What respondents read and what it is scored by: its label, how it is said, and the two of it."""
    for label, name in ((QUESTION, "text"), (HELP, "help"), (EVIDENCE, "evidence")):
        yield label, _text, getattr(left, name), getattr(right, name)
    before, after = ({part.key: part for part in one.parts} for one in (left, right))
    for key in dict.fromkeys([*before, *after]):
        yield FIELD, _field, before.get(key), after.get(key)
    yield SCORED, _weight, left.weight, right.weight
    yield SCORED, _cap, left.critical, right.critical


def _text(text: Text | None, voice: Voice) -> str:
    return voice.text(text)


def _weight(weight: int, voice: Voice) -> str:
    return voice.say(saying.WEIGHT_OF, weight=weight)


def _cap(critical: Critical | None, voice: Voice) -> str:
    return f"{voice.say(saying.CAP, cap=critical.cap)} {voice.text(critical.why)}" if critical else ""


def _field(part: AnyPart | None, voice: Voice) -> str:
    if part is None:
        return ""
    shown, comma = part_of(part, voice), voice.say(saying.COMMA)
    choices = [_beside(one.label, one.share, voice) for one in shown.choices]
    columns = [_beside(one.label, one.kind, voice) for one in shown.columns]
    is_expected = getattr(part, "expect", None) is not None
    said = (
        shown.label, shown.help, _beside(shown.kind, shown.unit, voice), comma.join([*choices, *columns]),
        *shown.limits, shown.must, shown.expectation if is_expected else "",
    )  # fmt: skip
    return " / ".join(filter(None, said))


def _beside(text: str, beside: str, voice: Voice) -> str:
    return voice.say(saying.BESIDE, text=text, beside=beside) if beside else text
