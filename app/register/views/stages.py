"""段階: where an engagement stands, what is missing for the next step, and the step itself."""

from typing import Any
from uuid import UUID

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from app.core import asat, merging, words
from app.core.authz import requires
from app.core.context import Context
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.web import current_context, run_form, writes
from app.identity.queries import names_of as people_named
from app.register.forms.deciding import EngagementCheckForm, EngagementDecideForm, EngagementMoveForm
from app.register.models import Engagement, EngagementCheck, Stage
from app.register.past import engagements as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import deciding as queries
from app.register.queries.engagements import get_engagement
from app.register.rules import stages as rules
from app.register.services import staging as services
from app.register.sheets import deciding as sheets
from app.register.sheets.deciding import Option
from app.register.views import bp, showing
from app.register.views.engagement_showing import unrecorded
from app.register.words.deciding import item_label, tier_name


def address(engagement: Engagement) -> str:
    return url_for("register.engagement_stage", engagement_id=engagement.id)


@bp.route("/engagements/<uuid:engagement_id>/stage")
@requires(P.ENGAGEMENT_VIEW)
def engagement_stage(engagement_id: UUID) -> str:
    ctx = current_context()
    present, moment = get_engagement(ctx, engagement_id), asat.read()
    engagement = past.engagement_at(present, moment.instant) if moment.instant else present
    if engagement is None:
        return unrecorded(present)
    panel = sheets.panel(ctx, engagement, moment)
    sheet, progress = panel.stage, sheets.way_so_far(present, moment)
    people = {move.moved_by_id for move in progress.moves} | {c.done_by_id for c in progress.checks.values()}
    return render_template(
        "register/engagement_stage.html", engagement=engagement, present=present, moment=moment, panel=panel,
        sheet=sheet, line=progress_line(sheet),
        moves=progress.moves, names=people_named({one for one in people if one}),
        forward=_shown(ctx, engagement, sheet.forward) if sheet.forward else [], checks=_shown_checks(progress),
        may_decide=not moment.is_read_only and _may_decide(ctx, engagement),
        has_exit=not moment.is_read_only and engagement.stage in EXITING,
    )  # fmt: skip


EXITING = frozenset({Stage.OPERATION, Stage.EXIT_PREPARATION, Stage.ENDED})


def progress_line(sheet: sheets.StageSheet) -> list[tuple[str, str]]:
    """The usual way: (label, done / current / to come)."""
    passed = sheet.passed
    return [
        (
            words.value_label(stage),
            "current" if stage == sheet.stage else "done" if stage in passed else "next",
        )
        for stage in rules.MAIN_WAY
    ]


def _shown(ctx: Context, engagement: Engagement, option: Option) -> list[showing.ShownItem]:
    return [showing.shown_item(ctx, engagement, one) for one in option.requirements]


def _shown_checks(progress: sheets.Progress) -> list[tuple[str, Any]]:
    return [(item_label(key), check) for key, check in progress.checks.items()]


def _may_decide(ctx: Context, engagement: Engagement) -> bool:
    return engagement.stage in services.DECIDABLE and ctx.may(P.ENGAGEMENT_MOVE, engagement.unit_id)


def _option(ctx: Context, engagement: Engagement, to_stage: str) -> Option | None:
    """None if there is no such step from here: it went on meanwhile, or the address was typed."""
    if to_stage not in set(Stage):
        raise NotFound
    if Stage(to_stage) not in rules.MOVES[engagement.stage]:
        return None
    return sheets.option_of(ctx, engagement, Stage(to_stage))


@bp.route("/engagements/<uuid:engagement_id>/stage/<to_stage>", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_MOVE)
@writes
def engagement_move(engagement_id: UUID, to_stage: str) -> Any:
    ctx = current_context()
    engagement = get_engagement(ctx, engagement_id)
    option = _option(ctx, engagement, to_stage)
    form = EngagementMoveForm()
    if option is None:
        return _moved_on(ctx, engagement, Stage(to_stage), form)
    if not option.is_permitted:
        abort(403)
    if option.to != Stage.ENDED:
        del form.last_day
    elif _only_looks() and form.last_day.data is None:
        form.last_day.data = day_of(ctx.at)
    return _run_move(ctx, engagement, option, form)


def _only_looks() -> bool:
    """The page opens; by a button of `_moved_on` too, and then with what was typed there."""
    return request.method == "GET" or "look" in request.form


def _moved_on(ctx: Context, engagement: Engagement, wanted: Stage, form: EngagementMoveForm) -> Any:
    """Somebody moved it while the form was open: what was typed stays, for a step that is possible now."""
    if request.method == "GET":
        flash(_(rules.NO_MOVE), "error")
        return redirect(address(engagement), 303)
    if not ctx.may(P.ENGAGEMENT_MOVE, engagement.unit_id):
        abort(403)
    merging.remember(form, engagement, ())
    options = [sheets.option_of(ctx, engagement, to) for to in rules.MOVES[engagement.stage]]
    last = next(iter(queries.moves_of(engagement)), None)
    who = last.moved_by_id if last else None
    page = render_template(
        "register/engagement_moved_on.html", form=form, engagement=engagement, wanted=wanted, last=last,
        who=people_named({who}).get(who, "") if who else "",
        options=[option for option in options if option.is_permitted],
    )  # fmt: skip
    return make_response(page, 409)


