"""Records by what a file may call them."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from uuid import UUID

from app.core.text import fold, fold_company
from app.exchange.reading import values as read
from app.exchange.reading.spellings import LEGAL_FORMS

# What parts the entries of a list in one cell: a name with one of them in it cannot stand there.
_PARTING = re.compile("[、，,;；／\n]")


def exactly(text: str) -> str:
    return text


def as_code(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def legal_form(name: str) -> str:
    """株式会社 also of （株）, "inc" of Inc. and Incorporated; nothing where the name goes without."""
    rest = fold(name).replace(fold_company(name), "", 1)
    return LEGAL_FORMS.get(rest, rest)


def with_form(name: str) -> str:
    """Equal for spellings of one name. A GmbH is not its parent: another form is another company."""
    return f"{fold_company(name)} {legal_form(name)}"


class Spellings:
    """Levels of spellings, the surest first: the first level that knows a text says whom it may mean."""

    def __init__(self, *folds: Callable[[str], str]) -> None:
        self.levels: list[tuple[Callable[[str], str], dict[str, dict[UUID, None]]]] = [
            (folded_by, {}) for folded_by in (as_code, *folds)
        ]

    def learn(self, record_id: UUID, *spellings: Iterable[str | None]) -> None:
        """`spellings`: for each level after the first (which knows the id) what the record is called there."""
        for (folded_by, known), texts in zip(self.levels, ((str(record_id),), *spellings), strict=True):
            for text in filter(None, texts):
                known.setdefault(folded_by(text), {})[record_id] = None

    def find(self, text: str) -> list[UUID]:
        for folded_by, known in self.levels:
            folded = folded_by(text)
            found = known.get(folded) if folded else None
            if found:
                return list(found)
        return []

    def spelt(self, record_id: UUID, candidates: Iterable[str | None], *, in_list: bool = False) -> str:
        """The first that leads back to this record, and to no other, once it was read from a cell again."""
        for text in filter(None, candidates):
            is_whole = not (in_list and _PARTING.search(text))
            if is_whole and self.find(text) == [record_id] and _comes_back(text):
                return text
        return str(record_id)


def _comes_back(text: str) -> bool:
    try:
        return read.line(text) == text
    except read.ValueProblem:
        return False
