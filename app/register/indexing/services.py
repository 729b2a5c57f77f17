"""By which words a service is found: its own names and its provider's."""

from sqlalchemy.orm import object_session

from app.core import search
from app.register.models import Organisation, Service

KIND = "service"


def describe(service: Service) -> search.Entry | None:
    """None for one that was joined into another: the other is found."""
    session = object_session(service)
    if session is None or service.merged_into_id is not None:
        return None
    with session.no_autoflush:
        provider = session.get(Organisation, service.organisation_id)
    names = (provider.name, provider.name_kana, provider.name_latin) if provider else ()
    return search.Entry(
        kind=KIND,
        title=service.name,
        detail=provider.name if provider else "",
        sort_key=service.sort_key,
        texts=[service.name, service.name_kana, service.name_latin, *names],
        organisation_id=service.organisation_id,
    )


search.indexed(Service, describe, names=("name", "name_kana", "name_latin"), named_by=("organisation_id",))
