"""The tier of each engagement: overrides that are over, and all of them again after the rule changed."""

from app.core.context import Context
from app.core.db import db
from app.register import settings as own
from app.register.queries import tiering as queries
from app.register.services import overrides, tiering


def expire_overrides(ctx: Context) -> str:
    return str(overrides.expire_overrides(ctx))


def is_behind(_ctx: Context) -> bool:
    """Only where the rule was ever changed: what was computed as delivered needs no second look."""
    return tiering.is_behind()


def recompute_tiers(ctx: Context) -> str:
    """Batch by batch, each in a transaction of its own, all of them one act in the log."""
    with db.scope():
        version = own.tier_rule().version
        batches = list(queries.all_ids())
    changed = 0
    for ids in batches:
        with db.scope(writes=True):
            changed += tiering.recompute_ids(ctx, ids)
            db.session.commit()
    with db.scope(writes=True):
        tiering.note_applied(ctx, version)
        db.session.commit()
    return f"{changed}/{sum(map(len, batches))}"
