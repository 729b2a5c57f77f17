"""Labels of the tables of assurance reports."""

from flask_babel import lazy_gettext as _l

from app.core import words

_PART = {"report_id": _l("Assurance report")}

words.table(
    "assurance_report",
    _l("Assurance report"),
    {
        "number": _l("Report number"), "kind": _l("Kind of report"), "title": _l("Title"),
        "organisation_id": _l("Whose controls it is about"), "owner_id": _l("Person in charge"),
        "auditor": _l("Auditor or certification body"), "soc_type": _l("Type of SOC report"),
        "criteria": _l("Trust services criteria"), "period_from_on": _l("Period from"),
        "period_to_on": _l("Period to"), "issued_on": _l("Issued on"), "expires_on": _l("Valid until"),
        "registration": _l("Registration or certificate number"), "opinion": _l("Opinion"),
        "opinion_note": _l("Note on the opinion"), "disclosure": _l("Disclosure terms"),
        "terms": _l("Terms to agree to"), "source": _l("Obtained from"), "note": _l("Note"),
        "previous_id": _l("Report of the period before"), "withdrawn_at": _l("Withdrawn on"),
        "withdrawal_reason": _l("Reason for withdrawing"), "recorded_by_id": _l("Recorded by"),
        "recorded_at": _l("Recorded on"),
        "no_exceptions_by_id": _l("Exceptions: none, confirmed by"),
        "no_exceptions_at": _l("Exceptions: none, confirmed on"),
        "no_subservices_by_id": _l("Subservice organisations: none, confirmed by"),
        "no_subservices_at": _l("Subservice organisations: none, confirmed on"),
        "no_controls_by_id": _l("User controls: none, confirmed by"),
        "no_controls_at": _l("User controls: none, confirmed on"),
    },
)  # fmt: skip
words.table(
    "report_service",
    _l("Service in the scope of a report"),
    {**_PART, "service_id": _l("Service"), "note": _l("Note")},
)
words.table(
    "report_exception",
    _l("Exception in a report"),
    {
        **_PART, "control": _l("Control"), "description": _l("Exception"),
        "reply": _l("Reply of the audited organisation"), "our_view": _l("Our view"),
        "is_relevant": _l("Concerns our use"), "finding_id": _l("Finding"),
    },
)  # fmt: skip
words.table(
    "report_subservice",
    _l("Subservice organisation of a report"),
    {
        **_PART, "name": _l("Name in the report"), "organisation_id": _l("Organisation"),
        "method": _l("Method"), "note": _l("Note"),
    },
)  # fmt: skip
words.table(
    "user_control",
    _l("Complementary user control"),
    {**_PART, "ref": _l("Number"), "text": _l("Control expected of users")},
)
words.table(
    "bridge_letter",
    _l("Bridge letter"),
    {
        **_PART, "from_on": _l("First day"), "to_on": _l("Last day"), "issued_on": _l("Issued on"), "note": _l("Note"),
    },
)  # fmt: skip
words.table(
    "report_file",
    _l("File of a report"),
    {
        **_PART, "kind": _l("Kind of file"), "bridge_letter_id": _l("Bridge letter"), "name": _l("File name"),
        "media_type": _l("Type"), "size": _l("Size"), "sha256": _l("SHA-256"),
        "disclosure": _l("Disclosure terms"), "added_by_id": _l("Added by"), "added_at": _l("Added on"),
        "is_withdrawn": _l("Withdrawn"), "withdrawal_reason": _l("Reason for withdrawing"),
    },
)  # fmt: skip
words.table(
    "terms_acceptance",
    _l("Agreement to terms"),
    {**_PART, "user_id": _l("Person"), "accepted_at": _l("Agreed on")},
)
words.table(
    "report_reader",
    _l("Reader of a report"),
    {
        **_PART, "user_id": _l("Person"), "purpose": _l("Purpose"), "named_by_id": _l("Named by"),
        "named_at": _l("Named on"), "ended_at": _l("Ended on"),
    },
)  # fmt: skip
words.table(
    "control_duty",
    _l("User control of an engagement"),
    {
        **_PART, "control_id": _l("Complementary user control"), "engagement_id": _l("Engagement"),
        "owner_id": _l("Person in charge"), "due_on": _l("Due"), "state": _l("State"),
        "is_to_confirm": _l("To be confirmed again"), "note": _l("Note"),
        "settled_by_id": _l("Settled by"), "settled_on": _l("Settled on"),
    },
)  # fmt: skip
