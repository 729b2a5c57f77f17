"""Hand-overs: the list, the plan with a look at what would move, taking a plan back."""

from typing import Any
from uuid import UUID

from flask import make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, run_form, show_error, writes
from app.identity import queries, services
from app.identity.forms import HandOverPlanForm
from app.identity.models import HandOver
from app.identity.permissions import IdentityPermission as P
from app.identity.views import bp
from app.identity.views.parts import chosen_user, run_reason


@bp.get("/hand-overs")
@requires(P.HAND_OVER)
def hand_overs() -> Any:
    found = queries.hand_overs()
    involved = {i for h in found for i in (h.from_user_id, h.to_user_id, h.planned_by_id) if i}
    return render_template("identity/hand_overs.html", hand_overs=found, names=queries.names_of(involved))


@bp.route("/hand-overs/new", methods=["GET", "POST"])
@requires(P.HAND_OVER)
@writes
def hand_over_plan() -> Any:
    ctx = current_context()
    form = HandOverPlanForm()
    page = "identity/hand_over_plan.html"
    if "preview" in request.form and form.validate_on_submit():
        # A status of 200: whatever the look did is rolled back.
        moved = _preview(ctx, form)
        return make_response(render_template(page, form=form, moved=moved), 422 if form.errors else 200)
    if request.method == "GET":
        form.on.data = day_of(ctx.at)
    is_due = form.on.data is not None and form.on.data <= day_of(ctx.at)
    return run_form(
        form,
        lambda: _plan(ctx, form),
        to=lambda _: url_for("identity.hand_overs"),
        page=page,
        done=_("The work is handed over.") if is_due else _("The hand-over is planned."),
        moved=None,
    )


def _plan(ctx: Context, form: HandOverPlanForm) -> HandOver:
    return services.plan_hand_over(
        ctx,
        chosen_user(ctx, form.from_user_id.data, "from_user_id"),
        to_user=chosen_user(ctx, form.to_user_id.data, "to_user_id"),
        on=form.on.data,
        reason=form.reason.data or "",
    )


def _preview(ctx: Context, form: HandOverPlanForm) -> dict[str, int] | None:
    try:
        return services.preview_hand_over(
            ctx,
            chosen_user(ctx, form.from_user_id.data, "from_user_id"),
            chosen_user(ctx, form.to_user_id.data, "to_user_id"),
        )
    except DomainError as error:
        show_error(form, error)
        return None


@bp.route("/hand-overs/<uuid:hand_over_id>/cancel", methods=["GET", "POST"])
@requires(P.HAND_OVER)
@writes
def hand_over_cancel(hand_over_id: UUID) -> Any:
    ctx = current_context()
    hand_over = queries.get_hand_over(ctx, hand_over_id)
    return run_reason(
        services.cancel_hand_over,
        hand_over,
        to=url_for("identity.hand_overs"),
        page="hand_over_cancel",
        done=_("The hand-over is cancelled."),
        hand_over=hand_over,
        names=queries.names_of({hand_over.from_user_id, hand_over.to_user_id}),
    )
