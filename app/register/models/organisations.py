"""Organisation 取引先（法人等）: a legal entity, whatever it is to us."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from app.core.audit import Audited
from app.core.columns import business, personal, technical
from app.core.model import Entity, SortText, Versioned
from app.register.permissions import RegisterPermission as P


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


def only(rows: str) -> dict[str, Any]:
    """An index of some rows, on both databases."""
    return {"sqlite_where": text(rows), "postgresql_where": text(rows)}


class SubcontractAct(StrEnum):
    """取適法区分: whether the act on payments to small contractors applies; none while nobody has checked."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"


class Organisation(Audited, Versioned, Entity):
    __tablename__ = "organisation"
    # Each order that the list offers, and each filter under the usual order, has its index: the first page
    # costs the same with a thousand rows and with a hundred thousand.
    __table_args__ = (
        Index("ix_organisation_sort_key", "sort_key", "id"),
        Index("ix_organisation_kind", "kind", "sort_key", "id"),
        Index("ix_organisation_country", "country", "sort_key", "id"),
        Index("ix_organisation_parent_id", "parent_id", "sort_key", "id"),
        Index("ix_organisation_updated_at", "updated_at", "id"),
        Index("ix_organisation_numberless", "sort_key", "id", **only("corporate_number IS NULL")),
        Index("ix_organisation_ended", "sort_key", "id", **only("ended_on IS NOT NULL")),
        Index("ix_organisation_merged_into_id", "merged_into_id", **only("merged_into_id IS NOT NULL")),
        # Without the rows that have none: SQLite would look for these here instead of in the index above.
        Index(
            "uq_organisation_corporate_number",
            "corporate_number",
            unique=True,
            **only("corporate_number IS NOT NULL"),
        ),
    )
    name: Mapped[str] = business()
    name_kana: Mapped[str] = business(default="")
    name_latin: Mapped[str] = business(default="")
    # One key for every list: kana if there is one, else Latin, else the name.
    sort_key: Mapped[str] = business(SortText)
    # The name without its legal form, to notice that somebody is about to enter it twice.
    name_key: Mapped[str] = technical(default="", index=True, audited=False)
    kind: Mapped[OrganisationKind] = business()
    country: Mapped[str] = business(default="JP")
    corporate_number: Mapped[str | None] = business()
    no_number_reason: Mapped[NoNumberReason | None] = business()
    no_number_note: Mapped[str] = business(default="")
    lei: Mapped[str | None] = business(unique=True)
    invoice_number: Mapped[str | None] = business()
    address: Mapped[str] = business(default="")
    representative: Mapped[str] = personal(default="")
    website: Mapped[str] = business(default="")
    parent_id: Mapped[UUID | None] = business(ForeignKey("organisation.id"))
    # 消滅・廃業: kept for ever, no longer offered for new work.
    ended_on: Mapped[date | None] = business()
    # The year whose figures these are, and what the company itself owned at its end, in whole yen.
    fiscal_year_end: Mapped[date | None] = business()
    net_assets: Mapped[int | None] = business(BigInteger)
    subcontract_act: Mapped[SubcontractAct | None] = business()
    # Recorded twice and put together: the row stays, its address leads to the other.
    merged_into_id: Mapped[UUID | None] = business()
    note: Mapped[str] = business(default="")


class OrganisationCode(Audited, Entity):
    """A number that somebody else gives the organisation: the bank's 取引先コード, D-U-N-S and so on."""

    __tablename__ = "organisation_code"
    __table_args__ = (UniqueConstraint("scheme", "value", name="uq_organisation_code_scheme"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("organisation_id", "organisation")
    organisation_id: Mapped[UUID] = technical(ForeignKey("organisation.id"), index=True)
    scheme: Mapped[str] = business()
    value: Mapped[str] = business()


class KeyKind(StrEnum):
    """By what two entries are suspected to be one organisation."""

    NAME = "name"  # a name in any script, without its legal form
    ACRONYM = "acronym"  # of a Latin name: suspected beside somebody's name
    SITE = "site"
    NUMBER = "number"


class OrganisationKey(Entity):
    """What an organisation can be recognised by, made from its facts and those of what was merged into it."""

    __tablename__ = "organisation_key"
    __table_args__ = (Index("ix_organisation_key_key", "key", "kind", "organisation_id"),)
    organisation_id: Mapped[UUID] = technical(ForeignKey("organisation.id"), index=True)
    kind: Mapped[KeyKind] = technical()
    key: Mapped[str] = technical()


class ScreeningResult(StrEnum):
    CLEAR = "clear"
    UNDER_EXAMINATION = "under_examination"
    HIT = "hit"


class Screening(Audited, Entity):
    """反社・制裁確認: the day is seen by all staff, what came of it by compliance only, so it is a row apart."""

    __tablename__ = "screening"
    __table_args__ = (Index("ix_screening_organisation_id", "organisation_id", "checked_on"),)
    audit_root: ClassVar[tuple[str, str] | None] = ("organisation_id", "organisation")
    organisation_id: Mapped[UUID] = technical(ForeignKey("organisation.id"))
    checked_on: Mapped[date] = business()
    checked_by_id: Mapped[UUID | None] = business()
    result: Mapped[ScreeningResult] = business(seen_with=P.SCREENING_RESULT_VIEW)
    note: Mapped[str] = business(default="", seen_with=P.SCREENING_RESULT_VIEW)
