"""What is called how about questionnaires of others."""

from flask_babel import lazy_gettext as _l

from app.core import words
from app.exchange.rules.foreign_forms import Kind
from app.exchange.rules.foreign_headings import Why
from app.exchange.rules.foreign_points import PointKind
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
        Role.PLANNED: _l("Tick: planned or under way"),
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
        Said.PLANNED: _l("Planned or under way"),
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
        PointKind.TWO_TICKS: _l("Two ticks in one row"),
        PointKind.NOT_SAVED: _l("Formulas without a saved result"),
        PointKind.BAD_CELL: _l("Cells with an error"),
        PointKind.WIDE: _l("Columns that were not read"),
        PointKind.NO_QUESTION: _l("Numbers without a question"),
        PointKind.WRITTEN: _l("Words in place of a tick"),
        PointKind.REPEATED: _l("Duplicate numbers"),
        PointKind.SHARED: _l("Numbers that another sheet has too"),
        PointKind.NO_NUMBER: _l("Questions without a number"),
        PointKind.TRIMMED: _l("Numbers with extra spaces"),
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
