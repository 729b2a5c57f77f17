"""The chain below an engagement or a service, and who of us depends on an organisation: drawn, and as a table."""

from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app.core import asat
from app.core.authz import requires
from app.core.context import Context
from app.core.web import current_context
from app.overview import chain_graph, chain_rows, papers, subcontractors
from app.overview.chain_graph import Own
from app.overview.chain_places import place, problem, to
from app.overview.views import bp
from app.register.models import Engagement, Service
from app.register.permissions import RegisterPermission as P
from app.register.queries import chain as queries
from app.register.queries import distinctions, engagements, organisations, services
from app.register.queries.dependents import Upward, upward_of
from app.register.rules import chain_checks
from app.register.rules.chain import Chain
from app.register.rules.dependents import Dependent
from app.register.services import consents
from app.reports import pdf, svg
from app.reports.diagram import Graph, draw, lay_out
from app.reports.words import chain_captions

DRAWN = 1_200
DEPENDENTS_SHOWN = 200
DEPENDENTS_DRAWN = 60


@bp.route("/engagements/<uuid:engagement_id>/chain")
@requires(P.ENGAGEMENT_VIEW)
def engagement_chain(engagement_id: UUID) -> str:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    moment = asat.read()
    chain = queries.chain_of(ctx, engagement, moment)
    if not papers.is_recorded(chain):
        return unrecorded(engagement)
    return render_template(
        "overview/engagement_chain.html",
        picture=_picture(_graph(chain, engagement), chain.deepest, _title(chain)),
        summary=subcontractors.summary(chain),
        to_edge=to("overview.consent", "supply_id", engagement_id=engagement.id),
        moment=moment,
        **_found(ctx, chain, engagement.id),
        **_head(engagement),
        **_may(ctx, engagement, chain, moment),
    )


def unrecorded(engagement: Engagement) -> str:
    """Instead of the chain, or of what is made of it, where there was none at the moment asked for."""
    return _unrecorded(
        [
            (_("Engagements"), url_for("register.engagement_list")),
            (engagement.title, place("register.engagement", engagement_id=engagement.id)),
        ],
        _(
            "At that moment Sekisho did not know this engagement or its service, so there is no chain to show."
        ),
    )


def _unrecorded(parents: list[tuple[str, str]], said: str) -> str:
    return render_template("overview/chain_unrecorded.html", above=parents, said=said, now_url=request.path)


def _title(chain: Chain) -> str:
    return str(_("Chain of %(title)s", title=chain.case.title if chain.case is not None else ""))


def _found(ctx: Context, chain: Chain, record_id: UUID) -> dict[str, Any]:
    """The table of a chain, and what its checks found."""
    return {
        "chain": chain,
        "rows": chain_rows.rows_of(chain),
        "cells": chain_rows,
        "problems": [
            problem(ctx, record_id, found) for found in chain_checks.checked(chain, distinctions.all_apart())
        ],
    }


def _head(engagement: Engagement) -> dict[str, Any]:
    return {
        "engagement": engagement,
        "list_url": place("overview.subcontractor_list", engagement_id=engagement.id),
        "paper_url": place("overview.engagement_chain_paper", engagement_id=engagement.id),
        "own_url": place("register.engagement", engagement_id=engagement.id),
    }


def _may(ctx: Context, engagement: Engagement, chain: Chain, moment: asat.Moment) -> dict[str, Any]:
    is_open = not moment.is_read_only
    may_apply = is_open and ctx.may(P.CONSENT_APPLY, engagement.unit_id)
    parties = chain.parties()
    blanket = consents.may_apply_blanket(chain) if may_apply else {}
    return {
        "may_see_consents": ctx.may(P.CONSENT_VIEW),
        "may_apply": may_apply,
        "blankets": sorted((parties[party_id].name, party_id, count) for party_id, count in blanket.items()),
        "add_url": place("register.supply_add", service=engagement.service_id, engagement=engagement.id)
        if is_open and ctx.may(P.SUPPLY_ADD)
        else "",
    }


def _graph(chain: Chain, engagement: Engagement) -> Graph:
    return chain_graph.of_chain(
        chain,
        to("register.service", "service_id"),
        to("overview.consent", "supply_id", engagement_id=engagement.id),
        Own(
            papers.institution_name(),
            place("register.engagement", engagement_id=engagement.id),
            to("register.organisation", "organisation_id"),
        ),
    )


