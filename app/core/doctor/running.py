"""Checks of what goes on: mails, jobs, the clock, the nightly walk over the log."""

from datetime import timedelta

from sqlalchemy import func, select

from app.core.audit import AuditHead
from app.core.doctor.examining import Examined, Finding, NotApplicable, check, grave, note, warning
from app.core.jobs import JobRun, JobState
from app.core.outbox import Mail, MailState
from app.core.words import N_

OLD_MAIL = timedelta(hours=1)
RECENT = timedelta(days=1)
NIGHTS = timedelta(days=2)
SKEW = timedelta(minutes=5)
VERIFY = "verify_log"


@check("clock", N_("The clock goes on from the last act in the log."))
def clock(seen: Examined) -> Finding | None:
    last_at = seen.rows(select(AuditHead.at).where(AuditHead.id == 1))[0].at
    if last_at <= seen.at + SKEW:
        return None
    return grave(
        N_("The last act in the log lies in the future (%(last)s): the clock of this machine is behind."),
        N_("Set the clock by a time server."),
        last=last_at.isoformat(timespec="seconds"),
    )


@check("mails_waiting", N_("No mail waits for long."))
def mails_waiting(seen: Examined) -> Finding | None:
    old = Mail.created_at < seen.at - OLD_MAIL
    count = seen.rows(select(func.count()).where(Mail.state == MailState.WAITING, old))[0][0]
    if not count:
        return None
    level = warning if seen.config.mail is not None else note
    return level(
        N_("%(count)s mails have waited for more than an hour."),
        N_("Look whether the mail server is set and answers."),
        count=count,
    )


@check("mails_failed", N_("No mail was given up."))
def mails_failed(seen: Examined) -> Finding | None:
    count = seen.rows(select(func.count()).where(Mail.state == MailState.FAILED))[0][0]
    if not count:
        return None
    return warning(
        N_("%(count)s mails were given up."),
        N_("Correct the addresses, or tell the people otherwise."),
        count=count,
    )


@check("jobs_failed", N_("No job failed since yesterday."))
def jobs_failed(seen: Examined) -> Finding | None:
    recent = JobRun.started_at > seen.at - RECENT
    names = seen.rows(
        select(JobRun.name).where(JobRun.state == JobState.FAILED, recent).distinct().order_by(JobRun.name)
    )
    if not names:
        return None
    return warning(
        N_("Jobs failed since yesterday: %(names)s."),
        N_("Read the log of the program at the time of the failure."),
        names=", ".join(row.name for row in names),
    )


@check("log_verified", N_("The audit log was verified lately."))
def log_verified(seen: Examined) -> Finding | None:
    first = seen.rows(select(func.min(JobRun.started_at)))[0][0]
    if first is None or first > seen.at - NIGHTS:
        raise NotApplicable  # not yet two nights old
    done = select(func.max(JobRun.started_at)).where(JobRun.name == VERIFY, JobRun.state == JobState.DONE)
    last = seen.rows(done)[0][0]
    if last is not None and last > seen.at - NIGHTS:
        return None
    return warning(
        N_("The audit log was not verified for two nights, or did not hold."), N_("Run `flask audit verify`.")
    )
