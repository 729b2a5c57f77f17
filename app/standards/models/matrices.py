"""Who does what for one engagement: a template answered, its actors named, gaps ruled on."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business
from app.core.model import Entity, Versioned
from app.register.models.organisations import only

# The log knows one whole of each part: what is entered shows in the history of the engagement.
ROOT = ("engagement_id", "engagement")


class EngagementMatrix(Audited, Versioned, Entity):
    """責任分界表 of an engagement: which version of which template it answers."""

    __tablename__ = "engagement_matrix"
    __table_args__ = (
        # One that was withdrawn stays beside the one that is begun in its place.
        Index(
            "uq_engagement_matrix_template",
            "engagement_id",
            "template",
            unique=True,
            **only("withdrawn_at IS NULL"),
        ),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    template: Mapped[str] = business()
    content_id: Mapped[UUID] = business(ForeignKey("content_version.id"))
    note: Mapped[str] = business(default="")
    # 取下げ: begun by mistake. It stays, with all that was entered, and no longer counts.
    withdrawn_at: Mapped[datetime | None] = business()
    withdrawal_reason: Mapped[str] = business(default="")


class ActorBinding(Audited, Entity):
    """Who an actor of the template is here: an organisation of the chain, or a unit of ours."""

    __tablename__ = "actor_binding"
    __table_args__ = (UniqueConstraint("matrix_id", "actor", name="uq_actor_binding_matrix_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    matrix_id: Mapped[UUID] = business(ForeignKey("engagement_matrix.id"))
    actor: Mapped[str] = business()
    title: Mapped[str] = business(default="")  # of an actor that the template does not know
    organisation_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"))
    unit_id: Mapped[UUID | None] = business(ForeignKey("unit.id"))
    is_absent: Mapped[bool] = business(default=False)  # takes no part in this engagement


class ConditionAnswer(Audited, Entity):
    __tablename__ = "condition_answer"
    __table_args__ = (UniqueConstraint("matrix_id", "condition", name="uq_condition_answer_matrix_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    matrix_id: Mapped[UUID] = business(ForeignKey("engagement_matrix.id"))
    condition: Mapped[str] = business()
    option: Mapped[str] = business()
    reason: Mapped[str] = business(default="")


class Ruling(StrEnum):
    YES = "yes"
    NO = "no"


class DutyRuling(Audited, Entity):
    """What the parties agreed where the template leaves it open, or otherwise than it says."""

    __tablename__ = "duty_ruling"
    __table_args__ = (UniqueConstraint("matrix_id", "row", "actor", name="uq_duty_ruling_matrix_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    matrix_id: Mapped[UUID] = business(ForeignKey("engagement_matrix.id"))
    row: Mapped[str] = business()
    actor: Mapped[str] = business()
    does: Mapped[Ruling | None] = business()
    accountable: Mapped[Ruling | None] = business()
    proof: Mapped[Ruling | None] = business()
    reason: Mapped[str] = business()


class GapFinding(Audited, Entity):
    """A gap of the matrix that somebody was charged with: one finding at a time, the next when that has ended."""

    __tablename__ = "gap_finding"
    __table_args__ = (UniqueConstraint("matrix_id", "gap", "turn", name="uq_gap_finding_matrix_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    engagement_id: Mapped[UUID] = business(ForeignKey("engagement.id"))
    matrix_id: Mapped[UUID] = business(ForeignKey("engagement_matrix.id"))
    gap: Mapped[str] = business()
    turn: Mapped[int] = business(default=1)
    finding_id: Mapped[UUID] = business(ForeignKey("finding.id"))
