"""What a respondent said, what lies beside it, and what was asked back."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.assurance.models import Disclosure
from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, Versioned
from app.diligence.models.distinctions import Stance, SubstituteKind

# Answers show in the history of the assessment.
ROOT = ("assessment_id", "assessment")


class QuestionPaper(Entity):
    """What respondents see of a version of a questionnaire: nothing of what is expected, weighed or capped.

    A vendor's transaction may read this and not the version itself. Written once, derived, never changed.
    """

    __tablename__ = "question_paper"
    content_id: Mapped[UUID] = technical(ForeignKey("content_version.id"), unique=True)
    content: Mapped[str] = technical()


class Answer(Audited, Versioned, Entity):
    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("assignment_id", "question", name="uq_answer_assignment_id"),
        Index("ix_answer_assessment_id", "assessment_id", "question"),
        Index("ix_answer_organisation_id", "organisation_id"),
        Index("ix_answer_organisation_question", "organisation_id", "question"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    # The respondent's, copied: row security reads it.
    organisation_id: Mapped[UUID | None] = technical()
    question: Mapped[str] = business()
    # None: begun, or taken back.
    stance: Mapped[Stance | None] = business()
    # Part → what was entered, in the form of `rules/entering.py`.
    parts: Mapped[dict[str, Any]] = business(JSON)
    # What was entered before it was refused or said not to apply: no part of the answer, for its respondent's eyes
    # only, and nothing that was ever said.
    set_aside: Mapped[dict[str, Any]] = technical(JSON, default=dict, server_default="{}", audited=False)
    # Why it does not apply or is refused; what a conditional answer depends on; what stands in for a refusal.
    reason: Mapped[str] = business(default="")
    condition: Mapped[str] = business(default="")
    substitute: Mapped[str] = business(default="")
    substitute_kind: Mapped[SubstituteKind | None] = business()
    substitute_file_id: Mapped[UUID | None] = business(ForeignKey("evidence.id"))
    substitute_address: Mapped[str] = business(default="")
    substitute_place: Mapped[str] = business(default="")  # page or section
    comment: Mapped[str] = business(default="")
    answered_by_id: Mapped[UUID | None] = business()
    answered_at: Mapped[datetime | None] = business()
    # 前回の回答: taken over from there, and to be attested anew before it counts as this year's.
    carried_from_id: Mapped[UUID | None] = business(ForeignKey("answer.id"))
    is_attested_anew: Mapped[bool] = business(default=False)
    # 転記: the answer to another request that this one was taken over from, whatever was changed in it since.
    taken_from_id: Mapped[UUID | None] = business(ForeignKey("answer.id"))
    # Why it says otherwise than an answer that the respondent gave elsewhere.
    difference_reason: Mapped[str] = business(default="")
    # Read for all answers of a page at once, and only where one has a file that stands in.
    substitute_file: Mapped["Evidence | None"] = relationship(lazy="selectin", viewonly=True)

    @property
    def is_stand_in_withdrawn(self) -> bool:
        """Another file may have been chosen since this one was read."""
        file = self.substitute_file
        return file is not None and file.id == self.substitute_file_id and file.is_withdrawn


class Evidence(Audited, Versioned, Entity):
    """証跡 beside an answer. Never deleted: withdrawn with a reason."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_assignment_id", "assignment_id", "question"),
        Index("ix_evidence_organisation_id", "organisation_id"),
        Index("ix_evidence_expires_on", "expires_on", "id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    organisation_id: Mapped[UUID | None] = technical()
    question: Mapped[str] = business()
    part: Mapped[str] = business(default="")
    stored_file_id: Mapped[UUID] = technical(ForeignKey("stored_file.id"), index=True)
    name: Mapped[str] = business()
    media_type: Mapped[str] = business()
    size: Mapped[int] = business()
    sha256: Mapped[str] = business()
    period_from_on: Mapped[date | None] = business()
    period_to_on: Mapped[date | None] = business()
    expires_on: Mapped[date | None] = business()
    disclosure: Mapped[Disclosure] = business(default=Disclosure.CONFIDENTIAL)
    # What readers agree to before it opens, under terms that are agreed to.
    terms: Mapped[str] = business(default="")
    note: Mapped[str] = business(default="")
    added_by_id: Mapped[UUID | None] = business()
    added_at: Mapped[datetime] = business()
    is_withdrawn: Mapped[bool] = business(default=False)
    withdrawal_reason: Mapped[str] = business(default="")


class EvidenceAgreement(Audited, Entity):
    """同意: one of our readers to one wording of one respondent, which holds for all files under it."""

    __tablename__ = "evidence_agreement"
    __table_args__ = (
        UniqueConstraint(
            "assignment_id", "user_id", "terms_digest", name="uq_evidence_agreement_assignment_id"
        ),
        Index("ix_evidence_agreement_assessment_id", "assessment_id", "agreed_at"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    user_id: Mapped[UUID] = business()
    disclosure: Mapped[Disclosure] = business()
    terms: Mapped[str] = business()
    terms_digest: Mapped[str] = technical()
    agreed_at: Mapped[datetime] = business()


class Message(Audited, Entity):
    """照会: what reviewer and respondent write to each other about one question. Both sides see all of it."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_assignment_id", "assignment_id", "question", "written_at"),
        Index("ix_message_organisation_id", "organisation_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    assignment_id: Mapped[UUID] = technical(ForeignKey("assignment.id"))
    organisation_id: Mapped[UUID | None] = technical()
    question: Mapped[str] = business()
    text: Mapped[str] = business()
    is_ours: Mapped[bool] = business()
    written_by_id: Mapped[UUID | None] = business()
    written_at: Mapped[datetime] = business()
