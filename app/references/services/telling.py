"""How people hear of what became of a reference: a task for each self-check, one mail and notice for each person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import addresses, notices, outbox, settings
from app.core.context import Context
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.identity.models import User
from app.references.models import SecurityReference, SelfCheck
from app.references.permissions import ReferencesPermission as P
from app.references.queries.touching import Kept
from app.work import queries as work
from app.work.services import tasks

SOURCE = SelfCheck.__tablename__
GREETING = N_("%(name)s,")
OPEN_PAGE = N_("Open this page:")
SIGN_IN = N_("Sign in to Sekisho and open it from your first page.")


@dataclass(frozen=True)
class Letter:
    """What happened, to who keeps self-checks that it touches, to others of ours, and to the provider's people."""

    subject: str
    keeper: str
    ours: str
    theirs: str


def renew_task(ctx: Context, kept: Kept, message: str, said: dict[str, str]) -> None:
    """What the check waits for now, in the place of what it waited for before; nothing without a message."""
    for task in work.open_tasks_of(SOURCE, kept.check.id):
        tasks.cancel_task(ctx, task, reason="")
    if message:
        owner = _keeper(kept)
        tasks.open_task(
            ctx, source_type=SOURCE, source_id=kept.check.id, message=message, params=said, owner_id=owner,
            permission="" if owner else P.CHECK_EDIT, unit_id=kept.engagement.unit_id,
        )  # fmt: skip


def _keeper(kept: Kept) -> UUID | None:
    """Who is in charge of the engagement, else who began the check; None leaves it to the unit."""
    for user_id in (kept.engagement.owner_id, kept.check.begun_by_id):
        user = db.session.get(User, user_id) if user_id else None
        if user is not None and user.active and not user.is_vendor:
            return user.id
    return None


def tell_keepers(
    ctx: Context, reference: SecurityReference, letter: Letter, kept: Iterable[Kept], said: dict[str, str]
) -> set[UUID]:
    """Who has heard of it now; who did it knows."""
    counts = Counter(owner for one in kept if (owner := _keeper(one)) is not None)
    for person in active(set(counts) - {ctx.actor_id}):
        tell(ctx, person, reference, letter.subject, letter.keeper, {**said, "count": str(counts[person.id])})
    return {*counts, *(() if ctx.actor_id is None else (ctx.actor_id,))}


def active(ids: Iterable[UUID | None]) -> list[User]:
    query = select(User).where(User.id.in_({one for one in ids if one is not None}), User.active)
    return list(db.session.scalars(query.order_by(User.sort_key, User.id)))


def tell(
    ctx: Context, person: User, reference: SecurityReference, subject: str, message: str, said: dict[str, Any]
) -> None:
    """By mail in their language; our own people have the same words as a notice, too."""
    said = {**said, "institution": str(settings.get("institution.name"))}
    if not person.is_vendor:
        notices.post(ctx, person.id, message, reference, **said)
    endpoint = "references.portal_reference" if person.is_vendor else "references.reference"
    link = addresses.of_page(endpoint, reference_id=reference.id)
    with in_language(person.language) as translate:
        body = [
            translate(GREETING, name=person.name),
            translate(message, **said),
            f"{translate(OPEN_PAGE)}\n{link}" if link else translate(SIGN_IN),
        ]
        outbox.send(
            ctx, user_id=person.id, address=person.email, subject=translate(subject, **said),
            body="\n\n".join(body) + "\n",
        )  # fmt: skip
