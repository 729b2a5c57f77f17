"""Documents on a record, as if somebody had added them before the test."""

from datetime import datetime
from typing import Any

from app.core import audit, files
from app.core.db import db
from app.core.model import Entity
from app.work.models import Document, DocumentFile, DocumentKind
from tests.factories.files import keep, pdf
from tests.factories.identity import Made, context


def document(
    at: datetime, subject: Entity, *, content: bytes = b"", name: str = "契約書.pdf", **facts: Any
) -> Document:
    kept = keep(content or pdf(str(facts)), name)
    made = Document(
        **{
            "subject_type": subject.__tablename__, "subject_id": subject.id, "kind": DocumentKind.CONTRACT,
            "title": "業務委託契約書", "added_at": at, "file_number": 1, **facts,
        }
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    stored = files.attach(kept, at)
    db.session.add(
        DocumentFile(
            document_id=made.id, number=1, stored_file_id=stored.id, name=kept.name, media_type=kept.media_type,
            size=kept.size, sha256=kept.sha256, added_at=at, added_by_id=made.added_by_id,
        )
    )  # fmt: skip
    audit.record(context(at), Made.FOR_TEST, made)
    return made
