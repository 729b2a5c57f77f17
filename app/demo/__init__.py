"""The demonstration institution つばめ銀行: invented people, invented vendors, and a few real companies by name.

Everything is done through the services, act by act and as the person who would have done it, so that the
log of a demonstration is as true as any other.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.demo import (
    again,
    assessments,
    calls,
    chain,
    consents,
    content,
    deciding,
    engagements,
    incoming,
    institution,
    matrices,
    ours,
    parties,
    references,
    reports,
    story,
)
from app.demo.acting import Cast
from app.identity.models import Grant, GrantState, User
from app.identity.roles import Role


def is_empty() -> bool:
    return db.session.scalar(select(User.id).limit(1)) is None


def load(at: datetime, done: Callable[[], None]) -> None:
    """`done` ends one act: whoever calls decides what that means (a commit)."""
    cast = Cast(at, done)
    institution.found(cast)
    content.publish(cast)
    parties.add_all(cast)
    chain.add_chain(cast)
    ours.add_ours(cast)
    institution.add_outsiders(cast)
    ours.add_contacts(cast)
    engagements.add_engagements(cast)
    deciding.decide(cast)
    consents.add_consents(cast)
    incoming.bring(cast)
    story.tell(cast)
    cast.settled = {}  # from here on nobody is given another right
    matrices.start(cast)
    references.write(cast)
    reports.record(cast)
    assessments.assess(cast)
    again.ask(cast)
    calls.ask(cast)


def personas() -> list[tuple[Role, str, str]]:
    """Role, name and title of everybody who can sign in with one click."""
    query = (
        select(Grant.role, User.name, User.title)
        .join(User, User.id == Grant.user_id)
        .where(User.is_demonstration, User.active, Grant.state == GrantState.ACTIVE)
        .distinct()
    )
    order = list(Role)
    found = [(row.role, row.name, row.title) for row in db.session.execute(query)]
    return sorted(found, key=lambda person: (order.index(person[0]), person[1]))
