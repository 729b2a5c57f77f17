"""A version was published or withdrawn: who keeps self-checks that it touches has a task, and each person concerned
one mail.

A provider's transaction sees neither engagements nor our people, so after theirs the job `announce_references`
does it.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.words import N_
from app.identity import queries as identity
from app.identity.models import User
from app.identity.roles import Role
from app.references.events import ReferenceWithdrawn, VersionPublished, VersionWithdrawn
from app.references.models import ReferenceVersion, SecurityReference, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking, touching
from app.references.queries.touching import Kept
from app.references.services.telling import Letter, active, renew_task, tell_keepers
from app.references.services.telling import tell as tell_one
from app.work import queries as work

MOVE_TASK = N_("Move the self-check to version %(number)s of “%(title)s”")
LOOK_TASK = N_("Look at the self-check: version %(number)s of “%(title)s” was withdrawn")
PUBLISHED = Letter(
    subject=N_("New version of a security reference: %(title)s"),
    keeper=N_(
        "Version %(number)s of “%(title)s” was published. Self-checks of yours are held against an older one: "
        "%(count)s. No item of them conforms before they are moved."
    ),
    ours=N_("The provider published version %(number)s of “%(title)s”."),
    theirs=N_("%(institution)s published version %(number)s of “%(title)s”, which speaks of your service."),
)
WITHDRAWN = Letter(
    subject=N_("Version of a security reference withdrawn: %(title)s"),
    keeper=N_(
        "Version %(number)s of “%(title)s” was withdrawn. Self-checks of yours are held against it: %(count)s. "
        "No item of them conforms any more."
    ),
    ours=N_("The provider withdrew version %(number)s of “%(title)s”."),
    theirs=N_("%(institution)s withdrew version %(number)s of “%(title)s”, which speaks of your service."),
)
GIVEN_UP = Letter(
    subject=N_("Security reference withdrawn: %(title)s"),
    keeper=N_(
        "“%(title)s” was withdrawn. Self-checks of yours are held against it: %(count)s. No item of them conforms "
        "any more."
    ),
    ours="",
    theirs=N_("%(institution)s withdrew “%(title)s”, which speaks of your service."),
)


def announce(ctx: Context, event: VersionPublished) -> None:
    """Listens to VersionPublished."""
    if not ctx.is_vendor:
        tell(ctx, event.version)


def announce_withdrawal(ctx: Context, event: VersionWithdrawn) -> None:
    """Listens to VersionWithdrawn."""
    if not ctx.is_vendor:
        tell_withdrawal(ctx, event.version)


def announce_end(ctx: Context, event: ReferenceWithdrawn) -> None:
    """Listens to ReferenceWithdrawn: there is no version to move to, so nobody has a task."""
    reference = event.reference
    kept = touching.kept(reference.id)
    for one in kept:
        renew_task(ctx, one, "", {})
    _send(ctx, reference, GIVEN_UP, kept, {"title": reference.title}, by_provider=False)


# --- after a provider's act -----------------------------------------------------------------------

_PUBLISHED = and_(ReferenceVersion.state == VersionState.PUBLISHED, ReferenceVersion.announced_at.is_(None))
_WITHDRAWN = and_(
    ReferenceVersion.state == VersionState.WITHDRAWN,
    ReferenceVersion.published_at.is_not(None),
    ReferenceVersion.withdrawal_told_at.is_(None),
)


def waiting() -> list[ReferenceVersion]:
    """Published, and nobody was told yet."""
    return _those(_PUBLISHED)


def waiting_withdrawals() -> list[ReferenceVersion]:
    return _those(_WITHDRAWN)


def _those(condition: ColumnElement[bool]) -> list[ReferenceVersion]:
    query = select(ReferenceVersion).where(condition)
    return list(db.session.scalars(query.order_by(ReferenceVersion.published_at, ReferenceVersion.id)))


def tell_all(ctx: Context) -> int:
    published, withdrawn = waiting(), waiting_withdrawals()
    for version in published:
        tell(ctx, version)
    for version in withdrawn:
        tell_withdrawal(ctx, version)
    return len(published) + len(withdrawn)


# --- who is told what -------------------------------------------------------------------------------


def tell(ctx: Context, version: ReferenceVersion) -> None:
    """Nobody twice: who keeps checks hears of those, whatever else they are."""
    reference = db.session.get_one(SecurityReference, version.reference_id)
    said = _said(reference, version)
    older = [one for one in touching.kept(reference.id) if one.version.number < version.number]
    for one in older:
        renew_task(ctx, one, MOVE_TASK, said)
    _send(ctx, reference, PUBLISHED, older, said, by_provider=version.is_theirs)
    version.announced_at = ctx.at


def tell_withdrawal(ctx: Context, version: ReferenceVersion) -> None:
    """Checks held against it are to be looked at; others no longer move to it."""
    reference = db.session.get_one(SecurityReference, version.reference_id)
    said, kept = _said(reference, version), touching.kept(reference.id)
    held = [one for one in kept if one.version.id == version.id]
    current = checking.newest_of(reference.id)
    for one in kept:
        if one in held:
            renew_task(ctx, one, LOOK_TASK, said)
        elif current is not None and one.version.number < current.number:
            renew_task(ctx, one, MOVE_TASK, _said(reference, current))
        else:
            renew_task(ctx, one, "", said)
    _send(ctx, reference, WITHDRAWN, held, said, by_provider=_is_provider(version))
    version.withdrawal_told_at = ctx.at


def _said(reference: SecurityReference, version: ReferenceVersion) -> dict[str, str]:
    return {"title": reference.title, "number": str(version.number)}


def _is_provider(version: ReferenceVersion) -> bool:
    """Who withdrew it: what the provider published may be withdrawn by us, too."""
    user = db.session.get(User, version.withdrawn_by_id) if version.withdrawn_by_id else None
    return version.is_theirs and (user is None or user.is_vendor)


def _send(
    ctx: Context, reference: SecurityReference, letter: Letter, kept: Collection[Kept], said: dict[str, str], *,
    by_provider: bool,
) -> None:  # fmt: skip
    """To the keepers of these checks, then to the other side than who did it."""
    told = tell_keepers(ctx, reference, letter, kept, said)
    others = _ours(ctx, reference, told) if by_provider else _of_provider(ctx, reference)
    message = letter.ours if by_provider else letter.theirs
    for person in others:
        tell_one(ctx, person, reference, letter.subject, message, said)


def _ours(ctx: Context, reference: SecurityReference, told: set[UUID]) -> list[User]:
    """Who is in charge of it; where that is nobody any more, whoever publishes references."""
    owners = active([reference.owner_id])
    every = owners or active(one.id for one in work.people_with(P.REFERENCE_PUBLISH, None, day_of(ctx.at)))
    return [one for one in every if one.id not in told]


def _of_provider(ctx: Context, reference: SecurityReference) -> list[User]:
    if not reference.is_shared:
        return []
    holders = identity.holders_of(Role.VENDOR, day_of(ctx.at))
    return [one for one in holders if one.organisation_id == reference.organisation_id]
