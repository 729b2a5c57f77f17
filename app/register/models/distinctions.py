"""Two organisations that look like one and are two, as somebody found who looked at both."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity


class OrganisationDistinction(Audited, Entity):
    """Holds while both are known by the names and numbers they had then; `first_id` is the smaller id."""

    __tablename__ = "organisation_distinction"
    __table_args__ = (UniqueConstraint("first_id", "second_id", name="uq_organisation_distinction_first_id"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("first_id", "organisation")
    first_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    second_id: Mapped[UUID] = business(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str] = business()
    decided_by_id: Mapped[UUID | None] = business()
    decided_at: Mapped[datetime] = business()
    # Of what the two were recognised by.
    known_by: Mapped[str] = technical()
