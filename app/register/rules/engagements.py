"""What makes the facts about an engagement consistent, and what is still missing. Pure: no database, no clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.core import identifiers
from app.core.errors import DomainError
from app.core.words import N_
from app.register.models import (
    Access,
    Category,
    Connection,
    ExitPlan,
    Origin,
    OutsourcingJudgement,
    Stage,
    Substitutability,
)
from app.register.rules.organisations import check_kana


@dataclass(frozen=True, kw_only=True)
class EngagementFacts:
    """What people say about an engagement: these columns and no others can be entered or edited.

    Judgements, stage, tier and the end of the work have acts of their own. An empty number means the next one.
    """

    number: str = ""
    title: str
    title_kana: str = ""
    service_id: UUID
    vendor_id: UUID | None = None
    category: Category
    origin: Origin = Origin.PLANNED

    unit_id: UUID
    owner_id: UUID | None = None

    purpose: str = ""
    note: str = ""

    data_classes: tuple[str, ...] = ()
    data_volume: int | None = None
    data_note: str = ""
    has_personal_data: bool | None = None
    has_sensitive_data: bool | None = None
    has_special_care_data: bool | None = None

    data_countries: tuple[str, ...] = ()
    data_regions: str = ""
    access: Access = Access.UNKNOWN
    connection: Connection = Connection.UNKNOWN

    annual_amount: int | None = None
    started_on: date | None = None
    ends_on: date | None = None
    is_auto_renewed: bool = False
    renewal_notice_on: date | None = None
    contract_signed_on: date | None = None
    legal_checked_on: date | None = None

    is_important_third_party: bool = False
    is_designated_equipment: bool = False
    substitutability: Substitutability = Substitutability.UNKNOWN
    substitute: str = ""
    exit_plan: ExitPlan = ExitPlan.NONE
    exit_plan_on: date | None = None
