"""Services, edges, engagements and uses to measure: twice as many services and engagements as organisations,
six edges for each organisation, in four strata, so that a chain has some forty nodes as real ones do."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from app.core.ids import uuid7
from app.core.model import Model
from app.core.search import SearchEntry
from app.core.text import grams, sort_key
from app.register.models import (
    Access,
    Category,
    ConsentKind,
    ConsentState,
    Engagement,
    EngagementSupply,
    Service,
    ServiceModel,
    Stage,
    Supply,
)

BATCH = 5000
STRATA = (0.60, 0.85, 0.95, 1.0)
EDGES = 3
WORKS = ("保守", "開発", "印刷", "監視", "運用", "発送", "決済", "認証", "分析", "保管")
STAGES = (*[Stage.OPERATION] * 7, Stage.PLANNING, Stage.SELECTION, Stage.ENDED)
CATEGORIES = (Category.QUASI_MANDATE, Category.CONTRACT_WORK, Category.CLOUD, Category.API, Category.PURCHASE)
TIERS = ("important", "strict", "simple")
TODAY = date(2026, 11, 20)

Rows = list[dict[str, Any]]


def seed(
    connection: Connection, parties: Sequence[dict[str, Any]], units: Sequence[UUID], owner: UUID
) -> None:
    """`parties` are the rows of the organisations already stored."""
    chance = random.Random(20261121)
    services = _services(chance, parties)
    _store(connection, Service, services)
    _store(connection, SearchEntry, (_entry("service", row, row["name"]) for row in services))
    edges = _edges(chance, services)
    _store(connection, Supply, edges)
    engagements = _engagements(chance, services, units, owner)
    _store(connection, Engagement, engagements)
    found = (_entry("engagement", row, row["title"], unit_id=row["unit_id"]) for row in engagements)
    _store(connection, SearchEntry, found)
    _store(connection, EngagementSupply, _uses(chance, engagements, edges))


def _store(connection: Connection, model: type[Model], rows: Any) -> None:
    batch: Rows = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(model), batch)
            batch = []
    if batch:
        connection.execute(insert(model), batch)


def _services(chance: random.Random, parties: Sequence[dict[str, Any]]) -> Rows:
    rows = []
    for number in range(len(parties) * 2):
        party = parties[number % len(parties)]
        name = f"{chance.choice(WORKS)}サービス{number:06d}"
        rows.append(
            {
                "id": uuid7(), "organisation_id": party["id"], "name": name, "sort_key": sort_key("", "", name),
                "name_key": name, "provider_sort_key": party["sort_key"], "model": ServiceModel.SAAS, "kind": "",
                "countries": [party["country"]], "version": 1, "updated_at": datetime.now(UTC),
            }
        )  # fmt: skip
    return rows


def _stratum(services: Rows, level: int) -> range:
    first = int(len(services) * STRATA[level - 1]) if level else 0
    return range(first, int(len(services) * STRATA[level]))


def _edges(chance: random.Random, services: Rows) -> Rows:
    rows = []
    for level in range(len(STRATA) - 1):
        below = _stratum(services, level + 1)
        for number in _stratum(services, level):
            for base in chance.sample(below, min(EDGES, len(below))):
                rows.append(_edge(chance, services[number], services[base]))
    return rows + _shortcuts(chance, services, len(services) * 3 - len(rows))


def _shortcuts(chance: random.Random, services: Rows, missing: int) -> Rows:
    """Edges that jump a stratum: the same base reached by two ways."""
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < missing:
        pairs[chance.choice(_stratum(services, 0)), chance.choice(_stratum(services, 2))] = None
    return [_edge(chance, services[top], services[base]) for top, base in pairs]


def _edge(chance: random.Random, service: dict[str, Any], base: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid7(), "service_id": service["id"], "base_service_id": base["id"],
        "service_sort_key": service["sort_key"], "base_sort_key": base["sort_key"],
        "purpose": chance.choice(WORKS), "countries": base["countries"], "from_on": date(2024, 4, 1),
        "version": 1, "updated_at": datetime.now(UTC),
    }  # fmt: skip


def _engagements(chance: random.Random, services: Rows, units: Sequence[UUID], owner: UUID) -> Rows:
    top = _stratum(services, 0)
    rows = []
    for number in range(len(services)):
        service = services[chance.choice(top)]
        title = f"{chance.choice(WORKS)}の委託{number:06d}"
        rows.append(
            {
                "id": uuid7(), "number": f"E-{number:06d}", "title": title, "sort_key": sort_key("", "", title),
                "service_id": service["id"], "vendor_id": service["organisation_id"],
                "vendor_sort_key": service["provider_sort_key"], "tier": chance.choice(TIERS),
                "unit_id": chance.choice(units), "owner_id": owner, "category": chance.choice(CATEGORIES),
                "stage": chance.choice(STAGES), "data_classes": [], "data_countries": [], "access": Access.VIEW,
                "started_on": date(2024, 4, 1), "ends_on": TODAY + timedelta(days=chance.randrange(-90, 900)),
                "has_personal_data": chance.random() < 0.4, "annual_amount": chance.randrange(10**5, 10**8),
                "version": 1, "updated_at": datetime.now(UTC),
            }
        )  # fmt: skip
    return rows


def _uses(chance: random.Random, engagements: Rows, edges: Rows) -> Iterator[dict[str, Any]]:
    by_service: dict[UUID, Rows] = {}
    for edge in edges:
        by_service.setdefault(edge["service_id"], []).append(edge)
    for engagement in engagements[::2]:
        for edge in by_service.get(engagement["service_id"], []):
            is_given = chance.random() < 0.8
            yield {
                "id": uuid7(), "engagement_id": engagement["id"], "supply_id": edge["id"],
                "unit_id": engagement["unit_id"], "countries": edge["countries"], "data_classes": [],
                "consent_kind": ConsentKind.PRIOR, "applied_on": date(2024, 3, 1),
                "state": ConsentState.GRANTED if is_given else ConsentState.APPLIED,
                "decided_on": date(2024, 3, 20) if is_given else None,
                "expires_on": TODAY + timedelta(days=chance.randrange(-30, 700)) if is_given else None,
                "version": 1, "updated_at": datetime.now(UTC),
            }  # fmt: skip


def _entry(kind: str, row: dict[str, Any], title: str, unit_id: UUID | None = None) -> dict[str, Any]:
    words = (title, row.get("number", ""))
    return {
        "kind": kind, "record_id": row["id"], "title": title, "detail": row.get("number", ""),
        "sort_key": row["sort_key"], "grams": " ".join(grams(word) + " x" for word in words if word),
        "unit_id": unit_id,
    }  # fmt: skip
