"""スコア of an assessment: the arithmetic term by term, and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response, current_app, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.authz import requires
from app.core.deferred import at_once
from app.core.listing import Chip
from app.core.web import current_context
from app.diligence import tabs
from app.diligence.models import Assessment
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import scores
from app.diligence.rules.arithmetic import as_told
from app.diligence.services import taking
from app.diligence.sheets import assessments as shown
from app.diligence.sheets import score as sheets
from app.diligence.sheets.coverage import covered
from app.diligence.sheets.score import ScoreSheet, TermLine
from app.diligence.tabs import Tab
from app.diligence.views import bp
from app.diligence.views.heads import head_of
from app.standards.sheets.voices import Voice

# Another part of the assessment's file, where an answer is judged.
REVIEW = "diligence.assessment_review_answer"
bp.add_app_template_global(covered, "covered")
tabs.add(Tab("score", _l("Score"), "diligence.assessment_score", 30))


@bp.route("/assessments/<uuid:assessment_id>/score")
@requires(P.ASSESSMENT_VIEW)
def assessment_score(assessment_id: UUID) -> str:
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    stated = scores.stated(ctx, found)
    sheet = sheets.sheet_of(stated, Voice(str(get_locale())))
    told = as_told(stated.standing.score)
    confirmed = scores.last_confirmed(found)
    is_moved = confirmed is not None and (confirmed.score_low, confirmed.score_high) != told
    return render_template(
        "diligence/score.html", **{**head_of(found, "score"), "score": shown.score_words(*told)},
        sheet=sheet, narrowed=_narrowed(sheet), review_of=review_of(found), chips=_chips(sheet, found.id),
        confirmed=confirmed if is_moved else None, score_words=shown.score_words,
    )  # fmt: skip


@bp.route("/assessments/<uuid:assessment_id>/score.json")
@requires(P.ASSESSMENT_VIEW)
def assessment_score_json(assessment_id: UUID) -> Response:
    ctx = current_context()
    found = queries.get_assessment(ctx, assessment_id)
    sheet = sheets.sheet_of(scores.stated(ctx, found), Voice(str(get_locale())))
    told = {
        "assessment": found.number, "questionnaire": found.questionnaire, "state": found.state.value,
        **sheets.as_json(sheet),
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, indent=1)
    name = f"{found.number}-score.json"
    at_once(lambda: taking.witness_taken(ctx, assessment_id, name=name))
    response = Response(text, content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def review_of(found: Assessment) -> Callable[[TermLine], str]:
    """From a line to where the answer is judged; nothing where nobody was asked."""

    def link(line: TermLine) -> str:
        if line.respondent_id is None or REVIEW not in current_app.view_functions:
            return ""
        return url_for(
            REVIEW, assessment_id=found.id, assignment_id=line.respondent_id, question=line.question
        )

    return link


def _narrowed(sheet: ScoreSheet) -> list[TermLine]:
    """The sums stay those of the whole, whatever is shown."""
    ground, section = request.args.get("ground"), request.args.get("section")
    return [
        one
        for one in sheet.terms
        if (not ground or one.ground == ground) and (not section or one.section == section)
    ]


def _chips(sheet: ScoreSheet, found_id: UUID) -> list[Chip]:
    grounds = {ground.value: said for ground, said in sheet.grounds.items()}
    labels: dict[str, dict[str, str]] = {"ground": grounds, "section": sheet.sections}
    names = {"ground": _("Ground"), "section": _("Section")}
    found = []
    for name, known in labels.items():
        wanted = request.args.get(name, "")
        if wanted:
            rest: dict[str, Any] = {key: value for key, value in request.args.items() if key != name}
            label = _("%(filter)s: %(value)s", filter=names[name], value=known.get(wanted, wanted))
            found.append(Chip(label, url_for("diligence.assessment_score", assessment_id=found_id, **rest)))
    return found
