"""Engagements as the log knew them at a past instant, with their parts (model.md §5)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from app.core import past
from app.core.audit import reading
from app.core.context import Context
from app.core.db import db
from app.core.past import Past
from app.core.text import fold
from app.register.models import Engagement, EngagementTier, Organisation, PartyJudgement, Service
from app.register.past import organisations, services
from app.register.queries import engagements as queries
from app.register.queries.engagements import PLAIN, SOON, Row, Wanted
from app.register.rules import engagements as rules


class Named(dict[UUID, tuple[str, list[str]]]):
    """Order and names of vendors and services, read together when the first of them is asked for."""

    def __init__(self, model: type[Organisation] | type[Service]) -> None:
        super().__init__()
        self.model = model

    def __missing__(self, record_id: UUID) -> tuple[str, list[str]]:
        model = self.model
        query = select(model.id, model.sort_key, model.name, model.name_kana, model.name_latin)
        used = Engagement.vendor_id if model is Organisation else Engagement.service_id
        # Those of now by one statement; who was a vendor then and is none today, each by its own.
        here = model.id.in_(select(used)) if not self else model.id == record_id
        for row in db.session.execute(query.where(here)):
            self[row.id] = (row.sort_key, [text for text in row[2:] if text])
        return self.setdefault(record_id, ("", []))


@dataclass(frozen=True)
class PastEngagements(Past[Engagement]):
    """The log holds no copies, so an undone row takes the present key of its vendor, and no tier."""

    vendors: Named = field(default_factory=lambda: Named(Organisation))

    def row_of(self, found: Engagement) -> Row:
        values = {name: getattr(found, name) for name in Row._fields}
        return Row(**{**values, "tier": "", "vendor_sort_key": self.vendors[found.vendor_id][0]})


def past_of(ctx: Context, wanted: Wanted) -> PastEngagements:
    vendors, services = Named(Organisation), Named(Service)

    def named(found: Engagement) -> list[str]:
        return [*vendors[found.vendor_id][1], *services[found.service_id][1]]

    return PastEngagements(
        Engagement,
        Row,
        same=queries.listed(ctx, wanted),
        visible=queries.visible_to(ctx),
        is_wanted=lambda found: is_wanted(found, wanted, named),
        vendors=vendors,
    )


def engagement_at(engagement: Engagement, instant: datetime) -> Engagement | None:
    return reading.state_at(engagement, instant)


def names_at(ctx: Context, rows: Collection[Any], instant: datetime) -> dict[UUID, str]:
    """What the vendors and services of engagements were called; not among them: what was not recorded yet."""
    vendors = {row.vendor_id for row in rows}
    found = services.services_at(ctx, {row.service_id for row in rows}, instant)
    return {
        **organisations.names_at(ctx, list(vendors), instant),
        **{service.id: service.name for service in found.values()},
    }


def is_wanted(found: Engagement, wanted: Wanted, named: Callable[[Engagement], list[str]]) -> bool:
    """The conditions of `queries.listed`, on a record that no index knows."""
    return (
        all(getattr(wanted, name) in (None, getattr(found, name)) for name in PLAIN)
        and (not wanted.is_important or found.is_important_third_party)
        and (not wanted.ends_soon or _ends_soon(found, wanted))
        and (not wanted.is_incomplete or bool(rules.missing(found)))
        and (wanted.is_over is None or wanted.is_over == (found.stage in rules.OVER))
        and (not wanted.words or _has_words([*_own(found), *named(found)], wanted.words))
    )


def _ends_soon(found: Engagement, wanted: Wanted) -> bool:
    end = found.ends_on
    return end is not None and wanted.on <= end <= wanted.on + SOON and found.stage not in rules.OVER


def _own(found: Engagement) -> list[str]:
    return [found.number, found.title, found.title_kana, found.purpose]


def _has_words(texts: Sequence[str], words: str) -> bool:
    folded = [fold(text) for text in texts]
    return all(any(fold(word) in text for text in folded) for word in words.split())


def linked_at(engagement: Engagement, column: InstrumentedAttribute[UUID], instant: datetime) -> list[UUID]:
    """What it was tied to at that moment, what was taken off since among it."""
    model: Any = column.class_
    rows = past.parts_at(
        model,
        engagement,
        queries.links_of(engagement, column),
        instant,
        lambda row_id: model(id=row_id, engagement_id=engagement.id),
    )
    return [getattr(row, column.key) for row in rows]


def judgements_at(engagement: Engagement, instant: datetime) -> list[PartyJudgement]:
    return past.parts_at(
        PartyJudgement,
        engagement,
        queries.judgements_of(engagement),
        instant,
        lambda row_id: PartyJudgement(id=row_id, engagement_id=engagement.id),
    )


def tiers_at(ids: Sequence[UUID], instant: datetime) -> dict[UUID, str]:
    """What the rule had given each of them by then."""
    rows = queries.tier_rows_of(ids)
    return {row.engagement_id: row.tier for row in reading.states_at(EngagementTier, rows, instant).values()}
