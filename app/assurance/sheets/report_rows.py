"""What lists show of many reports, looked up once for all of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app.assurance.models import SOC
from app.assurance.queries import reached
from app.assurance.queries import reports as queries
from app.assurance.queries.reports import Standing
from app.assurance.rules import coverage
from app.assurance.rules import currency as rules
from app.assurance.rules.coverage import Gap, Span
from app.assurance.rules.currency import STANDING, Currency, Limits
from app.core import words
from app.core.context import Context
from app.core.dates import DateStyle, format_date
from app.identity import queries as identity
from app.register.queries import organisations

TONES = {
    Currency.CURRENT: "good", Currency.ENDS_SOON: "attention", Currency.LAPSED: "danger",
}  # fmt: skip


def states() -> dict[Currency, tuple[str, str]]:
    """Words and tone of each state, made once for a page of rows."""
    return {one: (words.value_label(one), TONES.get(one, "neutral")) for one in Currency}


def span(first: date | None, last: date | None, style: DateStyle) -> str:
    if first is None or last is None:
        return format_date(last, style) if last else ""
    return str(_("%(first)s to %(last)s", first=format_date(first, style), last=format_date(last, style)))


def dates_of(row: Any, style: DateStyle) -> str:
    """The period of a SOC report, or the day that it speaks of; of a certificate as much as is recorded."""
    if row.kind in SOC:
        return span(row.period_from_on, row.ends_on, style)
    if row.issued_on is None and row.ends_on is not None:
        return str(_("until %(last)s", last=format_date(row.ends_on, style)))
    if row.issued_on is not None and row.ends_on is None:
        return str(_("from %(first)s", first=format_date(row.issued_on, style)))
    return span(row.issued_on, row.ends_on, style)


@dataclass(frozen=True)
class Names:
    limits: Limits
    style: DateStyle
    providers: dict[UUID, str]
    owners: dict[UUID, str]
    replaced: dict[UUID, UUID]
    counts: dict[UUID, int]
    reached: dict[UUID, int]
    letters: Mapping[UUID, Sequence[Span]] = field(default_factory=dict)

    def currency(self, row: Any) -> Currency:
        return rules.currency_of(row, self.limits, is_replaced=row.id in self.replaced)

    def last_day(self, row: Any) -> date | None:
        """Of what still counts: of a report that was replaced or withdrawn nobody waits for the end."""
        is_over = self.currency(row) not in STANDING | {Currency.LAPSED}
        return None if is_over else rules.last_day(row, self.limits)

    def gap(self, row: Any) -> Gap | None:
        """A report of the next period that is not issued covers nothing, and one that is stands in the place of
        this."""
        return coverage.gap_told(row, self.currency(row), self.letters.get(row.id, ()))

    def dates(self, row: Any) -> str:
        return dates_of(row, self.style)


def names_for(ctx: Context, rows: Sequence[Any], columns: Container[str] = ()) -> Names:
    """One statement for each kind of record that the rows point at; of `columns` what costs more than that."""
    ids, limits = [row.id for row in rows], queries.limits(ctx)
    return Names(
        limits=limits,
        style=DateStyle(ctx.date_style),
        providers=organisations.names_of(ctx, (row.organisation_id for row in rows)),
        owners=identity.names_of({row.owner_id for row in rows if row.owner_id}),
        replaced=queries.replaced(ids, limits.today),
        counts=queries.service_counts(ids) if "services" in columns else {},
        reached=reached.counts_of(ctx, ids) if "reached" in columns else {},
        letters=queries.letters_of_reports(ids) if "gap" in columns else {},
    )


def gap_words(gap: Gap | None, style: DateStyle) -> str:
    """In one line, for a file; on a page `gap_told` of the templates says the same."""
    if gap is None:
        return ""
    until = _("(until %(on)s)", on=format_date(gap.year_end, style))
    how_many = ngettext("%(num)d day", "%(num)d days", gap.days) if gap.days else _("No gap")
    return str(_("%(gap)s %(until)s", gap=how_many, until=until))


def cell(row: Any, key: str, names: Names) -> Any:
    """What stands in the exported file."""
    said = {
        "kind": words.value_label(row.kind),
        "provider": names.providers.get(row.organisation_id, ""),
        "title": row.title,
        "ends": names.dates(row),
        "opinion": words.value_label(row.opinion) if row.opinion else "",
        "currency": words.value_label(names.currency(row)),
        "days": names.last_day(row),
        "gap": gap_words(names.gap(row), names.style),
        "services": names.counts.get(row.id, 0),
        "reached": names.reached.get(row.id, 0),
        "owner": names.owners.get(row.owner_id, ""),
        "issued": row.issued_on,
    }
    return said.get(key, row.number)


@dataclass(frozen=True)
class Line:
    """A report wherever it is used: beside a service, an organisation, a subservice organisation."""

    id: UUID
    number: str
    title: str
    kind: str
    dates: str
    opinion: str
    state: str
    tone: str
    last_day: date | None
    still_stands: bool
    services: str
    gap: Gap | None


def lines_of(
    ctx: Context,
    found: Iterable[Standing],
    names: Mapping[UUID, str] | None = None,
    letters: Mapping[UUID, Sequence[Span]] | None = None,
) -> list[Line]:
    """`names`: of the services by which each is reached, where they are told; `letters`: the days that bridge letters
    speak of, where the gap is told."""
    style, told, known = DateStyle(ctx.date_style), states(), names or {}
    return [
        Line(
            one.report.id, one.report.number, one.report.title, words.value_label(one.report.kind),
            dates_of(one.report, style), words.value_label(one.report.opinion) if one.report.opinion else "",
            *told[one.currency], one.last_day if one.currency != Currency.REPLACED else None, one.still_stands,
            str(_(", ")).join(known[service] for service in one.service_ids if service in known),
            None if letters is None
            else coverage.gap_told(one.report, one.currency, letters.get(one.report.id, ())),
        )
        for one in found
    ]  # fmt: skip
