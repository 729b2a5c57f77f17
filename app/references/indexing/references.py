"""By which words a reference is found: its title, its service and the provider of it."""

from sqlalchemy.orm import object_session

from app.core import search
from app.references.models import SecurityReference
from app.register.models import Organisation, Service

KIND = SecurityReference.__tablename__


def describe(reference: SecurityReference) -> search.Entry | None:
    """No organisation stands in the entry: a provider's people are shown theirs in the portal, and only if shared."""
    session = object_session(reference)
    if session is None:
        return None
    with session.no_autoflush:
        service = session.get(Service, reference.service_id)
        provider = session.get(Organisation, reference.organisation_id)
    named = [one for one in (service, provider) if one is not None]
    texts = [text for one in named for text in (one.name, one.name_kana, one.name_latin) if text]
    return search.Entry(
        kind=KIND,
        title=reference.title,
        detail=service.name if service is not None else "",
        sort_key=reference.sort_key,
        texts=[reference.title, reference.edition, *texts],
    )


search.indexed(SecurityReference, describe, names=("title",), named_by=("service_id", "organisation_id"))
