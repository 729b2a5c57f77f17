"""Everything the page of a system or a function of ours shows: whose it is, and which third parties it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.audit import reading
from app.core.context import Context
from app.identity import queries as identity
from app.register.models import (
    BusinessFunction,
    Engagement,
    EngagementFunction,
    EngagementSystem,
    InformationSystem,
)
from app.register.past import engagements as past_engagements
from app.register.past import ours as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import functions, organisations, services, systems, tied
from app.work import queries as work
from app.work.permissions import WorkPermission as W
from app.work.queries import FiledDocument


@dataclass(frozen=True)
class Sheet:
    record: Any
    unit_name: str
    owner_name: str
    engagements: Sequence[Engagement]
    vendors: dict[UUID, str]
    services: dict[UUID, str]
    units: dict[UUID, str]
    tiers: dict[UUID, str]
    # Which of these links one may take away: those to engagements one edits.
    editable: frozenset[UUID]
    may_link: bool
    documents: Sequence[FiledDocument]
    may_add_document: bool

    @property
    def shown_engagements(self) -> Sequence[Engagement]:
        return self.engagements[: tied.SHOWN]

    @property
    def has_more_engagements(self) -> bool:
        return len(self.engagements) > tied.SHOWN


def system_sheet(ctx: Context, present: InformationSystem, instant: datetime | None = None) -> Sheet | None:
    """None if the system was not recorded yet at that instant."""
    if instant is None:
        return _sheet(ctx, present, systems.engagements_on(ctx, present.id))
    then = reading.state_at(present, instant)
    tied_then = past.tied_at(ctx, EngagementSystem.system_id, present.id, instant)
    return None if then is None else _sheet(ctx, then, tied_then, instant)


def function_sheet(ctx: Context, present: BusinessFunction, instant: datetime | None = None) -> Sheet | None:
    """None if the function was not recorded yet at that instant."""
    if instant is None:
        return _sheet(ctx, present, functions.engagements_for(ctx, present.id))
    then = reading.state_at(present, instant)
    tied_then = past.tied_at(ctx, EngagementFunction.function_id, present.id, instant)
    return None if then is None else _sheet(ctx, then, tied_then, instant)


def _sheet(
    ctx: Context,
    record: InformationSystem | BusinessFunction,
    found: Sequence[Engagement],
    instant: datetime | None = None,
) -> Sheet:
    """People and units under their names of now; what is done about it is of now only."""
    unit_ids = (record.unit_id, *(each.unit_id for each in found))
    units = identity.unit_names({unit_id for unit_id in unit_ids if unit_id is not None})
    owner_id = record.owner_id if isinstance(record, InformationSystem) else None
    is_now = instant is None
    return Sheet(
        record,
        units.get(record.unit_id, "") if record.unit_id else "",
        identity.names_of({owner_id}).get(owner_id, "") if owner_id else "",
        found,
        organisations.names_of(ctx, (each.vendor_id for each in found)),
        services.names_of(ctx, (each.service_id for each in found)),
        units,
        _tiers(found, instant),
        frozenset(each.id for each in found if is_now and ctx.may(P.ENGAGEMENT_EDIT, each.unit_id)),
        is_now and ctx.may(P.ENGAGEMENT_EDIT),
        work.documents_of(ctx, record.__tablename__, record.id) if is_now else (),
        ctx.may(W.DOCUMENT_ADD),
    )


def _tiers(found: Sequence[Engagement], instant: datetime | None) -> dict[UUID, str]:
    """The log holds no copy of a tier, only what the rule had given by then."""
    if instant is None:
        return {each.id: each.tier for each in found}
    return past_engagements.tiers_at([each.id for each in found], instant)
