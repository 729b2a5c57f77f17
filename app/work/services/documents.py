"""書類: added to any record, described better, given a newer file, withdrawn. Nothing of it is ever deleted."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.core import audit, files
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.files.names import stem
from app.core.words import N_
from app.work import queries, subjects
from app.work.events import WorkAct as Act
from app.work.models import Document, DocumentFile, DocumentKind
from app.work.permissions import WorkPermission as P

WITHDRAWN = N_("This document is withdrawn. Add a new one instead.")


@dataclass(frozen=True)
class DocumentFacts:
    kind: DocumentKind
    title: str = ""
    based_on: date | None = None
    note: str = ""


def add_document(
    ctx: Context, facts: DocumentFacts, kept: files.Kept, *, subject_type: str, subject_id: UUID
) -> Document:
    """`kept` lies in the store already. The subject is looked up with the eyes of who adds."""
    _require(ctx, P.DOCUMENT_ADD, subject_type, subject_id)
    document = Document(
        subject_type=subject_type, subject_id=subject_id, kind=facts.kind, title=facts.title or stem(kept.name),
        based_on=facts.based_on, note=facts.note, file_number=1, added_by_id=ctx.actor_id, added_at=ctx.at,
    )  # fmt: skip
    db.session.add(document)
    db.session.flush()
    _add_file(ctx, document, kept)
    audit.record(ctx, Act.DOCUMENT_ADDED, document)
    return document


def _require(ctx: Context, permission: P, subject_type: str, subject_id: UUID) -> None:
    if not queries.may_on_subject(ctx, permission, subjects.find(ctx, subject_type, subject_id)):
        raise NotAllowed


def _may_change(ctx: Context, permission: P, document: Document) -> None:
    _require(ctx, permission, document.subject_type, document.subject_id)
    if document.is_withdrawn:
        raise DomainError(WITHDRAWN)


def _add_file(ctx: Context, document: Document, kept: files.Kept) -> None:
    stored = files.attach(kept, ctx.at)
    db.session.add(
        DocumentFile(
            document_id=document.id, number=document.file_number, stored_file_id=stored.id, name=kept.name,
            media_type=kept.media_type, size=kept.size, sha256=kept.sha256, added_by_id=ctx.actor_id,
            added_at=ctx.at,
        )
    )  # fmt: skip


def edit_document(ctx: Context, document: Document, facts: DocumentFacts) -> None:
    _may_change(ctx, P.DOCUMENT_EDIT, document)
    for name, value in vars(facts).items():
        setattr(document, name, value)
    audit.record(ctx, Act.DOCUMENT_EDITED, document)


def replace_file(ctx: Context, document: Document, kept: files.Kept) -> None:
    """替え: a further file becomes the present one; the ones before stay where they are."""
    _may_change(ctx, P.DOCUMENT_EDIT, document)
    present = queries.files_of_document(document)[0]
    if present.sha256 == kept.sha256:
        raise DomainError(N_("This is the same file as the present one. Choose the newer one."), "file")
    document.file_number = present.number + 1
    _add_file(ctx, document, kept)
    audit.record(ctx, Act.DOCUMENT_FILE_REPLACED, document)


def withdraw_document(ctx: Context, document: Document, *, reason: str) -> None:
    """取消: it was filed by mistake. It stays readable, marked, with the reason."""
    _may_change(ctx, P.DOCUMENT_WITHDRAW, document)
    document.is_withdrawn, document.withdrawal_reason = True, reason
    audit.record(ctx, Act.DOCUMENT_WITHDRAWN, document, reason=reason)


def note_download(ctx: Context, document: Document, file: DocumentFile) -> None:
    """Who took which file out: an event of the document, of which nothing changes."""
    audit.witness(ctx, Act.DOCUMENT_FILE_DOWNLOADED, document, reason=f"{file.name} ({file.number})")
