"""The forms of the steps of a consent: use, application, examination, decision, withdrawal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort
from flask_babel import gettext as _

from app.core import history
from app.core.authz import requires
from app.core.errors import NotFound
from app.core.forms import SekishoForm
from app.core.web import current_context, run_form, writes
from app.diligence.queries import consenting as applied
from app.identity.queries import names_of as people_named
from app.overview import edges
from app.overview.views import bp
from app.register.forms import consents as forms
from app.register.models import ConsentState
from app.register.permissions import RegisterPermission as P
from app.register.queries import chain as chain_queries
from app.register.queries import consents as queries
from app.register.services import consents as services

# Of these whoever applied on a page of ours hears.
TOLD = frozenset({"decide", "ask", "withdraw"})


def _run(edge: edges.Edge, form: SekishoForm, step: str, act: Callable[[], Any], done: str) -> Any:
    return run_form(
        form,
        act,
        to=lambda _result: edge.url,
        page=f"overview/consent_{step}.html",
        done=done,
        record=edge.use,
        last_saved=lambda: (
            history.last_change(edge.use, people_named) if edge.use is not None else ("", None)
        ),
        edge=edge,
        is_told=step in TOLD and edge.use is not None and bool(applied.requests_of(edge.use)),
        others=len(queries.together_with(edge.use)) if edge.use is not None else 0,
    )


def _recorded(engagement_id: UUID, supply_id: UUID, permission: P) -> tuple[edges.Edge, Any]:
    """For the steps that need something recorded before them."""
    edge = edges.changeable(engagement_id, supply_id, permission)
    if edge.use is None:
        raise NotFound
    return edge, edge.use


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/use", methods=["GET", "POST"])
@requires(P.CONSENT_APPLY)
@writes
def consent_use(engagement_id: UUID, supply_id: UUID) -> Any:
    edge = edges.changeable(engagement_id, supply_id, P.CONSENT_APPLY)
    form = forms.UseForm(obj=edge.use)
    return _run(
        edge,
        form,
        "use",
        lambda: services.record_use(
            current_context(), edge.engagement, supply_id, form.facts(), version=form.version_number
        ),
        _("The use was recorded."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/apply", methods=["GET", "POST"])
@requires(P.CONSENT_APPLY)
@writes
def consent_apply(engagement_id: UUID, supply_id: UUID) -> Any:
    edge = edges.changeable(engagement_id, supply_id, P.CONSENT_APPLY)
    form = forms.ApplicationForm(data={"applied_by": edge.row.source.party.name if edge.row.source else ""})
    return _run(
        edge,
        form,
        "apply",
        lambda: services.apply_for_consent(
            current_context(), edge.engagement, supply_id, form.application(), version=form.version_number
        ),
        _("The application was recorded. Whoever may examine it finds it among their tasks."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/examine", methods=["GET", "POST"])
@requires(P.CONSENT_EXAMINE)
@writes
def consent_examine(engagement_id: UUID, supply_id: UUID) -> Any:
    edge, use = _recorded(engagement_id, supply_id, P.CONSENT_EXAMINE)
    form = forms.ExaminationForm(data={"with_others": True})
    return _run(
        edge,
        form,
        "examine",
        lambda: services.examine(
            current_context(), edge.engagement, use, version=form.version_number, **form.values()
        ),
        _("The examination was recorded. Whoever may decide finds it among their tasks."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/decide", methods=["GET", "POST"])
@requires(P.CONSENT_DECIDE)
@writes
def consent_decide(engagement_id: UUID, supply_id: UUID) -> Any:
    edge, use = _recorded(engagement_id, supply_id, P.CONSENT_DECIDE)
    form = forms.DecisionForm(edge.engagement, data={"with_others": True})
    decide = services.grant if form.outcome.data == ConsentState.GRANTED else services.refuse
    return _run(
        edge,
        form,
        "decide",
        lambda: decide(
            current_context(),
            edge.engagement,
            use,
            form.decision(),
            version=form.version_number,
            with_others=bool(form.with_others.data),
        ),
        _("The decision on the consent was recorded."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/ask", methods=["GET", "POST"])
@requires(P.CONSENT_EXAMINE)
@writes
def consent_ask(engagement_id: UUID, supply_id: UUID) -> Any:
    edge, use = _recorded(engagement_id, supply_id, P.CONSENT_EXAMINE)
    form = forms.AskForm()
    return _run(
        edge,
        form,
        "ask",
        lambda: services.ask_for_decision(
            current_context(), edge.engagement, use, version=form.version_number, **form.values()
        ),
        _("The decision was asked for. It waits among the approvals."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/<uuid:supply_id>/withdraw", methods=["GET", "POST"])
@requires(P.CONSENT_APPLY)
@writes
def consent_withdraw(engagement_id: UUID, supply_id: UUID) -> Any:
    edge, use = _recorded(engagement_id, supply_id, P.CONSENT_APPLY)
    if use.state == ConsentState.GRANTED and not current_context().may(
        P.CONSENT_DECIDE, edge.engagement.unit_id
    ):
        abort(403)
    form = forms.WithdrawalForm()
    return _run(
        edge,
        form,
        "withdraw",
        lambda: services.withdraw(
            current_context(), edge.engagement, use, version=form.version_number, **form.values()
        ),
        _("The withdrawal was recorded."),
    )


@bp.route("/engagements/<uuid:engagement_id>/chain/blanket/<uuid:organisation_id>", methods=["GET", "POST"])
@requires(P.CONSENT_APPLY)
@writes
def consent_apply_blanket(engagement_id: UUID, organisation_id: UUID) -> Any:
    engagement = edges.engagement_of(engagement_id, P.CONSENT_APPLY)
    chain = chain_queries.chain_of(current_context(), engagement, edges.present())
    if chain is None or organisation_id not in chain.parties():
        raise NotFound
    vendor = chain.parties()[organisation_id]
    form = forms.BlanketForm(data={"applied_by": vendor.name})
    return run_form(
        form,
        lambda: services.apply_blanket(
            current_context(), engagement, chain, organisation_id, form.application()
        ),
        to=lambda _uses: edges.chain_url(engagement),
        page="overview/consent_apply_blanket.html",
        done=_("The blanket application was recorded."),
        engagement=engagement,
        chain_url=edges.chain_url(engagement),
        vendor=vendor,
        targets=edges.targets_of(chain, services.blanket_edges(chain, organisation_id)),
    )
