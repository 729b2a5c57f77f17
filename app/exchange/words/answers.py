"""What is called how about workbooks of answers."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.diligence.rules.differing import Outcome

words.table(
    "answer_import",
    _l("Workbook of answers"),
    {
        "assignment_id": _l("Request to answer"),
        "organisation_id": _l("Organisation"),
        "made_by_id": _l("Brought by"),
        "made_at": _l("Brought at"),
        "file_name": _l("File"),
        "sha256": _l("SHA-256 of the file"),
        "content": _l("Content of the file"),
        "applied_at": _l("Applied at"),
        "taken": _l("Answers taken from it"),
        "offered_by": _l("Prepared for the respondent by"),
    },
)
words.values(
    {
        Outcome.CHANGED: _l("Changed"),
        Outcome.OLDER: _l("Answered here meanwhile"),
        Outcome.NOT_ASKED: _l("Not asked now"),
        Outcome.WRONG: _l("Cannot be read"),
        Outcome.TAMPERED: _l("Question was changed"),
        Outcome.UNKNOWN: _l("Not of this request"),
        Outcome.ABSENT: _l("Not in the file"),
        Outcome.UNCHANGED: _l("Unchanged"),
    }
)
