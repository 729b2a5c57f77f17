"""Acts on supplies: each checks the rules, changes the record and explains the change."""

from dataclasses import fields
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.models import Service, Supply
from app.register.queries import services
from app.register.queries import supplies as queries
from app.register.rules import supplies as rules
from app.register.rules.supplies import SupplyFacts

CHOOSE = N_("Choose one from the list.")
RECORDED = N_("It is recorded already that %(service)s is built on %(base)s. Open that record and edit it.")
IN_USE = N_(
    "Uses and consents of engagements are recorded on this supply, so its two services stay as they are. "
    "Add another supply, and give this one its last day."
)
MERGED = N_("%(name)s was joined with another service. Choose that one.")


class AlreadyRecorded(DomainError):
    """The same edge twice. `supply_id` is the one to open instead."""

    def __init__(self, supply: Supply, service: Service, base: Service) -> None:
        super().__init__(RECORDED, "base_service_id", service=service.name, base=base.name)
        self.supply_id = supply.id


def add_supply(ctx: Context, facts: SupplyFacts, is_confirmed: bool = False) -> Supply:
    """`is_confirmed`: the person was told that the edge closes a circle, and says that it is so."""
    supply = Supply()
    facts = rules.checked(facts)
    service, base = _ends(ctx, supply, facts)
    if not is_confirmed:
        rules.check_loop(facts, queries.below(base.id), service.name)
    fill(supply, facts, service, base)
    db.session.add(supply)
    audit.record(ctx, Act.SUPPLY_ADDED, supply)
    return supply


def edit_supply(
    ctx: Context, supply: Supply, facts: SupplyFacts, *, version: int, is_confirmed: bool = False
) -> Supply:
    if supply.version != version:
        raise StaleVersion(supply)
    facts = rules.checked(facts)
    service, base = _ends(ctx, supply, facts)
    is_moved = (facts.service_id, facts.base_service_id) != (supply.service_id, supply.base_service_id)
    if is_moved and queries.is_used(supply):
        raise DomainError(IN_USE, "base_service_id")
    if is_moved and not is_confirmed:
        rules.check_loop(facts, queries.below(base.id, except_id=supply.id), service.name)
    fill(supply, facts, service, base)
    audit.record(ctx, Act.SUPPLY_EDITED, supply)
    return supply


def fill(supply: Supply, facts: SupplyFacts, service: Service, base: Service) -> None:
    for field in fields(facts):
        value = getattr(facts, field.name)
        setattr(supply, field.name, list(value) if isinstance(value, tuple) else value)
    supply.service_sort_key, supply.base_sort_key = service.sort_key, base.sort_key


def _ends(ctx: Context, supply: Supply, facts: SupplyFacts) -> tuple[Service, Service]:
    """Both services, read again by the scope of the actor; no second edge between the same two."""
    service = _service(ctx, facts.service_id, "service_id", supply.service_id)
    base = _service(ctx, facts.base_service_id, "base_service_id", supply.base_service_id)
    other = queries.between(service.id, base.id, except_id=supply.id)
    if other is not None:
        raise AlreadyRecorded(other, service, base)
    return service, base


def _service(ctx: Context, service_id: UUID, field: str, before: UUID | None) -> Service:
    try:
        service = services.get_service(ctx, service_id)
    except NotFound:
        raise DomainError(CHOOSE, field) from None
    if service.merged_into_id is not None and service.id != before:
        raise DomainError(MERGED, field, name=service.name)
    return service
