"""Tables whose changes the audit log does not record, each with the reason. Reviewed: a new table that is
neither audited nor listed here fails a test.
"""

OPERATIONAL = {
    "audit_event": "the log itself",
    "audit_values": "the log itself",
    "audit_head": "the log itself",
    "audit_erasure": "the log itself: each row is noted by an event of its act",
    "security_event": "a log of its own, written apart from the act it reports",
    "idempotency_key": "machinery: which form was already handled",
    "chain_check": "derived from the chains: what their checks find, made anew each night and after each change",
    "chain_check_run": "machinery: up to which event of the log those results are true",
    "answer_import": "answers in a workbook that were not taken yet; those that were are in the log one by one",
    "import_batch": "a file that somebody brought and has not applied; what was applied is in the log row by row",
    "import_row": "a row of such a file",
    "remembered_mapping": "machinery: which column was which in the last file with these headings",
    "former_name": "derived from the log: names that records had, by which they are still found",
    "draft": "what somebody typed and has not sent; no record yet",
    "mail": "outbox: its cause is in the log",
    "notice": "shown words: their cause is in the log",
    "job_run": "machinery: which job ran when",
    "saved_view": "how one person likes to see a list: their own setting, no record of the business",
    "organisation_key": "derived from the organisations it helps to tell apart",
    "stored_file": "where a content lies and under which key; the audited rows that refer to it hold its SHA-256",
    "standard_item": "derived from the published items of each edition: what findings and the search point at",
    "standard_question": "derived from the questions of the questionnaires in use: what the search points at",
    "question_paper": "derived from a version of a questionnaire: what respondents see of it",
    "search_entry": "derived from the records it finds",
    "invitation": "one-time links: sending one is in the log under its person",
    "sign_in_state": "counters and last seen",
    "web_session": "signed-in browsers",
}
