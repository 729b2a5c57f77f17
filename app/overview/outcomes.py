"""What a job wrote down about its run, as a sentence for who reads the list of jobs."""

from collections.abc import Callable

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.core.jobs import JobRun, JobState

# What the counts of the clearing jobs are of.
COUNTED = {
    "sessions": _l("sessions ended"),
    "links": _l("expired links removed"),
    "idempotency_keys": _l("keys of sent forms removed"),
    "drafts": _l("old drafts removed"),
    "notices": _l("old notices removed"),
    "answer_imports": _l("old workbooks of answers removed"),
    "reference_imports": _l("old workbooks of references removed"),
    "mails": _l("old mails removed"),
    "job_runs": _l("old entries of this list removed"),
}


def outcome(run: JobRun) -> str:
    """Nothing where the job said nothing; what no sentence is known for stands as it was written."""
    if not run.detail:
        return ""
    if run.state == JobState.FAILED:
        if run.detail == "lost":
            return str(gettext("The process ended before the job did. The next run takes over."))
        return str(gettext("Stopped by an error (%(error)s). The server's log says more.", error=run.detail))
    say = _SENTENCES.get(run.name)
    try:
        return say(run.detail) if say else run.detail
    except ValueError:
        return run.detail


def _mails(detail: str) -> str:
    sent, taken = (int(part) for part in detail.split("/"))
    return str(gettext("%(sent)s of %(taken)s mails sent", sent=sent, taken=taken))


def _workbooks(detail: str) -> str:
    return str(ngettext("%(num)d workbook mailed", "%(num)d workbooks mailed", int(detail)))


def _head(detail: str) -> str:
    return str(gettext("Kept up to number %(number)s", number=int(detail)))


def _verified(detail: str) -> str:
    return str(gettext("The log holds up to number %(number)s", number=int(detail)))


def _approvals(detail: str) -> str:
    return str(ngettext("%(num)d request closed", "%(num)d requests closed", int(detail)))


def _hand_overs(detail: str) -> str:
    return str(ngettext("%(num)d hand-over done", "%(num)d hand-overs done", int(detail)))


def _rights(detail: str) -> str:
    return str(ngettext("%(num)d right ended", "%(num)d rights ended", int(detail)))


def _files(detail: str) -> str:
    return str(
        ngettext(
            "%(num)d file is as it was handed in", "%(num)d files are as they were handed in", int(detail)
        )
    )


def _reminded(detail: str) -> str:
    return str(ngettext("%(num)d respondent reminded", "%(num)d respondents reminded", int(detail)))


def _refreshed(detail: str) -> str:
    return str(ngettext("%(num)d score computed anew", "%(num)d scores computed anew", int(detail)))


def _swept(detail: str) -> str:
    return str(ngettext("%(num)d unsaved upload removed", "%(num)d unsaved uploads removed", int(detail)))


def _counts(detail: str) -> str:
    pairs = [pair.split("=") for pair in detail.split(" ")]
    said = [f"{COUNTED.get(name, name)}{gettext(': ')}{int(count)}" for name, count in pairs if int(count)]
    return str(gettext(", ")).join(said) or str(gettext("Nothing was to be removed."))


_SENTENCES: dict[str, Callable[[str], str]] = {
    "deliver_mails": _mails,
    "export_head": _head,
    "mail_workbooks": _workbooks,
    "expire_sessions": _counts,
    "expire_approvals": _approvals,
    "hand_over": _hand_overs,
    "end_lapsed_rights": _rights,
    "expire_records": _counts,
    "verify_log": _verified,
    "remind_respondents": _reminded,
    "refresh_scores": _refreshed,
    "verify_files": _files,
    "sweep_files": _swept,
}
