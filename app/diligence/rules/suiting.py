"""What is asked of which kind of subject: an answer holds for the subject, so only what can be true of it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from app.diligence.models.distinctions import SubjectKind
from app.standards.content.vocabulary import Audience, Scope

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

# What a questionnaire must look at to suit the subject, and what of it is then asked.
NEEDED: Mapping[SubjectKind, frozenset[Scope]] = {
    SubjectKind.ORGANISATION: frozenset({Scope.ORGANISATION}),
    SubjectKind.SERVICE: frozenset({Scope.SERVICE}),
}
ASKED: Mapping[SubjectKind, frozenset[Scope]] = {
    SubjectKind.ORGANISATION: frozenset({Scope.ORGANISATION}),
    # Who provides it is the same whoever uses it.
    SubjectKind.SERVICE: frozenset({Scope.SERVICE, Scope.ORGANISATION}),
}
EVERYTHING = frozenset(Scope)


def suits(kind: SubjectKind, content: Questionnaire) -> bool:
    is_of_ours = content.audience == Audience.INSTITUTION
    if is_of_ours or kind == SubjectKind.INSTITUTION:
        return is_of_ours and kind == SubjectKind.INSTITUTION
    return any(one.scope in NEEDED.get(kind, EVERYTHING) for one in content.questions())


def asked_of(kind: SubjectKind, questions: Iterable[Question]) -> list[Question]:
    return [one for one in questions if one.scope in ASKED.get(kind, EVERYTHING)]
