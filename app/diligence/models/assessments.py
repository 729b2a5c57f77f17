"""Assessment 評価: a version of a questionnaire put to somebody about something; and who is asked what of it."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, personal, technical
from app.core.model import Entity, SortText, Versioned
from app.diligence.models.distinctions import AssessmentState, AssignmentState, Channel, SubjectKind
from app.register.models.organisations import only
from app.register.rules.rulebook import Depth

# The one subject that its kind names, and no other.
ONE_SUBJECT = (
    "(organisation_id IS NOT NULL) = (subject_kind = 'organisation')"
    " AND (service_id IS NOT NULL) = (subject_kind = 'service')"
    " AND (engagement_id IS NOT NULL) = (subject_kind = 'engagement')"
)


class AssessmentRound(Audited, Versioned, Entity):
    """一斉点検: many assessments started together, so that it can be run again without asking anybody twice."""

    __tablename__ = "assessment_round"
    title: Mapped[str] = business()
    questionnaire: Mapped[str] = business()
    due_on: Mapped[date] = business()
    note: Mapped[str] = business(default="")
    # What it was to reach, so that running again reaches the same; of old rounds nobody knows.
    reach: Mapped[dict[str, Any] | None] = business(JSON)
    started_by_id: Mapped[UUID | None] = business()
    started_at: Mapped[datetime] = business()


class Assessment(Audited, Versioned, Entity):
    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(ONE_SUBJECT, name="one_subject"),
        Index("ix_assessment_number", "number", "id"),
        Index("ix_assessment_sort_key", "sort_key", "id"),
        Index("ix_assessment_state", "state", "due_on", "id"),
        Index("ix_assessment_due", "due_on", "id"),
        Index("ix_assessment_score", "score_low", "id"),
        Index("ix_assessment_unit_id", "unit_id", "due_on", "id"),
        Index("ix_assessment_questionnaire", "questionnaire", "due_on", "id"),
        Index("ix_assessment_organisation_id", "organisation_id", "questionnaire"),
        Index("ix_assessment_service_id", "service_id", "questionnaire"),
        Index("ix_assessment_engagement_id", "engagement_id", "questionnaire"),
        Index("ix_assessment_round_id", "round_id", "id"),
    )
    number: Mapped[str] = business(unique=True)
    subject_kind: Mapped[SubjectKind] = business()
    organisation_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"))
    service_id: Mapped[UUID | None] = business(ForeignKey("service.id"))
    engagement_id: Mapped[UUID | None] = business(ForeignKey("engagement.id"))
    # Whose work it is; of an engagement's it is the engagement's own.
    unit_id: Mapped[UUID] = business(ForeignKey("unit.id"))
    owner_id: Mapped[UUID | None] = business()
    questionnaire: Mapped[str] = business()
    content_id: Mapped[UUID] = business(ForeignKey("content_version.id"))
    depth: Mapped[Depth] = business()
    state: Mapped[AssessmentState] = business(default=AssessmentState.PREPARED)
    due_on: Mapped[date] = business()
    # Of the register, as they were when it was sent: what decides which questions are asked does not move under
    # the respondents.
    facts: Mapped[dict[str, Any] | None] = business(JSON)
    started_by_id: Mapped[UUID | None] = business()
    started_at: Mapped[datetime] = business()
    sent_at: Mapped[datetime | None] = business()
    previous_id: Mapped[UUID | None] = business(ForeignKey("assessment.id"))
    round_id: Mapped[UUID | None] = business(ForeignKey("assessment_round.id"))
    note: Mapped[str] = business(default="")
    withdrawal_reason: Mapped[str] = business(default="")
    # Copies, so that lists sort by their own table: the subject's key, and what the answers give.
    sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    score_low: Mapped[int | None] = technical(audited=False)  # in hundredths
    score_high: Mapped[int | None] = technical(audited=False)


class Assignment(Audited, Versioned, Entity):
    """回答依頼: one respondent of an assessment. A vendor's people see it, so that nothing on it is ours alone."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(organisation_id IS NULL) <> (unit_id IS NULL)", name="one_respondent"),
        Index(
            "uq_assignment_organisation",
            "assessment_id",
            "organisation_id",
            unique=True,
            **only("organisation_id IS NOT NULL AND state NOT IN ('submitted', 'closed')"),
        ),
        Index("uq_assignment_unit", "assessment_id", "unit_id", unique=True, **only("unit_id IS NOT NULL")),
        Index("ix_assignment_organisation_id", "organisation_id", "state", "due_on"),
        Index("ix_assignment_unit_id", "unit_id", "state", "due_on"),
        Index("ix_assignment_due", "state", "due_on"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("assessment_id", "assessment")
    # Of another table than a vendor may read: only its id stands here for them.
    assessment_id: Mapped[UUID] = technical(ForeignKey("assessment.id"))
    organisation_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"))
    unit_id: Mapped[UUID | None] = business(ForeignKey("unit.id"))
    level: Mapped[int] = business(default=0)  # 階層 in the chain; 0 is the institution
    # Who leads the answering: an account, or the name and address that a mail goes to.
    lead_id: Mapped[UUID | None] = business()
    contact_name: Mapped[str] = personal(default="")
    contact_email: Mapped[str] = personal(default="")
    channel: Mapped[Channel] = business(default=Channel.HERE)
    state: Mapped[AssignmentState] = business(default=AssignmentState.PREPARED)
    title: Mapped[str] = business()
    # For the respondent, who sees nothing of the assessment: the service it is about, and whom of ours to ask.
    about: Mapped[str] = business(default="")
    asker: Mapped[str] = personal(default="")
    due_on: Mapped[date] = business()
    content_id: Mapped[UUID] = business(ForeignKey("content_version.id"))
    # The questions that this respondent is asked, and what of their conditions is left without the facts.
    questions: Mapped[list[str]] = business(JSON)
    conditions: Mapped[dict[str, Any]] = business(JSON)
    # What the institution answered and a condition here depends on.
    borrowed: Mapped[dict[str, Any]] = technical(JSON)
    message: Mapped[str] = business(default="")
    # Copies, for whom the assessment cannot be read: the service it is about, and the request of last time, in whose
    # place this one stands; whether it was withdrawn.
    service_id: Mapped[UUID | None] = business(ForeignKey("service.id"))
    previous_id: Mapped[UUID | None] = technical(ForeignKey("assignment.id"), audited=False)
    is_withdrawn: Mapped[bool] = technical(default=False, audited=False)
    # 上長確認 on the respondent's side: wanted by us or by themselves, asked of whom, sent back with which words.
    needs_approval: Mapped[bool] = business(default=False)
    approver_id: Mapped[UUID | None] = business()
    approval_asked_by_id: Mapped[UUID | None] = business()
    approval_asked_at: Mapped[datetime | None] = business()
    approval_refusal: Mapped[str] = business(default="")
    sent_at: Mapped[datetime | None] = business()
    opened_at: Mapped[datetime | None] = business()
    submitted_at: Mapped[datetime | None] = business()
    submitted_by_id: Mapped[UUID | None] = business()
    attested_name: Mapped[str] = personal(default="")
    attested_title: Mapped[str] = personal(default="")
    attested_on: Mapped[date | None] = business()
    returned_reason: Mapped[str] = business(default="")
    closed_reason: Mapped[str] = business(default="")
    # The workbook went out to the contact; after a return it goes out again.
    mailed_at: Mapped[datetime | None] = business()
    reminded_at: Mapped[datetime | None] = technical(audited=False)
    reminders: Mapped[int] = technical(default=0, audited=False)
    asked_count: Mapped[int] = technical(default=0, audited=False)
    # So many more an answer can bring; counted before the sending.
    more_count: Mapped[int] = technical(default=0, audited=False)
    answered_count: Mapped[int] = technical(default=0, audited=False)
