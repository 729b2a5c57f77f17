"""Contacts nobody has tried and systems whose support ends, for who should do something about it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, cast, literal, null, select, union_all

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register import reminding
from app.register.models import Contact, InformationSystem, Organisation
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts, systems


def _overdue(ctx: Context) -> Select[Contact]:
    today = day_of(ctx.at)
    return contacts.overdue_for(ctx, reminding.tested_since(today), today)


def _unsupported(ctx: Context) -> Select[InformationSystem]:
    today = day_of(ctx.at)
    return systems.supported_until(ctx, reminding.support_warned_until(today), today)


def waiting_reminders(ctx: Context) -> list[Select[Any]]:
    asked = ((_overdue, P.CONTACT_EDIT), (_unsupported, P.SYSTEM_EDIT))
    return [query(ctx) for query, permission in asked if ctx.may(permission)]


def first_reminders(ctx: Context, limit: int) -> Sequence[Any]:
    """One statement for both, for the home page asks many things."""
    organisation = select(Organisation.name).where(Organisation.id == Contact.organisation_id)
    columns = {
        P.CONTACT_EDIT: _overdue(ctx).with_only_columns(
            literal(Contact.__tablename__).label("kind"),
            Contact.id.label("id"),
            Contact.name.label("name"),
            organisation.scalar_subquery().label("organisation"),
            Contact.last_tested_on.label("day"),
            cast(Contact.test_result, String).label("result"),
        ),
        P.SYSTEM_EDIT: _unsupported(ctx).with_only_columns(
            literal(InformationSystem.__tablename__),
            InformationSystem.id,
            InformationSystem.name,
            literal(""),
            InformationSystem.support_ends_on,
            cast(null(), String),
        ),
    }
    asked = [query.order_by(None) for permission, query in columns.items() if ctx.may(permission)]
    if not asked:
        return []
    found = union_all(*asked).subquery()
    return db.session.execute(
        select(found).order_by(found.c.day.is_(None), found.c.day, found.c.id).limit(limit)
    ).all()
