"""How far answering and reviewing are, in words: the same on pages, in the workbook and in the JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import ngettext

from app.diligence.models import AssessmentState
from app.diligence.rules.refusing import Refused


class Counted(Protocol):
    """`given` counts answers, of which a question has one for each respondent; the other two count questions."""

    @property
    def given(self) -> tuple[int, int]: ...

    @property
    def answered(self) -> tuple[int, int]: ...

    @property
    def reviewed(self) -> tuple[int, int]: ...

    @property
    def refused(self) -> Refused: ...


@dataclass(frozen=True)
class Counts:
    given: tuple[int, int]
    answered: tuple[int, int]
    reviewed: tuple[int, int]
    refused: Refused


@dataclass(frozen=True)
class Covered:
    """`note`: what is counted, and why two counts differ wherever several are asked."""

    label: str
    said: str
    note: str


def covered(counted: Counted) -> list[Covered]:
    given = _("%(count)s of %(total)s answers", count=counted.given[0], total=counted.given[1])
    one_each = _("One for each respondent of a question; a refusal is one, too")
    lowest = _(
        "Of several respondents the lowest counts: a missing answer, a refusal, or one that says it does not apply "
        "leaves the question open until a judgement accepts it"
    )
    judged = _("Those whose counting answer is judged")
    return [
        Covered(str(_("Answers given")), str(given), str(one_each)),
        Covered(str(_("Questions answered")), questions(counted.answered), str(lowest)),
        Covered(str(_("Questions judged")), questions(counted.reviewed), str(judged)),
        Covered(
            str(_("Questions nobody answers")), refused_words(counted.refused),
            str(_("Refused by a respondent; the score counts a refusal against until it is judged")),
        ),
    ]  # fmt: skip


def provisional(state: AssessmentState, score: str, kept: str, reviewed: tuple[int, int]) -> list[str]:
    """Why a score that is reckoned now may still move, and why another one stands elsewhere. `kept`: the one of
    overview and lists, which is reckoned when the answers are complete and with each judgement."""
    left = reviewed[1] - reviewed[0]
    notes = []
    if state in (AssessmentState.PREPARED, AssessmentState.ANSWERING):
        notes.append(_("Provisional: answers still come in, and what is not answered counts against."))
    elif state != AssessmentState.CONCLUDED and left:
        notes.append(
            ngettext(
                "Provisional: %(num)d question is not judged yet.",
                "Provisional: %(num)d questions are not judged yet.",
                left,
            )
        )
    elif state in (AssessmentState.REVIEWING, AssessmentState.CONFIRMING):
        notes.append(_("Provisional: it is not concluded yet."))
    if score and not kept:
        notes.append(_("Overview and lists show a score once everybody has answered."))
    elif score != kept:
        notes.append(_("Overview and lists show %(score)s, as it was reckoned last.", score=kept))
    return [str(one) for one in notes]


def refused_words(refused: Refused) -> str:
    """Said alike for one assessment and for all of an organisation."""
    return str(
        _(
            "%(count)s questions, %(confirmed)s of them confirmed from a substitute",
            count=refused.questions, confirmed=refused.confirmed,
        )
    )  # fmt: skip


def questions(pair: tuple[int, int]) -> str:
    return str(_("%(count)s of %(total)s questions", count=pair[0], total=pair[1]))


def others_words(others: int) -> str:
    """Beside the respondent whose answer counts: how many more were asked."""
    if not others:
        return ""
    return str(ngettext("the lower of this and %(num)d more", "the lowest of this and %(num)d more", others))
