"""Acts on organisations: each checks the rules, changes the record and explains the change."""

from dataclasses import fields
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.indexing import organisations as indexing
from app.register.models import Organisation, OrganisationCode
from app.register.queries import organisations as queries
from app.register.rules import organisations as rules
from app.register.rules.organisations import OrganisationFacts

__all__ = ["add_code", "add_organisation", "edit_organisation", "indexing", "remove_code"]

TAKEN = N_("%(name)s has this number already. Correct the number, or open that organisation instead.")
ALIKE = N_(
    "An organisation of almost the same name is recorded already: %(names)s. "
    "If this is another one, tick the box below and save again."
)
CODE_TAKEN = N_("%(name)s has this code already. Correct it, or remove it there first.")


def add_organisation(ctx: Context, facts: OrganisationFacts, *, is_confirmed: bool = False) -> Organisation:
    """`is_confirmed`: the person saw who has a similar name and says that this is somebody else."""
    facts = rules.checked(facts)
    organisation = Organisation()
    _check_against_others(ctx, organisation.id, facts)
    if not is_confirmed:
        _warn_of_similar(ctx, organisation.id, facts.name)
    _apply(organisation, facts)
    db.session.add(organisation)
    audit.record(ctx, Act.ORGANISATION_ADDED, organisation)
    return organisation


def edit_organisation(
    ctx: Context,
    organisation: Organisation,
    facts: OrganisationFacts,
    *,
    version: int,
    is_confirmed: bool = False,
) -> Organisation:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if organisation.version != version:
        raise StaleVersion(organisation)
    facts = rules.checked(facts)
    _check_against_others(ctx, organisation.id, facts)
    is_renamed = rules.name_key(facts.name) != rules.name_key(organisation.name)
    if is_renamed and not is_confirmed:
        _warn_of_similar(ctx, organisation.id, facts.name)
    _apply(organisation, facts)
    audit.record(ctx, Act.ORGANISATION_EDITED, organisation)
    return organisation


def _apply(organisation: Organisation, facts: OrganisationFacts) -> None:
    for field in fields(facts):
        setattr(organisation, field.name, getattr(facts, field.name))
    organisation.sort_key = sort_key(facts.name_kana, facts.name_latin, facts.name)
    organisation.name_key = rules.name_key(facts.name)


def _check_against_others(ctx: Context, own_id: UUID, facts: OrganisationFacts) -> None:
    for field in ("corporate_number", "lei"):
        number = getattr(facts, field)
        holder = queries.holder_of(getattr(Organisation, field), number, own_id) if number else None
        if holder is not None:
            raise DomainError(TAKEN, field, name=holder.name)
    if facts.parent_id is not None:
        parent = _parent(ctx, facts.parent_id)
        rules.check_parent(own_id, parent.id, parent.name, queries.ancestors_of(parent.parent_id))


def _parent(ctx: Context, parent_id: UUID) -> Organisation:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        return queries.get_organisation(ctx, parent_id)
    except NotFound:
        raise DomainError(N_("Choose one from the list."), "parent_id") from None


def _warn_of_similar(ctx: Context, own_id: UUID, name: str) -> None:
    alike = queries.named_alike(ctx, name, except_id=own_id)
    if alike:
        names = " / ".join(
            " ".join(filter(None, (found.name, found.corporate_number))) for found in alike[:3]
        )
        raise DomainError(ALIKE, "is_confirmed", names=names)


def add_code(ctx: Context, organisation: Organisation, *, scheme: str, value: str) -> OrganisationCode:
    holder = queries.holder_of_code(scheme, value)
    if holder is not None:
        raise DomainError(CODE_TAKEN, "value", name=holder.name)
    code = OrganisationCode(organisation_id=organisation.id, scheme=scheme, value=value)
    db.session.add(code)
    organisation.updated_at = ctx.at  # a part changed, so the whole has a new version
    audit.record(ctx, Act.ORGANISATION_CODE_ADDED, organisation)
    return code


def remove_code(ctx: Context, organisation: Organisation, code: OrganisationCode) -> None:
    db.session.delete(code)
    organisation.updated_at = ctx.at
    audit.record(ctx, Act.ORGANISATION_CODE_REMOVED, organisation)
