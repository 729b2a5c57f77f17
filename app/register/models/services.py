"""Service サービス: what an organisation offers to everybody, whoever of us uses it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned
from app.register.models.organisations import only


class ServiceModel(StrEnum):
    IAAS = "iaas"
    PAAS = "paas"
    SAAS = "saas"
    MANAGED = "managed"
    DEVELOPMENT = "development"
    PEOPLE = "people"
    GOODS = "goods"
    OTHER = "other"
    UNKNOWN = "unknown"


class Service(Audited, Versioned, Entity):
    __tablename__ = "service"
    __table_args__ = (
        Index("ix_service_sort_key", "sort_key", "id"),
        Index("ix_service_provider", "provider_sort_key", "sort_key", "id"),
        Index("ix_service_organisation_id", "organisation_id", "sort_key", "id"),
        Index("ix_service_kind", "kind", "sort_key", "id"),
        Index("ix_service_model", "model", "sort_key", "id"),
        Index("ix_service_updated_at", "updated_at", "id"),
        Index("ix_service_name_key", "name_key"),
        Index("ix_service_merged_into_id", "merged_into_id", **only("merged_into_id IS NOT NULL")),
    )
    organisation_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    name: Mapped[str] = business()
    name_kana: Mapped[str] = business(default="")
    name_latin: Mapped[str] = business(default="")
    sort_key: Mapped[str] = business(SortText)
    name_key: Mapped[str] = technical(default="", audited=False)
    # The provider's own, copied by the same act: lists sort by columns of their own table only.
    provider_sort_key: Mapped[str] = technical(SortText, default="", audited=False)
    # A key of the setting `register.service_kinds`.
    kind: Mapped[str] = business(default="")
    model: Mapped[ServiceModel] = business(default=ServiceModel.UNKNOWN)
    # （全般）: stands for "something of theirs" until somebody says what.
    is_placeholder: Mapped[bool] = business(default=False)
    # Where it can be had; empty means that nobody has found out.
    countries: Mapped[list[str]] = business(JSON)
    regions: Mapped[str] = business(default="")
    website: Mapped[str] = business(default="")
    description: Mapped[str] = business(default="")
    ended_on: Mapped[date | None] = business()
    # Joined with a service of the same name when their providers turned out to be one.
    merged_into_id: Mapped[UUID | None] = business()
    note: Mapped[str] = business(default="")
