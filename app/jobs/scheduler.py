"""One thread in the process that runs what is due. Any number of processes may: the job table decides who."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask

from app.core import jobs
from app.core.context import Context, system_context
from app.core.db import db
from app.core.logs import log
from app.jobs.schedule import JOBS, Job

TICK = 5.0


class Scheduler:
    def __init__(self, app: Flask, table: Sequence[Job] = JOBS) -> None:
        self._app = app
        self._table = table
        self._looked_at: dict[str, str] = {}
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Let the running job end; one that does not is taken over by the next process."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with suppress(Exception):  # each failure is in the log already; the thread must live on
                self.run_due(datetime.now(UTC))
            self._stopping.wait(TICK)

    def run_due(self, at: datetime) -> list[str]:
        """One look at the table. Returns the names of the jobs that this process ran."""
        ran = []
        for job in self._table:
            period = job.period(at)
            if self._stopping.is_set() or self._looked_at.get(job.name) == period:
                continue
            try:
                if self._attempt(job, period, at):
                    ran.append(job.name)
                self._looked_at[job.name] = period
            except Exception as error:  # the database is away: look again at the next tick
                log.error("job not begun", job=job.name, error=error)
        return ran

    def _attempt(self, job: Job, period: str, at: datetime) -> bool:
        ctx = system_context(at, job.name)
        with self._app.app_context():
            with db.scope():
                if not job.has_work(ctx):
                    return False
            run_id = _claim(job, period, at)
            if run_id is None:
                return False
            try:
                detail, failed = _perform(job, ctx), False
            except Exception as error:
                log.error("job failed", job=job.name, period=period, error=error)
                detail, failed = type(error).__name__, True
            _finish(run_id, detail, failed=failed)
            return True


def _claim(job: Job, period: str, at: datetime) -> UUID | None:
    with db.scope(writes=True):
        run = jobs.claim(job.name, period, at)
        run_id = run.id if run is not None else None
        if run is not None:
            jobs.give_up_lost(job.name, period, at)
        db.session.commit()
        return run_id


def _perform(job: Job, ctx: Context) -> str:
    if job.is_alone:
        return job.act(ctx)
    with db.scope(writes=True):
        detail = job.act(ctx)
        db.session.commit()
        return detail


def _finish(run_id: UUID, detail: str, *, failed: bool) -> None:
    with db.scope(writes=True):
        run = db.session.get_one(jobs.JobRun, run_id)
        jobs.finish(run, datetime.now(UTC), failed=failed, detail=detail)
        db.session.commit()
