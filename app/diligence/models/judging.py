"""What our side says to an answer. No right on these tables is given to a vendor's transactions."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, Versioned
from app.diligence.models.answers import ROOT
from app.diligence.models.distinctions import Reliance, Verdict


class Judgement(Audited, Versioned, Entity):
    """判定 of one respondent's answer to one question, whether or not there is an answer."""

    __tablename__ = "judgement"
    __table_args__ = (
        UniqueConstraint("assignment_id", "question", name="uq_judgement_assignment_id"),
        Index("ix_judgement_assessment_id", "assessment_id", "question"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    question: Mapped[str] = business()
    verdict: Mapped[Verdict] = business()
    # Which version of the answer was judged: a later one asks for another look.
    answer_version: Mapped[int | None] = business()
    comment: Mapped[str] = business(default="")
    # 代替措置
    measure: Mapped[str] = business(default="")
    reason: Mapped[str] = business(default="")
    accepted_by_id: Mapped[UUID | None] = business()
    until_on: Mapped[date | None] = business()
    # Where an answer is refused: on what the judgement rests instead, where in it, and how long.
    relies_on: Mapped[Reliance | None] = business()
    report_id: Mapped[UUID | None] = business(ForeignKey("assurance_report.id"), index=True)
    relied_place: Mapped[str] = business(default="")
    relied_until_on: Mapped[date | None] = business()
    judged_by_id: Mapped[UUID | None] = business()
    judged_at: Mapped[datetime] = business()
    # 二次確認 by somebody else than who judged.
    seconded_by_id: Mapped[UUID | None] = business()
    seconded_at: Mapped[datetime | None] = business()


class Recommendation(StrEnum):
    ACCEPT = "accept"  # 可
    WITH_CONDITIONS = "with_conditions"  # 条件付きで可
    DECLINE = "decline"  # 不可


class Conclusion(Audited, Entity):
    """結論 of an assessment with the figures as they stood; a further one replaces it after a new review."""

    __tablename__ = "conclusion"
    __table_args__ = (UniqueConstraint("assessment_id", "turn", name="uq_conclusion_assessment_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    turn: Mapped[int] = business(default=1)
    recommendation: Mapped[Recommendation] = business()
    text: Mapped[str] = business()
    conditions: Mapped[str] = business(default="")
    valid_until_on: Mapped[date | None] = business()
    score_low: Mapped[int | None] = business()
    score_high: Mapped[int | None] = business()
    proposed_by_id: Mapped[UUID | None] = business()
    proposed_at: Mapped[datetime] = business()
    confirmed_by_id: Mapped[UUID | None] = business()
    confirmed_at: Mapped[datetime | None] = business()
    is_refused: Mapped[bool] = business(default=False)
    refusal_reason: Mapped[str] = business(default="")


class SubcontractRequest(Audited, Entity):
    """再委託承諾申請: a vendor asks our consent to a further subcontractor; granted, it becomes a consent of the
    register."""

    __tablename__ = "subcontract_request"
    __table_args__ = (
        Index("ix_subcontract_request_assignment_id", "assignment_id", "asked_at"),
        Index("ix_subcontract_request_organisation_id", "organisation_id"),
        Index("ix_subcontract_request_use_id", "use_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    organisation_id: Mapped[UUID | None] = technical()
    name: Mapped[str] = business()
    country: Mapped[str] = business()
    work: Mapped[str] = business()
    data: Mapped[str] = business(default="")
    from_on: Mapped[date] = business()
    reason: Mapped[str] = business()
    asked_by_id: Mapped[UUID | None] = business()
    asked_at: Mapped[datetime] = business()
    # The consent of the register that answers it; a merge of the chain leads it on.
    use_id: Mapped[UUID | None] = business()
    is_granted: Mapped[bool | None] = business()
    answer: Mapped[str] = business(default="")
    decided_by_id: Mapped[UUID | None] = business()
    decided_at: Mapped[datetime | None] = business()


class DueRequest(Audited, Entity):
    """期限延長の申請 of a respondent. The respondent writes it, so it lies where they may read it."""

    __tablename__ = "due_request"
    __table_args__ = (Index("ix_due_request_assignment_id", "assignment_id", "asked_at"),)
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    organisation_id: Mapped[UUID | None] = technical(index=True)
    wanted_on: Mapped[date] = business()
    reason: Mapped[str] = business()
    asked_by_id: Mapped[UUID | None] = business()
    asked_at: Mapped[datetime] = business()
    is_granted: Mapped[bool | None] = business()
    answer: Mapped[str] = business(default="")
    decided_by_id: Mapped[UUID | None] = business()
    decided_at: Mapped[datetime | None] = business()
