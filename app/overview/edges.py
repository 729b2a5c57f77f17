"""One edge in the chain of one engagement, as its page and the forms of its steps need it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import abort, url_for

from app.core import asat
from app.core.dates import day_of
from app.core.errors import NotFound
from app.core.web import current_context
from app.overview import chain_rows
from app.overview.chain_places import moment_values, place
from app.overview.chain_rows import Row
from app.register.models import Engagement, EngagementSupply
from app.register.permissions import RegisterPermission as P
from app.register.queries import chain as chain_queries
from app.register.queries import consents as queries
from app.register.queries import engagements
from app.register.rules import consents as rules
from app.register.rules.chain import Chain, Link


@dataclass(frozen=True)
class Edge:
    """`use` is what is recorded now, whatever moment is shown."""

    engagement: Engagement
    chain: Chain
    link: Link
    row: Row
    use: EngagementSupply | None

    @property
    def is_due(self) -> bool:
        return rules.may_be_due(self.chain.case) and rules.is_passed_on(self.chain, self.link)

    @property
    def is_unjudged(self) -> bool:
        return rules.is_unjudged(self.chain.case) and rules.is_passed_on(self.chain, self.link)

    @property
    def url(self) -> str:
        return url_for("overview.consent", engagement_id=self.engagement.id, supply_id=self.link.id)

    @property
    def chain_url(self) -> str:
        return url_for("overview.engagement_chain", engagement_id=self.engagement.id, **moment_values())

    @property
    def engagement_url(self) -> str:
        return place("register.engagement", engagement_id=self.engagement.id)

    @property
    def supply_url(self) -> str:
        return place("register.supply", supply_id=self.link.id)

    @property
    def name(self) -> str:
        """From whom to whom."""
        source = self.row.source.party.name if self.row.source is not None else ""
        return f"{source} → {self.row.party.name}"


def present() -> asat.Moment:
    return asat.Moment(None, day_of(current_context().at))


def chain_url(engagement: Engagement) -> str:
    return url_for("overview.engagement_chain", engagement_id=engagement.id)


def engagement_of(engagement_id: UUID, permission: P) -> Engagement:
    """404 for whom it does not concern, 403 for who may read it and not do this."""
    ctx = current_context()
    engagement = engagements.get_engagement(ctx, engagement_id)
    if not ctx.may(permission, engagement.unit_id):
        abort(403)
    return engagement


def changeable(engagement_id: UUID, supply_id: UUID, permission: P) -> Edge:
    return edge_of(engagement_of(engagement_id, permission), supply_id, present())


def edge_of(engagement: Engagement, supply_id: UUID, moment: asat.Moment) -> Edge:
    """Only what is part of the chain at that moment: an id in an address is not to be trusted."""
    chain = chain_queries.chain_of(current_context(), engagement, moment)
    rows = chain_rows.rows_of(chain) if chain is not None else []
    row = next((row for row in rows if row.link is not None and row.link.id == supply_id), None)
    if chain is None or row is None or row.link is None:
        raise NotFound
    return Edge(engagement, chain, row.link, row, queries.use_of(engagement.id, supply_id))


def targets_of(chain: Chain, supply_ids: Iterable[UUID]) -> list[tuple[str, str]]:
    """Provider and service at the lower ends."""
    wanted = set(supply_ids)
    stops = [chain.stops[link.base_service_id] for link in chain.links if link.id in wanted]
    return sorted((stop.party.name, stop.offer.name) for stop in stops)
