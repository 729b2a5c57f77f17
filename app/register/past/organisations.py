"""Organisations as the log knew them at a past instant (model.md §5)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core import past
from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.core.past import Past
from app.core.text import fold
from app.identity import queries as identity
from app.register.indexing import organisations as indexing
from app.register.models import Organisation, OrganisationCode, Screening
from app.register.queries import organisations as queries
from app.register.queries.organisations import Row, ScreenedOn, Wanted
from app.register.rules import organisations as rules


def past_of(ctx: Context, wanted: Wanted) -> Past[Organisation]:
    return Past(
        Organisation,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted),
    )


def organisation_at(organisation: Organisation, instant: datetime) -> Organisation | None:
    return reading.state_at(organisation, instant)


def is_wanted(found: Organisation, wanted: Wanted) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    ended = rules.has_ended(found.ended_on, wanted.on)
    return (
        found.merged_into_id is None
        and (wanted.kind is None or found.kind == wanted.kind)
        and (not wanted.country or found.country == wanted.country)
        and (wanted.parent_id is None or found.parent_id == wanted.parent_id)
        and (not wanted.is_numberless or found.corporate_number is None)
        and (wanted.has_ended is None or wanted.has_ended == ended)
        and _has_words(found, wanted.words)
    )


def _has_words(found: Organisation, words: str) -> bool:
    if not words:
        return True
    numbers = (found.corporate_number, found.lei, found.invoice_number)
    texts = [fold(text) for text in (found.name, found.name_kana, found.name_latin, *numbers) if text]
    return all(any(fold(word) in text for text in texts) for word in indexing.asked(words).split())


def codes_at(organisation: Organisation, instant: datetime) -> list[OrganisationCode]:
    """The codes of that moment, those since removed among them."""
    present = queries.codes_of(organisation)
    codes = past.parts_at(
        OrganisationCode,
        organisation,
        present,
        instant,
        lambda code_id: OrganisationCode(id=code_id, organisation_id=organisation.id, scheme="", value=""),
    )
    # A code that went to another organisation by a merge since was here then; one that came was not.
    moved = past.pointing_at(
        select(OrganisationCode), OrganisationCode, "organisation_id", organisation.id, instant
    )
    here = {code.id: code for code in (*codes, *moved) if code.organisation_id == organisation.id}
    return sorted(here.values(), key=lambda code: (code.scheme, code.value))


def screenings_at(ctx: Context, organisation: Organisation, instant: datetime) -> list[ScreenedOn]:
    """The screenings known then, the newest first."""
    if ctx.is_vendor:
        return []
    found = past.pointing_at(select(Screening), Screening, "organisation_id", organisation.id, instant)
    people = identity.names_of({one.checked_by_id for one in found if one.checked_by_id})
    newest = sorted(found, key=lambda one: (one.checked_on, one.id), reverse=True)
    return [
        queries.screened_on(ctx, one, people.get(one.checked_by_id, "") if one.checked_by_id else "")
        for one in newest[: queries.SCREENINGS_SHOWN]
    ]


def children_at(ctx: Context, organisation: Organisation, instant: datetime) -> list[Row]:
    """Those below it now, and those whose events since name it: they may have been below it then."""
    below = past.pointing_at(queries.visible_to(ctx), Organisation, "parent_id", organisation.id, instant)
    rows = [
        Row(*(getattr(found, name) for name in Row._fields))
        for found in below
        if found.merged_into_id is None
    ]
    return sorted(rows, key=lambda row: (row.sort_key, row.id))


def names_at(ctx: Context, ids: Sequence[UUID | None], instant: datetime) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    present = db.session.scalars(queries.visible_to(ctx).where(Organisation.id.in_(wanted))).all()
    return {row.id: row.name for row in reading.states_at(Organisation, present, instant).values()}
