"""By which words a contact is found: name, reading, department, digits of the telephone, e-mail."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import object_session

from app.core import search
from app.core.phones import digits_of
from app.register.models import Contact, Engagement, Organisation

KIND = "contact"


def describe(contact: Contact) -> search.Entry:
    """One for a single engagement belongs to its unit; who may read it there is asked again on its page."""
    return search.Entry(
        kind=KIND,
        title=contact.name,
        detail=" ".join(filter(None, (_organisation_of(contact), contact.department))),
        sort_key=contact.sort_key,
        texts=[
            contact.name,
            contact.name_kana,
            contact.department,
            contact.email,
            *digits_of(contact.phone),
            *digits_of(contact.night_phone),
        ],
        unit_id=_unit_of(contact),
    )


def _organisation_of(contact: Contact) -> str:
    session = object_session(contact)
    if session is None:
        return ""
    return session.scalar(select(Organisation.name).where(Organisation.id == contact.organisation_id)) or ""


def _unit_of(contact: Contact) -> UUID | None:
    session = object_session(contact)
    if session is None or contact.engagement_id is None:
        return None
    return session.scalar(select(Engagement.unit_id).where(Engagement.id == contact.engagement_id))


search.indexed(Contact, describe)
