"""Names of those who are asked: organisations and units together."""

from collections.abc import Iterable
from uuid import UUID

from app.core.context import Context
from app.diligence.models import Assignment
from app.identity import queries as identity
from app.register.queries import organisations


def respondents_named(
    ctx: Context, organisation_ids: Iterable[UUID], unit_ids: Iterable[UUID]
) -> dict[UUID, str]:
    return {**organisations.names_of(ctx, list(organisation_ids)), **identity.unit_names(set(unit_ids))}


def respondents_of(ctx: Context, parts: Iterable[Assignment]) -> dict[UUID, str]:
    """By the id of the request."""
    rows = list(parts)
    named = respondents_named(
        ctx,
        [one.organisation_id for one in rows if one.organisation_id],
        [one.unit_id for one in rows if one.unit_id],
    )
    return {one.id: named.get(one.organisation_id or one.unit_id, "") for one in rows}  # type: ignore[arg-type]
