"""Evidence beside answers, and respondents' people who hand it in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.db import db
from app.diligence.models import Assignment, Evidence
from app.diligence.rules.evidence import EvidenceFacts
from app.diligence.services import evidence as services
from app.identity import queries as identity
from app.identity.models import User
from app.identity.roles import Role
from tests.factories import files
from tests.factories import identity as make


def vendor_person(at: datetime, organisation_id: UUID, email: str = "answers@fixer.example") -> User:
    root = identity.root_unit()
    assert root is not None
    made = make.user(at, email, "井上 直樹", organisation_id=organisation_id)
    make.grant(at, made, Role.VENDOR, root)
    db.session.commit()
    return made


def added(
    ctx: Context, part: Assignment, question: str = "", *, content: bytes = b"", name: str = "規程.pdf",
    place: str = "", **facts: Any,
) -> Evidence:  # fmt: skip
    kept = files.keep(content or files.pdf(f"{question}{name}{facts}"), name)
    made = services.add(ctx, part, question or part.questions[0], place, kept, EvidenceFacts(**facts))
    db.session.commit()
    return made
