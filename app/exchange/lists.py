"""What the list of forms of others shows, and what was read of one of them page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from urllib.parse import urlencode

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
OF_A_PAGE = 100
T = TypeVar("T")


@dataclass(frozen=True)
class InMemory(Generic[T]):
    """Some of what is read of a form, as the pager of a list takes it. All is in memory: each can be reached.
    `name`: of the page in the address; `part`: of the page of the form where it stands."""

    of: Sequence[T]
    number: int
    path: str
    name: str
    part: str
    kept: Mapping[str, str] = field(default_factory=dict)
    count_url: str = ""

    @property
    def start(self) -> int:
        return (self.number - 1) * OF_A_PAGE

    @property
    def rows(self) -> Sequence[T]:
        return self.of[self.start : self.start + OF_A_PAGE]

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
        return self.start + OF_A_PAGE < len(self.of)

    @property
    def prev_url(self) -> str:
        return self._url(self.number - 1)

    @property
    def next_url(self) -> str:
        return self._url(self.number + 1)

    def _url(self, number: int) -> str:
        return f"{self.path}?{urlencode({**self.kept, self.name: number})}#{self.part}"


def page_of(of: Sequence[T], name: str, part: str, kept: Mapping[str, str] | None = None) -> InMemory[T]:
    """The page that the address asks for; the first where there is no such page."""
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    last = -(-len(of) // OF_A_PAGE)
    return InMemory(of, number if 1 <= number <= last else 1, request.path, name, part, kept or {})


def page_of_questions(of: Sequence[tuple[FormSheet, Question]]) -> InMemory[tuple[FormSheet, Question]]:
    return page_of(of, "page", "questions")
