"""Can a reader's name be put on the pages of a PDF? Found out in the sandbox, while nobody waits for the database."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast

from flask import g, request

from app.assurance.rules.reading import PDF
from app.core import deadline, files, pdf_pages, sandbox
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.receiving import received

View = TypeVar("View", bound=Callable[..., Any])
LIMITS = sandbox.Limits(seconds=20, memory=500 * 1024 * 1024)


def looks_into(
    name: str = "", *, stored: Callable[..., files.StoredFile | None] | None = None
) -> Callable[[View], View]:
    """Stands above `@writes`, below `@receives`: the file sent under `name`, or the stored one of the address."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                held = stored(*args, **kwargs) if stored is not None else _sent(name)
                db.session.expunge_all()
                db.end_transaction()
                g.unfit = _unfit(held) if held is not None else None
            with deadline.within(deadline.REQUEST_SECONDS):
                return view(*args, **kwargs)

        return cast(View, wrapper)

    return mark


def unfit() -> DomainError | None:
    """Why not; None where it can."""
    return cast("DomainError | None", g.get("unfit"))


def _sent(name: str) -> files.StoredFile | None:
    kept = received().get(name)
    if not isinstance(kept, files.Kept) or kept.media_type != PDF:
        return None
    return files.StoredFile(
        id=kept.id, sha256=kept.sha256, size=kept.size, address=kept.address, wrapped_key=kept.wrapped_key,
        key_id="", stored_at=datetime.now(UTC),
    )  # fmt: skip


def _unfit(held: files.StoredFile) -> DomainError | None:
    try:
        content = b"".join(files.open_checked(held).chunks())
        for _pages in sandbox.run(pdf_pages.CHECK, content, refusals=pdf_pages.REFUSALS, limits=LIMITS):
            pass
    except DomainError as refusal:
        return refusal
    except files.FileDamaged:
        return DomainError(pdf_pages.BROKEN)
    return None
