"""One information system of ours: its page, its history, its forms, and the engagements it rests on."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core import asat, history
from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register import reminding, settings
from app.register.forms.ours import TieForm
from app.register.forms.systems import SystemForm
from app.register.histories import history_of
from app.register.models import InformationSystem
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements
from app.register.queries import systems as queries
from app.register.services import systems as services
from app.register.services import tying
from app.register.sheets.ours import system_sheet
from app.register.views import bp
from app.register.views.landing import moment_addresses, unrecorded


def _address(found: InformationSystem) -> str:
    return url_for("register.system", system_id=found.id)


@bp.route("/systems/<uuid:system_id>")
@requires(P.SYSTEM_VIEW)
def system(system_id: UUID) -> str:
    ctx, moment = current_context(), asat.read()
    present = queries.get_system(ctx, system_id)
    sheet = system_sheet(ctx, present, moment.instant)
    if sheet is None:
        return unrecorded(present, _("Information systems"), url_for("register.system_list"))
    found: InformationSystem = sheet.record
    return render_template(
        "register/system.html",
        system=found,
        sheet=sheet,
        moment=moment,
        soon=reminding.support_days(),
        tier_name=settings.tier_names(str(get_locale())).get,
        may_edit=ctx.may(P.SYSTEM_EDIT) and not moment.is_read_only,
        **moment_addresses(),
    )


@bp.route("/systems/<uuid:system_id>/history")
@requires(P.SYSTEM_HISTORY)
def system_history(system_id: UUID) -> str:
    found = queries.get_system(current_context(), system_id)
    shown = history_of(found, lambda _ids: {})
    return render_template("register/system_history.html", system=found, **shown)


@bp.route("/systems/new", methods=["GET", "POST"])
@requires(P.SYSTEM_ADD)
@writes
def system_add() -> Any:
    ctx, form = current_context(), SystemForm()
    return run_form(
        form,
        lambda: services.add_system(ctx, form.facts()),
        to=_address,
        page="register/system_add.html",
        done=_("The information system was added."),
    )


@bp.route("/systems/<uuid:system_id>/edit", methods=["GET", "POST"])
@requires(P.SYSTEM_EDIT)
@writes
def system_edit(system_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_system(ctx, system_id)
    form = SystemForm(obj=found)
    return run_form(
        form,
        lambda: services.edit_system(ctx, found, form.facts(), version=form.version_number),
        to=_address,
        page="register/system_edit.html",
        done=_("The change was saved."),
        record=found,
        last_saved=lambda: history.last_change(found, people_named),
    )


@bp.route("/systems/<uuid:system_id>/engagements/new", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_EDIT)
@writes
def system_tie(system_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_system(ctx, system_id)
    form = TieForm()
    return run_form(
        form,
        lambda: tying.tie(ctx, found, form.engagement_id.data),
        to=lambda _engagement: _address(found),
        page="register/system_tie.html",
        done=_("The engagement was linked."),
        system=found,
    )


@bp.route("/systems/<uuid:system_id>/engagements/<uuid:engagement_id>/remove", methods=["POST"])
@requires(P.ENGAGEMENT_EDIT)
@writes
def system_untie(system_id: UUID, engagement_id: UUID) -> Any:
    ctx = current_context()
    found = queries.get_system(ctx, system_id)
    tying.untie(ctx, found, engagements.get_engagement(ctx, engagement_id))
    flash(_("The link was removed."), "success")
    return redirect(_address(found), 303)
