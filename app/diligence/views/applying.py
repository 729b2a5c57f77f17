"""What respondents apply for: asked on their page, decided on ours, found among what waits."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.web import current_context, run_form, writes
from app.diligence import request_tabs
from app.diligence.forms.applying import DueForm, SubcontractForm
from app.diligence.forms.respondents import DecisionForm
from app.diligence.models import Assessment, Assignment, DueRequest
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import applications as queries
from app.diligence.queries import assessments, assignments
from app.diligence.services import answering, applying
from app.diligence.sheets import applications as shown
from app.diligence.views import bp
from app.diligence.views.respondents import about, home

request_tabs.add(request_tabs.Tab("applications", _l("Applications"), "diligence.request_applications", 80))


@bp.route("/requests/<uuid:assignment_id>/applications")
@requires(P.ANSWER_EDIT)
def request_applications(assignment_id: UUID) -> str:
    part = assignments.get_addressed(current_context(), assignment_id)
    return render_template("diligence/request_applications.html", **_page(part))


@bp.route("/requests/<uuid:assignment_id>/applications/due", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_due_ask(assignment_id: UUID) -> Response:
    """期限延長の申請"""
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    obstacle = applying.why_not_ask(part)
    if request.method == "GET" and obstacle is not None:
        flash(_(obstacle), "attention")
        return make_response(redirect(_here(part), 303))
    form = DueForm()
    return run_form(
        form,
        lambda: applying.ask_due(ctx, part, wanted_on=form.wanted_on.data, reason=form.reason.data or ""),
        to=lambda _none: _here(part), page="diligence/request_due.html",
        done=_("The later due date was asked for. You hear of the reply by mail."), **_page(part),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/applications/subcontract", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_subcontract_ask(assignment_id: UUID) -> Response:
    """再委託承諾申請"""
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    if part.organisation_id is None:
        abort(404)
    form = SubcontractForm()
    return run_form(
        form, lambda: applying.ask_consent(ctx, part, form.facts()), to=lambda _none: _here(part),
        page="diligence/request_subcontract.html", **_page(part),
        done=_("The application was sent. You hear of the reply by mail."),
    )  # fmt: skip


def _here(part: Assignment) -> str:
    return url_for("diligence.request_applications", assignment_id=part.id)


def _page(part: Assignment) -> dict[str, Any]:
    ctx = current_context()
    return {
        "assignment": part, "tabs": request_tabs.shown(ctx, part, "applications"), "today": day_of(ctx.at),
        "progress": answering.progress_of(part), "applications": shown.of_request(part),
        "may_ask_due": applying.why_not_ask(part) is None,
        "may_ask_consent": part.organisation_id is not None, "here": _here(part),
    }  # fmt: skip


# --- our side --------------------------------------------------------------------------------


@bp.route("/assessments/<uuid:assessment_id>/due-requests/<uuid:due_request_id>", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def due_request_decide(assessment_id: UUID, due_request_id: UUID) -> Response:
    ctx = current_context()
    found, part, row = _asked(assessment_id, due_request_id)
    form = DecisionForm()

    def act() -> None:
        is_granted = form.decision.data == "yes"
        applying.decide_due(ctx, found, part, row, is_granted=is_granted, answer=form.answer.data or "")

    return run_form(
        form, act, to=lambda _none: home(found), page="diligence/due_request_decide.html", row=row,
        done=_("Decided. Who asked gets a mail."), has_ended=applying.has_ended(part, row), ended=_(applying.ENDED),
        line=next(one for one in shown.told(ctx, found) if one[0].id == row.id)[1], **about(found, part),
    )  # fmt: skip


def _asked(assessment_id: UUID, due_request_id: UUID) -> tuple[Assessment, Assignment, DueRequest]:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    if not ctx.may(P.ASSESSMENT_SEND, found.unit_id):
        abort(403)
    row = queries.get_due_request(found, due_request_id)
    return found, next(one for one in assessments.assignments_of(found) if one.id == row.assignment_id), row
