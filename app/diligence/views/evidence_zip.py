"""証跡 in one zip: which file is for which question is shown first, and taken once somebody has said so."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import ngettext

from app.core import files
from app.core.authz import requires
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.receiving import received, receives
from app.core.forms import SekishoForm
from app.core.web import current_context, show_error, writes
from app.core.words import N_
from app.diligence.forms.evidence import EvidenceZipApplyForm, EvidenceZipForm
from app.diligence.models import Assignment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers
from app.diligence.rules.evidence import EvidenceFacts, check
from app.diligence.services import answering
from app.diligence.services import evidence as services
from app.diligence.services.evidence import Piece
from app.diligence.services.packed import Fate
from app.diligence.sheets import evidence as shown
from app.diligence.views import bp
from app.diligence.views.evidence import addressed, limits, usual_terms
from app.diligence.views.evidence_places import Place
from app.diligence.views.held_zip import opened, opens, redeem, ticket

ZIP = "application/zip"
NOT_ZIP = N_("This is no ZIP file. Choose one, or add the file by itself.")
NOTHING = N_("None of the chosen files can be taken any more. Look at what is there, and choose again.")


def sent_now(_part: Assignment) -> files.Kept | None:
    kept = received().get("archive")
    if isinstance(kept, files.Kept) and kept.media_type != ZIP:
        raise DomainError(NOT_ZIP)
    return kept if isinstance(kept, files.Kept) else None


def sent_before(part: Assignment) -> files.Kept:
    return redeem(part, request.form.get("held", ""))


@bp.route("/requests/<uuid:assignment_id>/evidence/zip", methods=["GET", "POST"])
@requires(P.ANSWER_EDIT)
@receives("archive", first=addressed)
@opens(first=addressed, held=sent_now)
@writes
def evidence_zip(assignment_id: UUID) -> Response:
    return zip_page(addressed(assignment_id))


@bp.route("/requests/<uuid:assignment_id>/evidence/zip/apply", methods=["POST"])
@requires(P.ANSWER_EDIT)
@opens(first=addressed, held=sent_before)
@writes
def evidence_zip_apply(assignment_id: UUID) -> Response:
    return apply_page(addressed(assignment_id))


# --- pages of both sides ----------------------------------------------------------------------


def zip_page(place: Place) -> Response:
    """Nothing of it has a row before somebody said so on the page that comes back."""
    form = EvidenceZipForm(data=usual_terms(place.assignment))
    if form.validate_on_submit() and _has_terms(form):
        seen = opened()
        if seen.kept is not None:
            confirming = _confirming(place.assignment, seen.kept, form)
            return make_response(_matched(place, confirming))
        if seen.refusal is not None:
            show_error(form, DomainError(seen.refusal.message, "archive", **seen.refusal.params))
    page = render_template(
        "diligence/evidence_zip.html", form=form, example=_example(place.assignment), **limits(), **place.head()
    )  # fmt: skip
    return make_response(page, 422 if form.errors else 200)


def _example(part: Assignment) -> str:
    """A number that a file can be named after now."""
    asked = answering.asked_of(part, answers.answers_of(part))
    return next((ref for ref in [*filter(asked.__contains__, part.questions), *part.questions]), "")


def _has_terms(form: EvidenceZipForm) -> bool:
    try:
        check(form.facts)
    except DomainError as refusal:
        show_error(form, refusal)
    return not form.errors


def _confirming(part: Assignment, kept: files.Kept, form: EvidenceZipForm) -> EvidenceZipApplyForm:
    chosen = [one.path for one in opened().found if one.fate == Fate.TAKEN]
    held = {
        "held": ticket(part, kept),
        "disclosure": form.disclosure.data,
        "terms": form.terms.data,
        "chosen": chosen,
    }
    return EvidenceZipApplyForm(formdata=None, data=held)


def _matched(place: Place, form: SekishoForm) -> str:
    lines = shown.packed(opened().found, answers.paper_for(place.assignment.content_id))
    return render_template(
        "diligence/evidence_zip_matched.html", form=form, lines=lines, fitting=sum(one.is_taken for one in lines),
        **place.head(),
    )  # fmt: skip


def apply_page(place: Place) -> Response:
    """Looked at anew: nothing that the page says of the zip is believed."""
    form = EvidenceZipApplyForm()
    if form.validate_on_submit():
        try:
            made = _take(place.assignment, form.facts)
        except DomainError as refusal:
            db.session.rollback()
            show_error(form, refusal)
        else:
            flash(ngettext("%(num)d file was added.", "%(num)d files were added.", made), "good")
            _tell_fallen_out(place.assignment, form.chosen.data or [])
            return make_response(redirect(place.url, 303))
    return make_response(_matched(place, form), 422)


def _tell_fallen_out(part: Assignment, chosen: Sequence[str]) -> None:
    """An answer given meanwhile may have left a question out."""
    left = shown.fallen_out(opened().found, chosen, answers.paper_for(part.content_id))
    if left:
        told = ngettext(
            "%(num)d chosen file was not added: %(files)s", "%(num)d chosen files were not added: %(files)s",
            len(left), files=shown.fallen_out_words(left),
        )  # fmt: skip
        flash(told, "attention")


def _take(part: Assignment, facts: EvidenceFacts) -> int:
    seen = opened()
    if seen.refusal is not None:
        raise seen.refusal
    pieces = [Piece(one.question, one.part, kept, facts) for one, kept in seen.chosen]
    if not pieces:
        raise DomainError(NOTHING)
    return len(services.add_all(current_context(), part, pieces))
