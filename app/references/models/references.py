"""A reference of a service to an edition of a standard: its versions, what they say to each item, their papers."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.assurance.models import Disclosure
from app.core.audit import Audited
from app.core.columns import business, technical
from app.core.model import Entity, SortText, Versioned
from app.references.models.distinctions import Acts, Conformity, Layout, PaperKind, VersionState

ROOT = ("reference_id", "security_reference")


class SecurityReference(Audited, Versioned, Entity):
    __tablename__ = "security_reference"
    __table_args__ = (
        Index("ix_security_reference_sort_key", "sort_key", "id"),
        Index("ix_security_reference_service_id", "service_id", "edition"),
        Index("ix_security_reference_organisation_id", "organisation_id"),
    )
    title: Mapped[str] = business()
    service_id: Mapped[UUID] = business(ForeignKey("service.id"))
    # The provider, whose people may write versions in the portal: of the service, copied; row security reads it.
    organisation_id: Mapped[UUID] = business(ForeignKey("organisation.id"))
    edition: Mapped[str] = business()  # <framework>/<edition>
    # What that is called: a provider's transaction does not read the catalogue.
    edition_ja: Mapped[str] = technical(default="", audited=False)
    edition_en: Mapped[str] = technical(default="", audited=False)
    layout: Mapped[Layout] = business(default=Layout.WHOLE)
    # Whether the provider's people see it in the portal and may write versions.
    is_shared: Mapped[bool] = business(default=False)
    disclosure: Mapped[Disclosure] = business(default=Disclosure.PUBLIC)
    terms: Mapped[str] = business(default="")
    source: Mapped[str] = business(default="")
    owner_id: Mapped[UUID | None] = business(index=True)
    withdrawn_at: Mapped[datetime | None] = business()
    withdrawal_reason: Mapped[str] = business(default="")
    # The title's, so that lists sort by their own table.
    sort_key: Mapped[str] = technical(SortText, default="", audited=False)


class ReferenceVersion(Audited, Versioned, Entity):
    """A draft is written; what was published is never changed again."""

    __tablename__ = "reference_version"
    __table_args__ = (
        UniqueConstraint("reference_id", "number", name="uq_reference_version_reference_id"),
        Index("ix_reference_version_organisation_id", "organisation_id"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    reference_id: Mapped[UUID] = technical(ForeignKey("security_reference.id"))
    organisation_id: Mapped[UUID] = technical()
    number: Mapped[int] = business()
    # What its authors call it.
    label: Mapped[str] = business(default="")
    state: Mapped[VersionState] = business(default=VersionState.DRAFT)
    authors: Mapped[list[str]] = business(JSON, default=list)
    # 前提: of which models and uses it speaks, as of which day.
    premise_models: Mapped[list[str]] = business(JSON, default=list)
    premise: Mapped[str] = business(default="")
    as_of_on: Mapped[date | None] = business()
    note: Mapped[str] = business(default="")
    # Begun by the provider's people, not by ours: the other side does not see it before it is published.
    is_theirs: Mapped[bool] = business(default=False)
    begun_by_id: Mapped[UUID | None] = business()
    begun_at: Mapped[datetime] = business()
    published_by_id: Mapped[UUID | None] = business()
    published_at: Mapped[datetime | None] = business()
    # When whom it concerns was told: a provider's transaction may not see who that is, so a job does it afterwards.
    announced_at: Mapped[datetime | None] = technical(audited=False)
    withdrawal_reason: Mapped[str] = business(default="")
    withdrawn_by_id: Mapped[UUID | None] = business()
    withdrawn_at: Mapped[datetime | None] = business()
    # The same for what was published and withdrawn again.
    withdrawal_told_at: Mapped[datetime | None] = technical(audited=False)


class ReferenceRecord(Audited, Entity):
    """What a version says to one item, in all columns of both layouts."""

    __tablename__ = "reference_record"
    __table_args__ = (
        UniqueConstraint("version_id", "item", name="uq_reference_record_version_id"),
        Index("ix_reference_record_version_id", "version_id", "position"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    reference_id: Mapped[UUID] = technical(ForeignKey("security_reference.id"))
    version_id: Mapped[UUID] = technical(ForeignKey("reference_version.id"))
    organisation_id: Mapped[UUID] = technical()
    item: Mapped[str] = business()  # its number in the edition
    position: Mapped[int] = technical(default=0)
    provider_view: Mapped[str] = business(default="")  # 見解
    conformity: Mapped[Conformity | None] = business()
    conformity_note: Mapped[str] = business(default="")  # 条件, or what of it is out of scope
    confirmed: Mapped[str] = business(default="")  # 確認内容
    certified: Mapped[str] = business(default="")  # 第三者認証等から確認した内容
    interview: Mapped[str] = business(default="")
    needed: Mapped[str] = business(default="")  # SI・利用者で必要な対応
    provider_acts: Mapped[Acts | None] = business()
    customer_acts: Mapped[Acts | None] = business()
    information: Mapped[str] = business(default="")  # 該当情報
    simple: Mapped[str] = business(default="")  # 簡易な管理
    strict: Mapped[str] = business(default="")  # 厳格な管理
    # Numbers of the papers, as they are listed.
    documents: Mapped[list[str]] = business(JSON, default=list)
    certificates: Mapped[list[str]] = business(JSON, default=list)


class ReferencePaper(Audited, Entity):
    """公開文書・第三者認証 by their number; a number that is not used (欠番) is kept as such."""

    __tablename__ = "reference_paper"
    __table_args__ = (
        UniqueConstraint("version_id", "kind", "number", name="uq_reference_paper_version_id"),
        Index("ix_reference_paper_version_id", "version_id", "kind", "position"),
    )
    audit_root: ClassVar[tuple[str, str] | None] = ROOT
    reference_id: Mapped[UUID] = technical(ForeignKey("security_reference.id"))
    version_id: Mapped[UUID] = technical(ForeignKey("reference_version.id"))
    organisation_id: Mapped[UUID] = technical()
    kind: Mapped[PaperKind] = business()
    number: Mapped[str] = business()
    position: Mapped[int] = technical(default=0)
    title: Mapped[str] = business(default="")
    url: Mapped[str] = business(default="")
    is_missing: Mapped[bool] = business(default=False)  # 欠番
    checked_on: Mapped[date | None] = business()
    disclosure: Mapped[Disclosure] = business(default=Disclosure.PUBLIC)
