"""What the register reminds its people of on the home page: contacts nobody tried, support that ends."""

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.listing import count
from app.register import reminding
from app.register.models import Contact, InformationSystem
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts, organisations, systems
from app.register.rules.contacts import next_test_on
from app.work import waiting
from app.work.waiting import Source, Waiting


def _overdue(ctx: Context) -> Select[Contact]:
    today = day_of(ctx.at)
    return contacts.overdue_for(ctx, reminding.tested_since(today), today)


def count_contacts(ctx: Context) -> int:
    return count(_overdue(ctx)) if ctx.may(P.CONTACT_EDIT) else 0


def list_contacts(ctx: Context, limit: int) -> list[Waiting]:
    if not ctx.may(P.CONTACT_EDIT):
        return []
    query = _overdue(ctx).order_by(Contact.last_tested_on, Contact.sort_key, Contact.id).limit(limit)
    found = db.session.scalars(query).all()
    names = organisations.names_of(ctx, (contact.organisation_id for contact in found))
    months = reminding.months_between_tests()
    return [
        Waiting(
            Contact.__tablename__,
            _(
                "Test whether %(name)s (%(organisation)s) can be reached",
                name=contact.name,
                organisation=names.get(contact.organisation_id, "–"),
            ),
            url_for("register.contact", contact_id=contact.id),
            next_test_on(contact.last_tested_on, contact.test_result, months),
        )
        for contact in found
    ]


def _unsupported(ctx: Context) -> Select[InformationSystem]:
    today = day_of(ctx.at)
    return systems.supported_until(ctx, reminding.support_warned_until(today), today)


def count_systems(ctx: Context) -> int:
    return count(_unsupported(ctx)) if ctx.may(P.SYSTEM_EDIT) else 0


def list_systems(ctx: Context, limit: int) -> list[Waiting]:
    if not ctx.may(P.SYSTEM_EDIT):
        return []
    query = _unsupported(ctx).order_by(InformationSystem.support_ends_on, InformationSystem.id).limit(limit)
    return [
        Waiting(
            InformationSystem.__tablename__,
            _("Decide what follows the end of support of %(name)s", name=system.name),
            url_for("register.system", system_id=system.id),
            system.support_ends_on,
        )
        for system in db.session.scalars(query)
    ]


waiting.register("contact_tests", Source(count_contacts, list_contacts))
waiting.register("system_support", Source(count_systems, list_systems))
