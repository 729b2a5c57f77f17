"""Acts that tie an engagement to a system or a function of ours, from the side of that system or function."""

from uuid import UUID

from sqlalchemy.orm import InstrumentedAttribute

from app.core.context import Context
from app.core.errors import DomainError, NotFound
from app.core.words import N_
from app.register.models import (
    BusinessFunction,
    Engagement,
    EngagementFunction,
    EngagementSystem,
    InformationSystem,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import engagements as queries
from app.register.services import engagements

CHOOSE = N_("Choose one from the list.")
NOT_YOURS = N_("You may read this engagement, not change it. Ask the unit that owns it to add the link.")
TIED_ALREADY = N_("This engagement is linked already. Choose another one.")

Ours = InformationSystem | BusinessFunction


def tie(ctx: Context, record: Ours, engagement_id: UUID | None) -> Engagement:
    """The engagement is read again by the scope of the actor: an id in a form is not to be trusted."""
    engagement = _asked(ctx, engagement_id)
    if not ctx.may(P.ENGAGEMENT_EDIT, engagement.unit_id):
        raise DomainError(NOT_YOURS, "engagement_id")
    tied = queries.linked_ids(engagement, _column(record))
    if record.id in tied:
        raise DomainError(TIED_ALREADY, "engagement_id")
    _set(ctx, record, engagement, {*tied, record.id})
    return engagement


def untie(ctx: Context, record: Ours, engagement: Engagement) -> None:
    _set(ctx, record, engagement, {*queries.linked_ids(engagement, _column(record))} - {record.id})


def _asked(ctx: Context, engagement_id: UUID | None) -> Engagement:
    try:
        if engagement_id is not None:
            return queries.get_engagement(ctx, engagement_id)
    except NotFound:
        pass
    raise DomainError(CHOOSE, "engagement_id")


def _column(record: Ours) -> InstrumentedAttribute[UUID]:
    is_system = isinstance(record, InformationSystem)
    return EngagementSystem.system_id if is_system else EngagementFunction.function_id


def _set(ctx: Context, record: Ours, engagement: Engagement, ids: set[UUID]) -> None:
    if isinstance(record, InformationSystem):
        engagements.set_systems(ctx, engagement, ids)
    else:
        engagements.set_functions(ctx, engagement, ids)
