"""Answers that come back in a workbook: read, compared with what stands here, taken when somebody says so."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, not_, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.words import N_
from app.diligence.models import Answer, Assignment, Stance, SubstituteKind
from app.diligence.queries import answers as queries
from app.diligence.rules import differing, returned, sheets, states
from app.diligence.rules.differing import TAKEABLE, Difference, Outcome, Standing
from app.diligence.rules.given import Given
from app.diligence.rules.returned_stand_in import NOTHING as STANDS_IN
from app.diligence.rules.workbooks import Broken, Grid, template_of
from app.diligence.services import answering
from app.diligence.services.answering import Entry, Facts, StandIn
from app.diligence.sheets import workbooks as layout
from app.exchange.models import AnswerImport
from app.exchange.reading.book import BadCell, Book
from app.exchange.reading.files import read_file
from app.exchange.services.answer_books import subject_of

NOT_EXCEL = N_("Choose the workbook (.xlsx) that was taken here.")
IS_TAKEN = N_("These answers were taken already. Choose the workbook again to take more of them.")
NOTHING_CHOSEN = N_("Choose at least one answer to take over.")
MOVED_ON = N_("Answers changed here meanwhile. Look at the differences again and choose anew.")
REASON = "%(name)s (SHA-256 %(sha256)s)"


@dataclass(frozen=True)
class Brought:
    """A file that was read before anything was locked."""

    name: str
    sha256: str
    book: Book


def read(name: str, content: bytes) -> Brought:
    """In a process of its own, before any transaction: parsing may take seconds."""
    book = read_file(name, content)
    if book.kind == "csv":
        raise DomainError(NOT_EXCEL)
    return Brought(name, hashlib.sha256(content).hexdigest(), book)


def stage(ctx: Context, assignment: Assignment, brought: Brought) -> AnswerImport:
    """What the file says is kept, and nothing of it is an answer before it is taken."""
    if not answering.may_answer(ctx, assignment):
        raise NotAllowed
    if assignment.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    grid = _grid(brought.book)
    template = template_of(assignment.content_id, assignment.questions)
    language = returned.language_of(grid, str(assignment.id), template)
    backs = returned.read(layout.laid_out(subject_of(assignment), language).form, grid)
    return keep(ctx, assignment, brought.name, brought.sha256, backs)


def keep(
    ctx: Context, assignment: Assignment, name: str, sha256: str, backs: Sequence[returned.Back]
) -> AnswerImport:
    """What was read of a file, whatever its form, waits to be taken."""
    if not answering.may_answer(ctx, assignment):
        raise NotAllowed
    if assignment.state not in states.OPEN:
        raise DomainError(answering.CLOSED)
    return made_of(ctx, assignment, name, sha256, backs)


def made_of(
    ctx: Context, assignment: Assignment, name: str, sha256: str, backs: Sequence[returned.Back]
) -> AnswerImport:
    made = AnswerImport(
        assignment_id=assignment.id, organisation_id=assignment.organisation_id, made_by_id=ctx.actor_id,
        made_at=ctx.at, file_name=name, sha256=sha256, taken=[], content={"rows": returned.stored(backs)},
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _grid(book: Book) -> Grid:
    return {
        sheet.name: [
            [Broken(cell.shown) if isinstance(cell, BadCell) else cell for cell in row] for row in sheet.rows
        ]
        for sheet in book.sheets
    }


def visible_to(ctx: Context, assignment: Assignment) -> Select[AnswerImport]:
    """Each person sees the files that they brought, and those that were brought for the respondent."""
    is_theirs = or_(AnswerImport.made_by_id == ctx.actor_id, AnswerImport.offered_by != "")
    return select(AnswerImport).where(AnswerImport.assignment_id == assignment.id, is_theirs)


def get_import(ctx: Context, assignment: Assignment, import_id: UUID) -> AnswerImport:
    found = db.session.scalars(
        visible_to(ctx, assignment).where(AnswerImport.id == import_id)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def differences(assignment: Assignment, brought: AnswerImport) -> list[Difference]:
    """Against the answers as they stand now, however long ago the file was read."""
    standing = {
        ref: Standing(_facts(one), one.version) for ref, one in queries.answers_of(assignment).items()
    }

    def asked(given: Mapping[str, Given]) -> frozenset[str]:
        borrowed = queries.borrowed_of(assignment)
        return sheets.asked_now(assignment.questions, assignment.conditions, given, borrowed)

    return differing.compared(returned.restored(brought.content["rows"]), standing, asked)


def _facts(answer: Answer) -> dict[str, Any]:
    """Of a file part nothing stands in a workbook; what it holds are files."""
    return {
        "stance": answer.stance.value if answer.stance else None, "parts": answer.parts, "reason": answer.reason,
        "condition": answer.condition, "substitute": answer.substitute, "comment": answer.comment,
        "substitute_kind": answer.substitute_kind.value if answer.substitute_kind else None,
        "substitute_file_id": str(answer.substitute_file_id) if answer.substitute_file_id else None,
        "substitute_address": answer.substitute_address, "substitute_place": answer.substitute_place,
    }  # fmt: skip


def seen_of(found: Collection[Difference]) -> str:
    """Changes when any answer that the file speaks of changes here: what somebody chose from is then no more."""
    told = "\n".join(f"{one.back.question} {one.version} {one.outcome}" for one in found)
    return hashlib.sha256(told.encode()).hexdigest()


def take(
    ctx: Context, assignment: Assignment, brought: AnswerImport, chosen: Collection[str], *, seen: str
) -> int:
    """`seen`: the differences that the chooser looked at."""
    if brought.applied_at is not None:
        raise DomainError(IS_TAKEN)
    found = differences(assignment, brought)
    if seen_of(found) != seen:
        raise DomainError(MOVED_ON)
    wanted = [one for one in found if one.outcome in TAKEABLE and one.back.question in set(chosen)]
    if not wanted:
        raise DomainError(NOTHING_CHOSEN)
    entries = [
        Entry(one.back.question, _said(one.back.facts), one.version, _stand_in(one.back.facts))
        for one in wanted
    ]
    reason = REASON % {"name": brought.file_name, "sha256": brought.sha256}
    answering.save_all(ctx, assignment, entries, reason=reason)
    brought.applied_at, brought.taken = ctx.at, [one.question for one in entries]
    return len(entries)


def _said(facts: Mapping[str, Any]) -> Facts:
    told = {name: value for name, value in facts.items() if name not in STANDS_IN}
    return Facts(**{**told, "stance": Stance(facts["stance"]) if facts["stance"] else None})


def _stand_in(facts: Mapping[str, Any]) -> StandIn | None:
    """None: of a file without a place for it; what stands here stays."""
    if not STANDS_IN.keys() <= facts.keys():
        return None
    kind, file_id = facts["substitute_kind"], facts["substitute_file_id"]
    return StandIn(
        SubstituteKind(kind) if kind else None, UUID(file_id) if file_id else None,
        facts["substitute_address"], facts["substitute_place"],
    )  # fmt: skip


def expire(before: datetime) -> int:
    """What was offered and taken over stays: it is where the answers came from."""
    is_source = and_(AnswerImport.offered_by != "", AnswerImport.applied_at.is_not(None))
    return db.affect(delete(AnswerImport).where(AnswerImport.made_at < before, not_(is_source)))


__all__ = ["Brought", "Outcome", "differences", "expire", "get_import", "read", "seen_of", "stage", "take"]
