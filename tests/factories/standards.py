"""Published content, as if it had been there before the test."""

from datetime import datetime
from pathlib import Path

from app.core.db import db
from app.standards.content.loading import load_all
from app.standards.models import ContentVersion
from app.standards.services import publishing
from tests.factories.identity import context
from tests.factories.questionnaires import delivered


def published(at: datetime, root: Path | None = None, catalogue: Path | None = None) -> list[ContentVersion]:
    """The content that is delivered, or that of a test's own folders."""
    found = load_all(root, catalogue) if root and catalogue else delivered()
    made = publishing.publish_all(context(at), *found)
    db.session.commit()
    return made
