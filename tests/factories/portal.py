"""People of a vendor, as if they had been there before the test."""

from datetime import datetime
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.diligence.models import Assignment
from app.identity.models import Unit, User
from app.identity.roles import Role
from tests.factories import identity
from tests.factories.identity import Made, context


def person(at: datetime, root: Unit, organisation_id: UUID | None, email: str, name: str) -> User:
    made = identity.user(at, email, name, organisation_id=organisation_id)
    # Enrolled, as far as pages ask; nobody signs in with it.
    made.password = "set"
    audit.record(context(at), Made.FOR_TEST, made)
    identity.grant(at, made, Role.VENDOR, root)
    db.session.commit()
    return made


def named(ctx: Context, part: Assignment, **said: object) -> Assignment:
    """Set on the request as if on the page."""
    for name, value in said.items():
        setattr(part, name, value)
    audit.record(ctx, Made.FOR_TEST, part)
    db.session.commit()
    return part
