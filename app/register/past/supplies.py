"""Supplies as the log knew them at a past instant (model.md §5)."""

from datetime import datetime
from uuid import UUID

from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.core.past import Past, pointing_at
from app.register.models import Service, Supply
from app.register.past import services as past_services
from app.register.queries import supplies as queries
from app.register.queries.supplies import Neighbour, Row, Wanted
from app.register.rules import supplies as rules

OTHER_END = {"service_id": "base_service_id", "base_service_id": "service_id"}


def past_of(ctx: Context, wanted: Wanted) -> Past[Supply]:
    return Past(
        Supply,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
        copies=frozenset({"service_sort_key", "base_sort_key"}),
    )


def is_wanted(found: Supply, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    ended = rules.has_ended(found.to_on, wanted.on)
    return (
        found.merged_into_id is None
        and (wanted.service_id is None or found.service_id == wanted.service_id)
        and (wanted.base_service_id is None or found.base_service_id == wanted.base_service_id)
        and (wanted.substitutability is None or found.substitutability == wanted.substitutability)
        and (not wanted.is_countryless or not found.countries)
        and (not wanted.is_self_loop or found.service_id == found.base_service_id)
        and (wanted.has_ended is None or wanted.has_ended == ended)
        and (not wanted.words or _has_words(found, wanted.words))
    )


def _has_words(found: Supply, words: str) -> bool:
    ends = (db.session.get(Service, found.service_id), db.session.get(Service, found.base_service_id))
    return any(end is not None and past_services.has_words(end, words) for end in ends)


def supply_at(supply: Supply, instant: datetime) -> Supply | None:
    return reading.state_at(supply, instant)


def neighbours_at(ctx: Context, own_end: str, service_id: UUID, instant: datetime) -> list[Neighbour]:
    """The edges that began (or ended) at a service then, with what stood at their other end."""
    edges = [
        edge
        for edge in pointing_at(queries.visible_to(ctx), Supply, own_end, service_id, instant)
        if edge.merged_into_id is None
    ]
    ends = {edge.id: getattr(edge, OTHER_END[own_end]) for edge in edges}
    services = past_services.services_at(ctx, ends.values(), instant)
    parties = past_services.providers_at(ctx, (one.organisation_id for one in services.values()), instant)
    found = [
        Neighbour(
            edge.id, end.id, end.name, end.organisation_id, parties.get(end.organisation_id, ""), edge.purpose,
            edge.countries, edge.substitutability, edge.from_on, edge.to_on,
        )
        for edge in edges
        if (end := services.get(ends[edge.id])) is not None
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.organisation_name, one.service_name, one.supply_id))
