"""What hangs on a record as the log knew it at a past instant (model.md §5); access is judged today."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.identity import queries as identity
from app.work import queries
from app.work.models import Approval, Document, DocumentFile
from app.work.permissions import WorkPermission as P
from app.work.queries import FiledDocument


def approvals_at(
    ctx: Context, subject_type: str, subject_id: UUID, instant: datetime, limit: int
) -> Sequence[Approval]:
    """Those asked for or recorded by then, each in the state that it had, as far as the reader may open them."""
    seen = queries.visible_approvals(ctx).where(
        Approval.subject_type == subject_type, Approval.subject_id == subject_id
    )
    present = db.session.scalars(seen.order_by(Approval.made_at.desc(), Approval.id).limit(limit)).all()
    then = reading.states_at(Approval, present, instant) if present else {}
    return [then[approval.id] for approval in present if approval.id in then]


def documents_at(
    ctx: Context, subject_type: str, subject_id: UUID, instant: datetime, limit: int
) -> list[FiledDocument]:
    """Those on file then, those withdrawn since among them, each with the file that it had."""
    if not ctx.may(P.DOCUMENT_VIEW):
        return []
    mine = select(Document).where(Document.subject_type == subject_type, Document.subject_id == subject_id)
    present = db.session.scalars(mine).all()
    states = reading.states_at(Document, present, instant) if present else {}
    then = [state for state in states.values() if not state.is_withdrawn]
    then.sort(key=lambda each: (each.based_on is not None, each.based_on or each.added_at.date(), each.id))
    shown = then[::-1][:limit]
    files = db.session.scalars(
        select(DocumentFile).where(DocumentFile.document_id.in_([each.id for each in shown]))
    )
    by_number = {(file.document_id, file.number): file for file in files}
    people = identity.names_of({each.added_by_id for each in shown if each.added_by_id})
    return [
        FiledDocument(
            each,
            by_number[each.id, each.file_number],
            people.get(each.added_by_id, "") if each.added_by_id else "",
        )
        for each in shown
    ]
