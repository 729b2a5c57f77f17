"""Acts on the record of a report: entered, changed, its services set, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.assurance import numbering
from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, PartKind, ReportService
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files, scope
from app.assurance.queries import reports as queries
from app.assurance.queries.alike import TOLD_APART_BY, Alike, alike, resting_on
from app.assurance.rules import absences
from app.assurance.rules import reports as rules
from app.assurance.rules.reports import ReportFacts
from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.core.words import N_
from app.identity import queries as identity
from app.register.models import Organisation, Service
from app.register.queries import dependents, organisations

TRIES = 8
CHOOSE = N_("Choose one from the list.")
MERGED = N_("%(name)s was merged into another organisation. Choose that one.")
OTHER_GROUP = N_(
    "%(name)s is offered by somebody outside the group of whom the report is about. "
    "Choose services of that group only."
)
OUT_OF_GROUP = N_(
    "The services in scope belong to another group. Take them out of the scope first, "
    "or choose an organisation of their group."
)
WITHDRAWN = N_("This report was withdrawn. Record a new one instead.")
NO_REASON = N_("Say why, so that a later reader knows what happened.")
TERMS_IN_USE = N_(
    "Files of this report can be opened only after agreeing to its terms. Keep the terms, "
    "or add the file that holds them first."
)
ALIKE = N_(
    "A report of the same kind and period is recorded already. Open it, or confirm that this is a separate one."
)
BOUND = N_(
    "The kind cannot be changed, because records of the present kind exist. "
    "“Change between SOC report and certificate” lists them and says what you can do."
)
OTHER_SUBJECT = N_("The report of the period before is about somebody else. Choose one of the same group.")
BUSY = N_("Many reports are being recorded at this moment. Send the form again.")


class AlikeThere(DomainError):
    """`found`: what perhaps is the same report."""

    def __init__(self, found: Sequence[Alike]) -> None:
        super().__init__(ALIKE, "is_another")
        self.found = found


def add_report(
    ctx: Context,
    facts: ReportFacts,
    services: Collection[UUID],
    *,
    previous: AssuranceReport | None = None,
    is_another: bool = False,
) -> AssuranceReport:
    """`previous`: the report of the period before, in whose place it stands. `is_another`: somebody looked at what
    is recorded of the same kind and days, and says that this is not the same."""
    must_edit(ctx)
    facts = rules.checked(facts, day_of(ctx.at))
    about = _about(ctx, facts, services, previous=previous)
    _check_owner(facts)
    _check_another(ctx, facts, about.group, is_another=is_another)
    report = AssuranceReport(
        previous_id=previous.id if previous else None, recorded_by_id=ctx.actor_id, recorded_at=ctx.at,
        withdrawal_reason="",
    )  # fmt: skip
    _fill(report, facts, about.provider)
    _number(ctx, report)
    rows = [_in_scope(report, service_id) for service_id in about.chosen]
    audit.record(ctx, Act.REPORT_ADDED, report, *rows)
    return report


def _number(ctx: Context, report: AssuranceReport) -> None:
    """On PostgreSQL two may read the same maximum: the second is told at the unique index, and takes the next."""
    series = numbering.series(day_of(ctx.at))
    for _ in range(TRIES):
        report.number = queries.next_number(series)
        try:
            with db.session.begin_nested():
                db.session.add(report)
                db.session.flush()
        except IntegrityError:
            continue
        return
    raise DomainError(BUSY)


def _in_scope(report: AssuranceReport, service_id: UUID) -> ReportService:
    row = ReportService(report_id=report.id, service_id=service_id, note="")
    db.session.add(row)
    return row


def edit_report(
    ctx: Context,
    report: AssuranceReport,
    facts: ReportFacts,
    services: Collection[UUID],
    *,
    version: int,
    is_another: bool = False,
) -> None:
    """The facts and, where that differs, which services they are about."""
    open_for(ctx, report, version)
    for problem in _against(ctx, report, facts):
        raise problem
    facts = rules.fitting(facts)
    about = _about(ctx, facts, services, report=report)
    _check_owner(facts, report.owner_id)
    if _is_told_otherwise(report, facts):
        _check_another(ctx, facts, about.group, is_another=is_another, but=report.id)
    if rules.is_other_family(facts.kind, report.kind):
        # What a SOC report names none of was said of a SOC report.
        for part in PartKind:
            absences.say(report, part, None, None)
    _fill(report, facts, about.provider)
    gone = [row for service_id, row in about.there.items() if service_id not in set(about.chosen)]
    made = [_in_scope(report, one) for one in about.chosen if one not in about.there]
    for row in gone:
        db.session.delete(row)
    report.updated_at = ctx.at
    audit.record(ctx, Act.REPORT_EDITED, report, *made, *gone)


def problems(
    ctx: Context,
    facts: ReportFacts,
    services: Collection[UUID],
    *,
    report: AssuranceReport | None = None,
    previous: AssuranceReport | None = None,
) -> Iterator[DomainError]:
    """All that speaks against recording it so, or changing `report` to it, each at its field: the form tells it at
    once."""
    yield from rules.problems(facts, day_of(ctx.at)) if report is None else _against(ctx, report, facts)
    try:
        _about(ctx, facts, services, report=report, previous=previous)
    except DomainError as error:
        yield error
    try:
        _check_owner(facts, report.owner_id if report else None)
    except DomainError as error:
        yield error


def _against(ctx: Context, report: AssuranceReport, facts: ReportFacts) -> Iterator[DomainError]:
    """What is wrong in itself, or with what the report has already."""
    if rules.is_other_family(facts.kind, report.kind) and resting_on(report):
        yield DomainError(BOUND, "kind")
    has_paper = bool(files.holding_terms(report))
    there = tuple(rules.problems(facts, day_of(ctx.at), has_terms_file=has_paper))
    yield from there
    is_told = any(problem.field == "terms" for problem in there)
    if not is_told and not facts.terms and not has_paper and files.is_agreed_to(report):
        yield DomainError(TERMS_IN_USE, "terms")


@dataclass(frozen=True)
class _About:
    """Whose report it is, and of which services; `there` are in its scope already."""

    provider: Organisation
    group: Collection[UUID]
    chosen: Sequence[UUID]
    there: Mapping[UUID, ReportService]


def _about(
    ctx: Context,
    facts: ReportFacts,
    services: Collection[UUID],
    *,
    report: AssuranceReport | None = None,
    previous: AssuranceReport | None = None,
) -> _About:
    provider = _provider(ctx, facts, report.organisation_id if report else None)
    group = dependents.group_of(provider)
    if previous is not None and previous.organisation_id not in group:
        raise DomainError(OTHER_SUBJECT, "organisation_id")
    there = {row.service_id: row for row in scope.scope_rows(report)} if report else {}
    chosen = _chosen(services, group, there)
    _check_kept(set(there) & set(chosen), group)
    return _About(provider, group, chosen, there)


def _check_another(
    ctx: Context,
    facts: ReportFacts,
    group: Collection[UUID],
    *,
    is_another: bool,
    but: UUID | None = None,
) -> None:
    """Two who record the same at one moment meet at the organisation: the second one sees the first."""
    if is_another:
        return
    lock = select(Organisation.id).where(Organisation.id == facts.organisation_id)
    db.session.execute(lock.with_for_update(key_share=True))
    found = alike(ctx, facts, group, but=but)
    if found:
        raise AlikeThere(found)


def _is_told_otherwise(report: AssuranceReport, facts: ReportFacts) -> bool:
    """Whether anything changes by which one report is told from another."""
    before = facts_of(report)
    return any(
        getattr(before, name) != getattr(facts, name) for name in ("kind", "organisation_id", *TOLD_APART_BY)
    )


def describe_scope(ctx: Context, report: AssuranceReport, notes: Mapping[UUID, str], *, version: int) -> None:
    """What of each service is covered, such as its regions; by the id of the service."""
    open_for(ctx, report, version)
    changed = [row for row in scope.scope_rows(report) if notes.get(row.service_id, row.note) != row.note]
    for row in changed:
        row.note = notes[row.service_id]
    if changed:
        report.updated_at = ctx.at
        audit.record(ctx, Act.SCOPE_SET, report, *changed)


def withdraw_report(ctx: Context, report: AssuranceReport, *, reason: str, version: int) -> None:
    """It was recorded by mistake, or its subject took it back. Kept, and counted nowhere any more."""
    open_for(ctx, report, version)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    report.withdrawn_at, report.withdrawal_reason = ctx.at, reason
    audit.record(ctx, Act.REPORT_WITHDRAWN, report, reason=reason)


# --- what every act asks first -------------------------------------------------------------------


def must_edit(ctx: Context) -> None:
    if not ctx.may(P.REPORT_EDIT):
        raise NotAllowed


def open_for(ctx: Context, report: AssuranceReport, version: int | None = None) -> None:
    """`version`: the one that the person saw."""
    must_edit(ctx)
    if version is not None and report.version != version:
        raise StaleVersion(report)
    if report.withdrawn_at is not None:
        raise DomainError(WITHDRAWN)


def facts_of(report: AssuranceReport) -> ReportFacts:
    known = {field.name: getattr(report, field.name) for field in fields(ReportFacts)}
    return ReportFacts(**{**known, "criteria": tuple(report.criteria)})


def _fill(report: AssuranceReport, facts: ReportFacts, provider: Organisation) -> None:
    for field in fields(facts):
        value = getattr(facts, field.name)
        setattr(report, field.name, list(value) if isinstance(value, tuple) else value)
    report.ends_on, report.sort_key = rules.ends_on(facts), provider.sort_key


def _provider(ctx: Context, facts: ReportFacts, before: UUID | None) -> Organisation:
    """Read again by the scope of the actor: an id in a form is not to be trusted."""
    try:
        provider = organisations.get_organisation(ctx, facts.organisation_id)
    except NotFound:
        raise DomainError(CHOOSE, "organisation_id") from None
    if provider.merged_into_id is not None and provider.id != before:
        raise DomainError(MERGED, "organisation_id", name=provider.name)
    return provider


def _check_owner(facts: ReportFacts, before: UUID | None = None) -> None:
    if facts.owner_id in (None, before):
        return
    if not identity.names_of({facts.owner_id}):
        raise DomainError(CHOOSE, "owner_id")


def _chosen(services: Iterable[UUID], group: Collection[UUID], known: Collection[UUID] = ()) -> list[UUID]:
    """In one order; `known` are in the scope already and may stay though they were joined into another since."""
    wanted = set(services)
    new = db.session.scalars(select(Service).where(Service.id.in_(wanted - set(known)))).all()
    for service in new:
        if service.organisation_id not in group:
            raise DomainError(OTHER_GROUP, "service_ids", name=service.name)
    found = {service.id for service in new if service.merged_into_id is None}
    if found != wanted - set(known):
        raise DomainError(CHOOSE, "service_ids")
    return sorted(wanted, key=str)


def _check_kept(kept: Collection[UUID], group: Collection[UUID]) -> None:
    if any(provider not in group for provider in scope.providers_of(kept).values()):
        raise DomainError(OUT_OF_GROUP, "organisation_id")
