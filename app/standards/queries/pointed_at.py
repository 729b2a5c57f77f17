"""What is known by its row only: the search and the log point at rows, pages at keys."""

from collections.abc import Collection
from uuid import UUID

from app.core.db import db
from app.core.errors import NotFound
from app.standards.models import ContentKind, StandardQuestion
from app.standards.queries import contents
from app.standards.queries.contents import Published


def get_question(question_id: UUID) -> StandardQuestion:
    """Of a questionnaire in use."""
    row = db.session.get(StandardQuestion, question_id)
    if row is None:
        raise NotFound
    return row


def get_content(version_id: UUID, kinds: Collection[ContentKind]) -> Published:
    for version in contents.versions():
        if version.id == version_id and version.kind in kinds:
            return version
    raise NotFound
