"""Everything the page of one supply shows, now or as at a past instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.identity import queries as identity
from app.register.models import Supply
from app.register.past import services as past_services
from app.register.past import supplies as past
from app.register.permissions import RegisterPermission as P
from app.register.queries import organisations, services
from app.register.queries import supplies as queries
from app.register.sheets.about import About, about

KIND = Supply.__tablename__


@dataclass(frozen=True)
class End:
    """A service at one end of the edge, with who provides it."""

    id: UUID
    name: str
    organisation_id: UUID
    organisation_name: str


@dataclass(frozen=True)
class Sheet:
    supply: Supply
    service: End
    base: End
    # Engagements that say something about this edge, with what they say.
    uses: Sequence[Any] = ()
    units: Mapping[UUID, str] | None = None
    merged: Sequence[Supply] = ()
    about: About | None = None

    @property
    def shown_uses(self) -> Sequence[Any]:
        return self.uses[: queries.SHOWN]

    @property
    def has_more_uses(self) -> bool:
        return len(self.uses) > queries.SHOWN


def sheet_of(ctx: Context, present: Supply, instant: datetime | None) -> Sheet | None:
    """None if the supply was not recorded yet at that instant."""
    if instant is not None:
        return _sheet_then(ctx, present, instant)
    uses = queries.used_by(ctx, present.id) if ctx.may(P.CONSENT_VIEW) else []
    merged = queries.merged_into(present)
    return Sheet(
        present,
        *_ends(ctx, present),
        uses=uses,
        units=identity.unit_names({row.Engagement.unit_id for row in uses}),
        merged=merged,
        about=about(ctx, KIND, present.id, [one.id for one in merged]),
    )


def _ends(ctx: Context, supply: Supply) -> tuple[End, End]:
    found = [services.get_service(ctx, end) for end in (supply.service_id, supply.base_service_id)]
    names = organisations.names_of(ctx, (one.organisation_id for one in found))
    first, second = (
        End(one.id, one.name, one.organisation_id, names.get(one.organisation_id, "")) for one in found
    )
    return first, second


def _sheet_then(ctx: Context, present: Supply, instant: datetime) -> Sheet | None:
    then = past.supply_at(present, instant)
    if then is None:
        return None
    found = past_services.services_at(ctx, {then.service_id, then.base_service_id}, instant)
    names = past_services.providers_at(ctx, (one.organisation_id for one in found.values()), instant)
    service, base = (
        End(one.id, one.name, one.organisation_id, names.get(one.organisation_id, ""))
        for one in (found[then.service_id], found[then.base_service_id])
    )
    return Sheet(then, service, base)
