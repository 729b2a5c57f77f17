"""Contact 連絡先: whom to call at a third party, at night too."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, personal
from app.core.model import Entity, SortText, Versioned


class ContactRole(StrEnum):
    BUSINESS = "business"
    OPERATION = "operation"
    INCIDENT = "incident"
    SECURITY = "security"
    PERSONAL_DATA = "personal_data"
    CONTRACT = "contract"
    MANAGEMENT = "management"
    OTHER = "other"


class ContactTestResult(StrEnum):
    """Whether somebody answered when the number was tried (連絡訓練)."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"


class Contact(Audited, Versioned, Entity):
    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_sort_key", "sort_key", "id"),
        Index("ix_contact_organisation_id", "organisation_id", "sort_key", "id"),
        Index("ix_contact_engagement_id", "engagement_id"),
        Index("ix_contact_role", "role", "sort_key", "id"),
        Index("ix_contact_last_tested_on", "last_tested_on", "id"),
        Index("ix_contact_updated_at", "updated_at", "id"),
    )
    organisation_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    # For one engagement only, or for all of that organisation.
    engagement_id: Mapped[UUID | None] = business(ForeignKey("engagement.id"))
    role: Mapped[ContactRole] = business()
    name: Mapped[str] = personal()
    name_kana: Mapped[str] = personal(default="")
    sort_key: Mapped[str] = personal(SortText)
    department: Mapped[str] = business(default="")
    title: Mapped[str] = personal(default="")
    email: Mapped[str] = personal(default="")
    phone: Mapped[str] = personal(default="")
    hours: Mapped[str] = business(default="")
    night_phone: Mapped[str] = personal(default="")
    last_tested_on: Mapped[date | None] = business()
    test_result: Mapped[ContactTestResult | None] = business()
    test_note: Mapped[str] = business(default="")
    ended_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")
