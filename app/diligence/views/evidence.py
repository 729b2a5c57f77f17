"""証跡, as respondents lay it beside their answers: handed in, described, withdrawn, taken out again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.assurance.models import Disclosure
from app.core.authz import requires
from app.core.dates import day_of
from app.core.files.keeping import MEGABYTE
from app.core.files.kinds import TAKEN
from app.core.files.receiving import most_bytes, receives
from app.core.forms import SekishoForm
from app.core.web import check_version, current_context, run_form, writes
from app.diligence import request_tabs
from app.diligence.forms.evidence import EvidenceAddForm, EvidenceEditForm, EvidenceWithdrawForm
from app.diligence.models import Assignment, Evidence
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import agreeing, answers
from app.diligence.queries import evidence as queries
from app.diligence.rules.evidence import Standing, is_agreed_to
from app.diligence.services import agreeing as terms
from app.diligence.services import answering
from app.diligence.services import evidence as services
from app.diligence.sheets import evidence as shown
from app.diligence.views import bp
from app.diligence.views.evidence_files import sent
from app.diligence.views.evidence_places import Place, for_respondent, must_answer
from app.identity import queries as identity

request_tabs.add(request_tabs.Tab("evidence", _l("Evidence"), "diligence.request_evidence", 20))


def addressed(assignment_id: UUID) -> Place:
    """404 for whom it does not concern; 403 for who may read it and not answer."""
    return must_answer(for_respondent(assignment_id))


# --- pages of both sides ----------------------------------------------------------------------


def files_page(place: Place) -> str:
    """`question` in the address narrows it to one."""
    part, today = place.assignment, day_of(current_context().at)
    rows, paper = answers.files_of(part), answers.paper_for(part.content_id)
    asked, only = answering.asked_of(part, answers.answers_of(part)), request.args.get("question", "")
    chosen = [row for row in rows if only in ("", row.question)]
    names = identity.names_of({row.added_by_id for row in rows if row.added_by_id})
    counts = shown.counts(rows, today)
    return render_template(
        "diligence/request_evidence.html",
        lines=shown.lines_of(chosen, {part.id: paper}, names, today, terms.closed_to(current_context(), rows)),
        wanted=shown.wanted(paper, asked & {only} if only else asked, rows), only=only,
        file_url=lambda line: place.file_url(line.id), expired=counts[Standing.EXPIRED],
        soon=counts[Standing.EXPIRING], **place.head(),
    )  # fmt: skip


def usual_terms(part: Assignment) -> dict[str, str]:
    """To start from: as the file before, where that is agreed to; else 社外秘."""
    last = agreeing.described_last(part)
    if last is None or not is_agreed_to(last.disclosure):
        return {"disclosure": Disclosure.CONFIDENTIAL.value, "terms": ""}
    return {"disclosure": last.disclosure.value, "terms": last.terms}


def limits() -> dict[str, Any]:
    return {"most": most_bytes() // MEGABYTE, "taken": TAKEN}


def add_page(place: Place) -> Response:
    part = place.assignment
    asked = answering.asked_of(part, answers.answers_of(part))
    offered = shown.places(answers.paper_for(part.content_id), asked)
    beside = shown.place_for(request.args.get("question", ""), offered)
    form = EvidenceAddForm(offered, data={"place": beside, **usual_terms(part)})

    def act() -> Evidence:
        question, key = form.question_and_part
        return services.add(current_context(), part, question, key, form.file.data, form.facts)

    return run_form(
        form, act, to=lambda _row: place.url, page="diligence/evidence_add.html",
        done=_("The file was added."), **limits(), **place.head(),
    )  # fmt: skip


def edit_page(place: Place, evidence_id: UUID) -> Response:
    part = place.assignment
    row = queries.get_evidence(part, evidence_id)
    form = EvidenceEditForm(obj=row)
    return _on_file(
        place, row, form, lambda: services.edit(current_context(), part, row, form.facts),
        "diligence/evidence_edit.html", _("The description of the file was saved."),
    )  # fmt: skip


def withdraw_page(place: Place, evidence_id: UUID) -> Response:
    part = place.assignment
    row = queries.get_evidence(part, evidence_id)
    form = EvidenceWithdrawForm(data={"version": row.version})
    stands_in = any(one.substitute_file_id == row.id for one in answers.answers_of(part).values())
    return _on_file(
        place, row, form,
        lambda: services.withdraw(current_context(), part, row, reason=form.reason.data or ""),
        "diligence/evidence_withdraw.html", _("The file was withdrawn."), stands_in=stands_in,
    )  # fmt: skip


def _on_file(
    place: Place, row: Evidence, form: SekishoForm, act: Callable[[], None], page: str, done: str, **more: Any,
) -> Response:  # fmt: skip
    def checked() -> None:
        check_version(row, form.version_number)
        act()

    return run_form(
        form, checked, to=lambda _none: place.url, page=page, done=done, record=row, evidence=row,
        **more, **place.head(),
    )  # fmt: skip


# --- the respondent's own ---------------------------------------------------------------------


@bp.route("/requests/<uuid:assignment_id>/evidence")
@requires(P.ANSWER_EDIT)
def request_evidence(assignment_id: UUID) -> str:
    return files_page(for_respondent(assignment_id))


@bp.route("/requests/<uuid:assignment_id>/evidence/new", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@receives("file", first=addressed)
@writes
def evidence_add(assignment_id: UUID) -> Response:
    return add_page(addressed(assignment_id))


@bp.route("/requests/<uuid:assignment_id>/evidence/<uuid:evidence_id>/edit", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def evidence_edit(assignment_id: UUID, evidence_id: UUID) -> Response:
    return edit_page(addressed(assignment_id), evidence_id)


@bp.route("/requests/<uuid:assignment_id>/evidence/<uuid:evidence_id>/withdraw", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@writes
def evidence_withdraw(assignment_id: UUID, evidence_id: UUID) -> Response:
    return withdraw_page(addressed(assignment_id), evidence_id)


@bp.route("/requests/<uuid:assignment_id>/evidence/<uuid:evidence_id>/file")
@requires(P.ANSWER_EDIT)
def request_evidence_file(assignment_id: UUID, evidence_id: UUID) -> Response:
    place = for_respondent(assignment_id)
    row = queries.get_evidence(place.assignment, evidence_id)
    return sent(row, place.url, place.terms_url(row.id))
