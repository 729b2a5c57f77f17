"""決裁: what waits for my decision, what I asked for, and decisions recorded from the bank's own system."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select

from app.core import listing
from app.core.authz import requires
from app.core.context import Context
from app.core.forms import SekishoForm
from app.core.listing import ListState
from app.core.navigation import Tab
from app.core.web import current_context, run_form, writes
from app.core.words import act_label
from app.identity import queries as identity
from app.work import approvals as arguments
from app.work import forms, lists, queries, rules, services, subjects
from app.work.models import Approval, ApprovalOrigin, ApprovalState
from app.work.permissions import WorkPermission as P
from app.work.services import deciding
from app.work.views import bp
from app.work.views.showing import history_of, last_change, names_of, shown

TONES = {
    ApprovalState.REQUESTED: "attention",
    ApprovalState.APPROVED: "good",
    ApprovalState.REFUSED: "danger",
    ApprovalState.WITHDRAWN: "neutral",
    ApprovalState.EXPIRED: "neutral",
}


def title_of(approval: Approval) -> str:
    """What is asked for; a recorded decision is called by its number."""
    if approval.origin == ApprovalOrigin.RECORDED:
        return str(_("Ringi %(number)s", number=approval.ringi_number))
    return act_label(approval.act)


@bp.route("/approvals", endpoint="approvals")
@requires(P.APPROVAL_VIEW)
def list_approvals() -> str:
    ctx = current_context()
    state = listing.read_request(lists.APPROVALS)
    which = state.value("which") or lists.APPROVAL_TABS[0]
    if which != "waiting" and "sort" not in request.args:
        state = replace(state, sort="made", dir="desc")
    elif "sort" not in request.args:
        state = replace(state, sort="expires")
    page = listing.fetch(_query(ctx, which), state)
    rows = [row[0] for row in page.rows]
    names = names_of({row.maker_id for row in rows} | {row.unit_id for row in rows})
    return render_template(
        "work/approvals.html", page=page, state=state, approvals=[(row, title_of(row)) for row in rows],
        names=names, tabs=_tabs(state, which), which=which, tones=TONES, open_state=ApprovalState.REQUESTED,
    )  # fmt: skip


def _query(ctx: Context, which: str) -> Select[Approval]:
    made = {"waiting": queries.waiting_approvals, "made": queries.approvals_made}
    return made.get(which, queries.visible_approvals)(ctx)


def _tabs(state: ListState, which: str) -> list[Tab]:
    words = {"waiting": _("Waiting for me"), "made": _("Requested by me"), "all": _("All")}
    plain = replace(state, sort="expires", dir="asc")
    return [Tab(label, plain.url(which=key), key == which) for key, label in words.items()]


@bp.route("/approvals/<uuid:approval_id>")
@requires(P.APPROVAL_VIEW)
def approval(approval_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_approval(ctx, approval_id)
    return render_template(
        "work/approval.html",
        approval=found,
        tone=TONES[found.state],
        may_decide=deciding.may_decide(ctx, found),
        obstacle=deciding.why_not(ctx, found),
        may_withdraw=found.maker_id == ctx.actor_id
        and rules.may_move_approval(found.origin, found.state, ApprovalState.WITHDRAWN),
        is_open=found.state == ApprovalState.REQUESTED,
        documents=queries.documents_of(ctx, Approval.__tablename__, found.id),
        may_add_document=ctx.may(P.DOCUMENT_ADD, found.unit_id),
        history=history_of(found),
        **_facts(ctx, found),
    )


def _facts(ctx: Context, found: Approval) -> dict[str, Any]:
    """What any page of an approval shows: what will be done, asked by whom, decided by whom."""
    names = names_of([found.maker_id, found.approver_id, found.unit_id])
    return {
        "heading": title_of(found),
        "particulars": [
            *((label, shown(value)) for label, value in arguments.shown(found.subject_type, found.arguments)),
            *_explained(ctx, found),
        ],
        "parts": _tabulated(ctx, found),
        "subject": subjects.look(ctx, found.subject_type, found.subject_id),
        "maker": names.get(found.maker_id, ""),
        "approver": names.get(found.approver_id, ""),
        "unit": names.get(found.unit_id, ""),
        "is_recorded": found.origin == ApprovalOrigin.RECORDED,
        "parents": [(_("Approvals"), url_for("work.approvals"))],
        "latest": lambda: last_change(found),
    }


def _explained(ctx: Context, found: Approval) -> list[arguments.Row]:
    """Once it is decided, the subject may have moved on."""
    is_open = found.state == ApprovalState.REQUESTED
    return arguments.explained(ctx, found.act, found.subject_id) if is_open else []


def _tabulated(ctx: Context, found: Approval) -> arguments.Table | None:
    if found.state != ApprovalState.REQUESTED:
        return None
    page = request.args.get("page", 1, type=int)
    return arguments.tabulated(ctx, found.act, found.subject_id, page - 1)


def _back(found: Approval) -> str:
    return url_for("work.approval", approval_id=found.id)


def _decision(found: Approval, form: SekishoForm, act: Any, page: str, done: str) -> Response:
    facts = _facts(current_context(), found)
    return run_form(
        form, act, to=lambda _r: _back(found), page=page, done=done, record=found, approval=found, **facts
    )  # fmt: skip


def _decidable(approval_id: UUID) -> Approval:
    """404 for whom it does not concern; 403 for who may read it and not decide."""
    found = queries.get_approval(current_context(), approval_id)
    if not deciding.may_decide(current_context(), found):
        abort(403)
    return found


@bp.route("/approvals/<uuid:approval_id>/approve", methods=["GET", "POST"])
@requires(P.APPROVAL_APPROVE, fresh=True)
@writes
def approval_approve(approval_id: UUID) -> Response:
    found = _decidable(approval_id)
    form = forms.ApprovalApproveForm()
    if request.method == "GET":
        form.digest.data = found.argument_digest

    def act() -> None:
        services.approve(
            current_context(),
            found,
            version=form.version_number,
            digest=form.digest.data or "",
            note=form.note.data or "",
        )

    done = _("You approved the request, and it was carried out.")
    return _decision(found, form, act, "work/approval_approve.html", done)


@bp.route("/approvals/<uuid:approval_id>/refuse", methods=["GET", "POST"])
@requires(P.APPROVAL_REFUSE)
@writes
def approval_refuse(approval_id: UUID) -> Response:
    found = _decidable(approval_id)
    form = forms.ApprovalRefuseForm()

    def act() -> None:
        services.refuse(current_context(), found, version=form.version_number, note=form.note.data or "")

    return _decision(found, form, act, "work/approval_refuse.html", _("You refused the request."))


@bp.route("/approvals/<uuid:approval_id>/withdraw", methods=["GET", "POST"])
@requires(P.APPROVAL_WITHDRAW)
@writes
def approval_withdraw(approval_id: UUID) -> Response:
    found = queries.get_approval(current_context(), approval_id)
    form = forms.ApprovalWithdrawForm()

    def act() -> None:
        services.withdraw(
            current_context(), found, version=form.version_number, reason=form.reason.data or ""
        )

    return _decision(found, form, act, "work/approval_withdraw.html", _("It was withdrawn."))


@bp.route("/approvals/record", methods=["GET", "POST"])
@requires(P.APPROVAL_RECORD)
@writes
def approval_record() -> Response:
    ctx = current_context()
    kind, record_id = subject_of_address()
    if record_id is None:
        abort(404)
    subject = subjects.find(ctx, kind, record_id)
    units = [unit for unit in identity.list_units(ctx) if ctx.may(P.APPROVAL_RECORD, unit.id)]
    form = forms.ApprovalRecordForm(units=units)

    def act() -> Approval:
        return services.record_ringi(
            ctx, _ringi(form), subject_type=kind, subject_id=record_id, unit_id=form.unit_id.data
        )

    return run_form(
        form, act, to=_back, page="work/approval_record.html", done=_("The decision was recorded."), subject=subject,
        parents=[(_("Approvals"), url_for("work.approvals"))],
    )  # fmt: skip


def _ringi(form: forms.ApprovalRecordForm) -> services.Ringi:
    values = form.values()
    values.pop("unit_id")
    return services.Ringi(
        number=values.pop("ringi_number"), decider_title=values.pop("approver_title"), **values
    )  # fmt: skip


def subject_of_address() -> tuple[str, UUID | None]:
    """`?type=organisation&id=…`: the record that a decision or a finding is about."""
    given = request.args.get("id", "")
    if not given:
        return "", None
    try:
        return request.args.get("type", ""), UUID(given)
    except ValueError:
        abort(404)
