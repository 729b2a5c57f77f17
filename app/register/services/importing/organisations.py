"""Organisations as a file brings them, with the codes that it gives them."""

from collections.abc import Iterable, Sequence
from dataclasses import fields

from sqlalchemy import select

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.text import sort_key
from app.register.events import RegisterAct as Act
from app.register.models import Organisation, OrganisationCode
from app.register.rules import organisations as rules
from app.register.rules.organisations import OrganisationFacts
from app.register.services import copies, recognising
from app.register.services.importing.batches import batches


def store_organisations(
    ctx: Context,
    rows: Sequence[tuple[Organisation, OrganisationFacts, dict[str, str]]],
    *,
    new: Iterable[Organisation],
    reason: str,
) -> None:
    """Each organisation with its facts and the codes (scheme → value) that the file gives it."""
    added = {organisation.id for organisation in new}
    for batch in batches(rows):
        renamed = []
        for organisation, facts, codes in batch:
            before = (organisation.name, organisation.name_kana, organisation.name_latin)
            _set(organisation, rules.checked(facts))
            if organisation.id in added:
                db.session.add(organisation)
            elif before != (organisation.name, organisation.name_kana, organisation.name_latin):
                renamed.append(organisation)
            _set_codes(ctx, organisation, codes, is_new=organisation.id in added)
        organisations = [organisation for organisation, _, _ in batch]
        audit.record(ctx, Act.IMPORTED, *organisations, reason=reason)
        recognising.keep_many(organisations, new=added)
        for organisation in renamed:
            copies.follow_organisation(organisation)


def _set(organisation: Organisation, facts: OrganisationFacts) -> None:
    for field in fields(facts):
        setattr(organisation, field.name, getattr(facts, field.name))
    organisation.sort_key = sort_key(facts.name_kana, facts.name_latin, facts.name)
    organisation.name_key = rules.name_key(facts.name)


def _set_codes(ctx: Context, organisation: Organisation, codes: dict[str, str], *, is_new: bool) -> None:
    """`codes` are those that differ from what is recorded; an empty one goes."""
    for scheme, value in codes.items():
        held = None if is_new else _code(organisation, scheme)
        if held is not None and value:
            held.value = value
        elif held is not None:
            db.session.delete(held)
        elif value:
            db.session.add(OrganisationCode(organisation_id=organisation.id, scheme=scheme, value=value))
        if not is_new:
            organisation.updated_at = ctx.at


def _code(organisation: Organisation, scheme: str) -> OrganisationCode | None:
    query = select(OrganisationCode).where(OrganisationCode.organisation_id == organisation.id)
    return db.session.scalars(query.where(OrganisationCode.scheme == scheme)).first()
