"""前回との差 of an assessment, for our side and for its respondents, who confirm last time's answers there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.web import current_context, translated, writes
from app.diligence import request_tabs, tabs
from app.diligence.models import Assessment, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as heard_of
from app.diligence.queries import assessments, assignments, naming, proposals
from app.diligence.queries import carrying as queries
from app.diligence.rules import carrying, states
from app.diligence.services import answering, attesting
from app.diligence.sheets import carrying as shown
from app.diligence.tabs import Tab
from app.diligence.views import bp
from app.diligence.views.heads import head_of
from app.standards.sheets.voices import Voice

tabs.add(Tab("changes", _l("Since last time"), "diligence.assessment_changes", 50))


@bp.route("/assessments/<uuid:assessment_id>/changes")
@requires(P.ASSESSMENT_VIEW)
def assessment_changes(assessment_id: UUID) -> str:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    before = assessments.get_assessment(ctx, found.previous_id) if found.previous_id else None
    told = _told(found, before) if before is not None else {}
    return render_template("diligence/changes.html", before=before, **told, **head_of(found, "changes"))


def _told(found: Assessment, before: Assessment) -> dict[str, Any]:
    ctx, voice = current_context(), Voice(str(get_locale()))
    old, new = proposals.content_read(before.content_id), proposals.content_read(found.content_id)
    changes = carrying.changes(old.questions(), new.questions())
    parts = assessments.assignments_of(found)
    names, answers = naming.respondents_of(ctx, parts), heard_of.all_answers(found).values()
    expired = queries.expired_of(parts, assessments.assignments_of(before), day_of(ctx.at))
    return {
        "lines": shown.change_lines(changes, voice), "total": len(changes),
        "carried": [shown.carried_by(one, names[one.id], answers, expired[one.id]) for one in parts],
        "missing": shown.file_lines(None, [file for one in parts for file in expired[one.id]]),
        "is_same_version": found.content_id == before.content_id,
    }  # fmt: skip


# --- the respondent's side ------------------------------------------------------------------------


def _has_before(assignment: Assignment) -> bool:
    return queries.is_carried_over(assignment)


request_tabs.add(
    request_tabs.Tab(
        "changes", _l("Since last time"), "diligence.request_changes", 20, is_for=_has_before
    )
)  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/changes")
@requires(P.ANSWER_EDIT)
def request_changes(assignment_id: UUID) -> str:
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    since = queries.since_last(part, day_of(ctx.at))
    told = _told_to_respondent(part, since) if since is not None else {}
    return render_template(
        "diligence/request_changes.html", assignment=part, since=since, **told, today=day_of(ctx.at),
        progress=answering.progress_of(part), tabs=request_tabs.shown(ctx, part, "changes"),
    )  # fmt: skip


def _told_to_respondent(part: Assignment, since: queries.Since) -> dict[str, Any]:
    voice, paper = Voice(str(get_locale())), heard_of.paper_for(part.content_id)
    is_open = part.state in states.OPEN and answering.may_answer(current_context(), part)
    same = queries.attestable(part, since) if is_open else []
    return {
        "lines": shown.change_lines(since.changes, voice, rated=False), "may_confirm": bool(same),
        "missing": shown.file_lines(part, since.expired), "is_open": is_open,
        "confirming": shown.to_confirm(part, since, same, paper.questions(), voice),
        "is_reworded": [one.ref for one in since.changes if one.kind not in carrying.SAME_TO_RESPONDENTS],
    }  # fmt: skip


@bp.route("/requests/<uuid:assignment_id>/attest-anew", methods=["POST"])
@requires(P.ANSWER_EDIT)
@writes
def request_attest_anew(assignment_id: UUID) -> Response:
    """Everything that can be confirmed as it stands; with `chosen` only what was ticked."""
    ctx = current_context()
    part = assignments.get_addressed(ctx, assignment_id)
    since = queries.since_last(part, day_of(ctx.at))
    wanted = queries.attestable(part, since) if since is not None else []
    if "chosen" in request.form:
        ticked = request.form.getlist("question")
        wanted = [ref for ref in wanted if ref in ticked]
    try:
        count = attesting.attest_anew(ctx, part, wanted)
    except DomainError as error:
        flash(translated(error), "danger")
    else:
        flash(ngettext("%(num)d answer was confirmed.", "%(num)d answers were confirmed.", count), "good")
    return redirect(url_for("diligence.request_changes", assignment_id=part.id), 303)  # type: ignore[return-value]
