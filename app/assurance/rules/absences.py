"""確認済み・該当なし: that a report names none of something is known only where somebody has read it and says so."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.assurance.models import AssuranceReport, PartKind


def said_at(report: Any, part: PartKind) -> datetime | None:
    """`report`: the record, or a row with these columns."""
    found: datetime | None = getattr(report, f"no_{part}_at")
    return found


def said_by(report: AssuranceReport, part: PartKind) -> UUID | None:
    found: UUID | None = getattr(report, f"no_{part}_by_id")
    return found


def say(report: AssuranceReport, part: PartKind, by_id: UUID | None, at: datetime | None) -> None:
    """Both empty: nobody says so any more."""
    setattr(report, f"no_{part}_by_id", by_id)
    setattr(report, f"no_{part}_at", at)
