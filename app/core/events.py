"""Domain events: upwards, in the same transaction. Who listens stands in `app/subscriptions.py`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.core.context import Context

Handler = Callable[[Context, Any], None]

_handlers: dict[type, Sequence[Handler]] = {}


def wire(table: Mapping[type, Sequence[Handler]]) -> None:
    _handlers.clear()
    _handlers.update(table)


def publish(ctx: Context, event: object) -> None:
    """Call the listeners now: all of it happens or none."""
    for handler in _handlers.get(type(event), ()):
        handler(ctx, event)
