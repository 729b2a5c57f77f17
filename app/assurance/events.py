"""What is done to assurance reports, as the audit log names it."""

from enum import StrEnum


class AssuranceAct(StrEnum):
    # The record.
    REPORT_ADDED = "assurance:report:added"
    REPORT_EDITED = "assurance:report:edited"
    REPORT_WITHDRAWN = "assurance:report:withdrawn"
    SCOPE_SET = "assurance:scope:set"
    EXCEPTION_SET = "assurance:exception:set"
    EXCEPTION_REMOVED = "assurance:exception:removed"
    FINDING_RAISED = "assurance:finding:raised"
    SUBSERVICE_SET = "assurance:subservice:set"
    SUBSERVICE_REMOVED = "assurance:subservice:removed"
    CONTROL_SET = "assurance:control:set"
    CONTROL_REMOVED = "assurance:control:removed"
    LETTER_SET = "assurance:letter:set"
    LETTER_REMOVED = "assurance:letter:removed"
    NONE_CONFIRMED = "assurance:none:confirmed"
    NONE_TAKEN_BACK = "assurance:none:taken_back"
    # Files and who reads them.
    FILE_ADDED = "assurance:file:added"
    FILE_EDITED = "assurance:file:edited"
    FILE_WITHDRAWN = "assurance:file:withdrawn"
    FILE_READ = "assurance:file:read"
    TERMS_ACCEPTED = "assurance:terms:accepted"
    READER_NAMED = "assurance:reader:named"
    READER_ENDED = "assurance:reader:ended"
    # Duties of engagements.
    DUTIES_GIVEN = "assurance:duties:given"
    DUTY_SETTLED = "assurance:duty:settled"
    REPORT_REMINDED = "assurance:report:reminded"
