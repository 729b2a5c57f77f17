"""When a job's next stretch of time begins, and that the table is what the pages and the doctor think it is."""

from datetime import UTC, datetime

from app.core.doctor.running import VERIFY
from app.jobs.schedule import JOBS, Job


def nothing(_ctx):
    return ""


def test_a_job_of_every_minute_has_one_period_for_each_minute() -> None:
    job = Job("x", nothing, seconds=60)
    periods = {
        job.period(datetime(2026, 11, 20, 3, minute, second, tzinfo=UTC))
        for minute in (4, 5)
        for second in (0, 59)
    }
    assert periods == {"2026-11-20T03:04:00+00:00", "2026-11-20T03:05:00+00:00"}


def test_a_daily_job_begins_at_its_hour_in_japan() -> None:
    job = Job("x", nothing, hour=2)
    assert job.period(datetime(2026, 11, 19, 16, 59, tzinfo=UTC)) == "2026-11-19"
    assert job.period(datetime(2026, 11, 19, 17, 0, tzinfo=UTC)) == "2026-11-20"


def test_a_night_that_was_missed_is_caught_up_on_the_same_day() -> None:
    job = Job("x", nothing, hour=2)
    assert job.period(datetime(2026, 11, 20, 6, 0, tzinfo=UTC)) == job.period(
        datetime(2026, 11, 19, 17, 1, tzinfo=UTC)
    )


def test_each_job_has_a_name_of_its_own_and_the_doctor_knows_the_nightly_walk() -> None:
    names = [job.name for job in JOBS]
    assert len(set(names)) == len(names)
    assert VERIFY in names


def test_mails_are_looked_at_often_enough_for_an_alert_within_a_minute() -> None:
    assert next(job for job in JOBS if job.name == "deliver_mails").seconds <= 30
