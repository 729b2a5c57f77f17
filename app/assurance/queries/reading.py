"""Reads of who may open the files of a report, who agreed to its terms, and who opened which file when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from app.assurance.events import AssuranceAct as Act
from app.assurance.models import AssuranceReport, ReportReader, TermsAcceptance
from app.assurance.permissions import AssurancePermission as P
from app.assurance.rules.reading import Reading
from app.core.audit import AuditEvent
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import NotFound
from app.identity.models import User
from app.work import queries as work

OPENINGS_SHOWN = 200
ASKED = 5


def reading_of(ctx: Context, report: AssuranceReport) -> Reading:
    """Of the person who asks, and of nobody whose deputy they are: terms bind a person."""
    named = standing_reader(report, ctx.actor_id, ctx.at) if ctx.actor_id else None
    agreed = select(TermsAcceptance.terms_digest).where(
        TermsAcceptance.report_id == report.id, TermsAcceptance.user_id == ctx.actor_id
    )
    return Reading(named is not None, frozenset(db.session.scalars(agreed)))


def standing_reader(report: AssuranceReport, user_id: UUID, at: datetime) -> ReportReader | None:
    query = select(ReportReader).where(
        ReportReader.report_id == report.id,
        ReportReader.user_id == user_id,
        or_(ReportReader.ended_at.is_(None), ReportReader.ended_at > at),
    )
    return db.session.scalars(query.order_by(ReportReader.id).limit(1)).first()


def readers_of(report: AssuranceReport) -> Sequence[ReportReader]:
    """Those whose reading has ended stand last."""
    query = select(ReportReader).where(ReportReader.report_id == report.id)
    return db.session.scalars(
        query.order_by(ReportReader.ended_at.is_not(None), ReportReader.named_at, ReportReader.id)
    ).all()


def get_reader(report: AssuranceReport, reader_id: UUID) -> ReportReader:
    query = select(ReportReader).where(ReportReader.report_id == report.id, ReportReader.id == reader_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def acceptances_of(report: AssuranceReport) -> Sequence[TermsAcceptance]:
    query = select(TermsAcceptance).where(TermsAcceptance.report_id == report.id)
    return db.session.scalars(query.order_by(TermsAcceptance.accepted_at.desc(), TermsAcceptance.id)).all()


@dataclass(frozen=True)
class Opening:
    at: datetime
    user_id: UUID | None
    file_id: UUID


def openings_of(report: AssuranceReport) -> list[Opening]:
    """Newest first, as the log has them."""
    query = (
        select(AuditEvent.at, AuditEvent.actor_id, AuditEvent.subject_id)
        .where(
            AuditEvent.root_type == AssuranceReport.__tablename__,
            AuditEvent.root_id == report.id,
            AuditEvent.event == Act.FILE_READ,
        )
        .order_by(AuditEvent.number.desc())
        .limit(OPENINGS_SHOWN)
    )
    rows: Sequence[Any] = db.session.execute(query).all()
    return [Opening(*row) for row in rows]


def whom_to_ask(ctx: Context) -> list[User]:
    """Who names readers today."""
    return work.people_with(P.READER_NAME, None, day_of(ctx.at))[:ASKED]