def _picture(graph: Graph, depth: int, title: str) -> Any:
    """None where there are more boxes than a picture can show: the table says the same."""
    if len(graph.nodes) > DRAWN:
        return None
    return svg.render(draw(lay_out(graph, chain_captions(depth))), prefix="chain", title=title)


@bp.route("/engagements/<uuid:engagement_id>/chain.pdf")
@requires(P.ENGAGEMENT_VIEW)
def engagement_chain_paper(engagement_id: UUID) -> Response:
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    moment = asat.read()
    chain = papers.must(queries.chain_of(ctx, engagement, moment))
    title = _title(chain)
    drawing = draw(lay_out(_graph(chain, engagement), chain_captions(chain.deepest)))
    paper = papers.paper(chain, moment, str(_("Supply chain")), (pdf.Picture(drawing, title),))
    return papers.answer(pdf.build(paper), title, "pdf")


@bp.route("/services/<uuid:service_id>/chain")
@requires(P.SUPPLY_VIEW)
def service_chain(service_id: UUID) -> str:
    ctx = current_context()
    service = services.get_service(ctx, service_id)
    moment = asat.read()
    chain = queries.service_chain(ctx, service, moment)
    if not papers.is_recorded(chain):
        return _service_unrecorded(service)
    to_service, to_supply = to("register.service", "service_id"), to("register.supply", "supply_id")
    graph = chain_graph.of_chain(chain, to_service, to_supply)
    may_add = ctx.may(P.SUPPLY_ADD) and not moment.is_read_only
    return render_template(
        "overview/service_chain.html",
        service=service,
        picture=_picture(graph, 0, str(_("What %(name)s is built on", name=service.name))),
        moment=moment,
        add_url=place("register.supply_add", service=service.id) if may_add else "",
        to_edge=to_supply,
        **_found(ctx, chain, service.id),
    )


def _service_unrecorded(service: Service) -> str:
    return _unrecorded(
        [
            (_("Services"), url_for("register.service_list")),
            (service.name, place("register.service", service_id=service.id)),
        ],
        _(
            "At that moment Sekisho did not know this service or who provides it, so there is no chain to show."
        ),
    )


@bp.route("/organisations/<uuid:organisation_id>/dependents")
@requires(P.ENGAGEMENT_VIEW)
def dependents(organisation_id: UUID) -> str:
    ctx = current_context()
    organisation = organisations.get_organisation(ctx, organisation_id)
    moment = asat.read()
    with_group = request.args.get("group") == "yes"
    upward = upward_of(ctx, organisation, moment, with_group=with_group)
    return render_template(
        "overview/dependents.html",
        organisation=organisation,
        upward=upward,
        shown=[_dependent(upward, one) for one in upward.found[:DEPENDENTS_SHOWN]],
        picture=_upward_picture(upward, organisation.name) if upward.found else None,
        to_engagement=to("overview.engagement_chain", "engagement_id"),
        is_drawn_whole=len(upward.found) <= DEPENDENTS_DRAWN,
        has_more=len(upward.found) > DEPENDENTS_SHOWN,
        with_group=with_group,
        moment=moment,
        other_url=place("overview.dependents", organisation_id=organisation.id, **_other(with_group)),
    )


def _upward_picture(upward: Upward, name: str) -> Any:
    graph = chain_graph.of_dependents(
        upward,
        [dependent.case.id for dependent in upward.found[:DEPENDENTS_DRAWN]],
        to("overview.engagement_chain", "engagement_id"),
        to("register.service", "service_id"),
        to("register.organisation", "organisation_id"),
        to("register.supply", "supply_id"),
    )
    return _picture(graph, 0, str(_("Who of us depends on %(name)s", name=name)))


def _other(with_group: bool) -> dict[str, str]:
    return {} if with_group else {"group": "yes"}


def _dependent(upward: Upward, dependent: Dependent) -> tuple[Dependent, list[str]]:
    """The engagement, and its ways in words."""
    return dependent, [
        " → ".join(chain_rows.names_along(way, upward.offers, upward.parties)) for way in dependent.ways
    ]
