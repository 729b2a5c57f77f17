"""What pages of master data share: where one came from, which moment goes along, engagements in a table."""

from typing import Any
from uuid import UUID

from flask import request
from flask_babel import get_locale

from app.core import listing
from app.core.context import Context
from app.register import settings
from app.register.models import Service
from app.register.queries import services


def asked_id(name: str) -> UUID | None:
    """An id that the address carries along; whatever else stands there is left out."""
    text = request.args.get(name, "")
    return UUID(text) if listing.is_id(text) else None


def stands_for(ctx: Context, service_id: UUID | None) -> Service | None:
    """The service that one came from, if one may see it."""
    if service_id is None:
        return None
    found = services.names_of(ctx, [service_id])
    return services.get_service(ctx, service_id) if found else None


def moment_args() -> dict[str, Any]:
    """The moment, to be carried on to another page."""
    return {name: request.args[name] for name in listing.MOMENT if request.args.get(name)}


def shown_users() -> dict[str, Any]:
    """What the table of engagements needs of the page."""
    return {
        "engagement_url": listing.address_of("register.engagement", "engagement_id"),
        "organisation_url": listing.address_of("register.organisation", "organisation_id"),
        "tier_names": settings.tier_names(str(get_locale())),
    }
