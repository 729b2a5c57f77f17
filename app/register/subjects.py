"""How tasks, approvals and findings name and open a third party."""

from uuid import UUID

from app.core.context import Context
from app.register.queries import contacts, deciding, engagements, functions, services, supplies, systems
from app.register.queries import organisations as queries
from app.work import subjects
from app.work.subjects import Found


def _organisation(ctx: Context, organisation_id: UUID) -> Found:
    found = queries.get_organisation(ctx, organisation_id)
    return Found(found.name, "register.organisation", {"organisation_id": organisation_id})


def _service(ctx: Context, service_id: UUID) -> Found:
    found = services.get_service(ctx, service_id)
    return Found(found.name, "register.service", {"service_id": service_id})


def _supply(ctx: Context, supply_id: UUID) -> Found:
    """Named by its two services, for it has no name of its own."""
    found = supplies.get_supply(ctx, supply_id)
    names = services.names_of(ctx, [found.service_id, found.base_service_id])
    title = f"{names.get(found.service_id, '')} → {names.get(found.base_service_id, '')}"
    return Found(title, "register.supply", {"supply_id": supply_id})


subjects.register("organisation", _organisation)
subjects.register("service", _service)
subjects.register("supply", _supply)


def _contact(ctx: Context, contact_id: UUID) -> Found:
    """One that is for a single engagement is its unit's."""
    found = contacts.get_contact(ctx, contact_id)
    tied = found.engagement_id and engagements.get_engagement(ctx, found.engagement_id)
    return Found(found.name, "register.contact", {"contact_id": contact_id}, tied.unit_id if tied else None)


def _system(ctx: Context, system_id: UUID) -> Found:
    return Found(systems.get_system(ctx, system_id).name, "register.system", {"system_id": system_id})


def _function(ctx: Context, function_id: UUID) -> Found:
    found = functions.get_function(ctx, function_id)
    return Found(found.name, "register.function", {"function_id": function_id})


def _engagement(ctx: Context, engagement_id: UUID) -> Found:
    found = engagements.get_engagement(ctx, engagement_id)
    return Found(found.title, "register.engagement", {"engagement_id": engagement_id}, found.unit_id)


subjects.register("engagement", _engagement)
subjects.register("contact", _contact)
subjects.register("information_system", _system)
subjects.register("business_function", _function)


def _tier_override(ctx: Context, override_id: UUID) -> Found:
    _override, found = deciding.get_override(ctx, override_id)
    title = f"{found.number} {found.title}"
    return Found(title, "register.engagement_tier", {"engagement_id": found.id}, found.unit_id)


subjects.register("tier_override", _tier_override)
