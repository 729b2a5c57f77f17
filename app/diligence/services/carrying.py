"""前回の回答 taken over when an assessment is sent. None counts before the respondent has attested it anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Answer, Assessment, Assignment, Evidence
from app.diligence.queries import answers as queries
from app.diligence.queries import carrying as reads
from app.diligence.queries import proposals
from app.diligence.rules import carrying

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

KEPT = (
    "reason",
    "condition",
    "substitute",
    "substitute_kind",
    "substitute_address",
    "substitute_place",
    "comment",
)
OF_FILE = (
    "question", "part", "stored_file_id", "name", "media_type", "size", "sha256", "period_from_on", "period_to_on",
    "expires_on", "disclosure", "terms", "note", "added_by_id", "added_at",
)  # fmt: skip


def carry(ctx: Context, assessment: Assessment, part: Assignment, content: Questionnaire) -> int:
    """Of the same respondent; how many answers were taken over. Files come along while they have not expired."""
    before = reads.parts_before(assessment).get(reads.owner_of(part))
    if before is None:
        return 0
    part.previous_id = before.id
    earlier = {one.id: one for one in proposals.content_read(before.content_id).questions()}
    now = {one.id: one for one in content.questions() if one.id in part.questions}
    olds = queries.answers_of(before)
    rows = [
        made
        for ref, old in olds.items()
        if ref in now and ref in earlier
        and (made := _answer(part, old, earlier[ref], now[ref])) is not None
    ]  # fmt: skip
    files = {
        one.id: file_of(part, one)
        for one in reads.files_standing([before.id])
        if one.question in now and carrying.has_place(now[one.question], one.part)
        and not carrying.is_expired(one.expires_on, day_of(ctx.at))
    }  # fmt: skip
    if rows or files:
        db.session.add_all(files.values())
        db.session.flush()
        for row in rows:
            stand_in_here(row, olds[row.question], files)
        db.session.add_all(rows)
        audit.record(ctx, Act.ANSWERS_CARRIED, *rows, *files.values())
    return len(rows)


def stand_in_here(row: Answer, old: Answer, files: Mapping[UUID, Evidence]) -> None:
    """The file that stands in for a refusal, where it came along. `files`: by their ids there."""
    found = files.get(old.substitute_file_id) if old.substitute_file_id else None
    row.substitute_file_id = found.id if found is not None else None


def _answer(part: Assignment, old: Answer, earlier: Question, now: Question) -> Answer | None:
    """What counted as no answer last time is none to start from either."""
    if old.stance is None or queries.given_of(old) is None:
        return None
    found = carrying.carried(earlier, now, old.parts)
    if not found.says_something(old.stance):
        return None
    return Answer(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        question=old.question, stance=old.stance, parts=dict(found.kept), carried_from_id=old.id,
        is_attested_anew=False, **{name: getattr(old, name) for name in KEPT},
    )  # fmt: skip


def file_of(part: Assignment, old: Evidence) -> Evidence:
    """The same stored file, with who handed it in and when."""
    return Evidence(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id,
        is_withdrawn=False, withdrawal_reason="", **{name: getattr(old, name) for name in OF_FILE},
    )  # fmt: skip
