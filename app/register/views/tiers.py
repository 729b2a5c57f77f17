"""管理区分: how it came about, and the override of it."""

from typing import Any
from uuid import UUID

from flask import abort, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from app.core import asat, words
from app.core.authz import requires
from app.core.context import Context
from app.core.history import actor_name
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register import settings as own
from app.register.forms.deciding import TierOverrideEndForm, TierOverrideRequestForm
from app.register.models import Engagement, OverrideState, TierOverride
from app.register.permissions import RegisterPermission as P
from app.register.queries import deciding as queries
from app.register.queries import tiering as tiering_queries
from app.register.queries.engagements import get_engagement
from app.register.services import overrides as services
from app.register.sheets import deciding as sheets
from app.register.sheets.deciding import TierSheet
from app.register.sheets.engagements import head_of
from app.register.views import bp, showing
from app.register.views.engagement_showing import unrecorded
from app.work import queries as work
from app.work.models import Task

TONES = {
    OverrideState.REQUESTED: "attention",
    OverrideState.ACTIVE: "good",
    OverrideState.REFUSED: "danger",
    OverrideState.EXPIRED: "neutral",
    OverrideState.ENDED: "neutral",
}


def address(engagement: Engagement) -> str:
    return url_for("register.engagement_tier", engagement_id=engagement.id)


@bp.route("/engagements/<uuid:engagement_id>/tier")
@requires(P.ENGAGEMENT_VIEW)
def engagement_tier(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = get_engagement(ctx, engagement_id)
    moment = asat.read()
    g.engagement_head = head_of(ctx, engagement, moment)
    if g.engagement_head is None:
        return unrecorded(engagement)
    panel = sheets.panel(ctx, engagement, moment)
    sheet = panel.tier
    rows = [] if moment.is_past else tiering_queries.overrides_of(engagement)
    changes = [] if moment.is_past else sheets.tier_changes(engagement)
    names = people_named({i for row in rows for i in (row.maker_id, row.approver_id) if i})
    return render_template(
        "register/engagement_tier.html", engagement=engagement, present=engagement, panel=panel, sheet=sheet,
        moment=moment, overrides=rows, names=names, tones=TONES, changes=_shown_changes(changes),
        may_ask=_may_ask(ctx, engagement, rows, moment), waits=_waiting(ctx, rows), task=_open_task(rows),
        may_end=ctx.may(P.TIER_OVERRIDE, engagement.unit_id) and not moment.is_read_only,
        rule_version=own.tier_rule().version, **_shown_lines(engagement, sheet),
    )  # fmt: skip


def _shown_lines(engagement: Engagement, sheet: TierSheet) -> dict[str, Any]:
    return {"lines": [showing.factor_line(engagement, line) for line in sheet.lines]}


def _shown_changes(changes: list[sheets.TierChange]) -> list[dict[str, Any]]:
    people = people_named({change.actor_id for change in changes if change.actor_id})
    return [
        {
            "at": change.at,
            "who": actor_name(change.actor_id, change.actor_kind, people),
            "act": words.act_label(change.act),
            "before": change.before,
            "after": change.after,
            "version": change.version,
            "factors": [showing.factor_change(one) for one in change.factors],
        }
        for change in changes
    ]


def _may_ask(ctx: Context, engagement: Engagement, rows: list[TierOverride], moment: asat.Moment) -> bool:
    alive = (OverrideState.REQUESTED, OverrideState.ACTIVE)
    is_free = not any(row.state in alive for row in rows)
    is_open = is_free and not moment.is_read_only and not showing.is_closed(engagement)
    return is_open and ctx.may(P.TIER_OVERRIDE, engagement.unit_id)


def _waiting(ctx: Context, rows: list[TierOverride]) -> Any:
    """The request that waits, for who may open it."""
    for row in rows:
        if row.state == OverrideState.REQUESTED:
            found = work.approvals_seen_of(ctx, TierOverride.__tablename__, row.id, limit=1)
            return found[0] if found else None
    return None


def _open_task(rows: list[TierOverride]) -> Task | None:
    """That an override expired and nobody has decided since."""
    for row in rows:
        if row.state == OverrideState.EXPIRED:
            tasks = work.open_tasks_of(TierOverride.__tablename__, row.id)
            if tasks:
                return tasks[0]
    return None


@bp.route("/engagements/<uuid:engagement_id>/tier/override", methods=["GET", "POST"])
@requires(P.TIER_OVERRIDE)
@writes
def tier_override_request(engagement_id: UUID) -> Any:
    ctx = current_context()
    engagement = showing.changeable(ctx, engagement_id, P.TIER_OVERRIDE)
    form = TierOverrideRequestForm()

    def act() -> TierOverride:
        return services.request_override(
            ctx, engagement, tier=form.tier.data, reason=form.reason.data or "", expires_on=form.expires_on.data
        )  # fmt: skip

    return run_form(
        form, act, to=lambda _row: address(engagement), page="register/tier_override_request.html",
        done=_("Asked for. The override holds once a second person has approved it."), engagement=engagement,
        months=own.override_months(),
    )  # fmt: skip


@bp.route("/tier-overrides/<uuid:override_id>/end", methods=["GET", "POST"])
@requires(P.TIER_OVERRIDE)
@writes
def tier_override_end(override_id: UUID) -> Any:
    ctx = current_context()
    override, engagement = queries.get_override(ctx, override_id)
    if not ctx.may(P.TIER_OVERRIDE, engagement.unit_id):
        abort(403)
    form = TierOverrideEndForm()
    return run_form(
        form, lambda: services.end_override(ctx, engagement, override, reason=form.reason.data or ""),
        to=lambda _none: address(engagement), page="register/tier_override_end.html",
        done=_("The override has ended; the tier of the rule holds."), engagement=engagement, override=override,
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/tier/leave", methods=["POST"])
@requires(P.TIER_OVERRIDE)
@writes
def tier_leave(engagement_id: UUID) -> Any:
    ctx = current_context()
    engagement = showing.changeable(ctx, engagement_id, P.TIER_OVERRIDE)
    services.leave_to_rule(ctx, engagement)
    flash(_("Noted: the tier of the rule holds."), "good")
    return redirect(address(engagement), 303)
