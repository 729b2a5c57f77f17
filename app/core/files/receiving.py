"""Files of a form: stored before the act's transaction begins, so that nobody waits for their disk."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar, cast

from flask import g, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField
from wtforms.validators import StopValidation

from app.core import deadline, settings
from app.core.db import db
from app.core.errors import DomainError
from app.core.files.keeping import MEGABYTE, Kept, keep
from app.core.settings import Definition

View = TypeVar("View", bound=Callable[..., Any])
MOST = "files.most_megabytes"

settings.define(
    Definition(
        MOST,
        20,
        _l("Largest file (MB)"),
        _l("What one uploaded file may measure. A request as a whole may carry 25 MB."),
        minimum=1,
        maximum=24,
    )
)


def most_bytes() -> int:
    return int(settings.get(MOST)) * MEGABYTE


def receives(*names: str, first: Callable[..., Any]) -> Callable[[View], View]:
    """Stands above `@writes`. `first` gets the view's arguments and raises for who may not add anything there:
    only then is anything stored."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            sent = {name: request.files[name] for name in names if name in request.files}
            chosen = {name: upload for name, upload in sent.items() if upload.filename}
            if not chosen:
                return view(*args, **kwargs)
            first(*args, **kwargs)
            most = most_bytes()
            db.end_transaction()
            g.received = {name: _kept(upload, most) for name, upload in chosen.items()}
            with deadline.within(deadline.REQUEST_SECONDS):
                return view(*args, **kwargs)

        return cast(View, wrapper)

    return mark


def _kept(upload: FileStorage, most: int) -> Kept | DomainError:
    try:
        return keep(cast(BinaryIO, upload.stream), upload.filename or "", most=most)
    except DomainError as refusal:
        return refusal


def received() -> dict[str, Kept | DomainError]:
    return cast("dict[str, Kept | DomainError]", g.get("received", {}))


def digests() -> list[tuple[str, str]]:
    """Name and content of each file sent, for whoever compares two sendings of one form."""
    return [
        (name, f"{upload.filename} {_digest(name, upload)}")
        for name, upload in request.files.items(multi=True)
    ]


def _digest(name: str, upload: FileStorage) -> str:
    known = received().get(name)
    if isinstance(known, Kept):
        return known.sha256
    digest = hashlib.file_digest(upload.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    upload.stream.seek(0)
    return digest


class UploadField(FileField):
    """A file that `receives` took. Its `data` is Kept, or None; a refusal stands beside the field in words."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        found = received().get(self.name)
        self.data = found if isinstance(found, Kept) else None
        if isinstance(found, DomainError):
            raise ValueError(gettext(found.message, **found.params))

    def pre_validate(self, form: Any) -> None:
        if self.process_errors:
            # Else a validator that wants a file says that none was chosen, beside why it was refused.
            raise StopValidation
