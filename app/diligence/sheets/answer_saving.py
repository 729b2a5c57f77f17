"""What a save of one answer is answered with, for the script of the page: what of it was not taken, what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.diligence.forms.answers import Entered, Typed, name_of
from app.diligence.sheets import said
from app.diligence.sheets.answer_sheets import (
    address,
    fault_words,
    lacks,
    place_words,
    standing_words,
    voice_of_reader,
    way,
)

if TYPE_CHECKING:
    from app.diligence.queries.desks import Desk
    from app.diligence.rules.entering import Fault
    from app.standards.content.questionnaires import Question


def control_of(fault: Fault, typed: Typed) -> str:
    """The control on the page that a fault is about; its row goes by the number it has there."""
    if not fault.column:
        return name_of(fault.part)
    return name_of(fault.part, typed.rows[fault.part][fault.row - 1], fault.column)


def saved(before: Desk, after: Desk, question: Question, entered: Entered) -> dict[str, Any]:
    """For the script: how the answer stands, what of it was not taken, which questions it brought or took away."""
    voice = voice_of_reader()
    label, tone = standing_words(after.standing_of(question))
    row = after.answers.get(question.id)
    came = [one for one in after.questions if one.id not in before.now]
    left = [one for one in before.questions if one.id not in after.now]
    ways = way(after, question.id)
    return {
        "version": row.version if row is not None else "", "standing": label, "tone": tone,
        "lacks": lacks(after, question, voice), "is_kept": entered.is_kept,
        "faults": [
            *({"id": control_of(one, entered.typed), "text": fault_words(one)} for one in entered.faults),
            *({"id": one.part, "text": fault_words(one)} for one in entered.beside),
        ],
        "progress": progress_words(after), "place": place_words(ways),
        "go": {"previous": ways.previous, "next": ways.next, "open": ways.next_open},
        "came": [{"text": voice.text(one.text), "url": address(after.assignment, one.id)} for one in came],
        "left": [voice.text(one.text) for one in left], "said": moved_words(came, left),
    }  # fmt: skip


def moved_words(came: Sequence[Question], left: Sequence[Question]) -> str:
    """What the answer did to the questions, in a sentence for each direction."""
    told = []
    if came:
        told.append(_("Questions asked in addition because of this answer: %(count)s.", count=len(came)))
    if left:
        told.append(_("Questions no longer asked because of this answer: %(count)s.", count=len(left)))
    return " ".join(map(str, told))


def progress_words(desk: Desk) -> str:
    progress = desk.progress
    return str(_("%(answered)s of %(asked)s", answered=progress.answered, asked=progress.asked))


def theirs(desk: Desk, question: Question) -> list[dict[str, str]]:
    """The answer that somebody else saved meanwhile, part by part."""
    voice = voice_of_reader()
    told = said.answer_told(question, desk.answers.get(question.id), voice)
    return [{"label": one.label, "text": one.text or _rows_words(one.rows)} for one in told]


def _rows_words(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(" / ".join(row) for row in rows)
