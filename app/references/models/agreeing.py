"""同意: who agreed to the terms under which a reference may leave as a file."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.assurance.models import Disclosure
from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity
from app.references.models.references import ROOT


class ReferenceAgreement(Audited, Entity):
    """One of our readers to one wording; other terms are agreed to anew."""

    __tablename__ = "reference_agreement"
    __table_args__ = (
        UniqueConstraint(
            "reference_id", "user_id", "terms_digest", name="uq_reference_agreement_reference_id"
        ),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    reference_id: Mapped[UUID] = technical(ForeignKey("security_reference.id"))
    user_id: Mapped[UUID] = business()
    disclosure: Mapped[Disclosure] = business()
    terms: Mapped[str] = business()
    terms_digest: Mapped[str] = technical()
    agreed_at: Mapped[datetime] = business()
