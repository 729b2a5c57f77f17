"""Reads of services: all staff see every one."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Select, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.register.models import Service


def visible_to(ctx: Context) -> Select[Service]:
    query = select(Service)
    if ctx.is_vendor:
        query = query.where(Service.organisation_id == ctx.organisation_id)
    return query


def get_service(ctx: Context, service_id: UUID) -> Service:
    found = db.session.scalars(visible_to(ctx).where(Service.id == service_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(Service.id, Service.name)
    return {row.id: row.name for row in db.session.execute(query.where(Service.id.in_(wanted)))}
