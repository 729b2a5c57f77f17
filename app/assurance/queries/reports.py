"""Reads of assurance reports: all staff see every one, a vendor's person none.

A report stands for services. An engagement reaches it by its chain, asked for whenever it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select

from app.assurance import numbering
from app.assurance.models import (
    AssuranceReport,
    BridgeLetter,
    Opinion,
    PartKind,
    ReportException,
    ReportKind,
    ReportService,
    ReportSubservice,
    SocType,
    UserControl,
)
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import standing
from app.assurance.rules import currency as rules
from app.assurance.rules.coverage import Span
from app.assurance.rules.currency import Currency, Limits
from app.core import search, settings
from app.core.asat import Moment
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.core.search import SearchEntry
from app.register import numbering as register_numbering
from app.register.indexing.organisations import asked
from app.register.models import Engagement
from app.register.queries import chain


@dataclass(frozen=True)
class Wanted:
    """What a list of reports is narrowed to."""

    words: str = ""
    kind: ReportKind | None = None
    currency: Currency | None = None
    organisation_id: UUID | None = None
    owner_id: UUID | None = None
    # Found out beforehand, where no condition of the database can say it.
    ids: Collection[UUID] | None = None


class Row(NamedTuple):
    """One line of a list."""

    id: UUID
    number: str
    kind: ReportKind
    title: str
    organisation_id: UUID
    owner_id: UUID | None
    soc_type: SocType | None
    period_from_on: date | None
    period_to_on: date | None
    issued_on: date | None
    expires_on: date | None
    opinion: Opinion | None
    ends_on: date | None
    withdrawn_at: datetime | None
    no_exceptions_at: datetime | None
    no_subservices_at: datetime | None
    no_controls_at: datetime | None


R = AssuranceReport
ROW = [getattr(R, name) for name in Row._fields]


def visible_to(ctx: Context) -> Select[AssuranceReport]:
    query = select(R)
    return query if ctx.may(P.REPORT_VIEW) and not ctx.is_vendor else query.where(false())


def get_report(ctx: Context, report_id: UUID) -> AssuranceReport:
    found = db.session.scalars(visible_to(ctx).where(R.id == report_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def names_of(ctx: Context, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Number and title."""
    wanted = {row_id for row_id in ids if row_id is not None}
    if not wanted:
        return {}
    query = visible_to(ctx).with_only_columns(R.id, R.number, R.title).where(R.id.in_(wanted))
    return {row.id: f"{row.number} {row.title}" for row in db.session.execute(query)}


def limits(ctx: Context) -> Limits:
    return Limits(
        day_of(ctx.at), settings.get(numbering.SOON_DAYS), settings.get(numbering.SOC_MONTHS)
    )  # fmt: skip


# --- lists ---------------------------------------------------------------------------------------


def listed(ctx: Context, wanted: Wanted) -> Select[Any]:
    """The rows of a list, not yet ordered."""
    query = visible_to(ctx).with_only_columns(*ROW)
    for condition in _conditions(wanted, limits(ctx)):
        query = query.where(condition)
    return query


def _conditions(wanted: Wanted, within: Limits) -> Iterable[ColumnElement[bool]]:
    for name in ("kind", "organisation_id", "owner_id"):
        value = getattr(wanted, name)
        if value is not None:
            yield getattr(R, name) == value
    if wanted.currency is not None:
        yield standing.stands_at(wanted.currency, within)
    if wanted.ids is not None:
        yield R.id.in_(wanted.ids)
    if wanted.words:
        yield _said(wanted.words)


def _said(words: str) -> ColumnElement[bool]:
    """By its number, its title, or the names of whom it is about."""
    is_numbered = R.number.icontains(words, autoescape=True)
    condition = search.matching(asked(words))
    if condition is None:
        return is_numbered
    return or_(is_numbered, R.id.in_(select(SearchEntry.record_id).where(condition)))


