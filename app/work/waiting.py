"""「自分待ち」: the registry behind the home page. Each package adds what may wait for somebody."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, literal, select

from app.core.audit.chain import acts_here
from app.core.context import Context
from app.core.db import db
from app.core.listing import COUNTED


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is, where to do it, by when."""

    kind: str
    title: str
    url: str
    due_on: date | None = None


@dataclass(frozen=True)
class Source:
    """`queries` select what waits: those of all sources are counted by one statement, for every page shows the
    number. `list_` gives the first of them by date."""

    queries: Callable[[Context], Sequence[Select[Any]]]
    list_: Callable[[Context, int], list[Waiting]]


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    _sources[name] = source


def _of(ctx: Context) -> dict[str, Source]:
    """A vendor's person has no rights on the institution's own work; what is theirs waits in the portal."""
    return {} if ctx.is_vendor else _sources


KEPT_SECONDS = 5.0
_kept: dict[UUID | None, tuple[int, float, dict[str, int]]] = {}


def count(ctx: Context) -> int:
    """Shown on every page: counted again after each act of this process, and every few seconds for the others'."""
    known = _kept.get(ctx.actor_id)
    if known is None or known[0] != acts_here() or time.monotonic() - known[1] > KEPT_SECONDS:
        return sum(_count(ctx).values())
    return sum(known[2].values())


def _count(ctx: Context) -> dict[str, int]:
    """Of each source, in one statement; each no further than a thousand, which nobody will ever see to its end."""
    acts, now = acts_here(), time.monotonic()
    asked = [(name, query) for name, source in _of(ctx).items() for query in source.queries(ctx)]
    numbers = [
        select(func.count()).select_from(_narrow(query).limit(COUNTED).subquery()).scalar_subquery()
        for _name, query in asked
    ]
    found: Counter[str] = Counter()
    if numbers:
        for (name, _query), number in zip(asked, db.session.execute(select(*numbers)).one(), strict=True):
            found[name] += number
    _kept[ctx.actor_id] = (acts, now, dict(found))
    return dict(found)


def _narrow(query: Select[Any]) -> Select[Any]:
    return query.with_only_columns(literal(1), maintain_column_froms=True).order_by(None)


def forget() -> None:
    """Count again at the next page."""
    _kept.clear()


def list_for(ctx: Context, limit: int = 100) -> list[Waiting]:
    """Everything that waits for this person, the earliest first, what has no date last. A source of which nothing
    waits is not asked for its list."""
    counts = _count(ctx)
    asked = [source for name, source in _of(ctx).items() if counts.get(name)]
    found = [waiting for source in asked for waiting in source.list_(ctx, limit)]
    return sorted(found, key=lambda w: (w.due_on is None, w.due_on or date.max, w.title))[:limit]
