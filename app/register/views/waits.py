"""What the register reminds its people of on the home page: contacts nobody tried, support that ends."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.core.context import Context
from app.register import reminding
from app.register.models import Contact, ContactTestResult
from app.register.queries.reminders import first_reminders, waiting_reminders
from app.register.rules.contacts import next_test_on
from app.work import waiting
from app.work.waiting import Source, Waiting


def list_reminders(ctx: Context, limit: int) -> list[Waiting]:
    rows = first_reminders(ctx, limit)
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
