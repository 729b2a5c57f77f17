"""再受託会社: who the report says stands beneath its subject, held beside who stands there in the recorded chain."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.assurance.models import ReportSubservice, SubserviceMethod


class Match(StrEnum):
    BOTH = "both"
    NOT_IN_CHAIN = "not_in_chain"  # named in the report; the register does not know it beneath the service
    NOT_IN_REPORT = "not_in_report"  # in the chain; the report says nothing of it
    NOT_TIED = "not_tied"  # named in the report; nobody has said which organisation that is


@dataclass(frozen=True)
class Beneath:
    """An organisation beneath services in scope, with the services of its own through which it stands there."""

    organisation_id: UUID
    service_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class Compared:
    match: Match
    organisation_id: UUID | None
    service_ids: tuple[UUID, ...] = ()
    subservice: ReportSubservice | None = None

    @property
    def needs_report(self) -> bool:
        """A report that leaves it out says nothing of its controls: they need a report of their own. The same is
        true of whom it does not name at all."""
        if self.match == Match.NOT_IN_REPORT:
            return True
        return self.subservice is not None and self.subservice.method == SubserviceMethod.CARVE_OUT


def name_key(name: str) -> str:
    """By which two entries of a report are told to be of one name, however it is typed."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def compared(
    named: Iterable[ReportSubservice],
    beneath: Collection[Beneath],
    groups: Mapping[UUID, UUID],
) -> list[Compared]:
    """First those of the report in its order, then the rest of the chain. `groups`: organisation → root of its group:
    a report names the brand, the register its legal entity."""
    found, met = [], set()
    for row in named:
        same = [one for one in beneath if _is_same(row.organisation_id, one.organisation_id, groups)]
        met |= {one.organisation_id for one in same}
        services = tuple(service for one in same for service in one.service_ids)
        found.append(Compared(_match(row, same), row.organisation_id, services, row))
    rest = [one for one in beneath if one.organisation_id not in met]
    return [*found, *(Compared(Match.NOT_IN_REPORT, one.organisation_id, one.service_ids) for one in rest)]


def _match(row: ReportSubservice, same: Collection[Beneath]) -> Match:
    if row.organisation_id is None:
        return Match.NOT_TIED
    return Match.BOTH if same else Match.NOT_IN_CHAIN


def _is_same(named: UUID | None, known: UUID, groups: Mapping[UUID, UUID]) -> bool:
    return named is not None and (named == known or groups.get(named, named) == groups.get(known, known))
