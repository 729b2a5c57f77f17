"""What pages of master data share: where one came from, which moment goes along, engagements in a table."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import render_template, request
from flask_babel import get_locale

from app.core import listing
from app.core.context import Context
from app.core.model import Entity
from app.register import settings
from app.register.models import Service
from app.register.past import ours as past
from app.register.queries import services


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


def moment_addresses() -> dict[str, Any]:
    """Where engagements and organisations open as they stood at the moment that the page shows."""
    asked = moment_args()
    after = f"?{urlencode(asked)}" if asked else ""
    engagement = listing.address_of("register.engagement", "engagement_id")
    organisation = listing.address_of("register.organisation", "organisation_id")
    return {
        "engagement_url": lambda record_id: engagement(record_id) + after,
        "organisation_url": lambda record_id: organisation(record_id) + after,
    }


def unrecorded(present: Entity, kind: str, list_url: str) -> str:
    """Instead of a record that was not there yet at the moment asked for; `kind` is what its list is called."""
    return render_template(
        "register/unrecorded.html",
        kind=kind,
        list_url=list_url,
        began=past.began(present),
        now_url=request.path,
    )