def _run_move(ctx: Context, engagement: Engagement, option: Option, form: EngagementMoveForm) -> Any:
    last_day = form.last_day.data if "last_day" in form else None

    def act() -> Any:
        return services.move(
            ctx, engagement, option.to, version=form.version_number, reason=form.why.data or "", ended_on=last_day
        )  # fmt: skip

    page, shown = "register/engagement_move.html", _move_shown(ctx, engagement, option)
    if "look" in request.form:
        merging.remember(form, engagement, ())
        return render_template(page, form=form, record=engagement, is_conflict=False, **shown)
    done = _("Asked for. The move is made once a second person has approved it.")
    return run_form(
        form, act, to=lambda _step: address(engagement), page=page, record=engagement,
        done=done if option.is_two_person else _("The engagement was moved."), **shown,
    )  # fmt: skip


def _move_shown(ctx: Context, engagement: Engagement, option: Option) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "option": option,
        "items": _shown(ctx, engagement, option),
        "needs_reason": option.needs_reason,
    }


@bp.route("/engagements/<uuid:engagement_id>/checks/<item>", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_CHECK)
@writes
def engagement_check(engagement_id: UUID, item: str) -> Any:
    ctx = current_context()
    engagement = showing.changeable(ctx, engagement_id, P.ENGAGEMENT_CHECK)
    if item not in services.known_checks():
        raise NotFound
    check = queries.checks_of(engagement).get(item)
    form = _check_form(ctx, engagement, item, check)

    def act() -> Any:
        return services.record_check(
            ctx, engagement, item, version=form.version_number, done_on=form.confirmed_on.data,
            is_not_applicable=form.does_not_apply.data, note=form.remark.data or "",
        )  # fmt: skip

    return run_form(
        form, act, to=lambda _check: _back(engagement, item), page="register/engagement_check.html",
        record=engagement, done=_("It was recorded."), engagement=engagement, label=item_label(item), is_there=check,
    )  # fmt: skip


def _check_form(
    ctx: Context, engagement: Engagement, item: str, check: EngagementCheck | None
) -> EngagementCheckForm:
    facts = queries.evidence_of(engagement, day_of(ctx.at)).checks.get(item, rules.CheckFacts())
    remark = check.note if check else ""
    return EngagementCheckForm(
        data={"confirmed_on": facts.done_on, "does_not_apply": facts.is_not_applicable, "remark": remark}
    )


def _back(engagement: Engagement, item: str) -> str:
    """To the checklist that the item stands on."""
    is_exit = any(item == one.item for one in sheets.exit_items(engagement, day_of(current_context().at)))
    page = "register.engagement_exit" if is_exit else "register.engagement_stage"
    return url_for(page, engagement_id=engagement.id)


@bp.route("/engagements/<uuid:engagement_id>/decide", methods=["GET", "POST"])
@requires(P.ENGAGEMENT_MOVE)
@writes
def engagement_decide(engagement_id: UUID) -> Any:
    ctx = current_context()
    engagement = showing.changeable(ctx, engagement_id, P.ENGAGEMENT_MOVE)
    form = EngagementDecideForm()
    return run_form(
        form, lambda: services.request_decision(ctx, engagement, comment=form.comment.data or ""),
        to=lambda _none: address(engagement), page="register/engagement_decide.html",
        done=_("Asked for. The day on which a second person approves it is the day of the decision."),
        engagement=engagement, vendor=queries.vendor_name(engagement), tier=tier_name(engagement.tier),
        amount="" if engagement.annual_amount is None else format_decimal(engagement.annual_amount),
    )  # fmt: skip


@bp.route("/engagements/<uuid:engagement_id>/exit")
@requires(P.ENGAGEMENT_VIEW)
def engagement_exit(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = get_engagement(ctx, engagement_id)
    items = [
        showing.shown_item(ctx, engagement, one) for one in sheets.exit_items(engagement, day_of(ctx.at))
    ]
    is_ready = engagement.stage == Stage.EXIT_PREPARATION and all(i.is_met or not i.is_must for i in items)
    progress = sheets.way_so_far(engagement)
    return render_template(
        "register/engagement_exit.html", engagement=engagement, items=items,
        may_end=is_ready and ctx.may(P.ENGAGEMENT_MOVE, engagement.unit_id), checks=_shown_checks(progress),
        names=people_named({check.done_by_id for check in progress.checks.values() if check.done_by_id}),
    )  # fmt: skip
