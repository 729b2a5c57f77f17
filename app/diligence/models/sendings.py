"""送付 of a round: many assessments that leave on one confirmation."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, Versioned


class RoundSending(Audited, Versioned, Entity):
    """Asked for by one person, confirmed by another for all, then carried out piece by piece."""

    __tablename__ = "round_sending"
    __table_args__ = (Index("ix_round_sending_round_id", "round_id", "asked_at"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("round_id", "assessment_round")
    round_id: Mapped[UUID] = technical(ForeignKey("assessment_round.id"))
    # Whose superior confirms: all of its assessments are of units below this one.
    unit_id: Mapped[UUID] = business(ForeignKey("unit.id"))
    asked_by_id: Mapped[UUID | None] = business()
    asked_at: Mapped[datetime] = business()
    confirmed_by_id: Mapped[UUID | None] = business()
    confirmed_at: Mapped[datetime | None] = business()
    is_refused: Mapped[bool] = business(default=False)
    finished_at: Mapped[datetime | None] = business()
    # Each assessment with the state in which it was shown to who confirms, in the order of that page.
    lines: Mapped[list[Any]] = technical(JSON, audited=False)
    # So many of them were dealt with; of these the ones that stay, each with the reason.
    done: Mapped[int] = technical(default=0, audited=False)
    held: Mapped[dict[str, Any]] = technical(JSON, audited=False)
