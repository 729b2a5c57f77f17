"""転記 in words: from which request an answer was taken over, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from app.core.words import value_label
from app.diligence.rules.elsewhere import SinceTaken, since_taken
from app.diligence.sheets.requests import title_of
from app.diligence.words.requests import state_words

if TYPE_CHECKING:
    from app.diligence.models import Answer
    from app.diligence.queries.taken import Taken


@dataclass(frozen=True)
class TakenFrom:
    """`name`, `state` and `url` are empty where the reader may not see that request; `since`: what has changed."""

    name: str
    at: datetime | None
    state: str
    url: str
    since: str


def for_respondent(answer: Answer | None, found: Taken | None) -> TakenFrom | None:
    if answer is None or found is None:
        return None
    part = found.part
    name = " · ".join(filter(None, (title_of(part), part.about)))
    url = url_for("diligence.request_question", assignment_id=part.id, question=found.answer.question)
    return TakenFrom(name, part.submitted_at, state_words(part.state), url, _since(answer, found))


def for_reviewer(answer: Answer | None, found: Taken | None) -> TakenFrom | None:
    """Of an assessment that they may not see neither its number nor what became of it."""
    if answer is None or found is None:
        return None
    part, since = found.part, _since(answer, found)
    if not found.number:
        is_here = since_taken(answer, found.answer) == SinceTaken.CHANGED_HERE
        return TakenFrom("", part.submitted_at, "", "", since if is_here else "")
    url = url_for(
        "diligence.assessment_review", assessment_id=part.assessment_id, question=found.answer.question,
        respondent=part.id,
    )  # fmt: skip
    return TakenFrom(found.number, part.submitted_at, value_label(part.state), url, since)


def _since(answer: Answer, found: Taken) -> str:
    match since_taken(answer, found.answer):
        case SinceTaken.CHANGED_HERE:
            return str(_("Changed after it was taken over"))
        case SinceTaken.CHANGED_THERE:
            return str(_("The answer there was changed afterwards"))
    return ""
