"""Our side's acts on one respondent: prepared, delegated, reminded, returned, released."""

from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.dates import day_of
from app.core.errors import DomainError, NotFound
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, translated, writes
from app.diligence.forms.respondents import (
    LeadForm,
    ReasonForm,
    RespondentAddForm,
    RespondentForm,
    ReturnForm,
)
from app.diligence.models import Assessment, Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as answer_queries
from app.diligence.queries import assessments as queries
from app.diligence.queries import contacting, naming
from app.diligence.services import reminding, respondents, returning
from app.diligence.views import bp
from app.standards.sheets.voices import Voice


def part_of(assessment_id: UUID, assignment_id: UUID, permission: P) -> tuple[Assessment, Assignment]:
    """One that is not of this assessment is not there."""
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    if not ctx.may(permission, found.unit_id):
        abort(403)
    part = next((one for one in queries.assignments_of(found) if one.id == assignment_id), None)
    if part is None:
        raise NotFound
    return found, part


def home(found: Assessment) -> str:
    return url_for("diligence.assessment", assessment_id=found.id)


def about(found: Assessment, part: Assignment | None = None) -> dict[str, Any]:
    name = naming.respondents_of(current_context(), [part])[part.id] if part else ""
    return {
        "assessment": found, "part": part, "name": name, "home": home(found),
        "today": day_of(current_context().at),
    }  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/edit", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_edit(assessment_id: UUID, assignment_id: UUID) -> Response:
    ctx = current_context()
    found, part = part_of(assessment_id, assignment_id, P.ASSESSMENT_SEND)
    if _is_read_late(found):
        return make_response(redirect(home(found), 303))
    form = RespondentForm(part, obj=part)
    _offer(form, part)
    if request.method == "GET":
        _propose_lead(form, part)
    return run_form(
        form, lambda: respondents.edit(ctx, found, part, form.facts(), version=form.version_number),
        to=lambda _none: home(found), page="diligence/respondent_edit.html", record=part, done=_("Saved."),
        **about(found, part),
    )  # fmt: skip


def _propose_lead(form: RespondentForm, part: Assignment) -> None:
    """Whom somebody named meanwhile for another assessment stands there already, to be saved or changed."""
    if part.organisation_id is None or part.lead_id is not None or part.contact_email:
        return
    ctx = current_context()
    known = contacting.proposed(ctx, part.organisation_id, day_of(ctx.at))
    if known is not None:
        form.lead_id.data, form.contact_name.data, form.contact_email.data = known


def _is_read_late(found: Assessment) -> bool:
    """A page to change who is asked, opened after the sending: it says so and leads back."""
    is_late = request.method == "GET" and found.sent_at is not None
    if is_late:
        flash(_(respondents.ALREADY_SENT), "attention")
    return is_late


def _offer(form: LeadForm, part: Assignment) -> None:
    ctx = current_context()
    known = contacting.reachable(ctx, part.organisation_id, day_of(ctx.at)) if part.organisation_id else []
    form.offer(part, contacting.accounts(ctx, part), known)


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/delegate", methods=["GET", "POST"]
)
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_delegate(assessment_id: UUID, assignment_id: UUID) -> Response:
    ctx = current_context()
    found, part = part_of(assessment_id, assignment_id, P.ASSESSMENT_SEND)
    form = LeadForm(obj=part)
    _offer(form, part)
    return run_form(
        form, lambda: respondents.delegate(ctx, found, part, form.lead(), version=form.version_number),
        to=lambda _none: home(found), page="diligence/respondent_delegate.html", record=part,
        done=_("The answering was delegated. The person hears of it."), **about(found, part),
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/respondents/add", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_add(assessment_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    parts = queries.assignments_of(found)
    names = naming.respondents_of(ctx, parts)
    form = RespondentAddForm(*contacting.not_asked(ctx, found, parts), list(names.items()))
    return run_form(
        form,
        lambda: respondents.add(ctx, found, form.parties[form.respondent.data], like=form.like.data),
        to=lambda made: url_for("diligence.respondent_edit", assessment_id=found.id, assignment_id=made.id),
        page="diligence/respondent_add.html", done=_("The respondent was added. Say by when and who leads."),
        **about(found),
    )  # fmt: skip


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/remove", methods=["GET", "POST"]
)
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_remove(assessment_id: UUID, assignment_id: UUID) -> Response:
    ctx = current_context()
    found, part = part_of(assessment_id, assignment_id, P.ASSESSMENT_SEND)
    if _is_read_late(found):
        return make_response(redirect(home(found), 303))
    form = SekishoForm(data={"version": part.version})
    return run_form(
        form, lambda: respondents.remove(ctx, found, part, version=form.version_number),
        to=lambda _none: home(found), page="diligence/respondent_remove.html", record=part,
        done=_("The respondent was removed."), **about(found, part),
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/remind", methods=["POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_remind(assessment_id: UUID, assignment_id: UUID) -> Any:
    found, part = part_of(assessment_id, assignment_id, P.ASSESSMENT_SEND)
    try:
        reminding.remind_by_hand(current_context(), found, part)
    except DomainError as error:
        flash(translated(error), "error")
    else:
        flash(_("The reminder is on its way."), "good")
    return redirect(home(found), 303)


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/return", methods=["GET", "POST"]
)
@requires(P.ANSWER_JUDGE)
@writes
def respondent_return(assessment_id: UUID, assignment_id: UUID) -> Response:
    """差戻し"""
    ctx = current_context()
    found, part = part_of(assessment_id, assignment_id, P.ANSWER_JUDGE)
    form = ReturnForm(_questions(part), data={"version": part.version, "due_on": part.due_on})
    return run_form(
        form, lambda: returning.return_answers(ctx, found, part, form.said(), version=form.version_number),
        to=lambda _none: home(found), page="diligence/respondent_return.html", record=part,
        done=_("The answers were returned. They hear of it."), **about(found, part),
    )  # fmt: skip


def _questions(part: Assignment) -> list[tuple[str, str]]:
    voice = Voice(str(get_locale()))
    sent = set(part.questions)
    paper = answer_queries.paper_for(part.content_id)
    return [(one.id, voice.text(one.text)) for one in paper.questions() if one.id in sent]


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/release", methods=["GET", "POST"]
)
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_release(assessment_id: UUID, assignment_id: UUID) -> Response:
    ctx = current_context()
    found, part = part_of(assessment_id, assignment_id, P.ASSESSMENT_SEND)
    form = ReasonForm(data={"version": part.version})
    return run_form(
        form,
        lambda: returning.release(ctx, found, part, reason=form.reason.data or "", version=form.version_number),
        to=lambda _none: home(found), page="diligence/respondent_release.html", record=part,
        done=_("The respondent was released."), **about(found, part),
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/withdraw", methods=["GET", "POST"])
@requires(P.ASSESSMENT_WITHDRAW)
@writes
def assessment_withdraw(assessment_id: UUID) -> Response:
    """取下げ of the whole."""
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    form = ReasonForm(data={"version": found.version})
    return run_form(
        form,
        lambda: returning.withdraw(ctx, found, reason=form.reason.data or "", version=form.version_number),
        to=lambda _none: home(found), page="diligence/assessment_withdraw.html", record=found,
        done=_("The assessment was withdrawn."), **about(found),
    )  # fmt: skip
