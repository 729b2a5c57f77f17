"""Acts on business functions: each checks the rules, changes the record and explains the change."""

from dataclasses import fields

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, StaleVersion
from app.core.text import sort_key
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.indexing import functions as indexing
from app.register.models import BusinessFunction
from app.register.queries import functions as queries
from app.register.rules import functions as rules
from app.register.rules.functions import FunctionFacts
from app.register.services import tiering
from app.register.services.systems import check_unit

__all__ = ["add_function", "edit_function", "indexing"]

NAME_TAKEN = N_("There is a business function of this name already. Choose another name, or open that one.")
# What the tier of an engagement that serves the function rests on.
FACTORS = ("is_important", "tolerance_hours", "ended_on")


def add_function(ctx: Context, facts: FunctionFacts, *, is_confirmed: bool = False) -> BusinessFunction:
    """`is_confirmed`: the person saw that recovery takes longer than the tolerance, and it is so."""
    facts = rules.checked(facts)
    function = BusinessFunction()
    _check_against_others(ctx, function, facts)
    if not is_confirmed:
        _warn(facts)
    _apply(function, facts)
    db.session.add(function)
    audit.record(ctx, Act.FUNCTION_ADDED, function)
    return function


def edit_function(
    ctx: Context,
    function: BusinessFunction,
    facts: FunctionFacts,
    *,
    version: int,
    is_confirmed: bool = False,
) -> BusinessFunction:
    """`version`: the one the person saw; if the record has moved on they see both before anything is saved."""
    if function.version != version:
        raise StaleVersion(function)
    facts = rules.checked(facts)
    _check_against_others(ctx, function, facts)
    hours = (facts.rto_hours, facts.tolerance_hours)
    if hours != (function.rto_hours, function.tolerance_hours) and not is_confirmed:
        _warn(facts)
    is_factor_changed = any(getattr(function, name) != getattr(facts, name) for name in FACTORS)
    _apply(function, facts)
    audit.record(ctx, Act.FUNCTION_EDITED, function)
    if is_factor_changed:
        tiering.recompute_ids(ctx, queries.engagement_ids_of(function.id))
    return function


def _warn(facts: FunctionFacts) -> None:
    if rules.is_rto_too_long(facts.rto_hours, facts.tolerance_hours):
        raise DomainError(
            rules.RTO_TOO_LONG, "is_confirmed", rto=facts.rto_hours, tolerance=facts.tolerance_hours
        )


def _apply(function: BusinessFunction, facts: FunctionFacts) -> None:
    for field in fields(facts):
        setattr(function, field.name, getattr(facts, field.name))
    function.sort_key = sort_key(facts.name_kana, "", facts.name)


def _check_against_others(ctx: Context, function: BusinessFunction, facts: FunctionFacts) -> None:
    if queries.holder_of(facts.name, function.id) is not None:
        raise DomainError(NAME_TAKEN, "name")
    if facts.unit_id is not None:
        check_unit(ctx, facts.unit_id)
