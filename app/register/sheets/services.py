"""Everything the page of one service shows, now or as at a past instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.context import Context
from app.register.models import Service
from app.register.past import services as past
from app.register.past import supplies as past_supplies
from app.register.queries import organisations, supplies
from app.register.queries import services as queries
from app.register.queries.supplies import Neighbour
from app.register.sheets.about import About, about
from app.register.sheets.users import Users, users_of

KIND = Service.__tablename__


@dataclass(frozen=True)
class Sheet:
    service: Service
    provider_name: str
    bases: Sequence[Neighbour]
    built_on: Sequence[Neighbour]
    users: Users
    merged: Sequence[Service] = ()
    about: About | None = None

    @property
    def shown_bases(self) -> Sequence[Neighbour]:
        return self.bases[: supplies.SHOWN]

    @property
    def shown_built_on(self) -> Sequence[Neighbour]:
        return self.built_on[: supplies.SHOWN]

    @property
    def has_more_bases(self) -> bool:
        return len(self.bases) > supplies.SHOWN

    @property
    def has_more_built_on(self) -> bool:
        return len(self.built_on) > supplies.SHOWN


def sheet_of(ctx: Context, present: Service, instant: datetime | None) -> Sheet | None:
    """None if the service was not recorded yet at that instant."""
    if instant is not None:
        return _sheet_then(ctx, present, instant)
    names = organisations.names_of(ctx, [present.organisation_id])
    merged = queries.merged_into(present)
    return Sheet(
        present,
        names.get(present.organisation_id, ""),
        supplies.bases_of(ctx, present.id),
        supplies.built_on(ctx, present.id),
        users_of(ctx, "service_id", present.id, None),
        merged,
        about(ctx, KIND, present.id, [one.id for one in merged]),
    )


def _sheet_then(ctx: Context, present: Service, instant: datetime) -> Sheet | None:
    then = past.service_at(present, instant)
    if then is None:
        return None
    names = past.providers_at(ctx, [then.organisation_id], instant)
    return Sheet(
        then,
        names.get(then.organisation_id, ""),
        past_supplies.neighbours_at(ctx, "service_id", present.id, instant),
        past_supplies.neighbours_at(ctx, "base_service_id", present.id, instant),
        users_of(ctx, "service_id", present.id, instant),
    )
