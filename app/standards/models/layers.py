"""What the institution sets beside our content: its own layer over a questionnaire, its readings of items."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business
from app.core.model import Entity, Versioned


class LayerAct(StrEnum):
    REWORD = "reword"
    WEIGH = "weigh"
    HIDE = "hide"
    REQUIRE = "require"
    ADD = "add"


class QuestionChange(Audited, Versioned, Entity):
    """One row for each question that the institution changes or adds; `values` holds what differs."""

    __tablename__ = "question_change"
    __table_args__ = (
        UniqueConstraint("questionnaire", "question", "act", name="uq_question_change_questionnaire"),
    )
    questionnaire: Mapped[str] = business()
    question: Mapped[str] = business()  # ours, or `own.…`
    act: Mapped[LayerAct] = business()
    values: Mapped[dict[str, Any]] = business(JSON)
    reason: Mapped[str] = business(default="")
    made_by_id: Mapped[UUID | None] = business()
    made_at: Mapped[datetime] = business()


class LinkCertainty(StrEnum):
    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    UNKNOWN = "unknown"


class ItemLink(Audited, Versioned, Entity):
    """The institution's own word on which item became which; it stands over the delivered crosswalk."""

    __tablename__ = "item_link"
    __table_args__ = (
        UniqueConstraint(
            "from_edition", "from_ref", "to_edition", "to_ref", name="uq_item_link_from_edition"
        ),
        Index("ix_item_link_to", "to_edition", "to_ref"),
    )
    from_edition: Mapped[str] = business()
    from_ref: Mapped[str] = business()
    to_edition: Mapped[str] = business()
    to_ref: Mapped[str] = business()
    certainty: Mapped[LinkCertainty] = business()
    note: Mapped[str] = business(default="")
    is_rejected: Mapped[bool] = business(default=False)  # delivered, and held to be wrong
    decided_by_id: Mapped[UUID | None] = business()
    decided_at: Mapped[datetime] = business()


class ItemWording(Audited, Versioned, Entity):
    """Text that the institution may hold by a licence of its own. It leaves in no export unless asked for."""

    __tablename__ = "item_wording"
    __table_args__ = (UniqueConstraint("edition", "ref", name="uq_item_wording_edition"),)
    edition: Mapped[str] = business()
    ref: Mapped[str] = business()
    text: Mapped[str] = business()
    source: Mapped[str] = business(default="")
