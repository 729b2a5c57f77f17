"""Roles asked for and ended; deputies."""

from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.identity import queries, services
from app.identity.forms import GrantRequestForm, RoleFields, StandInRequestForm
from app.identity.models import Grant, StandIn, User
from app.identity.permissions import IdentityPermission as P
from app.identity.roles import Role
from app.identity.views import bp
from app.identity.views.parts import GRANTABLE, chosen_user, may_look_closely, run_reason


def ask_for_role(ctx: Context, person: User, form: RoleFields) -> Grant:
    """The role of an invitation, or one more."""
    return services.request_grant(
        ctx,
        person,
        role=Role(form.role.data),
        unit=queries.get_unit(ctx, form.unit_id.data),
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        reason=form.reason.data or "",
    )


@bp.route("/users/<uuid:user_id>/grants/new", methods=["GET", "POST"])
@requires(P.GRANT_REQUEST, fresh=True)
@writes
def grant_request(user_id: UUID) -> Any:
    ctx = current_context()
    person = queries.get_user(ctx, user_id)
    roles = [Role.VENDOR] if person.is_vendor else GRANTABLE
    form = GrantRequestForm(units=queries.list_units(ctx), roles=roles)
    if request.method == "GET":
        form.from_on.data = day_of(ctx.at)
    return run_form(
        form,
        lambda: ask_for_role(ctx, person, form),
        to=lambda _: url_for("identity.user", user_id=person.id),
        page="identity/grant_request.html",
        done=_("Asked for. The role holds once a second person has approved it."),
        user=person,
    )


@bp.route("/grants/<uuid:grant_id>/end", methods=["GET", "POST"])
@requires(P.GRANT_REQUEST, fresh=True)
@writes
def grant_end(grant_id: UUID) -> Any:
    ctx = current_context()
    grant = queries.get_grant(ctx, grant_id)
    person = queries.get_user(ctx, grant.user_id)
    here = url_for("identity.user", user_id=person.id)
    done = _("The role has ended, and the person is signed out.")
    return run_reason(
        services.end_grant, grant, to=here, page="grant_end", done=done, user=person, grant=grant
    )


@bp.get("/stand-ins")
@requires(P.USER_VIEW)
def stand_ins() -> Any:
    ctx = current_context()
    found = queries.list_stand_ins(ctx, everybody=may_look_closely(ctx))
    involved = {i for s in found for i in (s.user_id, s.deputy_id)}
    return render_template(
        "identity/stand_ins.html",
        stand_ins=found,
        names=queries.names_of(involved),
        is_everybody=may_look_closely(ctx),
    )


@bp.route("/stand-ins/new", methods=["GET", "POST"])
@requires(P.STAND_IN_REQUEST)
@writes
def stand_in_request() -> Any:
    ctx = current_context()
    form = StandInRequestForm()
    if request.method == "GET" or not ctx.may(P.USER_MANAGE):
        form.user_id.data = ctx.actor_id
    if request.method == "GET":
        form.from_on.data = day_of(ctx.at)
    return run_form(
        form,
        lambda: _ask_for_deputy(ctx, form),
        to=lambda _: url_for("identity.stand_ins"),
        page="identity/stand_in_request.html",
        done=_("Asked for. The deputy may act once a second person has approved it."),
    )


def _ask_for_deputy(ctx: Context, form: StandInRequestForm) -> StandIn:
    return services.request_stand_in(
        ctx,
        chosen_user(ctx, form.user_id.data, "user_id"),
        deputy=chosen_user(ctx, form.deputy_id.data, "deputy_id"),
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        reason=form.reason.data or "",
    )


@bp.route("/stand-ins/<uuid:stand_in_id>/end", methods=["GET", "POST"])
@requires(P.STAND_IN_REQUEST)
@writes
def stand_in_end(stand_in_id: UUID) -> Any:
    ctx = current_context()
    stand_in = queries.get_stand_in(ctx, stand_in_id)
    return run_reason(
        services.end_stand_in,
        stand_in,
        to=url_for("identity.stand_ins"),
        page="stand_in_end",
        done=_("The deputyship has ended."),
        stand_in=stand_in,
        names=queries.names_of({stand_in.user_id, stand_in.deputy_id}),
    )
