"""What an engagement was tied to, by the names of a past instant; access is judged on the present rows."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.identity.models import Unit
from app.register.models import BusinessFunction, InformationSystem
from app.register.queries import functions, systems


def functions_at(ctx: Context, ids: Iterable[UUID], instant: datetime) -> dict[UUID, str]:
    query = functions.visible_to(ctx).where(BusinessFunction.id.in_(set(ids)))
    present = db.session.scalars(query.order_by(BusinessFunction.sort_key, BusinessFunction.id)).all()
    then = reading.states_at(BusinessFunction, present, instant) if present else {}
    return {row_id: state.name for row_id, state in then.items()}


def systems_at(ctx: Context, ids: Iterable[UUID], instant: datetime) -> dict[UUID, str]:
    query = systems.visible_to(ctx).where(InformationSystem.id.in_(set(ids)))
    present = db.session.scalars(query.order_by(InformationSystem.sort_key, InformationSystem.id)).all()
    then = reading.states_at(InformationSystem, present, instant) if present else {}
    return {row_id: f"{state.ledger_number} {state.name}" for row_id, state in then.items()}


def units_at(ids: Iterable[UUID], instant: datetime) -> dict[UUID, str]:
    present = db.session.scalars(select(Unit).where(Unit.id.in_(set(ids)))).all()
    then = reading.states_at(Unit, present, instant) if present else {}
    return dict(sorted(((row_id, state.name) for row_id, state in then.items()), key=lambda pair: pair[1]))
