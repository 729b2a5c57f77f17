"""What the reports that reach an engagement say, service by service along its chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _

from app.assurance.models import SOC, Opinion, PartKind, ReportSubservice
from app.assurance.queries import duties, reports, scope
from app.assurance.queries.reports import Concerning, Exceptions, Judged, Standing
from app.assurance.rules.currency import Currency
from app.assurance.rules.subservices import Beneath, Match, compared
from app.assurance.sheets import duties as duty_sheets
from app.assurance.sheets.absences import Told, told_of
from app.assurance.sheets.duties import DutyLine, NotGivenLine
from app.assurance.sheets.report_rows import Line
from app.assurance.sheets.report_rows import lines_of as report_lines
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.register.models import Engagement
from app.register.queries import chain as chains
from app.register.rules import graphs
from app.register.rules.chain import Chain, Stop

# So many user controls are read line by line; of more, those of a report that nobody has begun are counted.
LISTED = 120


@dataclass(frozen=True)
class ReportLine:
    """`exceptions`: None for what has no auditor who could find any; `concerning`: those that concern our use."""

    line: Line
    level: int
    services: str
    opinion_tone: str
    faults: Sequence[str]
    duties: Sequence[DutyLine]
    not_given: Sequence[NotGivenLine]
    exceptions: Judged | None
    concerning: Sequence[Concerning]
    told: Mapping[PartKind, Told]

    @property
    def open_count(self) -> int:
        return sum(one.is_open for one in self.duties)

    @property
    def is_unread(self) -> bool:
        """Nobody has recorded an exception or said that there is none: that there are none is not known."""
        return self.exceptions is not None and self.told[PartKind.EXCEPTIONS].is_unknown


@dataclass(frozen=True)
class Sheet:
    reports: Sequence[ReportLine]
    bare: Sequence[Stop]

    @property
    def listed(self) -> Sequence[ReportLine]:
        """Those whose user controls stand here line by line."""
        asking = [one for one in self.reports if one.duties or one.not_given]
        is_short = sum(len(one.duties) + len(one.not_given) for one in asking) <= LISTED
        return [one for one in asking if is_short or one.duties]

    @property
    def counted(self) -> Sequence[ReportLine]:
        """Those whose user controls are many and not begun."""
        listed = {one.line.id for one in self.listed}
        return [one for one in self.reports if one.not_given and one.line.id not in listed]

    @property
    def audited(self) -> Sequence[ReportLine]:
        """Those in which an auditor says what was found otherwise."""
        return [one for one in self.reports if one.exceptions is not None]

    @property
    def concerning(self) -> Sequence[tuple[ReportLine, Concerning]]:
        return [(one, row) for one in self.reports for row in one.concerning]


def sheet_of(ctx: Context, engagement: Engagement) -> Sheet:
    day = day_of(ctx.at)
    # What is judged of its parties says nothing of reports: it is not read.
    chain = chains.chain_of(ctx, engagement, Moment(None, day), judged=())
    if chain is None:
        return Sheet((), ())
    stops = {stop.offer.id: stop for stop in chain.counted}
    found = reports.reports_of_services(ctx, stops)
    shown = [one for one in found if one.currency not in (Currency.REPLACED, Currency.WITHDRAWN)]
    covered = {service for one in shown for service in one.service_ids}
    bare = sorted((stop for key, stop in stops.items() if key not in covered), key=_order)
    return Sheet(_lines(ctx, engagement, chain, stops, shown), bare)


def _order(stop: Stop) -> tuple[int, str]:
    return stop.level, stop.offer.name


def _lines(
    ctx: Context, engagement: Engagement, chain: Chain, stops: Mapping[UUID, Stop], shown: Sequence[Standing]
) -> list[ReportLine]:
    ids = [one.report.id for one in shown]
    beside = duties.beside(ids)
    asked = duties.of_engagement(engagement, ids)
    by_report = _grouped(asked.placed, asked.controls)
    faults = _faults(chain, shown, beside.subservices) if shown else {}
    own = {one.id: one for one in duty_sheets.lines_of(asked.placed, asked.names)}
    told = {line.id: line for line in report_lines(ctx, shown, letters=beside.letters)}
    exceptions = reports.exceptions_of_reports(ids) if ids else {}
    found = []
    for one in shown:
        mine = sorted((stops[service] for service in one.service_ids), key=_order)
        given, not_given = by_report.get(one.report.id, ([], []))
        judged, concerning = _exceptions(one, exceptions.get(one.report.id))
        counts = {
            PartKind.EXCEPTIONS: judged.all if judged else 0,
            PartKind.SUBSERVICES: len(beside.subservices.get(one.report.id, ())),
            PartKind.CONTROLS: len(given) + len(not_given),
        }
        found.append(
            ReportLine(
                told[one.report.id], mine[0].level, str(_(", ")).join(stop.offer.name for stop in mine),
                "good" if one.report.opinion == Opinion.UNQUALIFIED else "danger", faults.get(one.report.id, ()),
                [own[duty] for duty in given], not_given, judged, concerning,
                told_of(one.report, counts),
            )
        )  # fmt: skip
    return sorted(found, key=lambda line: (line.level, line.services, line.line.number))


def _exceptions(one: Standing, found: Exceptions | None) -> tuple[Judged | None, Sequence[Concerning]]:
    if one.report.kind not in SOC:
        return None, ()
    return (found.judged, found.concerning) if found else (Judged(0, 0, 0), ())


def _grouped(
    placed: Iterable[duties.Placed], controls: Iterable[duties.Control]
) -> dict[UUID, tuple[list[UUID], list[NotGivenLine]]]:
    """By report: the ids of its duties, and the controls that are nobody's duty yet."""
    found: dict[UUID, tuple[list[UUID], list[NotGivenLine]]] = {}
    taken = set()
    for row in placed:
        found.setdefault(row.duty.report_id, ([], []))[0].append(row.duty.id)
        taken.add(row.duty.control_id)
    for control in controls:
        if control.id not in taken:
            left = NotGivenLine(control.id, control.ref, control.text)
            found.setdefault(control.report_id, ([], []))[1].append(left)
    return found


