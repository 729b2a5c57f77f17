"""Engagements that reach the services of a report, with the way of each."""

from __future__ import annotations

from dataclasses import dataclass

from app.register.queries.dependents import Upward
from app.register.rules.chain import Case


@dataclass(frozen=True)
class Reaching:
    """`ways`: each by the names of its services, from the engagement's own down to one in scope."""

    case: Case
    vendor: str
    level: int
    ways: list[str]
    has_more_ways: bool


def lines_of(upward: Upward, most: int) -> list[Reaching]:
    return [
        Reaching(
            one.case, upward.parties[one.case.vendor_id].name, one.level,
            [" → ".join(upward.offers[service].name for service in way) for way in one.ways], one.has_more_ways,
        )
        for one in upward.found[:most]
    ]  # fmt: skip
