"""Services as the log knew them at a past instant (model.md §5)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.core.past import Past, pointing_at
from app.core.text import fold
from app.register.indexing.organisations import asked
from app.register.models import Engagement, Organisation, Service
from app.register.queries import engagements
from app.register.queries import organisations as organisation_queries
from app.register.queries import services as queries
from app.register.queries.services import Row, Wanted
from app.register.rules import organisations as rules


def past_of(ctx: Context, wanted: Wanted) -> Past[Service]:
    return Past(
        Service,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
        copies=frozenset({"provider_sort_key"}),
    )


def is_wanted(found: Service, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    ended = rules.has_ended(found.ended_on, wanted.on)
    return (
        found.merged_into_id is None
        and (not wanted.kind or found.kind == wanted.kind)
        and (wanted.model is None or found.model == wanted.model)
        and (wanted.organisation_id is None or found.organisation_id == wanted.organisation_id)
        and (wanted.is_placeholder is None or found.is_placeholder == wanted.is_placeholder)
        and (not wanted.is_countryless or not found.countries)
        and (wanted.has_ended is None or wanted.has_ended == ended)
        and (not wanted.words or has_words(found, wanted.words))
    )


def has_words(found: Service, words: str) -> bool:
    """By its own names and those that its provider has now: as the search would."""
    provider = db.session.get(Organisation, found.organisation_id)
    parties = (provider.name, provider.name_kana, provider.name_latin) if provider else ()
    texts = [fold(text) for text in (found.name, found.name_kana, found.name_latin, *parties) if text]
    return all(any(fold(word) in text for text in texts) for word in asked(words).split())


def service_at(service: Service, instant: datetime) -> Service | None:
    return reading.state_at(service, instant)


def services_at(ctx: Context, ids: Iterable[UUID], instant: datetime) -> dict[UUID, Service]:
    wanted = set(ids)
    if not wanted:
        return {}
    present = db.session.scalars(queries.visible_to(ctx).where(Service.id.in_(wanted))).all()
    return reading.states_at(Service, present, instant)


def provided_at(ctx: Context, organisation_id: UUID, instant: datetime) -> list[Service]:
    """What an organisation provided then, whoever has it now."""
    found = pointing_at(queries.visible_to(ctx), Service, "organisation_id", organisation_id, instant)
    kept = [service for service in found if service.merged_into_id is None]
    return sorted(kept, key=lambda service: (service.sort_key, service.id))


def engagements_at(ctx: Context, field: str, record_id: UUID, instant: datetime) -> list[Engagement]:
    """Engagements that used a service, or had a contract party, then; access is judged on the present row."""
    found = pointing_at(engagements.visible_to(ctx), Engagement, field, record_id, instant)
    return sorted(found, key=lambda engagement: (engagement.sort_key, engagement.id))


def providers_at(ctx: Context, ids: Iterable[UUID], instant: datetime) -> dict[UUID, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    query = organisation_queries.visible_to(ctx).where(Organisation.id.in_(wanted))
    states = reading.states_at(Organisation, db.session.scalars(query).all(), instant)
    return {row_id: state.name for row_id, state in states.items()}
