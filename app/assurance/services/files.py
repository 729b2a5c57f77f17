"""Files of a report: added under their own terms, given other terms, withdrawn with a reason. Never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, Disclosure, FileKind, ReportFile
from app.assurance.permissions import AssurancePermission as P
from app.assurance.queries import files as queries
from app.assurance.queries import reports
from app.assurance.rules import reading
from app.assurance.rules.reading import Verdict
from app.assurance.services import reading as opening
from app.core import audit, files
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_

REPORT_WITHDRAWN = N_("This report was withdrawn. Files are added to the one that stands in its place.")
THERE = N_("This file is there for this report already.")
WITHDRAWN = N_("This file was withdrawn. Add it anew instead.")
NO_REASON = N_("Say why, so that a later reader knows what happened.")
NO_LETTER = N_("Choose a bridge letter of this report, or leave it empty.")
TERMS_OPEN = N_("Readers see the terms before they agree to them. Choose “Public” for this file.")
NO_TERMS = N_(
    "The terms that readers agree to are not recorded yet. Enter them in the report first, "
    "or add the file that holds them as “Terms of use or NDA”."
)
TERMS_IN_USE = N_(
    "Other files of this report can be opened only after agreeing to these terms. "
    "Enter the terms in the report first, or add the file that replaces this one."
)
SHUT_TO_YOU = N_(
    "You cannot open this file yourself. Be named and agree to its terms before you loosen them."
)
SHUT = (Verdict.NOT_NAMED, Verdict.TO_AGREE)
OTHER_KIND = N_("Only a file of the kind “Bridge letter” goes with a bridge letter.")


@dataclass(frozen=True)
class FileFacts:
    kind: FileKind
    disclosure: Disclosure
    bridge_letter_id: UUID | None = None


def add(
    ctx: Context,
    report: AssuranceReport,
    kept: files.Kept,
    facts: FileFacts,
    *,
    unfit: DomainError | None = None,
) -> ReportFile:
    """`kept` lies in the store already; `unfit` says why nobody's name can be put on its pages."""
    _must_keep(ctx)
    if report.withdrawn_at is not None:
        raise DomainError(REPORT_WITHDRAWN)
    db.session.refresh(report, with_for_update=True)
    if queries.is_there(report, kept.sha256):
        raise DomainError(THERE, "file")
    _check(report, facts, kept.media_type, unfit, "file")
    stored = files.attach(kept, ctx.at)
    made = ReportFile(
        report_id=report.id, stored_file_id=stored.id, name=kept.name, media_type=kept.media_type, size=kept.size,
        sha256=kept.sha256, added_by_id=ctx.actor_id, added_at=ctx.at, is_withdrawn=False, withdrawal_reason="",
        **vars(facts),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(ctx, Act.FILE_ADDED, made)
    return made


def edit(
    ctx: Context,
    report: AssuranceReport,
    row: ReportFile,
    facts: FileFacts,
    *,
    unfit: DomainError | None = None,
) -> None:
    _must_keep(ctx)
    if row.is_withdrawn:
        raise DomainError(WITHDRAWN)
    db.session.refresh(report, with_for_update=True)
    _check(report, facts, row.media_type, unfit, "disclosure", row)
    if reading.is_looser(facts.disclosure, row.disclosure) and opening.verdict_of(ctx, report, row) in SHUT:
        raise DomainError(SHUT_TO_YOU, "disclosure")
    if facts.kind != FileKind.TERMS:
        _check_terms_stay(report, row, "kind")
    for name, value in vars(facts).items():
        setattr(row, name, value)
    audit.record(ctx, Act.FILE_EDITED, row)


def _must_keep(ctx: Context) -> None:
    if not ctx.may(P.REPORT_EDIT):
        raise NotAllowed


def _check(
    report: AssuranceReport,
    facts: FileFacts,
    media_type: str,
    unfit: DomainError | None,
    field: str,
    row: ReportFile | None = None,
) -> None:
    reading.check_kind(facts.disclosure, media_type, field)
    if unfit is not None and facts.disclosure in reading.MARKED:
        raise DomainError(unfit.message, field, **unfit.params)
    if facts.kind == FileKind.TERMS and facts.disclosure != Disclosure.PUBLIC:
        raise DomainError(TERMS_OPEN, "disclosure")
    if facts.disclosure in reading.AGREED_ONLY and not _terms_without(report, row):
        raise DomainError(NO_TERMS, "disclosure")
    _check_letter(report, facts)


def _terms_without(report: AssuranceReport, row: ReportFile | None) -> reading.Terms:
    """What readers agree to if this file did not hold it."""
    return reading.terms_of(report, (one for one in queries.holding_terms(report) if one is not row))


def _check_terms_stay(report: AssuranceReport, row: ReportFile, field: str | None = None) -> None:
    """What others are opened by does not go without something in its place."""
    if reading.holds_terms(row) and not _terms_without(report, row) and queries.is_agreed_to(report):
        raise DomainError(TERMS_IN_USE, field)


def _check_letter(report: AssuranceReport, facts: FileFacts) -> None:
    if facts.bridge_letter_id is None:
        return
    if facts.kind != FileKind.BRIDGE_LETTER:
        raise DomainError(OTHER_KIND, "bridge_letter_id")
    if facts.bridge_letter_id not in {letter.id for letter in reports.letters_of(report)}:
        raise DomainError(NO_LETTER, "bridge_letter_id")


def withdraw(ctx: Context, row: ReportFile, *, reason: str) -> None:
    _must_keep(ctx)
    if row.is_withdrawn:
        raise DomainError(WITHDRAWN)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    _check_terms_stay(db.session.get_one(AssuranceReport, row.report_id, with_for_update=True), row)
    row.is_withdrawn, row.withdrawal_reason = True, reason
    audit.record(ctx, Act.FILE_WITHDRAWN, row, reason=reason)
