"""Apply what was looked at: one transaction, all or the good rows knowingly, once."""

from collections import Counter
from collections.abc import Collection, Sequence

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError
from app.core.words import N_
from app.exchange.kinds import KINDS
from app.exchange.kinds.base import Accepted
from app.exchange.models import BatchState, ImportBatch, ImportRow, Outcome
from app.exchange.queries import table_of
from app.exchange.services.comparing import NOT_COMPARED, Finding, findings
from app.exchange.services.staging import require_open

GOOD = frozenset({Outcome.NEW, Outcome.CHANGED})
BAD = frozenset({Outcome.ERROR, Outcome.CONFLICT, Outcome.DUPLICATE})
HAS_BAD = N_(
    "%(count)s rows cannot be applied. Correct them, leave them out, or say that only the good rows are to be applied."
)
NOTHING = N_("No row would add or change anything.")
MOVED_ON = N_(
    "The register changed after the differences were shown: rows %(rows)s would now do something else. "
    "Look at the differences again."
)
ROWS_TOLD = 5


def apply(ctx: Context, batch: ImportBatch, *, only_good: bool = False) -> dict[str, int]:
    """Store what the screen showed, and nothing else: rows are compared again under the lock."""
    require_open(batch)
    if batch.state != BatchState.COMPARED:
        raise DomainError(NOT_COMPARED)
    rows = {row.number: row for row in table_of(batch)}
    taken = [row for row in rows.values() if not row.is_left_out]
    bad = sum(row.outcome in BAD for row in taken)
    if bad and not only_good:
        raise DomainError(HAS_BAD, count=f"{bad:,}")
    wanted = {row.number for row in taken if row.outcome in GOOD}
    if not wanted:
        raise DomainError(NOTHING)
    found = findings(ctx, batch, rows)
    _require_same(rows, found, wanted)
    accepted = [Accepted(one.number, one.values, one.record_id) for one in found if one.number in wanted]
    KINDS[batch.kind].open(ctx, batch.is_adding_parties).apply(accepted, batch.file_name)
    db.session.flush()
    batch.state, batch.applied_at, batch.act_id = BatchState.APPLIED, ctx.at, ctx.act_id
    return dict(Counter(one.outcome.value for one in found if one.number in wanted))


def _require_same(rows: dict[int, ImportRow], found: Sequence[Finding], wanted: Collection[int]) -> None:
    """Somebody may have saved a record since: what nobody saw is not applied."""
    moved = [
        one.number
        for one in found
        if one.number in wanted
        and (one.outcome, dict(one.changes)) != (rows[one.number].outcome, rows[one.number].changes)
    ]
    if moved:
        raise DomainError(MOVED_ON, rows=", ".join(map(str, moved[:ROWS_TOLD])))
