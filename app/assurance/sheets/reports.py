"""What the page of a report shows: how it stands, what it says, the days that it leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.assurance.models import SOC, AssuranceReport, BridgeLetter
from app.assurance.queries import reports as queries
from app.assurance.rules import coverage
from app.assurance.rules import currency as rules
from app.assurance.rules.coverage import Gap, Span
from app.assurance.rules.currency import Currency
from app.assurance.sheets.absences import Told, told_of
from app.assurance.sheets.report_rows import TONES, dates_of, span
from app.assurance.words.criteria import CRITERIA
from app.core import words
from app.core.context import Context
from app.core.dates import DateStyle, day_of
from app.identity import queries as identity
from app.register.queries import organisations


@dataclass(frozen=True)
class Head:
    """What stands above every part of a report's file. `later`: the report of the next period, issued or not."""

    provider: str
    currency: Currency
    state: str
    tone: str
    dates: str
    last_day: date | None
    opinion: str
    later: AssuranceReport | None
    is_ahead: bool

    @property
    def is_over(self) -> bool:
        """Nobody waits for its end any more."""
        return self.currency in (Currency.REPLACED, Currency.WITHDRAWN)


def head_of(ctx: Context, report: AssuranceReport) -> Head:
    limits, style = queries.limits(ctx), DateStyle(ctx.date_style)
    later = queries.after(report)
    is_replaced = later is not None and rules.is_issued(later, limits.today)
    state = rules.currency_of(report, limits, is_replaced=is_replaced)
    return Head(
        organisations.names_of(ctx, [report.organisation_id]).get(report.organisation_id, ""),
        state, words.value_label(state), TONES.get(state, "neutral"), dates_of(report, style),
        rules.last_day(report, limits), words.value_label(report.opinion) if report.opinion else "",
        later, rules.is_ahead(report, limits.today),
    )  # fmt: skip


@dataclass(frozen=True)
class Overview:
    owner: str
    recorded_by: str
    previous: str
    criteria: str
    letters: Sequence[BridgeLetter]
    gap: Gap | None
    spans: Sequence[str]
    told: Sequence[Told]


def overview_of(ctx: Context, report: AssuranceReport, later: AssuranceReport | None) -> Overview:
    letters = queries.letters_of(report)
    gap = gap_of(report, letters, later, day_of(ctx.at))
    style = DateStyle(ctx.date_style)
    people = identity.names_of({one for one in (report.owner_id, report.recorded_by_id) if one})
    told = told_of(report, queries.part_counts(report))
    return Overview(
        owner=people.get(report.owner_id, "") if report.owner_id else "",
        recorded_by=people.get(report.recorded_by_id, "") if report.recorded_by_id else "",
        previous=queries.names_of(ctx, [report.previous_id]).get(report.previous_id, "")
        if report.previous_id
        else "",
        criteria=str(_(", ")).join(str(CRITERIA[key]) for key in report.criteria if key in CRITERIA),
        letters=letters,
        gap=gap,
        spans=[span(one.from_on, one.to_on, style) for one in gap.spans] if gap else (),
        told=[*told.values()],
    )


def gap_of(
    report: AssuranceReport, letters: Iterable[BridgeLetter], later: AssuranceReport | None, today: date
) -> Gap | None:
    """None for what has no period. The report of the next period covers its days once it is issued."""
    if report.kind not in SOC or report.period_to_on is None:
        return None
    covered = [Span(letter.from_on, letter.to_on) for letter in letters]
    if later and rules.is_issued(later, today) and later.period_from_on and later.period_to_on:
        covered.append(Span(later.period_from_on, later.period_to_on))
    return coverage.gap_of(report.period_to_on, covered)


# Where what rests on a report is to be looked at, by the table it stands in.
PLACES = {
    "bridge_letter": "assurance.report", "report_exception": "assurance.report_exceptions",
    "report_subservice": "assurance.report_subservices", "user_control": "assurance.report_controls",
    "control_duty": "assurance.report_duties",
}  # fmt: skip


@dataclass(frozen=True)
class Resting:
    """`endpoint` is empty where no tab of the report shows it."""

    label: str
    count: int
    endpoint: str


def resting_of(counts: Mapping[str, int]) -> list[Resting]:
    own = AssuranceReport.__tablename__
    return [
        Resting(
            str(_("Report of the period before or after")) if name == own else str(words.table_label(name)),
            count,
            "assurance.report" if name == own else PLACES.get(name, ""),
        )
        for name, count in counts.items()
    ]
