"""The tier is computed again at the end of every act that changes what it rests on, and for all by a job."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from app.core import audit, derived, settings
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register import settings as own
from app.register.events import RegisterAct as Act
from app.register.models import Engagement, EngagementTier
from app.register.queries import tiering as queries
from app.register.rules.tiering import judge

# So many are computed with the change of the rule itself; more are left to the job that follows it.
RIGHT_AWAY = 500


def recompute(ctx: Context, engagement: Engagement) -> None:
    """Called at the end of each act that changes a factor. What comes out the same writes nothing."""
    db.session.flush()
    recompute_ids(ctx, [engagement.id])


def recompute_ids(ctx: Context, engagement_ids: Sequence[UUID]) -> int:
    """The same for those that hang on a function or a system that changed. Says how many results changed."""
    db.session.flush()
    changed = 0
    for begin in range(0, len(engagement_ids), queries.BATCH):
        changed += _compute(ctx, engagement_ids[begin : begin + queries.BATCH])
    return changed


def _compute(ctx: Context, ids: Sequence[UUID]) -> int:
    rule, scale, day = own.tier_rule(), own.scale(), day_of(ctx.at)
    known = queries.computed_of(ids)
    touched = []
    for engagement_id, recorded in queries.recorded_of(ids, day).items():
        result = judge(rule, scale, recorded)
        row, factors = known.get(engagement_id), result.as_json()
        if row is not None and row.tier == result.tier and row.factors == factors:
            continue
        if row is None:
            row = EngagementTier(engagement_id=engagement_id)
            db.session.add(row)
            known[engagement_id] = row
        row.tier, row.factors = result.tier, factors
        row.rule_version, row.computed_at = rule.version, ctx.at
        touched.append(row)
    if touched:
        audit.record(ctx, Act.TIER_COMPUTED, *touched)
    follow(ctx, ids)
    return len(touched)


def follow(ctx: Context, ids: Sequence[UUID]) -> None:
    """The copy on the engagement: the override in force, else what the rule gave."""
    db.session.flush()
    given = queries.active_overrides(ids, day_of(ctx.at))
    computed = queries.tiers_computed(ids)
    wanted: dict[str, list[UUID]] = {}
    for engagement_id, held in queries.tiers_held(ids).items():
        override = given.get(engagement_id)
        tier = override.tier if override is not None else computed.get(engagement_id, "")
        if tier != held:
            wanted.setdefault(tier, []).append(engagement_id)
    for tier, those in wanted.items():
        derived.copy(Engagement, Engagement.id.in_(those), {Engagement.tier: tier})


def recompute_all(ctx: Context) -> Iterator[int]:
    """Batch by batch, so that whoever calls can commit between them; the act is one, named by its context."""
    for ids in queries.all_ids():
        yield recompute_ids(ctx, ids)


def is_behind() -> bool:
    """Whether the rule changed since all engagements were last computed."""
    return own.version_applied() != own.tier_rule().version


def note_applied(ctx: Context, version: int) -> None:
    """All engagements were computed with this version."""
    if own.version_applied() != version:
        settings.change(ctx, own.TIER_RULE_APPLIED, version)
