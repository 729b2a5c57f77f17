"""Everything the page of one organisation shows, now or as at a past instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.context import Context
from app.register import past, queries
from app.register.models import Organisation, OrganisationCode


@dataclass(frozen=True)
class Sheet:
    organisation: Organisation
    parent_name: str
    children: Sequence[Any]
    codes: Sequence[OrganisationCode]

    @property
    def has_more_children(self) -> bool:
        return len(self.children) > queries.GROUP_SHOWN

    @property
    def shown_children(self) -> Sequence[Any]:
        return self.children[: queries.GROUP_SHOWN]


def sheet_of(ctx: Context, present: Organisation, instant: datetime | None) -> Sheet | None:
    """None if the organisation was not recorded yet at that instant."""
    if instant is None:
        names = queries.names_of(ctx, [present.parent_id])
        children = queries.children_of(ctx, present.id)
        return Sheet(present, _name(names, present), children, queries.codes_of(present))
    then = past.organisation_at(present, instant)
    if then is None:
        return None
    names = past.names_at(ctx, [then.parent_id], instant)
    children = past.children_at(ctx, present, instant)
    return Sheet(then, _name(names, then), children, past.codes_at(present, instant))


def _name(names: dict[Any, str], organisation: Organisation) -> str:
    return names.get(organisation.parent_id, "")
