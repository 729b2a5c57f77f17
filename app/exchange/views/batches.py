"""What all pages of an import share: whose it is, whether it may still be changed, where one stands in it."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import url_for
from flask_babel import get_locale

from app.core import deadline, navigation
from app.core.context import Context
from app.core.errors import NotAllowed, NotFound
from app.core.web import current_context
from app.exchange import queries
from app.exchange.kinds import KINDS, Kind
from app.exchange.models import BatchState, ImportBatch
from app.exchange.services.ledgers import heading_of
from app.exchange.views.exporting import LISTS

View = TypeVar("View", bound=Callable[..., Any])
# Reading, comparing and storing a whole ledger takes longer than a request usually may.
READING, COMPARING, APPLYING = 60.0, 60.0, 180.0


def patient(seconds: float) -> Callable[[View], View]:
    """Stands above `@writes`: the view and its commit share a longer deadline."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with deadline.within(seconds):
                return view(*args, **kwargs)

        return cast(View, wrapper)

    return mark


def may_import(ctx: Context, kind: Kind) -> bool:
    return ctx.may(kind.add) and ctx.may(kind.edit)


def kind_called(key: str) -> Kind:
    """404 for what is no ledger; 403 for who may not keep it."""
    if key not in KINDS:
        raise NotFound
    if not may_import(current_context(), KINDS[key]):
        raise NotAllowed
    navigation.belong_to(LISTS[key])
    return KINDS[key]


def batch_called(batch_id: UUID, *, for_update: bool = False) -> tuple[ImportBatch, Kind]:
    batch = queries.get_batch(current_context(), batch_id, for_update=for_update)
    return batch, kind_called(batch.kind)


def page_of(batch: ImportBatch) -> str:
    """Where somebody goes on who left it."""
    endpoint = {
        BatchState.OFFERED: "exchange.import_sheets",
        BatchState.MAPPING: "exchange.import_mapping",
        BatchState.COMPARED: "exchange.import_differences",
    }.get(batch.state, "exchange.import_result")
    return url_for(endpoint, import_batch_id=batch.id)


def is_japanese() -> bool:
    return str(get_locale()) == "ja"


def headings_of(kind: Kind) -> dict[str, str]:
    """Field → what it is called in the reader's language."""
    language = "ja" if is_japanese() else "en"
    return {field.key: heading_of(field, language) for field in kind.fields()}
