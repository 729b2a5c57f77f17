"""他の依頼での回答 before a vendor's person: given again here, or why it is another one here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, translated, writes
from app.diligence import request_tabs
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assignments, desks
from app.diligence.queries import elsewhere as queries
from app.diligence.services import answering
from app.diligence.services import elsewhere as services
from app.diligence.sheets import elsewhere as shown
from app.diligence.sheets.answer_sheets import voice_of_reader
from app.diligence.views import bp

WHY, SEEN = "why-", "version-"


def _is_of_vendor(assignment: Assignment) -> bool:
    return assignment.organisation_id is not None


request_tabs.add(
    request_tabs.Tab(
        "elsewhere", _l("Other requests"), "diligence.request_elsewhere", 30, is_for=_is_of_vendor
    )
)  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/elsewhere")
@requires(P.ANSWER_EDIT)
def request_elsewhere(assignment_id: UUID) -> str:
    return _page(assignments.get_addressed(current_context(), assignment_id))


def _page(part: Assignment, typed: dict[str, str] | None = None) -> str:
    ctx, voice = current_context(), voice_of_reader()
    desk = desks.desk_of(part)
    found = queries.of_desk(ctx, desk)
    return render_template(
        "diligence/request_elsewhere.html", assignment=part, progress=desk.progress, today=day_of(ctx.at),
        tabs=request_tabs.shown(ctx, part, "elsewhere"), offers=shown.offers(found, voice, day_of(ctx.at)),
        unlike=shown.unlike(found, voice), typed=typed or {}, longest=services.LONGEST,
        is_open=desk.is_open and answering.may_answer(ctx, part),
    )  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/elsewhere/take", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_elsewhere_take(assignment_id: UUID) -> Response:
    """What was ticked; beside a question that one, and back to it."""
    part = assignments.get_addressed(current_context(), assignment_id)
    wanted = shown.tokens_read(request.form.getlist("answer"))
    try:
        count = len(services.take(current_context(), part, wanted))
    except DomainError as error:
        flash(translated(error), "danger")
    else:
        flash(ngettext("%(num)d answer was given again.", "%(num)d answers were given again.", count), "good")
    back = request.form.get("question", "")
    if back in part.questions:
        return _to("diligence.request_question", part, question=back)
    return _to("diligence.request_elsewhere", part)


@bp.route("/requests/<uuid:assignment_id>/elsewhere/explain", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_elsewhere_explain(assignment_id: UUID) -> Any:
    part = assignments.get_addressed(current_context(), assignment_id)
    words = {name.removeprefix(WHY): said for name, said in request.form.items() if name.startswith(WHY)}
    versions = {ref: request.form.get(f"{SEEN}{ref}", 0, int) for ref in words}
    try:
        services.explain(current_context(), part, words, versions)
    except DomainError as error:
        flash(translated(error), "danger")
        return _page(part, words), 422
    flash(_("The explanations were saved. Who reviews the answers sees them."), "good")
    return _to("diligence.request_elsewhere", part, _anchor="unlike")


def _to(endpoint: str, part: Assignment, **more: Any) -> Response:
    return redirect(url_for(endpoint, assignment_id=part.id, **more), 303)  # type: ignore[return-value]
