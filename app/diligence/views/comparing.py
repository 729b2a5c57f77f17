"""比較: two years of one subject, or two vendors on the same questionnaire, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import listing
from app.core.authz import requires
from app.core.errors import NotFound
from app.core.listing import Chip
from app.core.web import current_context
from app.core.words import choices, value_label
from app.diligence import tabs
from app.diligence.lists.assessments import today, wanted
from app.diligence.lists.comparing import COMPARABLE
from app.diligence.models import Assessment, AssessmentState, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments
from app.diligence.queries import comparing as queries
from app.diligence.rules.comparing import Point
from app.diligence.sheets import assessment_rows
from app.diligence.sheets import assessments as shown
from app.diligence.sheets import comparison as sheets
from app.diligence.sheets.comparison import Comparison
from app.diligence.tabs import Tab
from app.diligence.views import bp
from app.diligence.views.assessment_list import list_tabs
from app.diligence.views.heads import head_of
from app.standards.sheets.voices import Voice

tabs.add(Tab("compare", _l("Compare"), "diligence.assessment_comparisons", 60))


@bp.route("/assessments/<uuid:assessment_id>/compare")
@requires(P.ASSESSMENT_VIEW)
def assessment_comparisons(assessment_id: UUID) -> str:
    """What it can be compared with."""
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    searched = listing.read_request(COMPARABLE).q
    same, others = queries.of_same_subject(ctx, found), queries.of_others(ctx, found, searched)
    names = assessment_rows.subjects_named(ctx, others)
    return render_template(
        "diligence/compare_choose.html", same=same, others=others, score_words=shown.score_words,
        subject_of=lambda row: _subject(row, names), searched=searched, states=assessment_rows.states(),
        most=queries.MOST, **head_of(found, "compare"),
    )  # fmt: skip


@bp.route("/assessments/compare/picked")
@requires(P.ASSESSMENT_VIEW)
def assessment_compare_picked() -> Response:
    """From two rows of a list."""
    picked = list(dict.fromkeys(request.args.getlist("pick")))
    try:
        left, right = (UUID(one) for one in picked)
        queries.pairing(current_context(), left, right)
    except (ValueError, NotFound):
        flash(_("Choose two assessments of the same questionnaire that were sent."), "attention")
        return redirect(url_for("diligence.assessment_list"), 303)  # type: ignore[return-value]
    return redirect(url_for("diligence.assessment_compare", left=left, right=right), 303)  # type: ignore[return-value]


def _first_of_two() -> str:
    """Without two of them the first is chosen here; what it can be compared with stands on its own page."""
    ctx, state = current_context(), listing.read_request(COMPARABLE)
    page = listing.fetch(queries.comparable(ctx, wanted(state)), state)
    return render_template(
        "diligence/compare_first.html", page=page, state=page.state, tabs=list_tabs("compare"),
        names=assessment_rows.names_for(ctx, page.rows), states=assessment_rows.states(),
        beside=queries.counterparts(ctx, page.rows),
        score_words=shown.score_words, today=today(), state_choices=choices(AssessmentState),
        kind_choices=choices(SubjectKind),
        url_of=listing.address_of("diligence.assessment_comparisons", "assessment_id"),
    )  # fmt: skip


@bp.route("/assessments/compare")
@requires(P.ASSESSMENT_VIEW)
def assessment_compare() -> str | Response:
    if not request.args.get("left"):
        return _first_of_two()
    left = _asked("left")
    if not request.args.get("right"):
        return redirect(url_for("diligence.assessment_comparisons", assessment_id=left), 303)  # type: ignore[return-value]
    return _side_by_side(left, _asked("right"))


def _side_by_side(left: UUID, right: UUID) -> str:
    ctx = current_context()
    pairing = queries.pairing(ctx, left, right)
    rows = [pairing.left.assessment, pairing.right.assessment]
    names = assessment_rows.subjects_named(ctx, rows)
    comparison = sheets.comparison_of(pairing, Voice(str(get_locale())))
    show, section = sheets.shown_of(request.args.get("only", "")), request.args.get("section", "")
    return render_template(
        "diligence/compare.html", left=rows[0], right=rows[1], comparison=comparison, only=show,
        groups=comparison.narrowed(show=show, section=section), compared_fields=sheets.compared_fields,
        earned=Point.EARNED, asked_once=Point.ASKED, chips=_chips(comparison, section),
        subjects=[_subject(row, names) for row in rows], states=assessment_rows.states(),
        versions=[half.content.version for half in (pairing.left, pairing.right)],
        title_of=assessments.titles_of(rows, shown.title_in_language),
        here=lambda **more: url_for("diligence.assessment_compare", **{**_kept(), **more}),
    )  # fmt: skip


def _subject(row: Assessment, names: Mapping[UUID, str]) -> str:
    """The institution itself has no name among them."""
    owner = row.engagement_id or row.service_id or row.organisation_id
    return names.get(owner, "") if owner else value_label(row.subject_kind)


def _asked(name: str) -> UUID:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        abort(404)


def _kept() -> dict[str, str]:
    names = ("left", "right", "only", "section")
    return {name: request.args[name] for name in names if request.args.get(name)}


def _chips(comparison: Comparison, section: str) -> list[Chip]:
    if not section:
        return []
    label = _("%(filter)s: %(value)s", filter=_("Section"), value=comparison.sections.get(section, section))
    rest: dict[str, Any] = {name: value for name, value in _kept().items() if name != "section"}
    return [Chip(label, url_for("diligence.assessment_compare", **rest))]
