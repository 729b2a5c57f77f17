"""One contact: its page, its history, its forms, and the tests of whether anybody answers."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history
from app.core.audit import reading
from app.core.authz import requires
from app.core.dates import day_of
from app.core.listing import is_id
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register import reminding
from app.register.forms.contacts import ContactForm, ContactTestForm
from app.register.histories import history_of
from app.register.models import Contact, Engagement
from app.register.permissions import RegisterPermission as P
from app.register.queries import contacts as queries
from app.register.queries import engagements, organisations
from app.register.rules.contacts import next_test_on
from app.register.services import contacts as services
from app.register.sheets.contacts import sheet_of
from app.register.views import bp
from app.register.views.landing import moment_addresses, unrecorded


def _address(contact: Contact) -> str:
    return url_for("register.contact", contact_id=contact.id)


@bp.route("/contacts/<uuid:contact_id>")
@requires(P.CONTACT_VIEW)
def contact(contact_id: UUID) -> str:
    ctx, moment = current_context(), asat.read()
    present = queries.get_contact(ctx, contact_id)
    found = present if moment.instant is None else reading.state_at(present, moment.instant)
    if found is None:
        return unrecorded(present, _("Contacts"), url_for("register.contact_list"))
    months = reminding.months_between_tests()
    return render_template(
        "register/contact.html",
        contact=found,
        sheet=sheet_of(ctx, found),
        moment=moment,
        months=months,
        next_test_on=next_test_on(found.last_tested_on, found.test_result, months),
        may_edit=services.may_edit(ctx, present) and not moment.is_read_only,
        **moment_addresses(),
    )


@bp.route("/contacts/<uuid:contact_id>/history")
@requires(P.CONTACT_HISTORY)
def contact_history(contact_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_contact(ctx, contact_id)
    return render_template(
        "register/contact_history.html",
        contact=found,
        **history_of(
            found, lambda ids: {**organisations.names_of(ctx, ids), **queries.engagement_names(ctx, ids)}
        ),
    )


@bp.route("/contacts/new", methods=["GET", "POST"])
@requires(P.CONTACT_ADD)
@writes
def contact_add() -> Any:
    """`?organisation=` or `?engagement=` says for whom, where one came from its page."""
    ctx = current_context()
    engagement = _asked_engagement()
    organisation_id = engagement.vendor_id if engagement else _asked_organisation()
    form = ContactForm(
        data={"organisation_id": organisation_id, "engagement_id": engagement.id if engagement else None}
    )
    form.offer(queries.engagements_with(ctx, form.organisation_id.data))
    names = organisations.names_of(ctx, [organisation_id])
    return run_form(
        form,
        lambda: services.add_contact(ctx, form.facts()),
        to=_address,
        page="register/contact_add.html",
        done=_("The contact was added."),
        organisation_id=organisation_id if organisation_id in names else None,
        organisation_name=names.get(organisation_id, "") if organisation_id else "",
    )


def _asked_organisation() -> UUID | None:
    given = request.args.get("organisation", "")
    return UUID(given) if is_id(given) else None


def _asked_engagement() -> Engagement | None:
    given = request.args.get("engagement", "")
    return engagements.get_engagement(current_context(), UUID(given)) if is_id(given) else None


@bp.route("/contacts/<uuid:contact_id>/edit", methods=["GET", "POST"])
@requires(P.CONTACT_EDIT)
@writes
def contact_edit(contact_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_contact(ctx, contact_id)
    services.check_right(ctx, P.CONTACT_EDIT, found.engagement_id)
    form = ContactForm(obj=found)
    form.offer(queries.engagements_with(ctx, form.organisation_id.data, also=found.engagement_id))
    return run_form(
        form,
        lambda: services.edit_contact(ctx, found, form.facts(), version=form.version_number),
        to=_address,
        page="register/contact_edit.html",
        done=_("The change was saved."),
        record=found,
        last_saved=lambda: history.last_change(found, people_named),
    )


@bp.route("/contacts/<uuid:contact_id>/test", methods=["GET", "POST"])
@requires(P.CONTACT_EDIT)
@writes
def contact_test(contact_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_contact(ctx, contact_id)
    services.check_right(ctx, P.CONTACT_EDIT, found.engagement_id)
    form = ContactTestForm(data={"tested_on": day_of(ctx.at)})
    return run_form(
        form,
        lambda: services.record_test(ctx, found, **form.given(), version=form.version_number),
        to=_address,
        page="register/contact_test.html",
        done=_("The test was recorded."),
        record=found,
        last_saved=lambda: history.last_change(found, people_named),
    )
