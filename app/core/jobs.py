"""Our own job table: what ran for which period, how it ended. The truth about jobs, whoever runs them."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import UniqueConstraint, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped

from app.core.columns import Retention, technical
from app.core.db import db
from app.core.model import Entity

STALE = timedelta(minutes=10)


class JobState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRun(Entity):
    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("name", "period", name="uq_job_run_name"),)
    name: Mapped[str] = technical(retention=Retention.SHORT)
    period: Mapped[str] = technical(retention=Retention.SHORT)
    state: Mapped[JobState] = technical(retention=Retention.SHORT)
    started_at: Mapped[datetime] = technical(index=True, retention=Retention.SHORT)
    ended_at: Mapped[datetime | None] = technical(retention=Retention.SHORT)
    detail: Mapped[str] = technical(retention=Retention.SHORT, default="")


def claim(name: str, period: str, at: datetime) -> JobRun | None:
    """One process runs one job for one period; a run that died is swept back and taken over."""
    dialect = sqlite if db.is_sqlite else postgresql
    values = {"name": name, "period": period, "state": JobState.RUNNING, "started_at": at, "detail": ""}
    statement = dialect.insert(JobRun).values(values).on_conflict_do_nothing().returning(JobRun.id)
    run_id = db.session.scalar(statement)
    if run_id is not None:
        return db.session.get(JobRun, run_id)
    run = db.session.scalars(
        select(JobRun).where(JobRun.name == name, JobRun.period == period).with_for_update(skip_locked=True)
    ).first()
    if run is None or run.state != JobState.RUNNING or run.started_at > at - STALE:
        return None
    run.started_at = at
    return run


def finish(run: JobRun, at: datetime, *, failed: bool, detail: str) -> None:
    run.state, run.ended_at, run.detail = (JobState.FAILED if failed else JobState.DONE), at, detail[:500]


def give_up_lost(name: str, period: str, at: datetime) -> None:
    """Runs of earlier periods whose process died: nobody will take them over, so they say what they are."""
    db.session.execute(
        update(JobRun)
        .where(JobRun.name == name, JobRun.period != period, JobRun.state == JobState.RUNNING)
        .where(JobRun.started_at < at - STALE)
        .values(state=JobState.FAILED, ended_at=at, detail="lost")
        .execution_options(synchronize_session=False)
    )


def latest(limit: int = 50) -> list[JobRun]:
    return list(db.session.scalars(select(JobRun).order_by(JobRun.started_at.desc(), JobRun.id).limit(limit)))


def last_done(name: str) -> datetime | None:
    """When the last run began that ended well."""
    query = select(func.max(JobRun.started_at)).where(JobRun.name == name, JobRun.state == JobState.DONE)
    return db.session.scalar(query)


def expire(before: datetime) -> int:
    return db.affect(delete(JobRun).where(JobRun.started_at < before))
