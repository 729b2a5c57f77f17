"""A zip between two requests: it lies sealed in the store without a row, and the page holds where.

Nothing of it is kept before somebody confirmed; what nobody confirms goes with the other uploads of a day.
What the page holds opens only for who uploaded it, on the request it was uploaded to.
"""

import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import g, request

from app.core import deadline, files, keys
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.receiving import most_bytes
from app.core.web import current_context
from app.core.words import N_
from app.diligence.models import Assignment
from app.diligence.queries import answers
from app.diligence.services import answering, packed
from app.diligence.services.packed import Found
from app.diligence.views.evidence_places import Place

View = TypeVar("View", bound=Callable[..., Any])
LOST = N_("The ZIP file is not kept any more. Choose it again.")


def _place(assignment: Assignment) -> tuple[str, str, str]:
    return ("assignment", str(assignment.id), f"evidence_zip:{current_context().actor_id}")


def ticket(assignment: Assignment, kept: files.Kept) -> str:
    """What the page holds."""
    said = {**vars(kept), "id": str(kept.id)}
    return keys.ring.encrypt(json.dumps(said), *_place(assignment))


def redeem(assignment: Assignment, held: str) -> files.Kept:
    try:
        said = json.loads(keys.ring.decrypt(held, *_place(assignment)))
    except (keys.KeyProblem, ValueError):
        raise DomainError(LOST) from None
    return files.Kept(**{**said, "id": UUID(said["id"])})


def content_of(kept: files.Kept) -> bytes:
    stored = files.StoredFile(
        id=kept.id, sha256=kept.sha256, size=kept.size, address=kept.address, wrapped_key=kept.wrapped_key,
        key_id="", stored_at=datetime.now(UTC),
    )  # fmt: skip
    try:
        return b"".join(files.open_checked(stored).chunks())
    except files.FileDamaged:
        raise DomainError(LOST) from None


@dataclass(frozen=True)
class Opened:
    """What is in a zip: `chosen` is stored and has no rows yet. `refusal` says why it could not be opened."""

    kept: files.Kept | None = None
    found: Sequence[Found] = ()
    chosen: Sequence[tuple[Found, files.Kept]] = ()
    refusal: DomainError | None = None


def opens(
    *, first: Callable[..., Place], held: Callable[[Assignment], files.Kept | None]
) -> Callable[[View], View]:
    """Stands above `@writes`, like `receives`: a zip is unpacked, and what was chosen of it stored, while nobody
    waits for the database. `held` finds the zip; `first` says where it goes, and raises for who may not add anything
    there."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                g.opened_zip = _opened(first(*args, **kwargs).assignment, held)
            with deadline.within(deadline.REQUEST_SECONDS):
                return view(*args, **kwargs)

        return cast(View, wrapper)

    return mark


def _opened(assignment: Assignment, held: Callable[[Assignment], files.Kept | None]) -> Opened:
    there, most = answers.files_of(assignment), most_bytes()
    asked = answering.asked_of(assignment, answers.answers_of(assignment))
    answers.paper_for(assignment.content_id)  # known to the process from here on
    db.session.expunge_all()
    db.end_transaction()
    chosen = frozenset(request.form.getlist("chosen"))
    try:
        kept = held(assignment)
        if kept is None:
            return Opened()
        looked = packed.look(assignment, content_of(kept), there, asked=asked, most=most, chosen=chosen)
    except DomainError as refusal:
        return Opened(refusal=refusal)
    stored = [(found, one) for found, one in looked if one is not None]
    return Opened(kept, [found for found, _one in looked], stored)


def opened() -> Opened:
    return cast(Opened, g.opened_zip)
