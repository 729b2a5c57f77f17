"""Who reads: terms agreed to, readers named and ended, each opening in the log."""

from __future__ import annotations

from uuid import UUID

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, ReportFile, ReportReader, TermsAcceptance
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files as file_queries
from app.assurance.queries import reading as queries
from app.assurance.rules import reading as rules
from app.assurance.rules.reading import Terms, Verdict
from app.core import audit, notices
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.identity import queries as identity

CHANGED = N_("The terms were changed while you read them. Read them again before you agree.")
NOT_YOURS = N_("You cannot agree to these terms: you are not named as a reader.")
NO_PURPOSE = N_("Say what this person needs it for.")
NOT_STAFF = N_("Choose an active member of staff.")
NAMED_ALREADY = N_("This person is named already. End that first if the purpose has changed.")
ENDED = N_("This reading has ended already.")
NAMED = N_("You may now open the confidential files of “%(title)s”. Purpose: %(purpose)s")


def verdict_of(ctx: Context, report: AssuranceReport, row: ReportFile) -> Verdict:
    if not ctx.may(P.REPORT_VIEW):
        raise NotAllowed
    known, terms = queries.reading_of(ctx, report), terms_of(report, row)
    return rules.verdict_of(row.disclosure, terms, known, is_withdrawn=row.is_withdrawn)


def terms_of(report: AssuranceReport, row: ReportFile) -> Terms:
    """Looked up only where somebody has to agree to them."""
    is_asked = row.disclosure in rules.AGREED_ONLY
    return rules.terms_of(report, file_queries.holding_terms(report)) if is_asked else Terms(report.terms)


def accept_terms(ctx: Context, report: AssuranceReport, row: ReportFile, *, digest: str) -> None:
    """`digest` is of the wording that was on the screen. Who agreed already agrees to nothing new."""
    if digest != rules.terms_digest(row.disclosure, terms_of(report, row)):
        raise DomainError(CHANGED)
    verdict = verdict_of(ctx, report, row)
    if verdict == Verdict.OPEN:
        return
    if verdict != Verdict.TO_AGREE:
        raise DomainError(NOT_YOURS)
    made = TermsAcceptance(report_id=report.id, user_id=ctx.actor_id, terms_digest=digest, accepted_at=ctx.at)
    db.session.add(made)
    db.session.flush()
    audit.record(ctx, Act.TERMS_ACCEPTED, made)


def note_read(ctx: Context, row: ReportFile) -> None:
    """Who took which file out: an event of the file, of which nothing changes."""
    audit.witness(ctx, Act.FILE_READ, row, reason=row.name)


def name_reader(ctx: Context, report: AssuranceReport, user_id: UUID, *, purpose: str) -> ReportReader:
    """A keeper may name themselves; it stands in the list like any other."""
    _must_name(ctx)
    if not purpose:
        raise DomainError(NO_PURPOSE, "purpose")
    person = identity.get_user(ctx, user_id)
    if not person.active or person.is_vendor:
        raise DomainError(NOT_STAFF, "user_id")
    db.session.refresh(report, with_for_update=True)
    if queries.standing_reader(report, person.id, ctx.at) is not None:
        raise DomainError(NAMED_ALREADY, "user_id")
    made = ReportReader(
        report_id=report.id, user_id=person.id, purpose=purpose, named_by_id=ctx.actor_id, named_at=ctx.at
    )
    db.session.add(made)
    db.session.flush()
    audit.record(ctx, Act.READER_NAMED, made)
    if person.id != ctx.actor_id:
        notices.post(ctx, person.id, NAMED, report, title=report.title, purpose=purpose)
    return made


def end_reader(ctx: Context, row: ReportReader) -> None:
    _must_name(ctx)
    if not rules.is_standing(row.ended_at, ctx.at):
        raise DomainError(ENDED)
    row.ended_at = ctx.at
    audit.record(ctx, Act.READER_ENDED, row)


def _must_name(ctx: Context) -> None:
    if not ctx.may(P.READER_NAME):
        raise NotAllowed
