"""Acts on a reference itself: recorded, edited, withdrawn."""

from uuid import UUID

from sqlalchemy import select

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.references.events import ReferencesAct as Act
from app.references.events import ReferenceWithdrawn
from app.references.models import ReferenceVersion, SecurityReference
from app.references.permissions import ReferencesPermission as P
from app.references.queries import frames
from app.references.queries import references as queries
from app.references.rules import facts as rules
from app.references.rules.facts import ReferenceFacts
from app.references.services import agreeing, following
from app.register.models import Service
from app.register.queries import services
from app.work import queries as work

CHOOSE = N_("Choose one from the list.")
SERVICE_MERGED = N_("This service was joined with another one. Choose that one.")
EDITION_KEPT = N_("There are versions by this edition already. Record another reference for another edition.")
SERVICE_KEPT = N_("There are versions of this service already. Record another reference for another service.")
WITHDRAWN_ALREADY = N_("This reference is withdrawn already.")
AGREE_FIRST = N_("Agree to the present terms before you change them: see “Who agreed to the terms”.")
NO_REASON = N_("Say why, so that a later reader knows what happened.")


def add_reference(ctx: Context, facts: ReferenceFacts) -> SecurityReference:
    _must(ctx)
    facts = rules.checked_reference(facts, queries.editions())
    service = _service(ctx, facts.service_id)
    _check_owner(ctx, facts.owner_id, None)
    reference = SecurityReference(withdrawn_at=None, withdrawal_reason="")
    _fill(reference, facts, service)
    db.session.add(reference)
    audit.record(ctx, Act.REFERENCE_ADDED, reference)
    return reference


def edit_reference(ctx: Context, reference: SecurityReference, facts: ReferenceFacts, *, seen: int) -> None:
    """`seen`: the version of the row that the person saw."""
    _must(ctx)
    if reference.version != seen:
        raise StaleVersion(reference)
    if reference.withdrawn_at is not None:
        raise DomainError(WITHDRAWN_ALREADY)
    facts = rules.checked_reference(facts, {*queries.editions(), reference.edition})
    if agreeing.wording_of(facts) != agreeing.wording_of(reference) and agreeing.must_agree(ctx, reference):
        raise DomainError(AGREE_FIRST, "disclosure")
    if facts.edition != reference.edition and _has_versions(reference):
        raise DomainError(EDITION_KEPT, "edition")
    if facts.service_id != reference.service_id and _has_versions(reference):
        raise DomainError(SERVICE_KEPT, "service_id")
    _check_owner(ctx, facts.owner_id, reference.owner_id)
    was = reference.title
    _fill(reference, facts, _service(ctx, facts.service_id))
    audit.record(ctx, Act.REFERENCE_EDITED, reference)
    if reference.title != was:
        following.tell_checks_again(reference)


def withdraw_reference(ctx: Context, reference: SecurityReference, *, reason: str, seen: int) -> None:
    """It stays readable with all its versions, and so do the self-checks against it."""
    _must(ctx)
    if reference.version != seen:
        raise StaleVersion(reference)
    if reference.withdrawn_at is not None:
        raise DomainError(WITHDRAWN_ALREADY)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    reference.withdrawn_at, reference.withdrawal_reason = ctx.at, reason
    audit.record(ctx, Act.REFERENCE_WITHDRAWN, reference, reason=reason)
    events.publish(ctx, ReferenceWithdrawn(reference))


def owners(ctx: Context) -> list[tuple[UUID, str]]:
    """Who may be in charge: whoever writes references."""
    return [(one.id, one.name) for one in work.people_with(P.REFERENCE_EDIT, None, day_of(ctx.at))]


def _fill(reference: SecurityReference, facts: ReferenceFacts, service: Service) -> None:
    for name, value in vars(facts).items():
        setattr(reference, name, value)
    reference.organisation_id = service.organisation_id
    reference.sort_key = sort_key("", "", facts.title)
    reference.edition_ja, reference.edition_en = frames.edition_names(frames.current(), facts.edition)


def _service(ctx: Context, service_id: UUID) -> Service:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        found = services.get_service(ctx, service_id)
    except NotFound:
        raise DomainError(CHOOSE, "service_id") from None
    if found.merged_into_id is not None:
        raise DomainError(SERVICE_MERGED, "service_id")
    return found


def _check_owner(ctx: Context, owner_id: UUID | None, before: UUID | None) -> None:
    if owner_id not in (None, before) and owner_id not in {key for key, _name in owners(ctx)}:
        raise DomainError(CHOOSE, "owner_id")


def _has_versions(reference: SecurityReference) -> bool:
    query = select(ReferenceVersion.id).where(ReferenceVersion.reference_id == reference.id)
    return db.session.scalar(query.limit(1)) is not None


def _must(ctx: Context) -> None:
    if not ctx.may(P.REFERENCE_EDIT):
        raise NotAllowed
