"""What repeats a name follows when the name changes: sort keys by one statement each, and the search index.

Called in the act that renames. The copies carry no version, so nobody's open form becomes stale by it.
"""

from sqlalchemy import select

from app.core import derived, search
from app.core.db import db
from app.register.indexing import contacts as _contacts  # noqa: F401 - keeps their entries
from app.register.indexing import engagements as _engagements  # noqa: F401 - keeps their entries
from app.register.indexing import services as _services  # noqa: F401 - keeps their entries
from app.register.models import Contact, Engagement, Organisation, Service, Supply

# An IN of more ids than this is no longer one statement on every database.
BATCH = 500


def follow_organisation(organisation: Organisation) -> None:
    """Services that it provides and engagements whose contract party it is."""
    derived.copy(
        Service,
        Service.organisation_id == organisation.id,
        {Service.provider_sort_key: organisation.sort_key},
    )
    derived.copy(
        Engagement,
        Engagement.vendor_id == organisation.id,
        {Engagement.vendor_sort_key: organisation.sort_key},
    )
    _refresh(Service, Service.organisation_id == organisation.id)
    _refresh(Engagement, Engagement.vendor_id == organisation.id)
    _refresh(Contact, Contact.organisation_id == organisation.id)


def follow_unit(engagement: Engagement) -> None:
    """Contacts that are for this engagement only are found in its unit."""
    _refresh(Contact, Contact.engagement_id == engagement.id)


def follow_service(service: Service) -> None:
    """Supplies at whose ends it stands, and engagements that use it."""
    derived.copy(Supply, Supply.service_id == service.id, {Supply.service_sort_key: service.sort_key})
    derived.copy(Supply, Supply.base_service_id == service.id, {Supply.base_sort_key: service.sort_key})
    _refresh(Engagement, Engagement.service_id == service.id)


def _refresh(model: type[Service] | type[Engagement] | type[Contact], where: object) -> None:
    records = list(db.session.scalars(select(model).where(where)))  # type: ignore[arg-type]
    for at in range(0, len(records), BATCH):
        search.refresh(model, records[at : at + BATCH])
