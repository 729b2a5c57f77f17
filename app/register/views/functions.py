"""One business function of ours: its page, its history, its forms, and the engagements it rests on."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import asat, history
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register import settings
from app.register.forms.functions import FunctionForm
from app.register.forms.ours import TieForm
from app.register.histories import history_of
from app.register.models import BusinessFunction
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements
from app.register.queries import functions as queries
from app.register.rules.functions import is_rto_too_long
from app.register.services import functions as services
from app.register.services import tying
from app.register.sheets.ours import function_sheet
from app.register.views import bp
from app.register.views.landing import moment_addresses, unrecorded


def _address(found: BusinessFunction) -> str:
    return url_for("register.function", function_id=found.id)


@bp.route("/functions/<uuid:function_id>")
@requires(P.FUNCTION_VIEW)
def function(function_id: UUID) -> str:
    ctx, moment = current_context(), asat.read()
    present = queries.get_function(ctx, function_id)
    sheet = function_sheet(ctx, present, moment.instant)
    if sheet is None:
        return unrecorded(present, _("Business functions"), url_for("register.function_list"))
    found: BusinessFunction = sheet.record
    return render_template(
        "register/function.html",
        function=found,
        sheet=sheet,
        moment=moment,
        is_rto_too_long=is_rto_too_long(found.rto_hours, found.tolerance_hours),
        tier_name=settings.tier_names(str(get_locale())).get,
        may_edit=ctx.may(P.FUNCTION_EDIT) and not moment.is_read_only,
        **moment_addresses(),
    )


@bp.route("/functions/<uuid:function_id>/history")
@requires(P.FUNCTION_HISTORY)
def function_history(function_id: UUID) -> str:
    found = queries.get_function(current_context(), function_id)
    shown = history_of(found, lambda _ids: {})
    return render_template("register/function_history.html", function=found, **shown)


@bp.route("/functions/new", methods=["GET", "POST"])
@requires(P.FUNCTION_ADD)
@writes
def function_add() -> Any:
    ctx, form = current_context(), FunctionForm()
    return run_form(
        form,
        lambda: services.add_function(ctx, form.facts(), is_confirmed=form.is_confirmed.data),
        to=_address,
        page="register/function_add.html",
        done=_("The business function was added."),
    )


@bp.route("/functions/<uuid:function_id>/edit", methods=["GET", "POST"])
@requires(P.FUNCTION_EDIT)
@writes
def function_edit(function_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_function(ctx, function_id)
    form = FunctionForm(obj=found)
    return run_form(
        form,
        lambda: services.edit_function(
            ctx, found, form.facts(), version=form.version_number, is_confirmed=form.is_confirmed.data
        ),
        to=_address,
        page="register/function_edit.html",
        done=_("The change was saved."),
        record=found,
        last_saved=lambda: history.last_change(found, people_named),
    )


@bp.route("/functions/<uuid:function_id>/engagements/new", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_EDIT)
@writes
def function_tie(function_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_function(ctx, function_id)
    form = TieForm()
    return run_form(
        form,
        lambda: tying.tie(ctx, found, form.engagement_id.data),
        to=lambda _engagement: _address(found),
        page="register/function_tie.html",
        done=_("The engagement was linked."),
        function=found,
    )


@bp.route("/functions/<uuid:function_id>/engagements/<uuid:engagement_id>/remove", methods=["POST"])
@requires(P.ENGAGEMENT_EDIT)
@writes
def function_untie(function_id: UUID, engagement_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_function(ctx, function_id)
    tying.untie(ctx, found, engagements.get_engagement(ctx, engagement_id))
    flash(_("The link was removed."), "success")
    return redirect(_address(found), 303)
