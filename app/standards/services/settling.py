"""まとめて確定: one actor's sides in many rows of a matrix at once, with one reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.register.models import Engagement
from app.standards.events import StandardsAct as Act
from app.standards.models import DutyRuling, Ruling
from app.standards.permissions import StandardsPermission as P
from app.standards.queries.matrices import Entered
from app.standards.rules.matrices import Cell, ResolvedMatrix, Ruled, Side, Told
from app.standards.services.matrices import NO_SIDE, REASON_MISSING

NO_ROW = N_("Tick the rows that are to be settled.")
NO_CHANGE = N_("No row would change. Tick others, or replace what is settled already.")


@dataclass(frozen=True)
class Settling:
    """`replacing`: also where something is settled for this actor already."""

    actor: str
    rows: Collection[str]
    sides: Mapping[Side, Ruling]
    reason: str
    replacing: bool = False


def preview(entered: Entered, asked: Settling) -> dict[str, bool]:
    """For each row that was ticked, in the order of the matrix, whether it would change."""
    if not asked.rows:
        raise DomainError(NO_ROW, "rows")
    if not asked.sides:
        raise DomainError(NO_SIDE, Side.DOES.value)
    if not asked.reason:
        raise DomainError(REASON_MISSING, "reason")
    ticked = [row.id for row in entered.content.rows if row.id in asked.rows]
    return {row: _changes(entered.rulings.get((row, asked.actor)), asked) for row in ticked}


@dataclass(frozen=True)
class Effect:
    """What becomes of a row for the actor: of each side what is said before and after."""

    row: str
    changes: bool
    sides: Mapping[Side, tuple[Told, Told]]


def effects(entered: Entered, asked: Settling) -> list[Effect]:
    """Of the rows that were ticked."""
    lines = preview(entered, asked)
    settled = {(row, asked.actor): _after(entered, row, asked) for row, changes in lines.items() if changes}
    before, after = (_cells(one, asked.actor) for one in (entered.resolved(), entered.resolved(settled)))
    return [
        Effect(row, changes, {side: (before[row].sides[side], after[row].sides[side]) for side in Side})
        for row, changes in lines.items()
    ]


def _after(entered: Entered, row: str, asked: Settling) -> Ruled:
    held = entered.ruled.get((row, asked.actor))
    said = {side: ruling == Ruling.YES for side, ruling in asked.sides.items()}
    return Ruled({**(held.sides if held else {}), **said}, asked.reason)


def _cells(resolved: ResolvedMatrix, actor: str) -> dict[str, Cell]:
    return {row.row.id: cell for row in resolved.rows for cell in row.cells if cell.actor == actor}


def _changes(held: DutyRuling | None, asked: Settling) -> bool:
    if held is None:
        return True
    return asked.replacing and any(
        getattr(held, side.value) != ruling for side, ruling in asked.sides.items()
    )


def settle(ctx: Context, engagement: Engagement, entered: Entered, asked: Settling, *, version: int) -> int:
    """How many cells changed. Sides that nothing is said of stay, with the reason they had."""
    if not ctx.may(P.MATRIX_EDIT, engagement.unit_id):
        raise NotAllowed
    if entered.matrix.version != version:
        raise StaleVersion(entered.matrix)
    changing = [row for row, changes in preview(entered, asked).items() if changes]
    if not changing:
        raise DomainError(NO_CHANGE, "rows")
    for row in changing:
        _keep(entered, row, asked)
    entered.matrix.updated_at = ctx.at
    audit.record(ctx, Act.MATRIX_RULED, entered.matrix, engagement, reason=asked.reason)
    return len(changing)


def _keep(entered: Entered, row: str, asked: Settling) -> None:
    said = {side.value: ruling for side, ruling in asked.sides.items()}
    held = entered.rulings.get((row, asked.actor))
    if held is None:
        matrix = entered.matrix
        made = DutyRuling(
            engagement_id=matrix.engagement_id, matrix_id=matrix.id, row=row, actor=asked.actor,
            reason=asked.reason, **said,
        )  # fmt: skip
        db.session.add(made)
        return
    stays = any(getattr(held, side.value) for side in Side if side not in asked.sides)
    held.reason = f"{held.reason}\n{asked.reason}" if stays else asked.reason
    for name, ruling in said.items():
        setattr(held, name, ruling)
