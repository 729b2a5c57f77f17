"""利用内容・承諾 as a ledger brings them: recorded as decided elsewhere, never decided by being brought here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.register.events import RegisterAct as Act
from app.register.models import ConsentState, Engagement, EngagementSupply
from app.register.permissions import RegisterPermission as P
from app.register.rules import consents as rules
from app.register.rules.consents import UseFacts
from app.register.rules.ledger_consents import LedgerConsent, checked
from app.register.services import checking, consents
from app.register.services.importing.batches import batches

# Who has to act next on what the ledger left open.
NEXT = {
    ConsentState.APPLIED: (consents.EXAMINE, P.CONSENT_EXAMINE),
    ConsentState.EXAMINED: (consents.DECIDE, P.CONSENT_DECIDE),
}


@dataclass(frozen=True, kw_only=True)
class UseRow:
    """`consent`: None leaves what is there."""

    use: EngagementSupply
    engagement: Engagement
    facts: UseFacts
    consent: LedgerConsent | None = None


def store_uses(ctx: Context, rows: Sequence[UseRow], *, new: Collection[UUID], reason: str) -> None:
    for batch in batches(rows):
        for row in batch:
            _fill(ctx, row)
            if row.use.id in new:
                db.session.add(row.use)
        audit.record(ctx, Act.IMPORTED, *(row.use for row in batch), reason=reason)
        for row in batch:
            if row.consent is not None and row.use.state in NEXT:
                message, permission = NEXT[row.use.state]
                not_for = ctx.actor_id if permission == P.CONSENT_DECIDE else None
                consents.wait_for(ctx, row.engagement, row.use, message, permission, not_for)
        checking.refresh(ctx, sorted({row.engagement.id for row in batch}))


def _fill(ctx: Context, row: UseRow) -> None:
    use = row.use
    facts = rules.checked_use(row.facts)
    for fact in fields(facts):
        setattr(use, fact.name, getattr(facts, fact.name))
    if row.consent is None:
        return
    consent = checked(row.consent, day_of(ctx.at))
    for fact in fields(consent):
        setattr(use, fact.name, getattr(consent, fact.name))
