"""What is called how about questionnaires of others."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.exchange.rules.foreign_forms import Kind
from app.exchange.rules.foreign_headings import Why
from app.exchange.rules.foreign_words import Role, Said

words.table(
    "foreign_form",
    _l("Form from others"),
    {
        "made_by_id": _l("Brought by"),
        "made_at": _l("Brought at"),
        "file_name": _l("File"),
        "sha256": _l("SHA-256 of the file"),
        "content": _l("Content of the file"),
        "choices": _l("Mapping of the columns"),
        "counts": _l("What was read"),
        "questionnaire": _l("Questionnaire made of it"),
    },
)
words.values(
    {
        Role.NUMBER: _l("Number of the question"),
        Role.QUESTION: _l("Question"),
        Role.ANSWER: _l("Answer"),
        Role.YES: _l("Tick: yes"),
        Role.PARTIAL: _l("Tick: in part"),
        Role.NO: _l("Tick: no"),
        Role.NA: _l("Tick: not applicable"),
        Role.OTHER: _l("Tick: another choice"),
        Role.COMMENT: _l("Comment"),
        Role.EVIDENCE: _l("Evidence"),
        Role.SECTION: _l("Section"),
        Role.CONTROL: _l("Number of the control"),
        Role.OWNER: _l("Who is responsible"),
        Role.GUIDANCE: _l("Guidance"),
        Role.REVIEW: _l("Notes of whoever asks"),
    }
)
words.values(
    {
        Why.NAME: _l("By its heading"),
        Why.CELLS: _l("By what stands in it"),
        Why.CHOSEN: _l("As you chose"),
    }
)
words.values(
    {
        Said.YES: _l("Yes"),
        Said.PARTIAL: _l("In part"),
        Said.NO: _l("No"),
        Said.NA: _l("Not applicable"),
        Said.OTHER: _l("Another choice"),
        Said.TEXT: _l("Text"),
        Said.NONE: _l("No answer"),
        Said.CONFLICT: _l("Two ticks"),
    }
)
words.values(
    {
        Kind.FORM: _l("Questionnaire"),
        Kind.QUESTIONS: _l("Questions without answers"),
        Kind.REPEAT: _l("Repeats another sheet"),
        Kind.OTHER: _l("No questionnaire"),
    }
)
