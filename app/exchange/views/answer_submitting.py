"""Answers that came by mail and were entered by us: submitted for the respondent, with who stands for them."""

from uuid import UUID

from flask import Response, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.web import current_context, run_form, writes
from app.diligence.permissions import DiligencePermission as P
from app.diligence.services import answering
from app.exchange.forms.answers import AnswerSubmitForm
from app.exchange.views import bp
from app.exchange.views.answer_places import for_us


@bp.route(
    "/assessments/<uuid:assessment_id>/respondents/<uuid:assignment_id>/submit", methods=["GET", "POST"]
)
@requires(P.ASSESSMENT_SEND)
@writes
def respondent_submit(assessment_id: UUID, assignment_id: UUID) -> Response:
    place = for_us(assessment_id, assignment_id)
    part, form = place.assignment, AnswerSubmitForm(data={"version": place.assignment.version})

    def act() -> None:
        place.must_take()
        name, title = form.attested_name.data or "", form.attested_title.data or ""
        answering.submit(current_context(), part, name=name, title=title, version=form.version_number)

    return run_form(
        form, act, to=lambda _none: url_for("diligence.assessment", assessment_id=assessment_id),
        page="exchange/answer_submit.html", done=_("The answers were submitted for the respondent."),
        record=part, place=place, **place.head("workbook"),
    )  # fmt: skip
