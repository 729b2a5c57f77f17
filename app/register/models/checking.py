"""What the checks of the chains found: derived from the records, so that a list of 20,000 engagements is quick."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, technical
from app.core.model import Entity, SortText


class ChainCheck(Entity):
    """What one check found in the chain of one engagement: the first result, and how many `more`.

    Made anew whenever something in its chain changes, and every night.
    """

    __tablename__ = "chain_check"
    __table_args__ = (
        Index("ix_chain_check_engagement_id", "engagement_id"),
        Index("ix_chain_check_unit", "unit_id", "severity"),
        Index("ix_chain_check_severity", "severity_rank", "vendor_sort_key", "id"),
        Index("ix_chain_check_vendor", "vendor_sort_key", "id"),
        Index("ix_chain_check_check", "check", "vendor_sort_key", "id"),
    )
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"), retention=Retention.SHORT)
    # Copies of the engagement's own: the list is limited and ordered by them.
    unit_id: Mapped[UUID] = technical(retention=Retention.SHORT)
    vendor_sort_key: Mapped[str] = technical(SortText, retention=Retention.SHORT, default="")
    check: Mapped[str] = technical(retention=Retention.SHORT)
    severity: Mapped[str] = technical(retention=Retention.SHORT)
    severity_rank: Mapped[int] = technical(Integer, retention=Retention.SHORT)
    subject_type: Mapped[str] = technical(retention=Retention.SHORT)
    subject_id: Mapped[UUID] = technical(retention=Retention.SHORT)
    params: Mapped[dict[str, Any]] = technical(JSON, retention=Retention.SHORT)
    more: Mapped[int] = technical(Integer, retention=Retention.SHORT)


class ChainCheckRun(Entity):
    """Up to which event of the log the results are true; one row."""

    __tablename__ = "chain_check_run"
    number: Mapped[int] = technical(BigInteger, retention=Retention.SHORT)
    checked_at: Mapped[datetime] = technical(retention=Retention.SHORT)
