"""What the register reminds its people of on the home page: contacts nobody tried, support that ends."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select, String, cast, literal, null, select, union_all

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register import reminding
from app.register.models import Contact, ContactTestResult, InformationSystem, Organisation
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts, systems
from app.register.rules.contacts import next_test_on
from app.work import waiting
from app.work.waiting import Source, Waiting


def _overdue(ctx: Context) -> Select[Contact]:
    today = day_of(ctx.at)
    return contacts.overdue_for(ctx, reminding.tested_since(today), today)


def _unsupported(ctx: Context) -> Select[InformationSystem]:
    today = day_of(ctx.at)
    return systems.supported_until(ctx, reminding.support_warned_until(today), today)


def waiting_reminders(ctx: Context) -> list[Select[Any]]:
    asked = ((_overdue, P.CONTACT_EDIT), (_unsupported, P.SYSTEM_EDIT))
    return [query(ctx) for query, permission in asked if ctx.may(permission)]


def list_reminders(ctx: Context, limit: int) -> list[Waiting]:
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
    rows = db.session.execute(
        select(found).order_by(found.c.day.is_(None), found.c.day, found.c.id).limit(limit)
    )
    months = reminding.months_between_tests()
    return [_contact(row, months) if row.kind == Contact.__tablename__ else _system(row) for row in rows]


def _contact(row: Any, months: int) -> Waiting:
    title = _(
        "Test whether %(name)s (%(organisation)s) can be reached",
        name=row.name,
        organisation=row.organisation,
    )
    result = ContactTestResult(row.result) if row.result else None
    url = url_for("register.contact", contact_id=row.id)
    return Waiting(row.kind, title, url, next_test_on(row.day, result, months))


def _system(row: Any) -> Waiting:
    title = _("Decide what follows the end of support of %(name)s", name=row.name)
    return Waiting(row.kind, title, url_for("register.system", system_id=row.id), row.day)


waiting.register("register_reminders", Source(waiting_reminders, list_reminders))
