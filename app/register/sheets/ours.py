"""Everything the page of a system or a function of ours shows: whose it is, and which third parties it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.core.context import Context
from app.identity import queries as identity
from app.register.models import BusinessFunction, Engagement, InformationSystem
from app.register.permissions import RegisterPermission as P
from app.register.queries import functions, organisations, services, systems, tied
from app.work import queries as work
from app.work.permissions import WorkPermission as W
from app.work.queries import FiledDocument


@dataclass(frozen=True)
class Sheet:
    unit_name: str
    owner_name: str
    engagements: Sequence[Engagement]
    vendors: dict[UUID, str]
    services: dict[UUID, str]
    units: dict[UUID, str]
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


def system_sheet(ctx: Context, system: InformationSystem) -> Sheet:
    found = systems.engagements_on(ctx, system.id)
    names = identity.names_of({system.owner_id}) if system.owner_id else {}
    return _sheet(ctx, system, names.get(system.owner_id, ""), found)  # type: ignore[arg-type]


def function_sheet(ctx: Context, function: BusinessFunction) -> Sheet:
    return _sheet(ctx, function, "", functions.engagements_for(ctx, function.id))


def _sheet(
    ctx: Context, record: InformationSystem | BusinessFunction, owner: str, found: Sequence[Engagement]
) -> Sheet:
    unit_ids = (record.unit_id, *(each.unit_id for each in found))
    units = identity.unit_names({unit_id for unit_id in unit_ids if unit_id is not None})
    return Sheet(
        units.get(record.unit_id, "") if record.unit_id else "",
        owner,
        found,
        organisations.names_of(ctx, (each.vendor_id for each in found)),
        services.names_of(ctx, (each.service_id for each in found)),
        units,
        frozenset(each.id for each in found if ctx.may(P.ENGAGEMENT_EDIT, each.unit_id)),
        ctx.may(P.ENGAGEMENT_EDIT),
        work.documents_of(ctx, record.__tablename__, record.id),
        ctx.may(W.DOCUMENT_ADD),
    )
