"""Acts on information systems: each checks the rules, changes the record and explains the change."""

from dataclasses import fields
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound, StaleVersion
from app.core.text import fold, sort_key
from app.core.words import N_
from app.identity import queries as identity
from app.register.events import RegisterAct as Act
from app.register.indexing import systems as indexing
from app.register.models import InformationSystem
from app.register.queries import systems as queries
from app.register.rules import systems as rules
from app.register.rules.systems import SystemFacts
from app.register.services import tiering

__all__ = ["add_system", "edit_system", "indexing"]

CHOOSE = N_("Choose one from the list.")
NUMBER_TAKEN = N_("%(name)s has this ledger number already. Correct the number, or open that system instead.")


def add_system(ctx: Context, facts: SystemFacts) -> InformationSystem:
    facts = rules.checked(facts)
    system = InformationSystem()
    _check_against_others(ctx, system, facts)
    _apply(system, facts)
    db.session.add(system)
    audit.record(ctx, Act.SYSTEM_ADDED, system)
    return system


def edit_system(
    ctx: Context, system: InformationSystem, facts: SystemFacts, *, version: int
) -> InformationSystem:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if system.version != version:
        raise StaleVersion(system)
    facts = rules.checked(facts)
    _check_against_others(ctx, system, facts)
    is_factor_changed = (system.grade, system.ended_on) != (facts.grade, facts.ended_on)
    _apply(system, facts)
    audit.record(ctx, Act.SYSTEM_EDITED, system)
    if is_factor_changed:
        tiering.recompute_ids(ctx, queries.engagement_ids_of(system.id))
    return system


def _apply(system: InformationSystem, facts: SystemFacts) -> None:
    for field in fields(facts):
        setattr(system, field.name, getattr(facts, field.name))
    system.asset_numbers = list(facts.asset_numbers)
    system.sort_key = sort_key(facts.name_kana, "", facts.name)
    system.name_key = fold(facts.name)


def _check_against_others(ctx: Context, system: InformationSystem, facts: SystemFacts) -> None:
    holder = queries.holder_of(facts.ledger_number, system.id)
    if holder is not None:
        raise DomainError(NUMBER_TAKEN, "ledger_number", name=holder.name)
    if facts.unit_id is not None:
        check_unit(ctx, facts.unit_id)
    # Who owned it and has left since stays its owner until somebody else is chosen.
    if facts.owner_id is not None and facts.owner_id != system.owner_id:
        try:
            identity.get_user(ctx, facts.owner_id)
        except NotFound:
            raise DomainError(CHOOSE, "owner_id") from None


def check_unit(ctx: Context, unit_id: UUID) -> None:
    try:
        identity.get_unit(ctx, unit_id)
    except NotFound:
        raise DomainError(CHOOSE, "unit_id") from None
