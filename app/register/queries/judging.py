"""Who takes part in an engagement: its vendor, and the organisations of its chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.models import Engagement, Organisation, PartyJudgement
from app.register.queries import chain as chains
from app.register.queries import engagements as queries
from app.register.queries import organisations
from app.register.rules.chain import Use


@dataclass(frozen=True)
class PartyRow:
    """`level` 階層, or None for who was judged and is no longer part of the chain."""

    organisation_id: UUID
    name: str
    country: str
    level: int | None
    is_vendor: bool
    judgement: PartyJudgement | None


def parties_of(
    ctx: Context,
    present: Engagement,
    vendor_id: UUID,
    judgements: list[PartyJudgement],
    moment: Moment,
    used: Sequence[Use] | None = None,
) -> list[PartyRow]:
    """The contract party first, then the chain by level and name, then who has left it."""
    chain = chains.chain_of(ctx, present, moment, judgements, used)
    found: dict[UUID, tuple[int, str, str]] = {}
    for stop in chain.counted if chain else ():
        known = found.get(stop.party.id)
        if known is None or stop.level < known[0]:
            found[stop.party.id] = (stop.level, stop.party.name, stop.party.country)
    if chain and chain.vendor and vendor_id not in found:
        found[vendor_id] = (1, chain.vendor.name, chain.vendor.country)
    judged = {judgement.organisation_id: judgement for judgement in judgements}
    rows = [
        PartyRow(party_id, name, country, level, party_id == vendor_id, judged.get(party_id))
        for party_id, (level, name, country) in found.items()
    ]
    rows.sort(key=lambda row: (not row.is_vendor, row.level, row.name))
    return rows + _left(ctx, judged.keys() - found.keys(), judged)


def _left(ctx: Context, ids: set[UUID], judged: dict[UUID, PartyJudgement]) -> list[PartyRow]:
    if not ids:
        return []
    query = organisations.visible_to(ctx).where(Organisation.id.in_(ids)).order_by(Organisation.sort_key)
    return [
        PartyRow(gone.id, gone.name, gone.country, None, False, judged[gone.id])
        for gone in db.session.scalars(query)
    ]


def party_ids(ctx: Context, engagement: Engagement) -> set[UUID]:
    now = Moment(None, day_of(ctx.at))
    judgements = list(queries.judgements_of(engagement))
    rows = parties_of(ctx, engagement, engagement.vendor_id, judgements, now)
    return {row.organisation_id for row in rows}
