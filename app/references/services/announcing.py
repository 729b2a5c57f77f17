"""A version was published: who keeps self-checks on an older one has a task, and each person concerned one mail.

A provider's transaction sees neither engagements nor our people, so after theirs the job `announce_references`
does it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core import addresses, notices, outbox, settings
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.translating import in_language
from app.core.words import N_
from app.identity import queries as identity
from app.identity.models import User
from app.identity.roles import Role
from app.references.events import VersionPublished
from app.references.models import ReferenceVersion, SecurityReference, SelfCheck, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking
from app.register.models import Engagement
from app.work import queries as work
from app.work.services import tasks

SOURCE = SelfCheck.__tablename__
MOVE_TASK = N_("Move the self-check to version %(number)s of “%(title)s”")
SUBJECT = N_("New version of a security reference: %(title)s")
TO_KEEPER = N_(
    "Version %(number)s of “%(title)s” was published. Self-checks of yours are held against an older one: %(count)s. "
    "No item of them conforms before they are moved."
)
TO_OWNER = N_("The provider published version %(number)s of “%(title)s”, which you are in charge of.")
TO_PROVIDER = N_("%(institution)s published version %(number)s of “%(title)s”, which speaks of your service.")
GREETING = N_("%(name)s,")
OPEN_PAGE = N_("Open this page:")
SIGN_IN = N_("Sign in to Sekisho and open it from your first page.")


def announce(ctx: Context, event: VersionPublished) -> None:
    """Listens to VersionPublished."""
    if not ctx.is_vendor:
        tell(ctx, event.version)


def waiting() -> list[ReferenceVersion]:
    """Published, and nobody was told yet."""
    query = select(ReferenceVersion).where(
        ReferenceVersion.state == VersionState.PUBLISHED, ReferenceVersion.announced_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(ReferenceVersion.published_at, ReferenceVersion.id)))


def tell_all(ctx: Context) -> int:
    found = waiting()
    for version in found:
        tell(ctx, version)
    return len(found)


def tell(ctx: Context, version: ReferenceVersion) -> None:
    """Nobody twice: who keeps checks hears of those, whatever else they are."""
    reference = db.session.get_one(SecurityReference, version.reference_id)
    said = {"title": reference.title, "number": str(version.number)}
    kept = _tasks(ctx, reference, version, said)
    told = {ctx.actor_id}
    for person in _people(kept, ctx):
        _tell(ctx, person, reference, TO_KEEPER, **said, count=str(kept[person.id]))
        told.add(person.id)
    if version.is_theirs:
        others, message = _people({reference.owner_id} - told, ctx), TO_OWNER
    else:
        others, message = (_of_provider(ctx, reference) if reference.is_shared else []), TO_PROVIDER
    for person in others:
        _tell(ctx, person, reference, message, **said)
    version.announced_at = ctx.at


def _tasks(
    ctx: Context, reference: SecurityReference, version: ReferenceVersion, said: dict[str, str]
) -> Counter[UUID]:
    """A task for each check, in the place of one for an earlier version; who has how many."""
    kept: Counter[UUID] = Counter()
    for check, engagement in checking.keepers(reference.id, version.number):
        owner = _keeper(check, engagement)
        for task in work.open_tasks_of(SOURCE, check.id):
            tasks.cancel_task(ctx, task, reason="")
        tasks.open_task(
            ctx, source_type=SOURCE, source_id=check.id, message=MOVE_TASK, params=said, owner_id=owner,
            permission="" if owner else P.CHECK_EDIT, unit_id=engagement.unit_id,
        )  # fmt: skip
        if owner is not None:
            kept[owner] += 1
    return kept


def _keeper(check: SelfCheck, engagement: Engagement) -> UUID | None:
    """Who is in charge of the engagement, else who began the check; None leaves it to the unit."""
    for user_id in (engagement.owner_id, check.begun_by_id):
        user = db.session.get(User, user_id) if user_id else None
        if user is not None and user.active and not user.is_vendor:
            return user.id
    return None


def _people(ids: Iterable[UUID | None], ctx: Context) -> list[User]:
    """Active ones; who published it knows."""
    wanted = {one for one in ids if one is not None and one != ctx.actor_id}
    query = select(User).where(User.id.in_(wanted), User.active)
    return list(db.session.scalars(query.order_by(User.sort_key, User.id)))


def _of_provider(ctx: Context, reference: SecurityReference) -> list[User]:
    holders = identity.holders_of(Role.VENDOR, day_of(ctx.at))
    return [one for one in holders if one.organisation_id == reference.organisation_id]


def _tell(ctx: Context, person: User, reference: SecurityReference, message: str, **said: Any) -> None:
    """By mail in their language; our own people have the same words as a notice, too."""
    said["institution"] = str(settings.get("institution.name"))
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
            ctx, user_id=person.id, address=person.email, subject=translate(SUBJECT, **said),
            body="\n\n".join(body) + "\n",
        )  # fmt: skip
