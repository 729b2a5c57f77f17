"""Reads of the files of a report."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.assurance.models import AssuranceReport, FileKind, ReportFile
from app.assurance.rules.reading import AGREED_ONLY
from app.core.db import db
from app.core.errors import NotFound


def files_of(report: AssuranceReport) -> Sequence[ReportFile]:
    """Those that were withdrawn stand last."""
    query = select(ReportFile).where(ReportFile.report_id == report.id)
    return db.session.scalars(
        query.order_by(ReportFile.is_withdrawn, ReportFile.added_at, ReportFile.id)
    ).all()


def get_file(report: AssuranceReport, file_id: UUID) -> ReportFile:
    """Of that report alone: the address of another one leads nowhere."""
    query = select(ReportFile).where(ReportFile.report_id == report.id, ReportFile.id == file_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def is_there(report: AssuranceReport, sha256: str) -> bool:
    query = select(ReportFile.id).where(
        ReportFile.report_id == report.id, ReportFile.sha256 == sha256, ReportFile.is_withdrawn.is_(False)
    )
    return db.session.scalars(query.limit(1)).first() is not None


def holding_terms(report: AssuranceReport) -> Sequence[ReportFile]:
    """What readers agree to, as far as files hold it."""
    query = _standing(report).where(ReportFile.kind == FileKind.TERMS)
    return db.session.scalars(query.order_by(ReportFile.added_at, ReportFile.id)).all()


def is_agreed_to(report: AssuranceReport) -> bool:
    """Whether a file is given out only to who agreed to the terms."""
    query = _standing(report).where(ReportFile.disclosure.in_(AGREED_ONLY))
    return db.session.scalars(query.limit(1)).first() is not None


def _standing(report: AssuranceReport) -> Select[ReportFile]:
    return select(ReportFile).where(ReportFile.report_id == report.id, ReportFile.is_withdrawn.is_(False))
