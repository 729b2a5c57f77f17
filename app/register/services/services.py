"""Acts on services: each checks the rules, changes the record and explains the change."""

from dataclasses import fields
from uuid import UUID

from sqlalchemy import select

from app.core import audit, events
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.register import readings, settings
from app.register.events import Refiled
from app.register.events import RegisterAct as Act
from app.register.indexing import services as indexing
from app.register.models import Organisation, Service
from app.register.queries import organisations
from app.register.queries import services as queries
from app.register.rules import services as rules
from app.register.rules.services import ServiceFacts
from app.register.services import copies

__all__ = ["add_service", "edit_service", "fill", "indexing", "kinds_for", "placeholder_of"]

ALIKE = N_(
    "%(provider)s has a service of this name already. "
    "If it is another one, tick “This is another service” and save again."
)
CHOOSE = N_("Choose one from the list.")
MERGED = N_("%(name)s was merged into another organisation. Choose that one.")


def add_service(ctx: Context, facts: ServiceFacts, is_confirmed: bool = False) -> Service:
    """`is_confirmed`: the person saw that the provider has one of this name and says that this is another."""
    service = Service()
    facts = rules.checked(facts, kinds_for(service))
    provider = _provider(ctx, service, facts)
    if not is_confirmed:
        _warn_of_same(service.id, facts, provider)
    fill(service, facts, provider)
    db.session.add(service)
    audit.record(ctx, Act.SERVICE_ADDED, service)
    return service


def edit_service(
    ctx: Context, service: Service, facts: ServiceFacts, *, version: int, is_confirmed: bool = False
) -> Service:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if service.version != version:
        raise StaleVersion(service)
    facts = rules.checked(facts, kinds_for(service))
    provider = _provider(ctx, service, facts)
    rules.check_placeholder(service.name if service.is_placeholder else "", facts)
    before = (service.organisation_id, rules.name_key(service.name))
    if not is_confirmed and (provider.id, rules.name_key(facts.name)) != before:
        _warn_of_same(service.id, facts, provider)
    named, before_id = (service.name, service.name_kana, service.name_latin), service.organisation_id
    fill(service, facts, provider)
    audit.record(ctx, Act.SERVICE_EDITED, service)
    is_renamed = named != (service.name, service.name_kana, service.name_latin)
    if is_renamed:
        copies.follow_service(service)
    if is_renamed or service.organisation_id != before_id:
        events.publish(ctx, Refiled(service))
    return service


def placeholder_of(ctx: Context, organisation: Organisation) -> Service:
    """（全般） of a provider: what is known to come from them, before anybody says which service it is."""
    # Two imports at one moment would make two of them else.
    db.session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())
    found = queries.placeholder(organisation.id)
    if found is not None:
        return found
    facts = ServiceFacts(
        organisation_id=organisation.id,
        name=readings.SERVICES_IN_GENERAL,
        name_kana=readings.SERVICES_IN_GENERAL_KANA,
    )
    service = Service(is_placeholder=True)
    fill(service, facts, organisation)
    db.session.add(service)
    audit.record(ctx, Act.SERVICE_ADDED, service)
    return service


def kinds_for(service: Service) -> set[str]:
    """The institution's list, those it retired too: a record that has one keeps it."""
    return {*settings.service_kind_names("ja"), service.kind or ""}


def fill(service: Service, facts: ServiceFacts, provider: Organisation) -> None:
    for field in fields(facts):
        value = getattr(facts, field.name)
        setattr(service, field.name, list(value) if isinstance(value, tuple) else value)
    service.sort_key = sort_key(facts.name_kana, facts.name_latin, facts.name)
    service.name_key = rules.name_key(facts.name)
    service.provider_sort_key = provider.sort_key


def _provider(ctx: Context, service: Service, facts: ServiceFacts) -> Organisation:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        provider = organisations.get_organisation(ctx, facts.organisation_id)
    except NotFound:
        raise DomainError(CHOOSE, "organisation_id") from None
    if provider.merged_into_id is not None and provider.id != service.organisation_id:
        raise DomainError(MERGED, "organisation_id", name=provider.name)
    return provider


def _warn_of_same(own_id: UUID, facts: ServiceFacts, provider: Organisation) -> None:
    if queries.named_alike(provider.id, facts.name, except_id=own_id):
        raise DomainError(ALIKE, "is_confirmed", provider=provider.name)
