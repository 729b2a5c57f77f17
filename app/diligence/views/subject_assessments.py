"""評価 of an organisation, a service and the institution itself: those that are there, and a new one begun."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, render_template, url_for

from app.core.authz import requires
from app.core.errors import NotFound
from app.core.web import current_context, writes
from app.core.words import value_label
from app.diligence.lists.assessments import today
from app.diligence.models import SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import proposals, relying
from app.diligence.rules.refusing import Refused
from app.diligence.services import starting
from app.diligence.sheets import assessment_rows as rows_shown
from app.diligence.sheets.assessments import score_words
from app.diligence.sheets.coverage import refused_words
from app.diligence.views import bp
from app.diligence.views.starting import Starting, begin, unit_asked, units_in_charge
from app.register.models import Organisation, Service
from app.register.queries import organisations, services

SHOWN = 100


def _organisation(organisation_id: UUID) -> Organisation:
    found = organisations.get_organisation(current_context(), organisation_id)
    if found.merged_into_id is not None:
        raise NotFound
    return found


def _service(service_id: UUID) -> Service:
    found = services.get_service(current_context(), service_id)
    if found.merged_into_id is not None:
        raise NotFound
    return found


@bp.route("/organisations/<uuid:organisation_id>/assessments")
@requires(P.ASSESSMENT_VIEW)
def organisation_assessments(organisation_id: UUID) -> str:
    found = _organisation(organisation_id)
    rows = queries.of_organisation(current_context(), found, SHOWN + 1)
    start = url_for("diligence.organisation_assessment_start", organisation_id=found.id)
    refused = relying.refused_by(current_context(), found.id)
    return _page(rows, start, refused, organisation=found)


@bp.route("/services/<uuid:service_id>/assessments")
@requires(P.ASSESSMENT_VIEW)
def service_assessments(service_id: UUID) -> str:
    found = _service(service_id)
    rows = queries.of_service(current_context(), found, SHOWN + 1)
    start = url_for("diligence.service_assessment_start", service_id=found.id)
    return _page(rows, start, relying.refused_of_service(current_context(), found.id), service=found)


def _page(rows: Sequence[Any], start_url: str, refused: Refused, **subject: Any) -> str:
    ctx = current_context()
    return render_template(
        "diligence/subject_assessments.html", rows=rows[:SHOWN], is_cut=len(rows) > SHOWN,
        names=rows_shown.names_for(ctx, rows[:SHOWN]), states=rows_shown.states(), today=today(),
        refused=refused_words(refused) if refused.questions else "",
        start_url=start_url if ctx.may(P.ASSESSMENT_EDIT) else "", score_words=score_words,
        **{"organisation": None, "service": None, **subject},
    )  # fmt: skip


@bp.route("/organisations/<uuid:organisation_id>/assessments/new", methods=["GET", "POST"])
@requires(P.ASSESSMENT_EDIT)
@writes
def organisation_assessment_start(organisation_id: UUID) -> Response:
    ctx, found = current_context(), _organisation(organisation_id)
    units = units_in_charge(ctx)
    unit_id = unit_asked(units)
    return begin(
        Starting(
            starting.of_organisation(found, unit_id), proposals.setting_of_organisation(ctx, found, unit_id),
            found.name, url_for("diligence.organisation_assessments", organisation_id=found.id),
            url_for("diligence.organisation_assessment_start", organisation_id=found.id), units,
        )
    )  # fmt: skip


@bp.route("/services/<uuid:service_id>/assessments/new", methods=["GET", "POST"])
@requires(P.ASSESSMENT_EDIT)
@writes
def service_assessment_start(service_id: UUID) -> Response:
    ctx, found = current_context(), _service(service_id)
    units = units_in_charge(ctx)
    unit_id = unit_asked(units)
    return begin(
        Starting(
            starting.of_service(found, unit_id), proposals.setting_of_service(ctx, found, unit_id), found.name,
            url_for("diligence.service_assessments", service_id=found.id),
            url_for("diligence.service_assessment_start", service_id=found.id), units,
        )
    )  # fmt: skip


@bp.route("/assessments/new/institution", methods=["GET", "POST"])
@requires(P.ASSESSMENT_EDIT)
@writes
def institution_assessment_start() -> Response:
    units = units_in_charge(current_context())
    unit_id = unit_asked(units)
    return begin(
        Starting(
            starting.of_institution(unit_id), proposals.setting_of_institution(unit_id),
            value_label(SubjectKind.INSTITUTION), url_for("diligence.assessment_start"),
            url_for("diligence.institution_assessment_start"), units,
        )
    )  # fmt: skip