# --- on whom the audited rely -------------------------------------------------------------------


@dataclass(frozen=True)
class _Around:
    """What every report of the engagement is held beside, put together once. `lower`: by service those it uses;
    `groups`: by organisation the root of its group; `standing`: the roots of whom a report stands."""

    stops: Mapping[UUID, Stop]
    names: Mapping[UUID, str]
    lower: Mapping[UUID, Sequence[UUID]]
    groups: Mapping[UUID, UUID]
    standing: Collection[UUID | None]

    @classmethod
    def of(
        cls, chain: Chain, shown: Sequence[Standing], named: Mapping[UUID, Sequence[ReportSubservice]]
    ) -> _Around:
        names = {stop.party.id: stop.party.name for stop in chain.counted}
        tied = {row.organisation_id for many in named.values() for row in many if row.organisation_id}
        groups = scope.roots_of({*tied, *names, *(one.report.organisation_id for one in shown)})
        standing = {groups.get(one.report.organisation_id) for one in shown if one.still_stands}
        lower = graphs.arrows_from((link.service_id, link.base_service_id) for link in chain.used_links)
        return cls(chain.stops, names, lower, groups, standing)

    def knows(self, organisation_id: UUID | None, one: Standing) -> bool:
        """Whether it, or another of its group, stands in the chain; of the report's own group it must be itself."""
        if organisation_id is None:
            return False
        if organisation_id in self.names:
            return True
        root = self.groups.get(organisation_id)
        if root == self.groups.get(one.report.organisation_id):
            return False
        return any(self.groups.get(party) == root for party in self.names)

    def beneath(self, one: Standing) -> list[Beneath]:
        """Organisations of other groups beneath the services in scope, as far as this engagement uses them."""
        own = self.groups.get(one.report.organisation_id)
        first = (base for service in one.service_ids for base in self.lower.get(service, ()))
        by_party: dict[UUID, list[UUID]] = {}
        for service in graphs.distances(first, self.lower):
            stop = self.stops.get(service)
            if stop is not None and self.groups.get(stop.party.id, stop.party.id) != own:
                by_party.setdefault(stop.party.id, []).append(service)
        return [Beneath(party, tuple(services)) for party, services in sorted(by_party.items())]


def _faults(
    chain: Chain, shown: Sequence[Standing], named: Mapping[UUID, Sequence[ReportSubservice]]
) -> dict[UUID, list[str]]:
    """In words: who is left out of a report without a standing one of their own, or is missing on either side."""
    around = _Around.of(chain, shown, named)
    return {
        one.report.id: _faults_of(one, named.get(one.report.id, []), around)
        for one in shown
        if one.report.kind in SOC
    }


def _faults_of(one: Standing, named: Sequence[ReportSubservice], around: _Around) -> list[str]:
    said: list[str] = []
    for found in compared(named, around.beneath(one), around.groups):
        name = found.subservice.name if found.subservice else around.names.get(found.organisation_id, "")  # type: ignore[arg-type]
        is_covered = (
            found.organisation_id is not None and around.groups.get(found.organisation_id) in around.standing
        )
        if found.match == Match.NOT_TIED:
            said.append(_("%(name)s is named in the report and not tied to an organisation.", name=name))
        elif found.match == Match.NOT_IN_CHAIN:
            said.append(_not_beneath(name, found.organisation_id, one, around))
        elif found.needs_report and not is_covered:
            said.append(_("%(name)s is not covered, and no report of theirs stands.", name=name))
    # Entries of one name say the same: once is enough.
    return [*dict.fromkeys(str(text) for text in said)]


def _not_beneath(name: str, organisation_id: UUID | None, one: Standing, around: _Around) -> str:
    """Where it does stand in the chain, that is said: what is missing then is the place, not the record."""
    if not around.knows(organisation_id, one):
        return str(_("%(name)s is named in the report and not recorded in the chain.", name=name))
    services = str(_(", ")).join(around.stops[service].offer.name for service in one.service_ids)
    told = _(
        "%(name)s stands in the supply chain of this engagement, but not beneath the services in scope (%(services)s).",
        name=name, services=services,
    )  # fmt: skip
    return str(told)
