"""保証報告: the reports that an engagement reaches by its chain, and what they ask of it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance.forms.duties import DutyAssignForm, DutyGiveForm, DutyReopenForm, DutySettleForm
from app.assurance.models import DutyState
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as queries
from app.assurance.queries import reports
from app.assurance.services import duties as services
from app.assurance.sheets import duties as duty_sheets
from app.assurance.sheets import engagement as shown
from app.assurance.views import bp
from app.core import navigation
from app.core.authz import requires
from app.core.dates import day_of
from app.core.forms import SekishoForm
from app.core.web import check_version, current_context, run_form, writes
from app.register import tabs
from app.register.models import Engagement
from app.register.queries import engagements

tabs.add(tabs.Tab("assurance", _l("Assurance"), "assurance.engagement_assurance", P.REPORT_VIEW, 29))
HERE = "/engagements/<uuid:engagement_id>/assurance"
DUTY = f"{HERE}/duties/<uuid:duty_id>"


def _engagement(engagement_id: UUID) -> Engagement:
    """Its pages stand among engagements in the side bar, wherever the reports do."""
    navigation.belong_to("register.engagement_list")
    return engagements.get_engagement(current_context(), engagement_id)


def _ours(engagement_id: UUID) -> Engagement:
    """To be acted on: 403 for who may read the engagement and not settle its user controls."""
    engagement = _engagement(engagement_id)
    if not current_context().may(P.DUTY_EDIT, engagement.unit_id):
        abort(403)
    return engagement


@bp.route(HERE)
@requires(P.REPORT_VIEW)
def engagement_assurance(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = _engagement(engagement_id)
    return render_template(
        "assurance/engagement_assurance.html", engagement=engagement, sheet=shown.sheet_of(ctx, engagement),
        today=day_of(ctx.at), may_settle=ctx.may(P.DUTY_EDIT, engagement.unit_id),
        may_judge=ctx.may(P.REPORT_EDIT),
    )  # fmt: skip


def _head(engagement: Engagement) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "here": url_for("assurance.engagement_assurance", engagement_id=engagement.id),
    }


@bp.route(f"{HERE}/<uuid:report_id>/give", methods=["GET", "POST"])
@requires(P.DUTY_EDIT)
@writes
def duties_give(engagement_id: UUID, report_id: UUID) -> Response:
    ctx = current_context()
    engagement = _ours(engagement_id)
    report = reports.get_report(ctx, report_id)
    asked = queries.of_engagement(engagement, [report.id])
    there = {one.duty.control_id for one in asked.placed}
    left = [one for one in asked.controls if one.id not in there]
    form = DutyGiveForm(left, queries.may_take(ctx, engagement), data={"controls": _asked_for(left)})
    head = _head(engagement)
    return run_form(
        form, lambda: services.give(ctx, engagement, report, form.chosen, form.facts), to=lambda _made: head["here"],
        page="assurance/duties_give.html", done=_("The user controls were given to the engagement."), report=report,
        left=left, **head,
    )  # fmt: skip


def _asked_for(left: Sequence[queries.Control]) -> list[str]:
    """The one that the address names, else all of them."""
    ids = [str(one.id) for one in left]
    asked = request.args.get("control", "")
    return [asked] if asked in ids else ids


@bp.route(DUTY)
@requires(P.REPORT_VIEW)
def duty(engagement_id: UUID, duty_id: UUID) -> str:
    ctx = current_context()
    engagement = _engagement(engagement_id)
    placed = queries.get_duty(ctx, engagement, duty_id)
    report = reports.get_report(ctx, placed.duty.report_id)
    return render_template(
        "assurance/duty.html", duty=placed.duty, line=duty_sheets.line_of(placed), report=report,
        former=queries.former_text(placed.control, report), today=day_of(ctx.at),
        may_settle=ctx.may(P.DUTY_EDIT, engagement.unit_id), **_head(engagement),
    )  # fmt: skip


@bp.route(f"{DUTY}/settle", methods=["GET", "POST"])
@requires(P.DUTY_EDIT)
@writes
def duty_settle(engagement_id: UUID, duty_id: UUID) -> Response:
    ctx = current_context()
    engagement = _ours(engagement_id)
    placed = queries.get_duty(ctx, engagement, duty_id)
    form = DutySettleForm(obj=placed.duty)

    def act() -> None:
        services.settle(ctx, engagement, placed.duty, DutyState(form.state.data), note=form.note.data or "")

    return _on_duty(engagement, placed, form, act, "duty_settle", _("The result was recorded."))


@bp.route(f"{DUTY}/edit", methods=["GET", "POST"])
@requires(P.DUTY_EDIT)
@writes
def duty_assign(engagement_id: UUID, duty_id: UUID) -> Response:
    ctx = current_context()
    engagement = _ours(engagement_id)
    placed = queries.get_duty(ctx, engagement, duty_id)
    form = DutyAssignForm(queries.may_take(ctx, engagement), obj=placed.duty)
    return _on_duty(
        engagement, placed, form, lambda: services.assign(ctx, engagement, placed.duty, form.facts), "duty_assign",
        _("Person and due date were saved."),
    )  # fmt: skip


@bp.route(f"{DUTY}/reopen", methods=["GET", "POST"])
@requires(P.DUTY_EDIT)
@writes
def duty_reopen(engagement_id: UUID, duty_id: UUID) -> Response:
    ctx = current_context()
    engagement = _ours(engagement_id)
    placed = queries.get_duty(ctx, engagement, duty_id)
    form = DutyReopenForm(data={"version": placed.duty.version})
    return _on_duty(
        engagement, placed, form,
        lambda: services.reopen(ctx, engagement, placed.duty, reason=form.reason.data or ""), "duty_reopen",
        _("The user control was opened again."),
    )  # fmt: skip


def _on_duty(
    engagement: Engagement,
    placed: queries.Placed,
    form: SekishoForm,
    act: Callable[[], None],
    page: str,
    done: str,
) -> Response:
    def checked() -> None:
        check_version(placed.duty, form.version_number)
        act()

    here = url_for("assurance.duty", engagement_id=engagement.id, duty_id=placed.duty.id)
    return run_form(
        form, checked, to=lambda _none: here, page=f"assurance/{page}.html", done=done, record=placed.duty,
        control=placed.control, engagement=engagement, here=here,
        tab_url=url_for("assurance.engagement_assurance", engagement_id=engagement.id),
    )  # fmt: skip
