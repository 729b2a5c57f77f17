"""What the law makes of one organisation in one engagement."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity


class PersonalDataBasis(StrEnum):
    """個人データの判定"""

    ENTRUSTED = "entrusted"  # 委託
    CLOUD_EXCEPTION = "cloud_exception"  # クラウド例外
    NONE = "none"  # なし


class ForeignBasis(StrEnum):
    """28条の判定: on what the giving of personal data abroad rests."""

    CONSENT = "consent"  # 同意
    EQUIVALENT_SYSTEM = "equivalent_system"  # 基準適合体制
    ADEQUATE_COUNTRY = "adequate_country"  # 同等国
    NOT_APPLICABLE = "not_applicable"  # 当たらない


class PartyJudgement(Audited, Entity):
    """One judgement per engagement and organisation, each half with its reason."""

    __tablename__ = "party_judgement"
    __table_args__ = (
        UniqueConstraint("engagement_id", "organisation_id", name="uq_party_judgement_engagement_id"),
        Index("ix_party_judgement_organisation_id", "organisation_id", "engagement_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ("engagement_id", "engagement")
    engagement_id: Mapped[UUID] = technical(ForeignKey("engagement.id"))
    organisation_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    personal_data: Mapped[PersonalDataBasis | None] = business()
    personal_data_reason: Mapped[str] = business(default="")
    personal_data_by_id: Mapped[UUID | None] = business()
    personal_data_on: Mapped[date | None] = business()
    foreign_basis: Mapped[ForeignBasis | None] = business()
    foreign_basis_reason: Mapped[str] = business(default="")
    foreign_basis_by_id: Mapped[UUID | None] = business()
    foreign_basis_on: Mapped[date | None] = business()
