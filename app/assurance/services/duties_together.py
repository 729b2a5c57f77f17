"""One result, or one person and day, for several user controls: looked at first, then done in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.assurance.models import DutyState
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import duties as queries
from app.assurance.queries.report_duties import Chosen
from app.assurance.services import duties
from app.assurance.services.duties import DutyFacts
from app.core.context import Context
from app.core.errors import DomainError
from app.core.words import N_

MOST = 200
OTHER_UNIT = N_("You do not settle user controls of this unit.")
NOTHING_CHOSEN = N_("Choose user controls in the list first.")
TOO_MANY = N_("Settle or assign at most %(most)s user controls at once.")
MOVED_ON = N_(
    "Somebody changed some of these user controls in the meantime. Look at the list again, then go on."
)
NOTHING_TO_DO = N_("None of the chosen user controls would change.")


@dataclass(frozen=True)
class Settling:
    """The same result and the same note for each."""

    state: DutyState
    note: str


@dataclass(frozen=True)
class Line:
    """`refusal`: the reason (a msgid) why this one stays as it is."""

    row: Chosen
    refusal: str = ""


def preview(ctx: Context, rows: Sequence[Chosen], change: Settling | DutyFacts) -> list[Line]:
    if not rows:
        raise DomainError(NOTHING_CHOSEN)
    if len(rows) > MOST:
        raise DomainError(TOO_MANY, most=MOST)
    if isinstance(change, Settling):
        duties.check_result(change.state, change.note)
    takers: dict[UUID, set[UUID]] = {}
    return [Line(row, _refusal(ctx, row, change, takers)) for row in rows]


def _refusal(ctx: Context, row: Chosen, change: Settling | DutyFacts, takers: dict[UUID, set[UUID]]) -> str:
    """`takers`: by unit who may take its user controls, looked up once."""
    unit_id = row.engagement.unit_id
    if not ctx.may(P.DUTY_EDIT, unit_id):
        return OTHER_UNIT
    if not duties.is_to_do(row.placed.duty):
        return duties.SETTLED
    if isinstance(change, Settling) or change.owner_id is None:
        return ""
    if unit_id not in takers:
        takers[unit_id] = {one.id for one in queries.may_take(ctx, row.engagement)}
    return "" if change.owner_id in takers[unit_id] else duties.NOT_THEIRS


def change_together(
    ctx: Context, seen: Mapping[UUID, int], rows: Sequence[Chosen], change: Settling | DutyFacts
) -> int:
    """`seen`: the version of each that was looked at. How many were changed."""
    if any(seen.get(row.placed.duty.id) != row.placed.duty.version for row in rows):
        raise DomainError(MOVED_ON)
    found = [line.row for line in preview(ctx, rows, change) if not line.refusal]
    if not found:
        raise DomainError(NOTHING_TO_DO)
    for row in found:
        if isinstance(change, Settling):
            duties.settle(ctx, row.engagement, row.placed.duty, change.state, note=change.note)
        else:
            duties.assign(ctx, row.engagement, row.placed.duty, change)
    return len(found)
