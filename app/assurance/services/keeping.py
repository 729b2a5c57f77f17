"""Reports go by the name of whom they are about, and belong to who takes over."""

from sqlalchemy import select

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport
from app.assurance.queries import following  # noqa: F401 - says what follows a merge
from app.assurance.queries import reports as queries
from app.core import audit, derived, search
from app.core.context import Context
from app.core.db import db
from app.identity.events import HandedOver
from app.register.events import Refiled
from app.register.models import Organisation


def follow(ctx: Context, event: Refiled) -> None:
    """Listens to Refiled: an organisation is called otherwise, or stands for another one too."""
    if not isinstance(event.record, Organisation):
        return
    is_of_it = AssuranceReport.organisation_id == event.record.id
    derived.copy(AssuranceReport, is_of_it, {AssuranceReport.sort_key: event.record.sort_key})
    rows = db.session.scalars(select(AssuranceReport).where(is_of_it).order_by(AssuranceReport.id)).all()
    search.refresh(AssuranceReport, rows)


def hand_over_reports(ctx: Context, happening: HandedOver) -> None:
    """Listens to HandedOver; says how many were moved."""
    owned = queries.owned_by(happening.from_user_id)
    for report in owned:
        report.owner_id = happening.to_user_id
    if owned:
        audit.record(ctx, Act.REPORT_EDITED, *owned)
    name = AssuranceReport.__tablename__
    happening.moved[name] = happening.moved.get(name, 0) + len(owned)
