"""再委託の申請 of a vendor whose subcontractor may be new to us: the chain and the application, by one act."""

from dataclasses import dataclass
from uuid import UUID

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.words import N_
from app.register.models import (
    ConsentState,
    Engagement,
    EngagementSupply,
    Organisation,
    Service,
    Supply,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import consents as uses
from app.register.queries import organisations as parties
from app.register.queries import services as offers
from app.register.queries import supplies as edges
from app.register.rules.chain import Chain
from app.register.rules.consents import Application, UseFacts
from app.register.rules.organisations import OrganisationFacts
from app.register.rules.supplies import SupplyFacts, is_in_force
from app.register.services import consents, organisations, services, supplies

CHOOSE = N_("Choose one from the list.")
NOT_THEIRS = N_("Choose a service that this vendor supplies to the engagement.")
THEMSELVES = N_("The subcontractor must be another organisation than the one that applies.")
NOT_THE_PROVIDER = N_("%(name)s does not provide this service. Choose one of theirs, or leave it empty.")
NOT_IN_FORCE = N_(
    "This supply is recorded, and does not hold today. Correct its days in the register, then record the application."
)
UNDER_WAY = frozenset({ConsentState.APPLIED, ConsentState.EXAMINED})


@dataclass(frozen=True, kw_only=True)
class Entrusting:
    """`service_id`: which of the vendor's services the work belongs to. `organisation_id`: the subcontractor, where
    they are recorded already; else `newcomer`. `base_service_id`: None for （全般） of the subcontractor."""

    service_id: UUID
    organisation_id: UUID | None
    newcomer: OrganisationFacts
    base_service_id: UUID | None
    purpose: str
    use: UseFacts
    application: Application
    is_confirmed: bool = False


def apply_for(
    ctx: Context, engagement: Engagement, chain: Chain, vendor_id: UUID, wanted: Entrusting
) -> EngagementSupply:
    """What is recorded already is used: nothing stands twice, and an application under way stays the one."""
    if not ctx.may(P.CONSENT_APPLY, engagement.unit_id):
        raise NotAllowed
    if wanted.service_id not in services_of(chain, vendor_id):
        raise DomainError(NOT_THEIRS, "place")
    edge = _edge(ctx, wanted, _base(ctx, vendor_id, wanted))
    use = uses.use_of(engagement.id, edge.id)
    if use is not None and use.state in UNDER_WAY:
        return use
    is_known = use is not None and not use.is_unused
    return consents.apply_for_consent(
        ctx, engagement, edge.id, wanted.application, version=use.version if use is not None else 0,
        facts=None if is_known else wanted.use,
    )  # fmt: skip


def services_of(chain: Chain, vendor_id: UUID) -> dict[UUID, str]:
    """The services by which a vendor takes part in a chain; of a mere party to the contract the one that it sells."""
    found = {stop.offer.id: stop.offer.name for stop in chain.counted if stop.party.id == vendor_id}
    is_seller = chain.vendor is not None and chain.vendor.id == vendor_id
    if not found and is_seller and chain.root is not None:
        found = {chain.root.offer.id: chain.root.offer.name}
    return found


def _base(ctx: Context, vendor_id: UUID, wanted: Entrusting) -> Service:
    party = _party(ctx, wanted)
    if party.id == vendor_id:
        raise DomainError(THEMSELVES, "organisation_id")
    if wanted.base_service_id is None:
        if offers.placeholder(party.id) is None:
            _must(ctx, P.SERVICE_ADD)
        return services.placeholder_of(ctx, party)
    try:
        found = offers.get_service(ctx, wanted.base_service_id)
    except NotFound:
        raise DomainError(CHOOSE, "base_service_id") from None
    if found.organisation_id != party.id:
        raise DomainError(NOT_THE_PROVIDER, "base_service_id", name=party.name)
    return found


def _party(ctx: Context, wanted: Entrusting) -> Organisation:
    if wanted.organisation_id is None:
        _must(ctx, P.ORGANISATION_ADD)
        return organisations.add_organisation(ctx, wanted.newcomer, is_confirmed=wanted.is_confirmed)
    try:
        found = parties.get_organisation(ctx, wanted.organisation_id)
        return found if found.merged_into_id is None else parties.get_organisation(ctx, found.merged_into_id)
    except NotFound:
        raise DomainError(CHOOSE, "organisation_id") from None


def _edge(ctx: Context, wanted: Entrusting, base: Service) -> Supply:
    found = edges.between(wanted.service_id, base.id)
    if found is None:
        _must(ctx, P.SUPPLY_ADD)
        return supplies.add_supply(
            ctx,
            SupplyFacts(
                service_id=wanted.service_id, base_service_id=base.id, purpose=wanted.purpose,
                countries=tuple(wanted.use.countries),
            ),
        )  # fmt: skip
    if found.merged_into_id is not None:
        found = db.session.get_one(Supply, found.merged_into_id)
    if not is_in_force(found.from_on, found.to_on, day_of(ctx.at)):
        raise DomainError(NOT_IN_FORCE)
    return found


def _must(ctx: Context, permission: P) -> None:
    if not ctx.may(permission):
        raise NotAllowed
