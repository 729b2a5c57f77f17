"""What stands between a respondent and the submission: questions that are open, answers nobody looked at again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import get_locale

from app.core.context import Context
from app.diligence.queries import answers as queries
from app.diligence.queries import desks
from app.diligence.queries import elsewhere as queries_elsewhere
from app.diligence.rules.wanting import HOLDS
from app.diligence.services import submitting
from app.diligence.sheets import elsewhere, evidence
from app.diligence.sheets.answer_sheets import lacks
from app.standards.sheets.voices import Voice

if TYPE_CHECKING:
    from app.diligence.models import Assignment
    from app.diligence.queries.desks import Desk


@dataclass(frozen=True)
class Pointer:
    """A question with the address where it is answered, or where what is wanted for it is attached. `lacks`: of an
    answer that was begun, what keeps it from counting."""

    id: str
    text: str
    url: str
    lacks: str = ""


def standing(ctx: Context, part: Assignment, on: date) -> dict[str, Any]:
    """What was taken over and not looked at since is no open question yet: some of it can be confirmed together."""
    desk = desks.desk_of(part)
    progress, unseen = desk.progress, submitting.unseen(part, on, desk)
    taken = {*unseen.same, *unseen.changed}
    found = queries_elsewhere.of_desk(ctx, desk)
    unlike = elsewhere.unlike(found, Voice(str(get_locale())))
    return {
        "progress": progress, "is_open": desk.is_open,
        "still_open": _still_open(desk, taken),
        "unseen": _pointers(part, unseen.same), "unattached": _unattached(desk),
        "unlike": unlike, "unexplained": sum(not one.reason for one in unlike),
        "offered": len(found.proposals) if desk.is_open else 0,
        "changed": _pointers(part, unseen.changed, asked=desk.now),
    }  # fmt: skip


def _still_open(desk: Desk, taken: Collection[str]) -> list[Pointer]:
    part, voice = desk.assignment, Voice(str(get_locale()))
    wanted = {ref for ref in desk.progress.open if ref not in taken}
    return [
        Pointer(one.id, voice.text(one.text), _address(part, one.id, None), lacks(desk, one, voice))
        for one in desk.questions
        if one.id in wanted
    ]


def _unattached(desk: Desk) -> list[Pointer]:
    """求める証跡 of which nothing lies there, of what was answered: nobody wants any for what is refused or does
    not apply."""
    part, holds = desk.assignment, {ref for ref, one in desk.answers.items() if one.stance in HOLDS}
    found = evidence.wanted(desk.paper, desk.now & holds, desk.files)
    return [
        Pointer(
            one.question,
            one.what,
            url_for("diligence.request_evidence", assignment_id=part.id, question=one.question),
        )
        for one in found
    ]


def _pointers(part: Assignment, refs: Iterable[str], asked: Collection[str] | None = None) -> list[Pointer]:
    """`asked`: what is asked now, where that is to be looked at."""
    voice = Voice(str(get_locale()))
    wanted = list(refs)
    if not wanted:
        return []
    texts = {one.id: one.text for one in queries.paper_for(part.content_id).questions()}
    return [
        Pointer(ref, voice.text(texts[ref]), _address(part, ref, asked)) for ref in wanted if ref in texts
    ]


def _address(part: Assignment, ref: str, asked: Collection[str] | None) -> str:
    """What is asked only once another answer of last time is confirmed waits where that one is confirmed."""
    if asked is not None and ref not in asked:
        return url_for("diligence.request_changes", assignment_id=part.id)
    return url_for("diligence.request_question", assignment_id=part.id, question=ref)
