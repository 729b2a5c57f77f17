"""What lies before a respondent, read once for a page: what is asked now, what was said, what is still wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Answer, Assignment, Evidence, Message
from app.diligence.queries import answers as queries
from app.diligence.queries import inquiries
from app.diligence.rules import sheets, states
from app.diligence.rules.given import Given
from app.diligence.rules.sheets import Progress, Said
from app.diligence.rules.standing import WAITS, Standing, is_asked_back, standing
from app.identity import queries as identity

if TYPE_CHECKING:
    from app.diligence.rules.papers import Paper
    from app.standards.content.questionnaires import Question


@dataclass(frozen=True)
class Desk:
    """`messages`: of all its questions, in the order in which they were written."""

    assignment: Assignment
    paper: Paper
    answers: Mapping[str, Answer]
    files: Sequence[Evidence]
    messages: Sequence[Message] = ()

    @cached_property
    def written(self) -> dict[tuple[str, bool], datetime]:
        """(question, by our side) → when a message was last written about it."""
        return {(one.question, one.is_ours): one.written_at for one in self.messages}

    def thread(self, ref: str) -> list[Message]:
        return [one for one in self.messages if one.question == ref]

    @cached_property
    def now(self) -> frozenset[str]:
        given = {
            ref: told for ref, one in self.answers.items() if (told := queries.given_of(one)) is not None
        }
        part = self.assignment
        borrowed: dict[str, Given] = queries.borrowed_of(part)
        return sheets.asked_now(part.questions, part.conditions, given, borrowed)

    @cached_property
    def said(self) -> dict[str, Said]:
        return queries.said_of(self.answers, self.files)

    @cached_property
    def questions(self) -> list[Question]:
        """Those that are asked now, in the order of the questionnaire."""
        return [one for one in self.paper.questions() if one.id in self.now]

    @cached_property
    def progress(self) -> Progress:
        return sheets.progress(self.questions, self.now, self.said)

    @property
    def is_open(self) -> bool:
        return self.assignment.state in states.OPEN

    def sent_question(self, ref: str) -> Question:
        """One that was sent to this respondent, whether or not it is asked now."""
        if ref not in self.assignment.questions:
            raise NotFound
        return next(one for one in self.paper.questions() if one.id == ref)

    def is_carried(self, ref: str) -> bool:
        """前回の回答 that nobody has looked at since."""
        row = self.answers.get(ref)
        return row is not None and queries.is_carried(row)

    def standing_of(self, question: Question) -> Standing:
        row = self.answers.get(question.id)
        replied = self.written.get((question.id, False))
        met = max(filter(None, (replied, row.answered_at if row else None)), default=None)
        return standing(
            question, self.said.get(question.id),
            is_carried=self.is_carried(question.id),
            asked_back=self.is_open and is_asked_back(self.written.get((question.id, True)), met),
        )  # fmt: skip

    def waits(self, question: Question) -> bool:
        return self.standing_of(question) in WAITS

    def with_answer(self, row: Answer) -> Desk:
        return replace(self, answers={**self.answers, row.question: row})

    def files_beside(self, ref: str) -> Mapping[str, int]:
        """Part → how many; a file may lie there before anything was answered."""
        counted: dict[str, int] = {}
        for one in self.files:
            if one.question == ref and not one.is_withdrawn:
                counted[one.part] = counted.get(one.part, 0) + 1
        return counted

    def standing_files(self, ref: str) -> set[UUID]:
        return {one.id for one in self.files if one.question == ref and not one.is_withdrawn}


def desk_of(assignment: Assignment) -> Desk:
    return Desk(
        assignment, queries.paper_for(assignment.content_id), queries.answers_of(assignment),
        queries.files_of(assignment), inquiries.of_assignment(assignment),
    )  # fmt: skip


def others_named(ctx: Context, desk: Desk) -> list[str]:
    """Who else has a hand in it: of a vendor everybody of the organisation, of ours the lead and who has answered."""
    if ctx.is_vendor:
        people = db.session.scalars(identity.visible_users(ctx))
        return sorted(one.name for one in people if one.active and one.id != ctx.actor_id)
    hands: set[UUID | None] = {
        desk.assignment.lead_id,
        *(one.answered_by_id for one in desk.answers.values()),
    }
    return sorted(identity.names_of({one for one in hands if one and one != ctx.actor_id}).values())
