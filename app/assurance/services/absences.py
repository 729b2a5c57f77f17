"""確認済み・該当なし: somebody read a report and says that it names none, or takes that back."""

from __future__ import annotations

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, PartKind
from app.assurance.queries import reports as queries
from app.assurance.rules import absences as rules
from app.assurance.rules import currency
from app.assurance.services.reports import open_for
from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.errors import DomainError
from app.core.words import N_

ARE_THERE = N_("Some are recorded in this report already. Remove them first if the report names none.")
NOT_ISSUED = N_(
    "The report is not issued yet: nobody can have read it. Record its day of issue and opinion first."
)
SAID = N_("Somebody has confirmed already that the report names none.")
NOT_SAID = N_("Nobody has confirmed that the report names none, or it was taken back already.")


def confirm_none(ctx: Context, report: AssuranceReport, part: PartKind, *, version: int) -> None:
    open_for(ctx, report, version)
    if not currency.is_issued(report, day_of(ctx.at)):
        raise DomainError(NOT_ISSUED)
    if queries.part_counts(report)[part]:
        raise DomainError(ARE_THERE)
    if rules.said_at(report, part) is not None:
        raise DomainError(SAID)
    rules.say(report, part, ctx.actor_id, ctx.at)
    report.updated_at = ctx.at
    audit.record(ctx, Act.NONE_CONFIRMED, report)


def take_back_none(ctx: Context, report: AssuranceReport, part: PartKind, *, version: int) -> None:
    open_for(ctx, report, version)
    if rules.said_at(report, part) is None:
        raise DomainError(NOT_SAID)
    rules.say(report, part, None, None)
    report.updated_at = ctx.at
    audit.record(ctx, Act.NONE_TAKEN_BACK, report)
