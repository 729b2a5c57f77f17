"""One service: its page, its history, its forms."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history, listing
from app.core.authz import requires
from app.core.context import Context
from app.core.errors import NotFound
from app.core.listing import asked_id
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register.forms.services import ServiceForm
from app.register.histories import history_of
from app.register.lists import services as lists
from app.register.models import Service
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations
from app.register.queries import services as queries
from app.register.services import services
from app.register.sheets.services import sheet_of
from app.register.views import bp
from app.register.views.landing import moment_args, shown_users, stands_for


def _address(service: Service) -> str:
    return url_for("register.service", service_id=service.id)


@bp.route("/services/<uuid:service_id>")
@requires(P.SERVICE_VIEW)
def service(service_id: UUID) -> Any:
    ctx = current_context()
    present = queries.get_service(ctx, service_id)
    moment = asat.read()
    sheet = sheet_of(ctx, present, moment.instant)
    if sheet is None:
        return _unrecorded(present)
    if sheet.service.merged_into_id is not None:
        return redirect(url_for("register.service", service_id=sheet.service.merged_into_id, **moment_args()))
    return render_template(
        "register/service.html",
        service=sheet.service,
        sheet=sheet,
        moment=moment,
        **_frame(ctx, sheet.service, moment),
    )


def _frame(ctx: Context, service: Service, moment: asat.Moment) -> dict[str, Any]:
    is_now = not moment.is_read_only
    return {
        **shown_users(),
        "kind": lists.kind_words().get(service.kind, service.kind),
        "countries_told": lists.countries_told,
        "url_of": listing.address_of("register.service", "service_id"),
        "supply_url": listing.address_of("register.supply", "supply_id"),
        "may_edit": ctx.may(P.SERVICE_EDIT) and is_now,
        "may_link": ctx.may(P.SUPPLY_ADD) and is_now,
    }


def _unrecorded(present: Service) -> str:
    return render_template(
        "register/service_unrecorded.html", service=present, began=queries.history_began(present)
    )


@bp.route("/services/<uuid:service_id>/history")
@requires(P.SERVICE_HISTORY)
def service_history(service_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_service(ctx, service_id)
    shown = history_of(found, lambda ids: {**organisations.names_of(ctx, ids), **queries.names_of(ctx, ids)})
    return render_template("register/service_history.html", service=found, **shown)


@bp.route("/services/new", methods=["GET", "POST"])
@requires(P.SERVICE_ADD)
@writes
def service_add() -> Any:
    """From the page of an organisation its provider is filled in; from a supply, one goes back to it."""
    ctx, form = current_context(), ServiceForm()
    if request.method == "GET":
        form.organisation_id.data = _provider_asked(ctx)
    return run_form(
        form,
        lambda: services.add_service(ctx, form.facts(), is_confirmed=form.is_confirmed.data),
        to=_on_to,
        page="register/service_add.html",
        done=_("The service was added."),
        back=stands_for(ctx, asked_id("base_of")),
    )


def _provider_asked(ctx: Context) -> UUID | None:
    asked = asked_id("provider")
    return asked if asked in organisations.names_of(ctx, [asked]) else None


def _on_to(made: Service) -> str:
    """A base that was missing is linked next."""
    if not request.args.get("base_of"):
        return _address(made)
    return url_for(
        "register.supply_add", service=asked_id("base_of"), base=made.id, engagement=asked_id("engagement")
    )


@bp.route("/services/<uuid:service_id>/edit", methods=["GET", "POST"])
@requires(P.SERVICE_EDIT)
@writes
def service_edit(service_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_service(ctx, service_id)
    if found.merged_into_id is not None:
        raise NotFound
    form = ServiceForm(obj=found)
    return run_form(
        form,
        lambda: services.edit_service(
            ctx, found, form.facts(), version=form.version_number, is_confirmed=form.is_confirmed.data
        ),
        to=_address,
        page="register/service_edit.html",
        done=_("The change was saved."),
        record=found,
        last_saved=lambda: history.last_change(found, people_named),
    )
