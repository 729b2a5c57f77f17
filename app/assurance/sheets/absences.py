"""What is known of the parts of a report: how many are recorded, that somebody found none, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.assurance.models import AssuranceReport, PartKind
from app.assurance.rules import absences as rules
from app.core.words import value_label
from app.identity import queries as identity


@dataclass(frozen=True)
class Told:
    """`said_at`: when somebody read the report and found none."""

    part: PartKind
    count: int
    said_at: datetime | None

    @property
    def is_unknown(self) -> bool:
        """Nobody has recorded any, and nobody has said that there are none."""
        return not self.count and self.said_at is None

    @property
    def label(self) -> str:
        return str(value_label(self.part))

    @property
    def endpoint(self) -> str:
        return endpoint_of(self.part)


def endpoint_of(part: PartKind) -> str:
    return f"assurance.report_{part}"


def told_of(report: Any, counts: Mapping[PartKind, int]) -> dict[PartKind, Told]:
    """`report`: the record, or a row of a list."""
    return {
        part: Told(part, counts[part], None if counts[part] else rules.said_at(report, part))
        for part in PartKind
    }


@dataclass(frozen=True)
class Absence:
    """Who found none, and when; both empty where nobody has said so."""

    part: PartKind
    who: str
    at: datetime | None


def absence_of(report: AssuranceReport, part: PartKind) -> Absence:
    by_id = rules.said_by(report, part)
    return Absence(
        part, identity.names_of({by_id}).get(by_id, "") if by_id else "", rules.said_at(report, part)
    )
