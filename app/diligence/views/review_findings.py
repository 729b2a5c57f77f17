"""指摘事項 raised from a question under review, and the way back from the finding."""

import re
from typing import Any
from uuid import UUID

from flask import Response, abort, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.web import run_form, writes
from app.diligence.queries import reviews
from app.diligence.queries.proposals import content_read
from app.diligence.queries.reviews import Line
from app.diligence.sheets import review as shown
from app.diligence.sheets.said import answer_told, plain
from app.diligence.views import bp
from app.diligence.views.reviewing import LINE, Review, back_to_reading, head, open_review
from app.identity import queries as identity
from app.standards.sheets.voices import Voice
from app.work import origins
from app.work.forms import LINE as LONGEST
from app.work.forms import FindingRaiseForm
from app.work.models import Finding, Severity
from app.work.origins import Origin
from app.work.permissions import WorkPermission
from app.work.services import raise_finding
from app.work.services.findings import FindingFacts

SOURCE = re.compile(r"(D-\d{4}-\d{4,}) / (\S+)")


@bp.route(LINE + "/finding", methods=["GET", "POST"])
@requires(WorkPermission.FINDING_RAISE)
@writes
def assessment_finding_raise(assessment_id: UUID, assignment_id: UUID, question: str) -> Response:
    review = open_review(assessment_id)
    line = review.line(assignment_id, question)
    if review.is_over:
        return back_to_reading(review)
    form = _form(review, line)
    kind, record_id = reviews.subject_of(review.assessment)

    def act() -> Finding:
        said = {**form.values(), "severity": Severity(form.severity.data)}
        said["source"] = reviews.origin_words(review.assessment, line.question.id)
        return raise_finding(review.ctx, FindingFacts(**said), subject_type=kind, subject_id=record_id)

    return run_form(
        form, act, to=lambda made: url_for("work.finding", finding_id=made.id),
        page="diligence/review_finding.html", done=_("The finding was recorded."),
        back=shown.url_of(line, review.show), **head(review, "review"),
    )  # fmt: skip


def _form(review: Review, line: Line) -> FindingRaiseForm:
    """Where it was found is not to be changed here: it leads back to the question."""
    held = [
        one for one in identity.list_units(review.ctx) if review.ctx.may(WorkPermission.FINDING_RAISE, one.id)
    ]
    if not held:
        abort(403)
    form = FindingRaiseForm(units=held, data=_proposal(review, line))
    form.source.render_kw = {"readonly": True}
    return form


def _proposal(review: Review, line: Line) -> dict[str, Any]:
    """What was asked and what was said to it; a critical question weighs more."""
    voice = Voice(str(get_locale()))
    asked, said = voice.text(line.question.text), plain(answer_told(line.question, line.answer, voice), voice)
    note = line.judgement.comment if line.judgement else ""
    return {
        "title": asked[:LONGEST], "detail": "\n\n".join(filter(None, (asked, said, note))),
        "source": reviews.origin_words(review.assessment, line.question.id),
        "severity": (Severity.HIGH if line.question.critical else Severity.MEDIUM).value,
        "unit_id": review.assessment.unit_id,
    }  # fmt: skip


def _of_answer(ctx: Context, finding: Finding) -> Origin | None:
    """Its source says which assessment and which question; it counts only where the finding is about the same."""
    told = SOURCE.fullmatch(finding.source)
    found = reviews.find_by_number(ctx, told[1]) if told else None
    if (
        told is None
        or found is None
        or (finding.subject_type, finding.subject_id) != reviews.subject_of(found)
    ):
        return None
    asked = next((one for one in content_read(found.content_id).questions() if one.id == told[2]), None)
    if asked is None:
        return None
    url = url_for("diligence.assessment_review", assessment_id=found.id, question=asked.id)
    return Origin(f"{found.number} {Voice(str(get_locale())).text(asked.text)}", url)


origins.register(_of_answer)
