"""What tasks, approvals, findings and documents point at: each package says how its records are found, named, opened.

A record given in an address is looked up here before anything is tied to it, with the eyes of who asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import url_for

from app.core.context import Context
from app.core.errors import NotFound


@dataclass(frozen=True)
class Found:
    """A record by name, and the page where it is read; none where there is no page of its own.

    `unit_id` is whose work it is: who adds something to it needs the right in that unit. None is for all of them.
    """

    title: str
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    unit_id: UUID | None = None

    @property
    def url(self) -> str:
        """Asked for by pages only: services look records up where there are no addresses."""
        return url_for(self.endpoint, **self.values) if self.endpoint else ""


Finder = Callable[[Context, UUID], Found]

_finders: dict[str, Finder] = {}


def register(kind: str, finder: Finder) -> None:
    """`kind` is the name of the table; `finder` raises NotFound for what the person may not see."""
    _finders[kind] = finder


def known() -> frozenset[str]:
    return frozenset(_finders)


def find(ctx: Context, kind: str, record_id: UUID) -> Found:
    if kind not in _finders:
        raise NotFound
    return _finders[kind](ctx, record_id)


def look(ctx: Context, kind: str, record_id: UUID) -> Found | None:
    """The same for a page that shows it beside something else: None where the reader may not see it."""
    try:
        return find(ctx, kind, record_id)
    except NotFound:
        return None
