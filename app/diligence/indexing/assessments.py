"""By which words an assessment is found: its number, what is assessed, the questionnaire it puts."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from app.core import search
from app.diligence.models import Assessment
from app.register.models import Engagement, Organisation, Service
from app.standards.models import ContentVersion

KIND = Assessment.__tablename__


def describe(assessment: Assessment) -> search.Entry | None:
    """Those of an engagement are found where the engagement is, the others by everybody who sees assessments. No
    organisation stands in it: a vendor's people must not find what is said of them."""
    session = object_session(assessment)
    if session is None:
        return None
    with session.no_autoflush:
        names = _subject(session, assessment)
        titles = _questionnaire(session, assessment.content_id)
    return search.Entry(
        kind=KIND,
        title=_headed(names, titles[0]),
        detail=assessment.number,
        sort_key=assessment.sort_key,
        texts=[assessment.number, *names, *titles],
        unit_id=assessment.unit_id if assessment.engagement_id else None,
        title_en=_headed(names, titles[1]),
        detail_en=assessment.number,
    )


def _headed(names: list[str], questionnaire: str) -> str:
    """The institution itself has no name in the register."""
    return " ".join([*names[:1], questionnaire])


def _subject(session: Session, assessment: Assessment) -> list[str]:
    """Its name first, then what else it is called."""
    if assessment.engagement_id is not None:
        engagement = session.get(Engagement, assessment.engagement_id)
        return _said(engagement.title, engagement.title_kana) if engagement else []
    if assessment.service_id is not None:
        return _named(session.get(Service, assessment.service_id))
    if assessment.organisation_id is not None:
        return _named(session.get(Organisation, assessment.organisation_id))
    return []


def _named(found: Service | Organisation | None) -> list[str]:
    return _said(found.name, found.name_kana, found.name_latin) if found else []


def _said(*texts: str | None) -> list[str]:
    return [text for text in texts if text]


def _questionnaire(session: Session, content_id: UUID) -> tuple[str, str]:
    """Asked once in a session: a round begins hundreds with one questionnaire."""
    known: dict[UUID, tuple[str, str]] = session.info.setdefault(f"{KIND}_titles", {})
    if content_id not in known:
        query = select(ContentVersion.title_ja, ContentVersion.title_en)
        row = session.execute(query.where(ContentVersion.id == content_id)).one()
        known[content_id] = (row.title_ja, row.title_en)
    return known[content_id]


search.indexed(Assessment, describe, named_by=("organisation_id", "service_id", "engagement_id"))
