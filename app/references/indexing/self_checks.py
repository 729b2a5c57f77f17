"""By which words a self-check is found: its engagement, and the reference that it is held against."""

from sqlalchemy.orm import object_session

from app.core import search
from app.references.models import SecurityReference, SelfCheck
from app.register.models import Engagement

KIND = SelfCheck.__tablename__


def describe(check: SelfCheck) -> search.Entry | None:
    """Found where its engagement is."""
    session = object_session(check)
    if session is None:
        return None
    with session.no_autoflush:
        engagement = session.get(Engagement, check.engagement_id)
        reference = session.get(SecurityReference, check.reference_id)
    if engagement is None or reference is None:
        return None
    return search.Entry(
        kind=KIND,
        title=f"{engagement.title} – {reference.title}",
        detail=engagement.number,
        sort_key=engagement.sort_key,
        texts=[
            text
            for text in (engagement.number, engagement.title, engagement.title_kana, reference.title)
            if text
        ],
        unit_id=engagement.unit_id,
    )


search.indexed(SelfCheck, describe, named_by=("engagement_id", "reference_id"))
