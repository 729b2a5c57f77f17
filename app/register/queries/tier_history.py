"""How the tier of an engagement came to be: from the audit log, newest first."""

from sqlalchemy import select

from app.core.audit import AuditEvent, AuditValues, reading
from app.core.audit.reading import Entry
from app.core.db import db
from app.core.settings import Setting
from app.register.models import EngagementTier

SHOWN = 50


def entries_of(record: EngagementTier | Setting, limit: int = SHOWN) -> list[Entry]:
    """Of this one row, not of the whole that it is a part of."""
    query = (
        select(AuditEvent, AuditValues.content)
        .join(AuditValues, AuditValues.number == AuditEvent.number)
        .where(AuditEvent.subject_type == record.__tablename__, AuditEvent.subject_id == record.id)
        .order_by(AuditEvent.number.desc())
        .limit(limit)
    )
    return [reading.opened(row) for row in db.session.execute(query)]
