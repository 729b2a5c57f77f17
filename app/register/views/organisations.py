"""One organisation: its page, its history, its forms."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history, listing
from app.core.authz import requires
from app.core.context import Context
from app.core.errors import NotFound
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register.forms.organisations import OrganisationCodeForm, OrganisationForm
from app.register.histories import hidden_from, history_of
from app.register.lists import organisations as lists
from app.register.lists.services import countries_told, kind_words
from app.register.models import Organisation, ScreeningResult
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations as queries
from app.register.services import organisations as services
from app.register.sheets.organisations import sheet_of
from app.register.views import bp
from app.register.views.landing import moment_args, shown_users

SCREENING_TONES = {
    ScreeningResult.CLEAR: "good",
    ScreeningResult.UNDER_EXAMINATION: "attention",
    ScreeningResult.HIT: "danger",
}


def _address(organisation: Organisation) -> str:
    return url_for("register.organisation", organisation_id=organisation.id)


@bp.route("/organisations/<uuid:organisation_id>")
@requires(P.ORGANISATION_VIEW)
def organisation(organisation_id: UUID) -> Any:
    ctx = current_context()
    present = queries.get_organisation(ctx, organisation_id)
    moment = asat.read()
    sheet = sheet_of(ctx, present, moment)
    if sheet is None:
        return _unrecorded(present)
    if sheet.organisation.merged_into_id is not None:
        winner = sheet.organisation.merged_into_id
        return redirect(url_for("register.organisation", organisation_id=winner, **moment_args()))
    return render_template(
        "register/organisation.html", organisation=sheet.organisation, sheet=sheet, moment=moment,
        **_words(sheet.organisation.country), **_rights(ctx, moment.is_read_only),
    )  # fmt: skip


def _words(country: str) -> dict[str, Any]:
    """What the page says of values, and where its links lead."""
    return {
        "country": lists.country_name(country),
        "url_of": listing.address_of("register.organisation", "organisation_id"),
        "service_url": listing.address_of("register.service", "service_id"),
        "service_kinds": kind_words(),
        "countries_told": countries_told,
        "screening_tones": SCREENING_TONES,
        **shown_users(),
    }


def _rights(ctx: Context, is_read_only: bool) -> dict[str, bool]:
    """What this person may do here; in the past nothing."""
    acts = {
        "may_edit": P.ORGANISATION_EDIT,
        "may_merge": P.ORGANISATION_MERGE,
        "may_screen": P.SCREENING_RECORD,
        "may_add_service": P.SERVICE_ADD,
        "may_add_contact": P.CONTACT_ADD,
    }
    return {name: ctx.may(permission) and not is_read_only for name, permission in acts.items()} | {
        "sees_results": ctx.may(P.SCREENING_RESULT_VIEW)
    }


def _unrecorded(present: Organisation) -> str:
    began = queries.history_began(present)
    return render_template("register/organisation_unrecorded.html", organisation=present, began=began)


@bp.route("/organisations/<uuid:organisation_id>/history")
@requires(P.ORGANISATION_HISTORY)
def organisation_history(organisation_id: UUID) -> str:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    shown = history_of(organisation, lambda ids: queries.names_of(ctx, ids), hidden=hidden_from(ctx))
    return render_template("register/organisation_history.html", organisation=organisation, **shown)


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(P.ORGANISATION_ADD)
@writes
def organisation_add() -> Any:
    """A provider that was missing goes back to the service that is being added."""
    form = OrganisationForm()
    return run_form(
        form,
        lambda: services.add_organisation(
            current_context(), form.facts(), is_confirmed=form.is_confirmed.data
        ),
        to=_on_to,
        page="register/organisation_add.html",
        done=_("The organisation was added."),
        alike=lambda: _alike(form),
    )


def _alike(form: OrganisationForm, organisation: Organisation | None = None) -> list[tuple[str, str]]:
    """Whom the warning names, with their pages; nobody where the form was given back for another reason."""
    if not form.is_confirmed.errors:
        return []
    found = services.alike(current_context(), form.facts(), organisation)
    return [(one.name, _address(one)) for one in found]


def _on_to(made: Organisation) -> str:
    if not request.args.get("for_service"):
        return _address(made)
    return url_for("register.service_add", provider=made.id, base_of=request.args.get("base_of") or None)


@bp.route("/organisations/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires(P.ORGANISATION_EDIT)
@writes
def organisation_edit(organisation_id: UUID) -> Any:
    ctx = current_context()
    organisation = queries.get_organisation(ctx, organisation_id)
    if organisation.merged_into_id is not None:
        raise NotFound
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
        alike=lambda: _alike(form, organisation),
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
