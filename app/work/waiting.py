"""「自分待ち」: the registry behind the home page. Each package adds what may wait for somebody."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.core.context import Context


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is, where to do it, by when."""

    kind: str
    title: str
    url: str
    due_on: date | None = None


@dataclass(frozen=True)
class Source:
    """`count` is cheap (one query); `list_` gives the first of them by date."""

    count: Callable[[Context], int]
    list_: Callable[[Context, int], list[Waiting]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    _sources[name] = source


def _of(ctx: Context) -> list[Source]:
    """A vendor's person has no rights on the institution's own work; what is theirs waits in the portal."""
    return [] if ctx.is_vendor else list(_sources.values())


def count(ctx: Context) -> int:
    return sum(source.count(ctx) for source in _of(ctx))


def list_for(ctx: Context, limit: int = 100) -> list[Waiting]:
    """Everything that waits for this person, the earliest first, what has no date last."""
    found = [waiting for source in _of(ctx) for waiting in source.list_(ctx, limit)]
    return sorted(found, key=lambda w: (w.due_on is None, w.due_on or date.max, w.title))[:limit]
