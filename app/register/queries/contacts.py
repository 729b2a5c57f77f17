"""Reads of contacts: staff see those of every organisation; one that belongs to an engagement goes with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, false, or_, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import Contact, ContactRole, ContactTestResult, Engagement
from app.register.queries import engagements
from app.register.queries.narrowing import by_end, is_current, with_words
from app.register.rules.engagements import OVER

SHOWN = 50


@dataclass(frozen=True)
class Wanted:
    """What a list of contacts is narrowed to. `tested_before` asks for those whose test is overdue."""

    on: date
    words: str = ""
    role: ContactRole | None = None
    organisation_id: UUID | None = None
    is_never_tested: bool = False
    tested_before: date | None = None
    is_unreached: bool = False
    has_ended: bool | None = None


class Row(NamedTuple):
    """One line of a list."""

    id: UUID
    name: str
    name_kana: str
    role: ContactRole
    organisation_id: UUID
    engagement_id: UUID | None
    department: str
    title: str
    phone: str
    night_phone: str
    hours: str
    email: str
    last_tested_on: date | None
    test_result: ContactTestResult | None
    ended_on: date | None
    sort_key: str
    updated_at: datetime | None


ROW = [getattr(Contact, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[Contact]:
    query = select(Contact)
    if ctx.is_vendor:
        return query.where(false())
    seen = engagements.visible_to(ctx).with_only_columns(Engagement.id)
    return query.where(
        or_(
            Contact.engagement_id.is_(None),
            and_(
                Contact.engagement_id.is_not(None),
                seen.where(Engagement.id == Contact.engagement_id).exists(),
            ),
        )
    )


def get_contact(ctx: Context, contact_id: UUID) -> Contact:
    found = db.session.scalars(visible_to(ctx).where(Contact.id == contact_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted):
        query = query.where(condition)
    return with_words(query, Contact.id, wanted.words)


def _conditions(wanted: Wanted) -> Iterable[Any]:
    if wanted.role is not None:
        yield Contact.role == wanted.role
    if wanted.organisation_id is not None:
        yield Contact.organisation_id == wanted.organisation_id
    if wanted.is_never_tested:
        yield Contact.last_tested_on.is_(None)
    if wanted.tested_before is not None:
        yield or_(Contact.last_tested_on.is_(None), Contact.last_tested_on < wanted.tested_before)
    if wanted.is_unreached:
        yield Contact.test_result == ContactTestResult.NOT_REACHED
    yield from by_end(Contact.ended_on, wanted.has_ended, wanted.on)


def contacts_of(ctx: Context, organisation_id: UUID, on: date) -> Sequence[Contact]:
    """Those of one organisation who answer today; one more than are shown says that there are more."""
    query = visible_to(ctx).where(
        Contact.organisation_id == organisation_id, is_current(Contact.ended_on, on)
    )
    return db.session.scalars(query.order_by(Contact.sort_key, Contact.id).limit(SHOWN + 1)).all()


def contacts_for(ctx: Context, engagement: Engagement, on: date) -> Sequence[Contact]:
    """Whom to call about one engagement: its own contacts, and those of its vendor for every engagement."""
    query = visible_to(ctx).where(
        or_(
            Contact.engagement_id == engagement.id,
            and_(Contact.engagement_id.is_(None), Contact.organisation_id == engagement.vendor_id),
        ),
        is_current(Contact.ended_on, on),
    )
    return db.session.scalars(query.order_by(Contact.sort_key, Contact.id).limit(SHOWN + 1)).all()


def engagements_with(ctx: Context, organisation_id: UUID | None, also: UUID | None = None) -> Sequence[Any]:
    """What one may see of our engagements with an organisation: for these a contact of it can be. `also`: the
    one that the contact is for now, whoever is its vendor today."""
    query = engagements.visible_to(ctx).with_only_columns(Engagement.id, Engagement.number, Engagement.title)
    query = query.where(or_(Engagement.vendor_id == organisation_id, Engagement.id == also))
    return db.session.execute(query.order_by(Engagement.number, Engagement.id).limit(200)).all()


def engagement_names(ctx: Context, ids: Collection[UUID]) -> dict[UUID, str]:
    """Number and title, of those that one may see."""
    if not ids:
        return {}
    query = engagements.visible_to(ctx).with_only_columns(Engagement.id, Engagement.number, Engagement.title)
    rows = db.session.execute(query.where(Engagement.id.in_(ids)))
    return {row.id: f"{row.number} {row.title}" for row in rows}


def overdue_for(ctx: Context, tested_before: date, on: date) -> Select[Contact]:
    """Contacts to be tried by who is asked: of the vendors of the engagements this person owns."""
    mine = select(Engagement.id).where(Engagement.owner_id == ctx.actor_id, Engagement.stage.not_in(OVER))
    of_vendor = and_(
        Contact.engagement_id.is_(None),
        mine.where(Engagement.vendor_id == Contact.organisation_id).exists(),
    )
    is_mine = or_(of_vendor, mine.where(Engagement.id == Contact.engagement_id).exists())
    is_due = or_(
        Contact.last_tested_on.is_(None),
        Contact.last_tested_on < tested_before,
        Contact.test_result == ContactTestResult.NOT_REACHED,
    )
    return visible_to(ctx).where(is_mine, is_due, is_current(Contact.ended_on, on))
