"""Acts on organisations: each checks the rules, changes the record and explains the change."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from uuid import UUID

from app.core import audit, events
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.ids import uuid7
from app.core.text import sort_key
from app.core.words import N_
from app.register.events import Refiled
from app.register.events import RegisterAct as Act
from app.register.indexing import organisations as indexing
from app.register.models import Organisation, OrganisationCode, Screening, ScreeningResult
from app.register.queries import organisations as queries
from app.register.rules import organisations as rules
from app.register.rules.organisations import OrganisationFacts
from app.register.services import copies, recognising

__all__ = [
    "add_code",
    "add_organisation",
    "alike",
    "edit_organisation",
    "indexing",
    "record_screening",
    "remove_code",
]

TAKEN = N_("%(name)s has this number already. Correct the number, or open that organisation instead.")
NOT_YET = N_("That day has not come yet. Enter the day on which it was checked.")
MERGED_ALREADY = N_("This organisation was merged into another one. Edit that one.")
PARENT_MERGED = N_("%(name)s was merged into another organisation. Choose that one.")
CODE_TAKEN = N_("%(name)s has this code already. Correct it, or remove it there first.")


def add_organisation(ctx: Context, facts: OrganisationFacts, *, is_confirmed: bool = False) -> Organisation:
    """`is_confirmed`: the person saw who has a similar name and says that this is somebody else."""
    facts = rules.checked(facts)
    organisation = Organisation()
    _check_against_others(ctx, organisation.id, facts)
    if not is_confirmed:
        recognising.warn(ctx, organisation, facts, set())
    _apply(organisation, facts)
    db.session.add(organisation)
    audit.record(ctx, Act.ORGANISATION_ADDED, organisation)
    recognising.keep(organisation, is_new=True)
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
    if organisation.merged_into_id is not None:
        raise DomainError(MERGED_ALREADY)
    facts = rules.checked(facts)
    _check_against_others(ctx, organisation.id, facts)
    if not is_confirmed:
        recognising.warn(ctx, organisation, facts, recognising.keys_of(organisation))
    named = _names(organisation)
    _apply(organisation, facts)
    audit.record(ctx, Act.ORGANISATION_EDITED, organisation)
    recognising.keep(organisation)
    if named != _names(organisation):
        copies.follow_organisation(organisation)
        events.publish(ctx, Refiled(organisation))
    return organisation


def alike(
    ctx: Context, facts: OrganisationFacts, organisation: Organisation | None = None
) -> Sequence[Organisation]:
    """Whom the warning of one of the two acts above names, for links to them."""
    known = recognising.keys_of(organisation) if organisation is not None else set()
    own_id = organisation.id if organisation is not None else uuid7()
    return recognising.alike(ctx, own_id, rules.checked(facts), known)[0]


def _names(organisation: Organisation) -> tuple[str, ...]:
    return organisation.name, organisation.name_kana, organisation.name_latin, organisation.sort_key


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
        if parent.merged_into_id is not None:
            raise DomainError(PARENT_MERGED, "parent_id", name=parent.name)
        rules.check_parent(own_id, parent.id, parent.name, queries.ancestors_of(parent.parent_id))


def _parent(ctx: Context, parent_id: UUID) -> Organisation:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        return queries.get_organisation(ctx, parent_id)
    except NotFound:
        raise DomainError(N_("Choose one from the list."), "parent_id") from None


def record_screening(
    ctx: Context, organisation: Organisation, *, checked_on: date, result: ScreeningResult, note: str
) -> Screening:
    """反社・制裁確認: a row for each time it was checked; never changed, for each was true on its day."""
    if checked_on > day_of(ctx.at):
        raise DomainError(NOT_YET, "checked_on")
    if organisation.merged_into_id is not None:
        raise DomainError(MERGED_ALREADY)
    screening = Screening(
        organisation_id=organisation.id,
        checked_on=checked_on,
        checked_by_id=ctx.actor_id,
        result=result,
        note=note,
    )
    db.session.add(screening)
    organisation.updated_at = ctx.at  # a part changed, so the whole has a new version
    audit.record(ctx, Act.SCREENING_RECORDED, organisation)
    return screening


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
