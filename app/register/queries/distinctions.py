"""Reads of pairs that look like one organisation, and that somebody found to be two."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import Organisation, OrganisationDistinction
from app.register.rules import likeness
from app.register.rules.likeness import Pair

SHOWN = 200


def all_apart() -> dict[Pair, str]:
    """Each with what the two were known by then: few, for somebody looked at every one."""
    query = select(
        OrganisationDistinction.first_id, OrganisationDistinction.second_id, OrganisationDistinction.known_by
    )
    return {(row.first_id, row.second_id): row.known_by for row in db.session.execute(query)}


def still_apart(among: Collection[UUID]) -> set[Pair]:
    """Pairs among these that were told apart, and are known by the same names and numbers as then."""
    then = {pair: known for pair, known in all_apart().items() if all(one in among for one in pair)}
    ids = {one for pair in then for one in pair}
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(ids))) if ids else ()
    keys = {row.id: likeness.keys_of_facts(row) for row in rows}
    return {pair for pair, known in then.items() if known == likeness.known_by(*(keys[one] for one in pair))}


def listed(ctx: Context) -> Sequence[OrganisationDistinction]:
    """The latest first."""
    if ctx.is_vendor:
        return []
    order = (OrganisationDistinction.decided_at.desc(), OrganisationDistinction.id)
    return db.session.scalars(select(OrganisationDistinction).order_by(*order).limit(SHOWN)).all()


def get(ctx: Context, distinction_id: UUID) -> OrganisationDistinction:
    found = db.session.get(OrganisationDistinction, distinction_id)
    if found is None or ctx.is_vendor:
        raise NotFound
    return found


def between(pair: Pair) -> OrganisationDistinction | None:
    query = select(OrganisationDistinction)
    return db.session.scalars(query.filter_by(first_id=pair[0], second_id=pair[1])).one_or_none()


def of_organisation(organisation_id: UUID) -> Sequence[OrganisationDistinction]:
    is_its = or_(
        OrganisationDistinction.first_id == organisation_id,
        OrganisationDistinction.second_id == organisation_id,
    )
    return db.session.scalars(select(OrganisationDistinction).where(is_its)).all()
