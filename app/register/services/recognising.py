"""What an organisation is recognised by, kept beside it; and who is recognised in facts about to be entered."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.ids import uuid7
from app.core.words import N_
from app.register.models import KeyKind, Organisation, OrganisationKey
from app.register.queries import distinctions
from app.register.queries import duplicates as queries
from app.register.rules import likeness
from app.register.rules.likeness import Key
from app.register.rules.organisations import OrganisationFacts

NAMES_TOLD = 3

ALIKE = N_(
    "An organisation of almost the same name is recorded already: %(names)s. "
    "If it is another one, tick “This is another organisation” and save again."
)
ALIKE_OTHERWISE = N_(
    "An organisation with the same reading, abbreviation, website or number is recorded already: %(names)s. "
    "If it is another one, tick “This is another organisation” and save again."
)


def keep(organisation: Organisation, *, is_new: bool = False) -> None:
    """Written anew after a change; with the keys of what was merged into it, whose spellings lead here."""
    if is_new:
        _write(organisation, keys_of(organisation))
        return
    db.session.flush()
    merged = db.session.scalars(select(Organisation).where(Organisation.merged_into_id == organisation.id))
    keys = keys_of(organisation).union(*(keys_of(other) for other in merged))
    query = select(OrganisationKey.kind, OrganisationKey.key)
    rows = db.session.execute(query.where(OrganisationKey.organisation_id == organisation.id))
    kept = {(row.kind, row.key) for row in rows}
    if kept != keys:
        forget(organisation)
        _write(organisation, keys)


def keep_many(organisations: Sequence[Organisation], *, new: Collection[UUID]) -> None:
    """The same for all that a file brings: keys of the new ones are written by one statement."""
    rows = [row for one in organisations if one.id in new for row in _rows(one, keys_of(one))]
    if rows:
        db.session.execute(insert(OrganisationKey), rows)
    for organisation in organisations:
        if organisation.id not in new:
            keep(organisation)


def _write(organisation: Organisation, keys: set[Key]) -> None:
    rows = _rows(organisation, keys)
    if rows:
        db.session.execute(insert(OrganisationKey), rows)


def _rows(organisation: Organisation, keys: set[Key]) -> list[dict[str, Any]]:
    return [
        {"id": uuid7(), "organisation_id": organisation.id, "kind": KeyKind(kind), "key": key}
        for kind, key in sorted(keys)
    ]


def forget(organisation: Organisation) -> None:
    db.session.execute(delete(OrganisationKey).where(OrganisationKey.organisation_id == organisation.id))


def keys_of(facts: Organisation | OrganisationFacts) -> set[Key]:
    return likeness.keys_of_facts(facts)


def warn(ctx: Context, organisation: Organisation, facts: OrganisationFacts, known: set[Key]) -> None:
    """Tell who is recognised by keys that are new to this organisation; `known`: those it had before."""
    found, is_by_name = alike(ctx, organisation.id, facts, known)
    if found:
        raise DomainError(ALIKE if is_by_name else ALIKE_OTHERWISE, "is_confirmed", names=_told(found))


def alike(
    ctx: Context, own_id: UUID, facts: OrganisationFacts, known: set[Key]
) -> tuple[Sequence[Organisation], bool]:
    """Whom the warning names, and whether it is for their names."""
    new = keys_of(facts) - known
    found = queries.recognised(ctx, new, own_id, facts.parent_id) if new else []
    found = [one for one in found if not _is_told_apart(own_id, keys_of(facts), one)]
    names = {key for kind, key in new if kind == likeness.NAME}
    by_name = [one for one in found if one.name_key in names]
    return (by_name or found)[:NAMES_TOLD], bool(by_name)


def _is_told_apart(own_id: UUID, keys: set[Key], other: Organisation) -> bool:
    """Somebody looked at the two when they were known by just these names and numbers."""
    pair = likeness.pair_of(own_id, other.id)
    known = distinctions.between(pair)
    both = {own_id: keys, other.id: keys_of(other)}
    return known is not None and known.known_by == likeness.known_by(*(both[one] for one in pair))


def _told(found: Sequence[Organisation]) -> str:
    return " / ".join(" ".join(filter(None, (one.name, one.corporate_number))) for one in found)
