"""Services as a file brings them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.register.events import RegisterAct as Act
from app.register.models import Organisation, Service
from app.register.rules import services as rules
from app.register.rules.services import ServiceFacts
from app.register.services import copies
from app.register.services import services as acts
from app.register.services.importing.batches import batches


def store_services(
    ctx: Context,
    rows: Sequence[tuple[Service, ServiceFacts, Organisation]],
    *,
    new: Collection[UUID],
    reason: str,
) -> None:
    """Each service with its facts and who provides it."""
    for batch in batches(rows):
        renamed = []
        for service, facts, provider in batch:
            before = (service.name, service.name_kana, service.name_latin)
            rules.check_placeholder(
                service.name if service.is_placeholder and service.id not in new else "", facts
            )
            acts.fill(service, rules.checked(facts, acts.kinds_for(service)), provider)
            if service.id in new:
                db.session.add(service)
            elif before != (service.name, service.name_kana, service.name_latin):
                renamed.append(service)
        audit.record(ctx, Act.IMPORTED, *(service for service, _, _ in batch), reason=reason)
        for service in renamed:
            copies.follow_service(service)
