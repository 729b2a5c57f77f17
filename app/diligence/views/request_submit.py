"""提出 by the respondent, our unit or a vendor: what is still open, attested, approved on their own side."""

from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.diligence import request_tabs
from app.diligence.forms.submitting import ApprovalForm, AttestForm, SendBackForm
from app.diligence.models import Assignment, AssignmentState
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assignments, colleagues
from app.diligence.services import submitting
from app.diligence.sheets import submitting as shown
from app.diligence.views import bp
from app.identity import queries as identity

request_tabs.add(request_tabs.Tab("submit", _l("Submit"), "diligence.request_submit", 90))
PAGE = "diligence/request_submit.html"


@bp.route("/requests/<uuid:assignment_id>/submit", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_submit(assignment_id: UUID) -> Response:
    """Who was asked to approve attests here too."""
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    me = identity.get_self(ctx)
    form = AttestForm(data={"attested_name": me.name, "attested_title": me.title, "version": part.version})
    act = submitting.approve if submitting.may_decide(ctx, part) else submitting.submit
    return run_form(
        form, lambda: act(ctx, part, form.attested(), version=form.version_number), to=lambda _none: _here(part),
        page=PAGE, done=_("The answers were submitted."), record=part, **_page(part),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/approval", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_approval_ask(assignment_id: UUID) -> Response:
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    people = colleagues.may_approve(ctx, part)
    form = ApprovalForm(people, data={"version": part.version})
    return run_form(
        form,
        lambda: submitting.ask_approval(
            ctx, part, form.approver_id.data, all_hold=bool(form.all_hold.data), version=form.version_number
        ),
        to=lambda _none: _here(part), page="diligence/request_approval.html", record=part, people=people,
        done=_("The approval was asked for. Who was chosen gets a mail."), **_page(part),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/approval/refuse", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_approval_refuse(assignment_id: UUID) -> Response:
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    if request.method == "GET" and part.state != AssignmentState.OWN_APPROVAL:
        return make_response(redirect(_here(part), 303))
    form = SendBackForm(data={"version": part.version})
    return run_form(
        form,
        lambda: submitting.refuse(ctx, part, words=form.refusal.data or "", version=form.version_number),
        to=lambda _none: _here(part), page="diligence/request_approval_refuse.html", record=part,
        done=_("The answers were sent back. Who asked gets a mail."), **_page(part),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/approval/take-back", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_approval_take_back(assignment_id: UUID) -> Response:
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    form = SekishoForm()
    return run_form(
        form, lambda: submitting.take_back(ctx, part, version=form.version_number),
        to=lambda _none: _here(part), page="diligence/request_stopped.html", record=part,
        done=_("The answers were taken back. They can be changed again."), **_page(part),
    )  # fmt: skip


def _here(part: Assignment) -> str:
    return url_for("diligence.request_submit", assignment_id=part.id)


def _page(part: Assignment) -> dict[str, Any]:
    ctx = current_context()
    names = identity.names_of(
        {one for one in (part.approver_id, part.approval_asked_by_id, part.submitted_by_id) if one}
    )
    return {
        "assignment": part, "tabs": request_tabs.shown(ctx, part, "submit"), "today": day_of(ctx.at),
        "names": names, "may_invite": ctx.may(P.COLLEAGUE_INVITE),
        "may_decide": submitting.may_decide(ctx, part), **shown.standing(ctx, part, day_of(ctx.at)),
    }  # fmt: skip
