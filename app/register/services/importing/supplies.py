"""Supplies as a file brings them. A loop is taken as it is told: the checks of the chains report it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.register.events import RegisterAct as Act
from app.register.models import Service, Supply
from app.register.rules import supplies as rules
from app.register.rules.supplies import SupplyFacts
from app.register.services import supplies as acts
from app.register.services.importing.batches import batches


def store_supplies(
    ctx: Context,
    rows: Sequence[tuple[Supply, SupplyFacts, Service, Service]],
    *,
    new: Collection[UUID],
    reason: str,
) -> None:
    """Each edge with its facts and the two services at its ends."""
    for batch in batches(rows):
        for supply, facts, service, base in batch:
            acts.fill(supply, rules.checked(facts), service, base)
            if supply.id in new:
                db.session.add(supply)
        audit.record(ctx, Act.IMPORTED, *(supply for supply, _, _, _ in batch), reason=reason)
