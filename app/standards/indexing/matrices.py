"""By the title of its responsibility matrix an engagement is found, by whoever may see the engagement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from app.register.indexing import engagements
from app.standards.models import ContentVersion, EngagementMatrix


def titles(connection: Connection, engagement_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[str]]:
    """Of those that count: one that was withdrawn finds nothing."""
    query = select(EngagementMatrix.engagement_id, ContentVersion.title_ja, ContentVersion.title_en)
    query = query.join(ContentVersion, ContentVersion.id == EngagementMatrix.content_id)
    query = query.where(
        EngagementMatrix.engagement_id.in_(engagement_ids), EngagementMatrix.withdrawn_at.is_(None)
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for engagement_id, japanese, english in connection.execute(query):
        found[engagement_id] += [japanese, english]
    return found


engagements.found_by(titles)
