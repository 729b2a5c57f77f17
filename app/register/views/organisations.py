"""One organisation: its page, its history, its forms."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history, listing
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register.forms.organisations import OrganisationCodeForm, OrganisationForm
from app.register.lists import organisations as lists
from app.register.models import Organisation
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations as queries
from app.register.services import organisations as services
from app.register.sheets.organisations import sheet_of
from app.register.views import bp
from app.work.permissions import WorkPermission


def _address(organisation: Organisation) -> str:
    return url_for("register.organisation", organisation_id=organisation.id)


@bp.route("/organisations/<uuid:organisation_id>")
@requires(P.ORGANISATION_VIEW)
def organisation(organisation_id: UUID) -> str:
    ctx = current_context()
    present = queries.get_organisation(ctx, organisation_id)
    moment = asat.read()
    sheet = sheet_of(ctx, present, moment.instant)
    if sheet is None:
        return _unrecorded(present)
    return render_template(
        "register/organisation.html",
        organisation=sheet.organisation,
        sheet=sheet,
        moment=moment,
        country=lists.country_name(sheet.organisation.country),
        url_of=listing.address_of("register.organisation", "organisation_id"),
        may_edit=ctx.may(P.ORGANISATION_EDIT) and not moment.is_past,
        may_raise=ctx.may(WorkPermission.FINDING_RAISE),
        may_record=ctx.may(WorkPermission.APPROVAL_RECORD),
    )


def _unrecorded(present: Organisation) -> str:
    began = queries.history_began(present)
    return render_template("register/organisation_unrecorded.html", organisation=present, began=began)


@bp.route("/organisations/<uuid:organisation_id>/history")
@requires(P.ORGANISATION_HISTORY)
def organisation_history(organisation_id: UUID) -> str:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    before = request.args.get("before", "")
    entries = queries.history_of(organisation, int(before) if _is_number(before) else None)
    shown = entries[: queries.HISTORY_SHOWN]
    lines = history.lines(ctx, shown, lambda ids: {**queries.names_of(ctx, ids), **people_named(ids)})
    older = shown[-1].number if len(entries) > len(shown) else None
    return render_template(
        "register/organisation_history.html", organisation=organisation, lines=lines, older=older
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(P.ORGANISATION_ADD)
@writes
def organisation_add() -> Any:
    form = OrganisationForm()
    return run_form(
        form,
        lambda: services.add_organisation(
            current_context(), form.facts(), is_confirmed=form.is_confirmed.data
        ),
        to=_address,
        page="register/organisation_add.html",
        done=_("The organisation was added."),
    )


@bp.route("/organisations/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires(P.ORGANISATION_EDIT)
@writes
def organisation_edit(organisation_id: UUID) -> Any:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    form = OrganisationForm(obj=organisation)
    return run_form(
        form,
        lambda: services.edit_organisation(
            ctx, organisation, form.facts(), version=form.version_number, is_confirmed=form.is_confirmed.data
        ),
        to=_address,
        page="register/organisation_edit.html",
        done=_("The change was saved."),
        record=organisation,
        last_saved=lambda: history.last_change(organisation, people_named),
    )


@bp.route("/organisations/<uuid:organisation_id>/codes/new", methods=["GET", "POST"])
@requires(P.ORGANISATION_EDIT)
@writes
def organisation_code_add(organisation_id: UUID) -> Any:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    form = OrganisationCodeForm()
    return run_form(
        form,
        lambda: services.add_code(ctx, organisation, **form.given()),
        to=lambda _code: _address(organisation),
        page="register/organisation_code_add.html",
        done=_("The code was added."),
        organisation=organisation,
    )


@bp.route("/organisations/<uuid:organisation_id>/codes/<uuid:code_id>/remove", methods=["POST"])
@requires(P.ORGANISATION_EDIT)
@writes
def organisation_code_remove(organisation_id: UUID, code_id: UUID) -> Any:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    services.remove_code(ctx, organisation, queries.get_code(organisation, code_id))
    flash(_("The code was removed."), "success")
    return redirect(_address(organisation), 303)
