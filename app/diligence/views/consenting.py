"""再委託の承諾申請 on our side: recorded in the register and decided there, or refused at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.core.authz import requires
from app.core.context import Context
from app.core.dates import DateStyle, day_of, format_date
from app.core.web import current_context, run_form, writes
from app.diligence.forms.applying import RefusalForm
from app.diligence.models import Assessment, Assignment, SubcontractRequest
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import applications, assessments, consenting, naming
from app.diligence.services import consenting as services
from app.diligence.sheets import applications as shown
from app.diligence.views import bp
from app.diligence.views.respondents import about, home
from app.identity import queries as identity
from app.register.forms.entrusting import EntrustingForm
from app.register.models import Engagement, EngagementSupply
from app.register.permissions import RegisterPermission
from app.register.queries import organisations
from app.register.rules.chain import Chain
from app.register.services import entrusting
from app.register.services import organisations as parties

ONE = "/assessments/<uuid:assessment_id>/subcontract-requests/<uuid:subcontract_request_id>"
Places = Mapping[str, tuple[Engagement, Chain, UUID, str]]


@bp.route(ONE, methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def subcontract_decide(assessment_id: UUID, subcontract_request_id: UUID) -> Response:
    """Consent is given in the register only; here it is refused, where nothing was recorded yet."""
    ctx = current_context()
    found, part, row = _asked(assessment_id, subcontract_request_id)
    form, use = RefusalForm(), consenting.use_of(row)
    return run_form(
        form, lambda: services.refuse(ctx, found, part, row, answer=form.answer.data or ""),
        to=lambda _none: home(found), page="diligence/subcontract_decide.html",
        done=_("Decided. Who asked gets a mail."), row=row, line=_line(ctx, found, row), use=use,
        use_url=_consent_url(use) if use is not None else "",
        record_url=_record_url(ctx, found, row) if use is None and row.decided_at is None else "",
        **about(found, part),
    )  # fmt: skip


@bp.route(ONE + "/record", methods=["GET", "POST"])
@requires(P.ASSESSMENT_SEND)
@writes
def subcontract_record(assessment_id: UUID, subcontract_request_id: UUID) -> Response:
    """The chain and the application in the register, by one form that the vendor has filled in already."""
    ctx = current_context()
    found, part, row = _asked(assessment_id, subcontract_request_id)
    if request.method == "GET" and (row.decided_at is not None or consenting.use_of(row) is not None):
        return _back(found, row)
    places = _places(ctx, found, row)
    if not places:
        flash(
            _("No engagement of yours depends on who applies, so there is none to consent for."), "attention"
        )
        return _back(found, row)
    form = EntrustingForm([(key, one[3]) for key, one in places.items()], data=_proposal(ctx, part, row))
    return run_form(
        form, lambda: _record(ctx, found, row, form, places), to=_consent_url, page="diligence/subcontract_record.html",
        done=_("The application stands in the register. Others examine and decide it there."), row=row,
        back=_url(found, row), line=_line(ctx, found, row), alike=lambda: _alike(ctx, form), **about(found, part),
    )  # fmt: skip


def _record(
    ctx: Context, found: Assessment, row: SubcontractRequest, form: EntrustingForm, places: Places
) -> EngagementSupply:
    engagement, chain, service_id, _label = places[form.place.data]
    return services.record(ctx, found, row, engagement, chain, form.wanted(service_id))


def _url(found: Assessment, row: SubcontractRequest) -> str:
    return url_for("diligence.subcontract_decide", assessment_id=found.id, subcontract_request_id=row.id)


def _back(found: Assessment, row: SubcontractRequest) -> Response:
    return make_response(redirect(_url(found, row), 303))


def _asked(assessment_id: UUID, row_id: UUID) -> tuple[Assessment, Assignment, SubcontractRequest]:
    ctx = current_context()
    found = assessments.get_assessment(ctx, assessment_id)
    if not ctx.may(P.ASSESSMENT_SEND, found.unit_id):
        abort(403)
    row = applications.get_subcontract(found, row_id)
    part = next(one for one in assessments.assignments_of(found) if one.id == row.assignment_id)
    return found, part, row


def _line(ctx: Context, found: Assessment, row: SubcontractRequest) -> shown.Application:
    return next(one for one in shown.told(ctx, found) if one[0].id == row.id)[1]


def _record_url(ctx: Context, found: Assessment, row: SubcontractRequest) -> str:
    if not ctx.may(RegisterPermission.CONSENT_APPLY):
        return ""
    return url_for("diligence.subcontract_record", assessment_id=found.id, subcontract_request_id=row.id)


def _consent_url(use: EngagementSupply) -> str:
    return url_for("overview.consent", engagement_id=use.engagement_id, supply_id=use.supply_id)


def _places(ctx: Context, found: Assessment, row: SubcontractRequest) -> Places:
    """By engagement and service, as far as the vendor takes part in the chain."""
    places: dict[str, tuple[Engagement, Chain, UUID, str]] = {}
    for engagement in consenting.engagements_for(ctx, found, row):
        chain = consenting.chain_of(ctx, engagement)
        if chain is None or row.organisation_id is None:
            continue
        for service_id, name in entrusting.services_of(chain, row.organisation_id).items():
            key, label = f"{engagement.id}:{service_id}", f"{engagement.number} {engagement.title} / {name}"
            places[key] = (engagement, chain, service_id, label)
    return places


def _proposal(ctx: Context, part: Assignment, row: SubcontractRequest) -> dict[str, Any]:
    """What the vendor wrote, in the fields of the register; who is known by that name is the subcontractor."""
    known = organisations.called(ctx, row.name)
    who = identity.names_of({row.asked_by_id}).get(row.asked_by_id, "") if row.asked_by_id else ""
    style = DateStyle(ctx.date_style)
    begin = _("Start of the subcontracting: %(day)s", day=format_date(row.from_on, style))
    return {
        "organisation_id": known[0] if len(known) == 1 else None, "name": row.name, "country": row.country,
        "purpose": row.work, "countries": [row.country], "note": "\n".join(filter(None, (row.data, begin))),
        "applied_on": day_of(row.asked_at),
        "applied_by": f"{naming.respondents_of(ctx, [part])[part.id]} {who}".strip(),
    }  # fmt: skip


def _alike(ctx: Context, form: EntrustingForm) -> list[tuple[str, str]]:
    """Whom the warning names, with their pages."""
    if not form.is_confirmed.errors:
        return []
    found = parties.alike(ctx, form.newcomer())
    return [(one.name, url_for("register.organisation", organisation_id=one.id)) for one in found]
