"""Erase values of a record from the log's keeping, by an act that is itself in the log."""

import json
from enum import StrEnum

from sqlalchemy import select, update

from app.core.audit.collect import witness
from app.core.audit.models import AuditErasure, AuditEvent, AuditValues
from app.core.context import Context
from app.core.db import db
from app.core.model import Entity


class AuditAct(StrEnum):
    VALUES_ERASED = "audit:values:erased"


def erase_values(ctx: Context, subject: Entity, fields: set[str], *, reason: str) -> int:
    """Take the old values of `fields` out; their digests stay, so the chain still verifies.

    The salt goes too: with it a short value could be guessed from its digest.
    """
    session = db.session
    numbers = session.scalars(
        select(AuditEvent.number).where(
            AuditEvent.subject_type == subject.__tablename__, AuditEvent.subject_id == subject.id
        )
    ).all()
    erased = 0
    connection = session.connection()
    for number, content in connection.execute(
        select(AuditValues.number, AuditValues.content).where(AuditValues.number.in_(numbers))
    ).all():
        kept = json.loads(content)
        for name in fields & set(kept):
            if not {"v", "c"} & set(kept[name]):
                continue
            kept[name] = {}
            session.add(AuditErasure(number=number, field=name, act_id=ctx.act_id))
            erased += 1
        connection.execute(
            update(AuditValues)
            .where(AuditValues.number == number)
            .values(content=json.dumps(kept, sort_keys=True, separators=(",", ":")))
        )
    witness(ctx, AuditAct.VALUES_ERASED, subject, reason=reason)
    return erased
