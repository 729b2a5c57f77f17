"""One change to many engagements: looked at first, then made in one transaction as one act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.register.events import RegisterAct as Act
from app.register.models import Engagement
from app.register.permissions import RegisterPermission as P
from app.register.rules.engagements import EngagementFacts
from app.register.services import engagements as services
from app.register.services.reach import may

MOST = 200
FIELDS = ("owner_id", "unit_id", "ends_on", "renewal_notice_on")
OTHER_UNIT = N_("You do not change several engagements of this unit at once.")
THE_SAME = N_("It is so already.")
MOVED_ON = N_(
    "Somebody changed some of these engagements in the meantime. Look at the list again, then go on."
)
NOTHING_TO_DO = N_("None of the chosen engagements would change.")
NOTHING_CHOSEN = N_("Choose engagements in the list first.")
TOO_MANY = N_("Change at most %(most)s engagements at once.")


@dataclass(frozen=True)
class BulkChange:
    """`field` of `FIELDS` becomes `value`."""

    field: str
    value: UUID | date | None

    def of(self, engagement: Engagement) -> EngagementFacts:
        changed: dict[str, Any] = {self.field: self.value}
        return replace(services.facts_of(engagement), **changed)


@dataclass(frozen=True)
class Line:
    """One engagement: what would become of it, or the reason (a msgid) why nothing does."""

    engagement: Engagement
    before: Any
    after: Any
    refusal: str = ""
    params: Mapping[str, Any] | None = None


def preview(ctx: Context, engagements: Sequence[Engagement], change: BulkChange) -> list[Line]:
    if change.field not in FIELDS:
        raise DomainError(N_("Choose what to change."), "field")
    if not engagements:
        raise DomainError(NOTHING_CHOSEN)
    if len(engagements) > MOST:
        raise DomainError(TOO_MANY, most=MOST)
    return [_line(ctx, engagement, change) for engagement in engagements]


def _line(ctx: Context, engagement: Engagement, change: BulkChange) -> Line:
    before = getattr(engagement, change.field)
    line = Line(engagement, before, change.value)
    if not may(ctx, P.BULK_EDIT, engagement.unit_id):
        return replace(line, refusal=OTHER_UNIT)
    if before == change.value:
        return replace(line, refusal=THE_SAME)
    try:
        services.check_change(ctx, engagement, change.of(engagement))
    except NotAllowed:
        return replace(line, refusal=OTHER_UNIT)
    except DomainError as error:
        return replace(line, refusal=error.message, params=error.params)
    return line


def bulk_edit(
    ctx: Context, seen: Mapping[UUID, int], change: BulkChange, engagements: Sequence[Engagement]
) -> int:
    """`seen`: the version of each engagement that was looked at. How many were changed."""
    if any(seen.get(engagement.id) != engagement.version for engagement in engagements):
        raise DomainError(MOVED_ON)
    lines = [line for line in preview(ctx, engagements, change) if not line.refusal]
    if not lines:
        raise DomainError(NOTHING_TO_DO)
    for line in lines:
        facts, version = change.of(line.engagement), line.engagement.version
        services.edit_engagement(ctx, line.engagement, facts, version=version, act=Act.BULK_EDITED)
    return len(lines)
