"""Every job there is, in one table: what runs, how often, and when there is anything to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.core.context import Context
from app.core.dates import JST
from app.jobs import (
    assessments,
    chains,
    evidence,
    expiring,
    files,
    heads,
    mails,
    people,
    references,
    reports,
    tiers,
    verifying,
    workbooks,
)

Act = Callable[[Context], str]
Question = Callable[[Context], bool]


def always(_ctx: Context) -> bool:
    return True


@dataclass(frozen=True)
class Job:
    """Runs every `seconds`, or once a day from `hour` o'clock in Japan on.

    `has_work` is one cheap read that spares an idle instance its writes. `is_alone`: the job opens its own
    transactions, because what it does would hold the write lock for too long.
    """

    name: str
    act: Act
    seconds: int = 0
    hour: int = 0
    has_work: Question = always
    is_alone: bool = False

    def period(self, at: datetime) -> str:
        """The name of the stretch of time that one run stands for. A day missed at night is caught up later."""
        if self.seconds:
            start = int(at.timestamp()) // self.seconds * self.seconds
            return datetime.fromtimestamp(start, UTC).isoformat()
        return (at.astimezone(JST) - timedelta(hours=self.hour)).date().isoformat()


JOBS = (
    Job("deliver_mails", mails.deliver_mails, seconds=15, has_work=mails.are_due, is_alone=True),
    Job("export_head", heads.export_head, seconds=60, has_work=heads.has_moved),
    Job("expire_sessions", expiring.expire_sessions, seconds=900),
    Job("expire_approvals", expiring.expire_approvals, seconds=900),
    Job("hand_over", people.hand_over, hour=1),
    Job("expire_overrides", tiers.expire_overrides, hour=0),
    Job("recompute_tiers", tiers.recompute_tiers, seconds=30, has_work=tiers.is_behind, is_alone=True),
    Job("end_lapsed_rights", people.end_lapsed_rights, hour=0),
    Job("expire_records", expiring.expire_records, hour=3),
    Job("verify_log", verifying.verify_nightly, hour=2, is_alone=True),
    Job(
        "check_changed_chains", chains.check_changed, seconds=300, has_work=chains.has_changed, is_alone=True
    ),
    Job("send_rounds", assessments.send_rounds, seconds=15, has_work=assessments.are_to_be_sent),
    Job("advance_assessments", assessments.advance_submitted, seconds=15, has_work=assessments.are_submitted),
    Job(
        "mail_workbooks", workbooks.mail_workbooks, seconds=15, has_work=workbooks.are_waiting, is_alone=True
    ),
    Job("announce_references", references.announce, seconds=15, has_work=references.are_waiting),
    Job("check_chains", chains.check_all, hour=5, is_alone=True),
    Job("refresh_scores", assessments.refresh_scores, hour=0, has_work=assessments.has_expired),
    Job("remind_of_consents", chains.remind, hour=6),
    Job("remind_of_evidence", evidence.remind, hour=6),
    Job("remind_of_reports", reports.remind, hour=6),
    Job(
        "remind_respondents",
        assessments.remind_respondents,
        hour=8,
        has_work=assessments.are_to_be_reminded,
    ),
    Job("verify_files", files.verify_nightly, hour=4, is_alone=True),
    Job("sweep_files", files.sweep, hour=5, is_alone=True),
)
