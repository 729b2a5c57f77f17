"""Labels of the tables of an assessment."""

from flask_babel import lazy_gettext as _l

from app.core import words

_PART = {"assessment_id": _l("Assessment"), "assignment_id": _l("Request to answer")}
_OF_VENDOR = {"organisation_id": _l("Organisation")}

words.table(
    "assessment_round",
    _l("Round of assessments"),
    {
        "title": _l("Title"), "questionnaire": _l("Questionnaire"), "due_on": _l("Due"), "note": _l("Note"),
        "reach": _l("What the round reaches"), "started_by_id": _l("Started by"),
        "started_at": _l("Started on"),
    },
)  # fmt: skip
words.table(
    "round_sending",
    _l("Sending of a round"),
    {
        "round_id": _l("Round of assessments"), "unit_id": _l("Unit that confirms"), "asked_by_id": _l("Asked by"),
        "asked_at": _l("Asked on"), "confirmed_by_id": _l("Confirmed by"), "confirmed_at": _l("Confirmed on"),
        "is_refused": _l("Refused"), "finished_at": _l("Sent on"),
    },
)  # fmt: skip
words.table(
    "assessment",
    _l("Assessment"),
    {
        "number": _l("Assessment number"), "subject_kind": _l("Kind of subject"),
        "organisation_id": _l("Organisation"), "service_id": _l("Service"), "engagement_id": _l("Engagement"),
        "unit_id": _l("Unit in charge"), "owner_id": _l("Person in charge"),
        "questionnaire": _l("Questionnaire"), "content_id": _l("Version of the questionnaire"),
        "depth": _l("Depth"), "state": _l("State"), "due_on": _l("Due"),
        "facts": _l("Record when it was sent"), "started_by_id": _l("Started by"),
        "started_at": _l("Started on"), "sent_at": _l("Sent on"), "previous_id": _l("Assessment before"),
        "round_id": _l("Round of assessments"), "note": _l("Note"),
        "withdrawal_reason": _l("Reason for withdrawing"),
    },
)  # fmt: skip
words.table(
    "assignment",
    _l("Request to answer"),
    {
        "assessment_id": _l("Assessment"), "organisation_id": _l("Organisation"), "unit_id": _l("Unit"),
        "level": _l("Level in the chain"), "lead_id": _l("Leads the answering"),
        "contact_name": _l("Name of the contact"), "contact_email": _l("Mail address of the contact"),
        "channel": _l("Way of answering"), "state": _l("State"), "title": _l("Title"),
        "about": _l("Subject of the request"),
        "asker": _l("Whom to ask at the institution"), "service_id": _l("Service"), "due_on": _l("Due"),
        "content_id": _l("Version of the questionnaire"), "questions": _l("Questions asked"),
        "conditions": _l("Conditions of the questions"), "message": _l("Message"),
        "needs_approval": _l("Their superior must approve"), "approver_id": _l("Approver on their side"),
        "approval_asked_by_id": _l("Approval asked by"), "approval_asked_at": _l("Approval asked on"),
        "approval_refusal": _l("Comment of the approver"), "sent_at": _l("Sent on"),
        "opened_at": _l("First answered on"), "submitted_at": _l("Submitted on"),
        "submitted_by_id": _l("Submitted by"), "attested_name": _l("Who stands for the answers"),
        "attested_title": _l("Their title"), "attested_on": _l("Attested on"),
        "returned_reason": _l("Reason for returning"), "closed_reason": _l("Reason for releasing"),
        "mailed_at": _l("Workbook mailed on"),
    },
)  # fmt: skip
words.table(
    "answer",
    _l("Answer"),
    {
        **_PART, **_OF_VENDOR, "question": _l("Question"), "stance": _l("Kind of answer"),
        "parts": _l("Content of the answer"), "reason": _l("Reason"), "condition": _l("Condition"),
        "substitute": _l("Substitute evidence"), "comment": _l("Comment"),
        "substitute_kind": _l("Kind of substitute evidence"), "substitute_file_id": _l("File that stands in"),
        "substitute_address": _l("Address of the document"), "substitute_place": _l("Page or section"),
        "answered_by_id": _l("Answered by"), "answered_at": _l("Answered on"),
        "carried_from_id": _l("Taken over from"), "is_attested_anew": _l("Attested anew"),
        "taken_from_id": _l("Taken over from another request"),
        "difference_reason": _l("Why it differs from another request"),
    },
)  # fmt: skip
words.table(
    "evidence",
    _l("Evidence"),
    {
        **_PART, **_OF_VENDOR, "question": _l("Question"), "part": _l("Part of the question"),
        "stored_file_id": _l("Stored file"), "name": _l("File name"), "media_type": _l("Kind of file"),
        "size": _l("Size"), "sha256": _l("SHA-256"), "period_from_on": _l("Period from"),
        "period_to_on": _l("Period to"), "expires_on": _l("Expires on"),
        "disclosure": _l("Disclosure terms"), "terms": _l("Terms to agree to"), "note": _l("Note"),
        "added_by_id": _l("Added by"), "added_at": _l("Added on"), "is_withdrawn": _l("Withdrawn"),
        "withdrawal_reason": _l("Reason for withdrawing"),
    },
)  # fmt: skip
words.table(
    "evidence_agreement",
    _l("Agreement to terms of evidence"),
    {
        **_PART, "user_id": _l("Agreed by"), "disclosure": _l("Disclosure terms"),
        "terms": _l("Terms to agree to"), "agreed_at": _l("Agreed on"),
    },
)  # fmt: skip
words.table(
    "message",
    _l("Inquiry"),
    {
        **_PART, **_OF_VENDOR, "question": _l("Question"), "text": _l("Text of the inquiry"),
        "is_ours": _l("From our side"), "written_by_id": _l("Written by"), "written_at": _l("Written on"),
    },
)  # fmt: skip
words.table(
    "judgement",
    _l("Judgement"),
    {
        **_PART, "question": _l("Question"), "verdict": _l("Judgement"),
        "answer_version": _l("Version of the answer judged"), "comment": _l("Comment"),
        "measure": _l("Substitute measure"), "reason": _l("Reason"), "accepted_by_id": _l("Accepted by"),
        "until_on": _l("Valid until"), "relies_on": _l("Relies on"), "report_id": _l("Report relied on"),
        "relied_place": _l("Page or section relied on"), "relied_until_on": _l("Relied on until"),
        "judged_by_id": _l("Judged by"), "judged_at": _l("Judged on"),
        "seconded_by_id": _l("Second reviewer"), "seconded_at": _l("Second review on"),
    },
)  # fmt: skip
words.table(
    "conclusion",
    _l("Conclusion"),
    {
        "assessment_id": _l("Assessment"), "turn": _l("Which time"), "recommendation": _l("Recommendation"),
        "text": _l("Conclusion"), "conditions": _l("Conditions"), "valid_until_on": _l("Valid until"),
        "score_low": _l("Score"), "score_high": _l("Score if all conditions hold"),
        "proposed_by_id": _l("Proposed by"), "proposed_at": _l("Proposed on"),
        "confirmed_by_id": _l("Confirmed by"), "confirmed_at": _l("Confirmed on"),
        "is_refused": _l("Returned"), "refusal_reason": _l("Reason for returning"),
    },
)  # fmt: skip
words.table(
    "subcontract_request",
    _l("Request for consent to a subcontractor"),
    {
        **_PART, **_OF_VENDOR, "name": _l("Name of the subcontractor"), "country": _l("Country"),
        "work": _l("Work to be subcontracted"), "data": _l("Data handled"),
        "from_on": _l("Start of the subcontracting"),
        "reason": _l("Reason"), "asked_by_id": _l("Asked by"), "asked_at": _l("Asked on"),
        "use_id": _l("Consent in the register"),
        "is_granted": _l("Granted"), "answer": _l("Reply"), "decided_by_id": _l("Replied by"),
        "decided_at": _l("Replied on"),
    },
)  # fmt: skip
words.table(
    "due_request",
    _l("Request for a later due date"),
    {
        **_PART, **_OF_VENDOR, "wanted_on": _l("Wished due date"), "reason": _l("Reason"),
        "asked_by_id": _l("Asked by"), "asked_at": _l("Asked on"), "is_granted": _l("Granted"),
        "answer": _l("Reply"), "decided_by_id": _l("Replied by"), "decided_at": _l("Replied on"),
    },
)  # fmt: skip