def replaced(ids: Iterable[UUID], today: date) -> dict[UUID, UUID]:
    """By the id of a report the one that stands in its place on that day."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(R.previous_id, R.id).where(R.previous_id.in_(wanted), *standing.replacing(R, today))
    return {row.previous_id: row.id for row in db.session.execute(query.order_by(R.issued_on, R.id))}


def service_counts(ids: Iterable[UUID]) -> dict[UUID, int]:
    query = select(ReportService.report_id, func.count()).where(ReportService.report_id.in_(set(ids)))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(ReportService.report_id))}


def ending_between(ctx: Context, first: date, last: date, most: int) -> Sequence[Any]:
    """For the timeline: what touches these days and was not withdrawn, by when it ends. What has no first or no last
    day is open on that side."""
    begins = func.coalesce(R.period_from_on, R.period_to_on, R.issued_on)
    query = visible_to(ctx).with_only_columns(*ROW).where(
        R.withdrawn_at.is_(None), or_(R.ends_on.is_(None), R.ends_on >= first), or_(begins.is_(None), begins <= last)
    )  # fmt: skip
    return db.session.execute(query.order_by(R.ends_on.asc().nulls_last(), R.id).limit(most)).all()


def owned_by(user_id: UUID) -> Sequence[AssuranceReport]:
    query = select(R).where(R.owner_id == user_id, R.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(R.id)).all()


def next_number(series: str) -> str:
    """The next free one of a series such as "R-2026-"; the longest are the highest."""
    highest = (
        select(R.number)
        .where(R.number.startswith(series, autoescape=True))
        .order_by(func.length(R.number).desc(), R.number.desc())
        .limit(1000)
    )
    return register_numbering.following(series, db.session.scalars(highest))[0]


# --- reports that stand for services -------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """A report with how it stands today. `service_ids`: of those asked for, the ones in its scope."""

    report: Row
    currency: Currency
    last_day: date | None
    service_ids: tuple[UUID, ...]

    @property
    def still_stands(self) -> bool:
        return self.currency in rules.STANDING


def reports_of_services(ctx: Context, service_ids: Iterable[UUID]) -> list[Standing]:
    """Those whose scope holds any of the services, the withdrawn left out; what stands first, then by their ends."""
    within = limits(ctx)
    query = (
        visible_to(ctx)
        .with_only_columns(*ROW, standing.is_replaced_on(within.today), ReportService.service_id)
        .join(ReportService, ReportService.report_id == R.id)
        .where(ReportService.service_id.in_(set(service_ids)), R.withdrawn_at.is_(None))
        .order_by(R.ends_on.desc().nulls_first(), R.id, ReportService.service_id)
    )
    scopes: dict[tuple[Row, bool], list[UUID]] = {}
    for *row, is_replaced, service_id in db.session.execute(query):
        scopes.setdefault((Row(*row), is_replaced), []).append(service_id)
    return sorted(_standing(scopes, within), key=lambda one: not one.still_stands)


def _standing(scopes: Mapping[tuple[Row, bool], Sequence[UUID]], within: Limits) -> Iterable[Standing]:
    for (row, is_replaced), services in scopes.items():
        state = rules.currency_of(row, within, is_replaced=is_replaced)
        yield Standing(row, state, rules.last_day(row, within), tuple(services))


def reports_of_engagement(ctx: Context, engagement: Engagement) -> list[Standing]:
    """Of every service that its chain reaches and uses, now."""
    day = day_of(ctx.at)
    found = chain.chain_of(ctx, engagement, Moment(None, day))
    services = {stop.offer.id for stop in found.counted} if found else {engagement.service_id}
    return reports_of_services(ctx, services)


def reports_of_organisation(ctx: Context, organisation_id: UUID) -> list[Standing]:
    """What is about this organisation, the withdrawn left out."""
    return reports_of_organisations(ctx, [organisation_id])


def reports_of_organisations(ctx: Context, ids: Collection[UUID]) -> list[Standing]:
    if not ids:
        return []
    within = limits(ctx)
    query = visible_to(ctx).with_only_columns(*ROW, standing.is_replaced_on(within.today)).where(
        R.organisation_id.in_(set(ids)), R.withdrawn_at.is_(None)
    )  # fmt: skip
    rows = db.session.execute(query.order_by(R.ends_on.desc().nulls_first(), R.id))
    found = _standing({(Row(*row), is_replaced): () for *row, is_replaced in rows}, within)
    return sorted(found, key=lambda one: not one.still_stands)


# --- parts of one report -------------------------------------------------------------------------


def letters_of(report: AssuranceReport) -> Sequence[BridgeLetter]:
    query = select(BridgeLetter).where(BridgeLetter.report_id == report.id)
    return db.session.scalars(query.order_by(BridgeLetter.from_on, BridgeLetter.id)).all()


def letters_of_reports(report_ids: Iterable[UUID]) -> dict[UUID, list[Span]]:
    """By report the days that its bridge letters speak of, in order; what has no letter is not in it."""
    row = BridgeLetter
    query = select(row.report_id, row.from_on, row.to_on).where(row.report_id.in_(set(report_ids)))
    found: dict[UUID, list[Span]] = {}
    for report_id, from_on, to_on in db.session.execute(query.order_by(row.from_on, row.id)):
        found.setdefault(report_id, []).append(Span(from_on, to_on))
    return found


def exceptions_of(report: AssuranceReport) -> Sequence[ReportException]:
    query = select(ReportException).where(ReportException.report_id == report.id)
    return db.session.scalars(query.order_by(ReportException.position, ReportException.id)).all()


class Judged(NamedTuple):
    """Exceptions of a report by what we make of them."""

    relevant: int
    not_relevant: int
    open: int

    @property
    def all(self) -> int:
        return sum(self)

    def with_one(self, is_relevant: bool | None) -> Judged:
        relevant, not_relevant, waiting = self
        return Judged(
            relevant + (is_relevant is True), not_relevant + (is_relevant is False), waiting + (is_relevant is None)
        )  # fmt: skip


class Concerning(NamedTuple):
    """An exception that concerns our use, in short."""

    id: UUID
    control: str
    description: str
    reply: str


@dataclass
class Exceptions:
    """Of one report: how many by what we make of them, and those that concern our use."""

    judged: Judged
    concerning: list[Concerning]


def exceptions_of_reports(report_ids: Iterable[UUID]) -> dict[UUID, Exceptions]:
    """Of the reports that have any. One statement; texts are read only of what concerns us."""
    row = ReportException
    texts = (case((row.is_relevant.is_(True), text), else_="") for text in (row.description, row.reply))
    query = select(row.report_id, row.is_relevant, row.id, row.control, *texts).where(
        row.report_id.in_(set(report_ids))
    )
    found: dict[UUID, Exceptions] = {}
    for report_id, is_relevant, *told in db.session.execute(query.order_by(row.position, row.id)):
        one = found.setdefault(report_id, Exceptions(Judged(0, 0, 0), []))
        one.judged = one.judged.with_one(is_relevant)
        if is_relevant:
            one.concerning.append(Concerning(*told))
    return found


def exception_behind(finding_id: UUID) -> ReportException | None:
    """The one that a finding was raised from."""
    query = select(ReportException).where(ReportException.finding_id == finding_id)
    return db.session.scalars(query.order_by(ReportException.id)).first()


def subservices_of(report: AssuranceReport) -> Sequence[ReportSubservice]:
    query = select(ReportSubservice).where(ReportSubservice.report_id == report.id)
    return db.session.scalars(query.order_by(ReportSubservice.id)).all()


def controls_of(report: AssuranceReport) -> Sequence[UserControl]:
    query = select(UserControl).where(UserControl.report_id == report.id)
    return db.session.scalars(query.order_by(UserControl.position, UserControl.id)).all()


PARTS: Mapping[PartKind, type[Any]] = {
    PartKind.EXCEPTIONS: ReportException, PartKind.SUBSERVICES: ReportSubservice, PartKind.CONTROLS: UserControl,
}  # fmt: skip


def part_counts(report: AssuranceReport) -> dict[PartKind, int]:
    """How many of each are recorded. One statement."""
    counts = [
        select(func.count()).where(model.report_id == report.id).scalar_subquery() for model in PARTS.values()
    ]
    return dict(zip(PARTS, db.session.execute(select(*counts)).one(), strict=True))


def get_part(report: AssuranceReport, model: type[Any], part_id: UUID) -> Any:
    """A letter, an exception, a subservice organisation or a control of this report."""
    query = select(model).where(model.report_id == report.id, model.id == part_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def after(report: AssuranceReport) -> AssuranceReport | None:
    """The report of the next period, issued or not."""
    query = select(R).where(R.previous_id == report.id, R.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(R.issued_on.desc().nulls_last(), R.id)).first()
