"""Organisation 取引先（法人等）: a legal entity, whatever it is to us."""

from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.core.audit import Audited
from app.core.columns import business, personal, technical
from app.core.model import Entity, SortText, Versioned


class OrganisationKind(StrEnum):
    COMPANY = "company"
    OWN_GROUP = "own_group"
    GOVERNMENT = "government"
    INDIVIDUAL = "individual"


class NoNumberReason(StrEnum):
    """Why there is no 法人番号. Blank without a reason is a gap."""

    FOREIGN = "foreign"
    INDIVIDUAL = "individual"
    NOT_YET_CHECKED = "not_yet_checked"
    OTHER = "other"


class Organisation(Audited, Versioned, Entity):
    __tablename__ = "organisation"
    name: Mapped[str] = business()
    name_kana: Mapped[str] = business(default="")
    name_latin: Mapped[str] = business(default="")
    # One key for every list: kana if there is one, else Latin, else the name.
    sort_key: Mapped[str] = business(SortText, index=True)
    kind: Mapped[OrganisationKind] = business(index=True)
    country: Mapped[str] = business(default="JP", index=True)
    corporate_number: Mapped[str | None] = business(unique=True)
    no_number_reason: Mapped[NoNumberReason | None] = business()
    no_number_note: Mapped[str] = business(default="")
    lei: Mapped[str | None] = business(unique=True)
    invoice_number: Mapped[str | None] = business()
    address: Mapped[str] = business(default="")
    representative: Mapped[str] = personal(default="")
    website: Mapped[str] = business(default="")
    parent_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"), index=True)
    # 消滅・廃業: kept for ever, no longer offered for new work.
    ended_on: Mapped[date | None] = business(index=True)
    note: Mapped[str] = business(default="")
    parent: Mapped["Organisation | None"] = relationship(remote_side="Organisation.id", viewonly=True)
    codes: Mapped[list["OrganisationCode"]] = relationship(
        order_by="OrganisationCode.scheme, OrganisationCode.value", viewonly=True
    )


class OrganisationCode(Audited, Entity):
    """A number that somebody else gives the organisation: the bank's 取引先コード, D-U-N-S and so on."""

    __tablename__ = "organisation_code"
    __table_args__ = (UniqueConstraint("scheme", "value", name="uq_organisation_code_scheme"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("organisation_id", "organisation")
    organisation_id: Mapped[UUID] = technical(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = business()
    value: Mapped[str] = business()
