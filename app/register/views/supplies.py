"""One supply: its page, its history, its forms."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat, history
from app.core.authz import requires
from app.core.errors import NotFound
from app.core.listing import asked_id
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register.forms.supplies import SupplyForm
from app.register.histories import history_of
from app.register.lists.services import countries_told
from app.register.models import Supply
from app.register.permissions import RegisterPermission as P
from app.register.queries import services
from app.register.queries import supplies as queries
from app.register.services import supplies
from app.register.sheets.supplies import sheet_of
from app.register.views import bp
from app.register.views.engagement_showing import place_of
from app.register.views.landing import moment_args, shown_users, stands_for


def _address(supply: Supply) -> str:
    return url_for("register.supply", supply_id=supply.id)


@bp.route("/supplies/<uuid:supply_id>")
@requires(P.SUPPLY_VIEW)
def supply(supply_id: UUID) -> Any:
    ctx = current_context()
    present = queries.get_supply(ctx, supply_id)
    moment = asat.read()
    sheet = sheet_of(ctx, present, moment.instant)
    if sheet is None:
        began = queries.history_began(present)
        return render_template("register/supply_unrecorded.html", supply=present, began=began)
    if sheet.supply.merged_into_id is not None:
        return redirect(url_for("register.supply", supply_id=sheet.supply.merged_into_id, **moment_args()))
    return render_template(
        "register/supply.html",
        supply=sheet.supply,
        sheet=sheet,
        moment=moment,
        countries_told=countries_told,
        may_edit=ctx.may(P.SUPPLY_EDIT) and not moment.is_read_only,
        **shown_users(),
    )


@bp.route("/supplies/<uuid:supply_id>/history")
@requires(P.SUPPLY_HISTORY)
def supply_history(supply_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_supply(ctx, supply_id)
    names = services.names_of(ctx, [found.service_id, found.base_service_id])
    shown = history_of(found, lambda ids: services.names_of(ctx, ids))
    return render_template("register/supply_history.html", supply=found, names=names, **shown)


@bp.route("/supplies/new", methods=["GET", "POST"])
@requires(P.SUPPLY_ADD)
@writes
def supply_add() -> Any:
    ctx, form = current_context(), SupplyForm()
    service = stands_for(ctx, asked_id("service"))
    if request.method == "GET":
        base = stands_for(ctx, asked_id("base"))
        form.service_id.data = service.id if service else None
        form.base_service_id.data = base.id if base else None
    return run_form(
        form,
        lambda: supplies.add_supply(ctx, form.facts(), is_confirmed=form.is_confirmed.data),
        to=lambda made: _came_from(made.service_id if service else None) or _address(made),
        page="register/supply_add.html",
        done=_("The supply was added."),
        service=service,
        back=_came_from(service.id if service else None),
        engagement_id=asked_id("engagement"),
        recorded=lambda: _recorded(form),
    )


def _came_from(service_id: UUID | None) -> str:
    """Back to the chain of the engagement, or to the service; empty where one came from neither."""
    engagement_id = asked_id("engagement")
    chain = place_of("overview.engagement_chain", engagement_id=engagement_id) if engagement_id else ""
    return chain or (url_for("register.service", service_id=service_id) if service_id else "")


def _recorded(form: SupplyForm) -> str:
    """The address of the edge that stands in the way, for the page that says so."""
    ends = (form.service_id.data, form.base_service_id.data)
    found = queries.between(*ends) if all(ends) else None
    return _address(found) if found is not None else ""


@bp.route("/supplies/<uuid:supply_id>/edit", methods=["GET", "POST"])
@requires(P.SUPPLY_EDIT)
@writes
def supply_edit(supply_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_supply(ctx, supply_id)
    if found.merged_into_id is not None:
        raise NotFound
    form = SupplyForm(obj=found)
    return run_form(
        form,
        lambda: supplies.edit_supply(
            ctx, found, form.facts(), version=form.version_number, is_confirmed=form.is_confirmed.data
        ),
        to=_address,
        page="register/supply_edit.html",
        done=_("The change was saved."),
        record=found,
        names=services.names_of(ctx, [found.service_id, found.base_service_id]),
        last_saved=lambda: history.last_change(found, people_named),
        recorded=lambda: "",
    )
