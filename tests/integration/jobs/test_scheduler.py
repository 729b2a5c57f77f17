"""One run for each job and period, whoever else runs too; a failure is written down and stops nobody."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.core.jobs import JobRun, JobState
from app.core.outbox import Mail
from app.jobs.schedule import Job
from app.jobs.scheduler import Scheduler
from tests.instances import running, sqlite_config

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def own_app(tmp_path) -> Iterator[Flask]:
    with running(sqlite_config(tmp_path)) as app:
        db.end_transaction()
        yield app


def counting(done: list[int]):
    def act(_ctx) -> str:
        done.append(1)
        return "counted"

    return act


def telling(seen: threading.Event):
    def act(_ctx) -> str:
        seen.set()
        return ""

    return act


def runs() -> list[tuple[str, str, str]]:
    with db.scope():
        rows = db.session.scalars(select(JobRun).order_by(JobRun.name, JobRun.period))
        return [(row.name, row.state.value, row.detail) for row in rows]


def test_two_schedulers_at_the_same_moment_run_a_job_once(own_app: Flask) -> None:
    done: list[int] = []
    start = threading.Barrier(2)
    job = Job("count", counting(done), seconds=60)

    def run() -> None:
        scheduler = Scheduler(own_app, [job])
        start.wait()
        scheduler.run_due(AT)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == [1]
    assert runs() == [("count", "done", "counted")]


def test_a_job_runs_again_in_the_next_period_and_not_before(own_app: Flask) -> None:
    done: list[int] = []
    scheduler = Scheduler(own_app, [Job("count", counting(done), seconds=60)])
    ran = [scheduler.run_due(AT + timedelta(seconds=seconds)) for seconds in (0, 20, 59, 60)]
    assert ran == [["count"], [], [], ["count"]]
    assert len(done) == 2


def test_a_job_that_raises_is_recorded_keeps_nothing_and_stops_no_other(own_app: Flask) -> None:
    def breaks(ctx):
        db.session.add(Mail(created_at=ctx.at, address="a@b", subject="s", body="b", next_try_at=ctx.at))
        db.session.flush()
        raise ValueError("the text may name somebody")

    scheduler = Scheduler(
        own_app, [Job("bad", breaks, seconds=60), Job("good", lambda _ctx: "fine", seconds=60)]
    )
    assert scheduler.run_due(AT) == ["bad", "good"]
    assert runs() == [("bad", "failed", "ValueError"), ("good", "done", "fine")]
    with db.scope():
        assert db.session.scalars(select(Mail)).all() == []


def test_a_run_whose_process_died_is_taken_over(own_app: Flask) -> None:
    job = Job("daily", lambda _ctx: "again", hour=1)
    with db.scope(writes=True):
        db.session.add(JobRun(name="daily", period=job.period(AT), state=JobState.RUNNING, started_at=AT))
        db.session.commit()
    scheduler = Scheduler(own_app, [job])
    assert scheduler.run_due(AT + timedelta(minutes=5)) == []
    assert Scheduler(own_app, [job]).run_due(AT + timedelta(minutes=11)) == ["daily"]
    assert runs() == [("daily", "done", "again")]


def test_a_lost_run_of_an_earlier_period_is_given_up(own_app: Flask) -> None:
    with db.scope(writes=True):
        db.session.add(
            JobRun(name="often", period="2026-11-20T02:00:00+00:00", state=JobState.RUNNING, started_at=AT)
        )
        db.session.commit()
    Scheduler(own_app, [Job("often", lambda _ctx: "", seconds=60)]).run_due(AT + timedelta(hours=1))
    assert [(state, detail) for _, state, detail in runs()] == [("failed", "lost"), ("done", "")]


def test_an_idle_instance_writes_nothing(own_app: Flask) -> None:
    job = Job("idle", lambda _ctx: "never", seconds=60, has_work=lambda _ctx: False)
    assert Scheduler(own_app, [job]).run_due(AT) == []
    assert runs() == []


def test_the_thread_starts_and_stops(own_app: Flask) -> None:
    seen = threading.Event()
    scheduler = Scheduler(own_app, [Job("once", telling(seen), seconds=3600)])
    scheduler.start()
    assert seen.wait(10)
    scheduler.stop()
    assert scheduler._thread is not None
    assert not scheduler._thread.is_alive()
