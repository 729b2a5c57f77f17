"""People of a vendor's own organisation: one more invited by who leads, the access of one ended."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import navigation
from app.core.authz import requires
from app.core.errors import DomainError, NotFound
from app.core.web import current_context, run_form, translated, writes
from app.diligence.forms.colleagues import ColleagueEndForm, ColleagueForm
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import colleagues as queries
from app.diligence.rules.colleagues import is_elsewhere
from app.diligence.services import colleagues as services
from app.diligence.views import bp
from app.identity.services import vendors


@bp.route("/requests/colleagues")
@requires(P.COLLEAGUE_INVITE)
def colleagues() -> str:
    ctx = current_context()
    navigation.belong_to("diligence.request_list")
    people = queries.of_organisation(ctx.organisation_id) if ctx.organisation_id else []
    return render_template(
        "diligence/colleagues.html", people=[(one, vendors.is_enrolled(one)) for one in people],
        may_invite=services.may_invite(ctx), own_id=ctx.actor_id,
    )  # fmt: skip


@bp.route("/requests/colleagues/invite", methods=["GET", "POST"])
@requires(P.COLLEAGUE_INVITE)
@writes
def colleague_invite() -> Response:
    ctx = current_context()
    if not ctx.is_vendor:
        raise NotFound
    navigation.belong_to("diligence.request_list")
    form = ColleagueForm()
    return run_form(
        form,
        lambda: services.invite_colleague(
            ctx, email=form.email.data or "", name=form.name.data or "", title=form.title.data or "",
            is_meant=form.is_meant.data,
        ),
        to=lambda _user: url_for("diligence.colleagues"), page="diligence/colleague_invite.html",
        done=_("The colleague is invited. The link is on its way by mail."), may_invite=services.may_invite(ctx),
        asks_whether_meant=is_elsewhere(form.email.data or services.own_address(ctx), services.own_address(ctx)),
    )  # fmt: skip


@bp.route("/requests/colleagues/<uuid:user_id>/link", methods=["POST"])
@requires(P.COLLEAGUE_INVITE)
@writes
def colleague_link(user_id: UUID) -> Any:
    ctx = current_context()
    user = queries.get_colleague(ctx, user_id)
    try:
        services.send_link_again(ctx, user)
    except DomainError as error:
        flash(translated(error), "error")
    else:
        flash(_("A new link is on its way by mail. The one before stops working."), "good")
    return redirect(url_for("diligence.colleagues"), 303)


@bp.route("/requests/colleagues/<uuid:user_id>/end", methods=["GET", "POST"])
@requires(P.COLLEAGUE_INVITE)
@writes
def colleague_end(user_id: UUID) -> Response:
    """Ends the access of who has an account, and withdraws the invitation of who has not used it."""
    ctx = current_context()
    navigation.belong_to("diligence.request_list")
    user = queries.get_colleague(ctx, user_id)
    form = ColleagueEndForm()
    return run_form(
        form, lambda: services.end_access(ctx, user, reason=form.reason.data or ""),
        to=lambda _none: url_for("diligence.colleagues"), page="diligence/colleague_end.html", person=user,
        is_enrolled=vendors.is_enrolled(user), may_invite=services.may_invite(ctx),
        done=_("The access was ended.") if vendors.is_enrolled(user) else _("The invitation was withdrawn."),
    )  # fmt: skip
