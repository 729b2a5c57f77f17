"""How tasks, approvals and findings name and open a third party."""

from uuid import UUID

from app.core.context import Context
from app.register.queries import organisations as queries
from app.work import subjects
from app.work.subjects import Found


def _organisation(ctx: Context, organisation_id: UUID) -> Found:
    found = queries.get_organisation(ctx, organisation_id)
    return Found(found.name, "register.organisation", {"organisation_id": organisation_id})


subjects.register("organisation", _organisation)
