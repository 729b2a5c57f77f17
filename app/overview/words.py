"""Labels of overview, and of what core keeps: settings, and the log itself."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core import words
from app.core.audit.erase import AuditAct
from app.core.doctor import Level
from app.core.jobs import JobState
from app.core.outbox import MailState
from app.core.settings import SettingAct
from app.identity.words import permissions
from app.overview.events import OverviewAct as Act
from app.overview.incidents import Kind
from app.overview.models import PermitState
from app.overview.permissions import OverviewPermission as P
from app.overview.rules import Break
from app.overview.services import ALLOW_AUDIT_EXPORT

words.table("setting", _l("Setting"), {"key": _l("Name of the setting"), "value": _l("Value")})
words.table(
    "audit_export_permit",
    _l("Permit to export the audit log"),
    {
        "user_id": _l("Who may export"),
        "from_on": _l("First day of the log"),
        "until_on": _l("Last day of the log"),
        "days": _l("Days the permit holds"),
        "reason": _l("Reason"),
        "state": _l("State"),
        "requested_by_id": _l("Requested by"),
        "requested_at": _l("Requested at"),
        "decided_by_id": _l("Decided by"),
        "expires_at": _l("Expires at"),
    },
)
words.acts(
    {
        Act.AUDIT_EXPORT_REQUESTED: _l("Asked for an export of the audit log"),
        Act.AUDIT_EXPORT_ALLOWED: _l("Allowed an export of the audit log"),
        Act.AUDIT_EXPORT_REFUSED: _l("Refused an export of the audit log"),
        Act.AUDIT_LOG_EXPORTED: _l("Exported the audit log"),
        ALLOW_AUDIT_EXPORT: _l("Allow an export of the audit log"),
        SettingAct.CHANGED: _l("Changed a setting"),
        AuditAct.VALUES_ERASED: _l("Erased values from the audit log"),
    }
)
words.values(
    {
        PermitState.REQUESTED: _l("Waiting for approval"),
        PermitState.ALLOWED: _l("Allowed"),
        PermitState.REFUSED: _l("Refused"),
    }
)
words.values(
    {
        MailState.WAITING: _l("Waiting to be sent"),
        MailState.SENT: _l("Sent"),
        MailState.FAILED: _l("Failed"),
    }
)
words.values(
    {
        JobState.RUNNING: _l("Running"),
        JobState.DONE: _l("Done"),
        JobState.FAILED: _l("Failed"),
    }
)
words.values(
    {
        Kind.FAILED: _l("Sign-in failed"),
        Kind.LOCKED: _l("Account locked"),
        Kind.DONE: _l("Signed in"),
        Kind.PRIVILEGED: _l("Signed in with a privileged role"),
        Kind.REFUSED: _l("Access refused"),
        Kind.POLICY: _l("Refused by the browser's policy"),
        Kind.BROKEN: _l("Audit log does not hold"),
        Kind.DAMAGED: _l("File missing or damaged"),
        Kind.REWRAPPED: _l("Keys of files wrapped anew"),
        Kind.COPIED: _l("Files copied to another store"),
    }
)
words.values(
    {
        Level.GRAVE: _l("Grave"),
        Level.WARNING: _l("Warning"),
        Level.NOTE: _l("Note"),
        Level.OK: _l("Good"),
    }
)
words.values(
    {
        Break.MISSING: _l("An event is missing: it was deleted, or the numbers were changed."),
        Break.ORDER: _l(
            "It does not follow the event before it: events were reordered, inserted or rewritten."
        ),
        Break.CHANGED: _l("Its text or its values were changed after they were written."),
        Break.REWRITTEN: _l(
            "The log was rewritten: the head kept outside knows another signature for this number."
        ),
        Break.TRUNCATED: _l("The end of the log is gone: the head kept outside knows a later number."),
        Break.HEAD: _l("The head in the database does not fit the end of the log."),
        Break.KEY: _l("The key that signed it is not here, so it cannot be checked."),
    }
)

permissions(
    {
        P.AUDIT_LOG_VIEW: _l("Read and verify the audit log"),
        P.AUDIT_VALUES_VIEW: _l("See in the audit log what stood in the records"),
        P.AUDIT_LOG_EXPORT: _l("Export the audit log while a permit holds"),
        P.AUDIT_EXPORT_REQUEST: _l("Ask for a permit to export the audit log"),
        P.AUDIT_EXPORT_ALLOW: _l("Agree to a permit to export the audit log"),
        P.SETTINGS_VIEW: _l("See the settings"),
        P.SETTINGS_EDIT: _l("Change the settings"),
        P.SECURITY_VIEW: _l("See the security events"),
        P.MAILS_VIEW: _l("See the mails that Sekisho sends"),
        P.MAILS_RETRY: _l("Send a failed mail again"),
        P.JOBS_VIEW: _l("See which jobs ran"),
        P.SYSTEM_VIEW: _l("See the checks of the system"),
    }
)

JOBS: dict[str, LazyString] = {
    "deliver_mails": _l("Send mails"),
    "export_head": _l("Keep the head of the audit log outside"),
    "expire_sessions": _l("End old sessions"),
    "expire_approvals": _l("Close approvals that nobody decided in time"),
    "hand_over": _l("Hand over work on its day"),
    "expire_overrides": _l("End overrides of the tier that are over"),
    "recompute_tiers": _l("Compute the tiers with the new rule"),
    "end_lapsed_rights": _l("End rights whose time is over"),
    "expire_records": _l("Remove drafts, mails and notices that have served"),
    "verify_log": _l("Verify the audit log"),
    "check_changed_chains": _l("Check the chains in which something changed"),
    "advance_assessments": _l("Move on assessments whose answers are complete"),
    "send_rounds": _l("Send the rest of confirmed rounds"),
    "refresh_scores": _l("Lower scores whose substitute measures ended"),
    "mail_workbooks": _l("Mail workbooks of questions"),
    "check_chains": _l("Check all chains"),
    "remind_of_consents": _l("Remind of consents that run out"),
    "remind_of_evidence": _l("Remind of evidence that expires"),
    "remind_of_reports": _l("Remind of assurance reports that end"),
    "announce_references": _l("Tell of new versions of security references"),
    "remind_respondents": _l("Remind respondents of assessments"),
    "verify_files": _l("Compare files with their records"),
    "sweep_files": _l("Remove uploads that nobody saved"),
}

SETTING_GROUPS: dict[str, LazyString] = {
    "institution": _l("Institution"),
    "work": _l("Work and approvals"),
    "register": _l("Register"),
    "identity": _l("People and access"),
    "files": _l("Files"),
    "diligence": _l("Assessments"),
    "assurance": _l("Assurance reports"),
    "references": _l("Security references"),
}


def job_label(name: str) -> str:
    return str(JOBS.get(name, name))


def setting_group(key: str) -> str:
    prefix = key.partition(".")[0]
    return str(SETTING_GROUPS.get(prefix, prefix))
