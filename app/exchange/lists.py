"""What the list of forms of others shows, and the questions of one of them page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.listing import Column, ListDefinition
from app.exchange.models import ForeignForm
from app.exchange.rules.foreign_forms import FormSheet
from app.exchange.rules.foreign_rows import Question

FOREIGN_FORMS = ListDefinition(
    "foreign_forms",
    columns=(
        Column("made_at", _l("Brought at"), (ForeignForm.made_at,), is_fixed=True),
        Column("file_name", _l("File"), (ForeignForm.file_name,), is_fixed=True),
    ),
    size=20,
)
QUESTIONS_OF_A_PAGE = 100


@dataclass(frozen=True)
class QuestionPage:
    """Some of the questions of a form, as the pager of a list takes them. All are in memory: each can be reached."""

    of: Sequence[tuple[FormSheet, Question]]
    number: int
    path: str
    count_url: str = ""

    @property
    def start(self) -> int:
        return (self.number - 1) * QUESTIONS_OF_A_PAGE

    @property
    def rows(self) -> Sequence[tuple[FormSheet, Question]]:
        return self.of[self.start : self.start + QUESTIONS_OF_A_PAGE]

    @property
    def label(self) -> str:
        first, last = self.start + 1, self.start + len(self.rows)
        where = {"first": f"{first:,}", "last": f"{last:,}", "total": f"{len(self.of):,}"}
        return str(_("%(first)s–%(last)s of %(total)s", **where))

    @property
    def has_prev(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.start + QUESTIONS_OF_A_PAGE < len(self.of)

    @property
    def prev_url(self) -> str:
        return self._url(self.number - 1)

    @property
    def next_url(self) -> str:
        return self._url(self.number + 1)

    def _url(self, number: int) -> str:
        return f"{self.path}?page={number}#questions"


def page_of_questions(of: Sequence[tuple[FormSheet, Question]]) -> QuestionPage:
    """The page that the address asks for; the first where there is no such page."""
    text = request.args.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    last = -(-len(of) // QUESTIONS_OF_A_PAGE)
    return QuestionPage(of, number if 1 <= number <= last else 1, request.path)
