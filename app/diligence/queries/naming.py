"""Names of those who are asked: organisations and units together."""

from collections.abc import Iterable
from uuid import UUID

from app.core.context import Context
from app.identity import queries as identity
from app.register.queries import organisations


def respondents_named(
    ctx: Context, organisation_ids: Iterable[UUID], unit_ids: Iterable[UUID]
) -> dict[UUID, str]:
    return {**organisations.names_of(ctx, list(organisation_ids)), **identity.unit_names(set(unit_ids))}
