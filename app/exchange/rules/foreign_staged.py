"""A form of somebody else as JSON keeps it, and how its columns are read, as a person says it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.words import N_
from app.exchange import plain
from app.exchange.reading.book import Book, Merged, Note, Sheet
from app.exchange.reading.headers import TALLEST
from app.exchange.rules.foreign_forms import Choice, Form, FormSheet
from app.exchange.rules.foreign_headings import SINGLE
from app.exchange.rules.foreign_rows import Question
from app.exchange.rules.foreign_words import Role

MOST_CELLS = 200_000
TOO_LARGE = N_("The file holds more than %(count)s cells. Keep the sheets with the questions and retry.")
NO_SUCH_ROWS = N_("The heading is one to three rows of the sheet, the first not below the last.")
ROLE_TWICE = N_(
    "Numbers, questions, answers and each kind of tick can stand in one column only. Two were chosen."
)
NO_QUESTION = N_("Choose the column that holds the questions, or leave the sheet out.")


def stored(book: Book) -> dict[str, Any]:
    return {
        "kind": book.kind,
        "notes": [[note.kind, dict(note.params)] for note in book.notes],
        "sheets": [
            {
                "name": sheet.name, "hidden": sheet.is_hidden, "deep": sheet.is_very_hidden,
                "formulas": sheet.formulas, "unsaved": sheet.unsaved,
                "hidden_rows": sheet.hidden_rows, "hidden_columns": sheet.hidden_columns,
                "merged": [[one.top, one.left, one.bottom, one.right] for one in sheet.merged],
                "rows": [[plain.of_cell(cell) for cell in row] for row in sheet.rows],
            }
            for sheet in book.sheets
        ],
    }  # fmt: skip


def restored(content: Mapping[str, Any]) -> Book:
    sheets = tuple(
        Sheet(
            one["name"], tuple(tuple(map(plain.to_cell, row)) for row in one["rows"]),
            tuple(Merged(*ends) for ends in one["merged"]), one["hidden"], one["deep"], one["formulas"],
            one.get("unsaved", 0), tuple(one.get("hidden_rows", ())), tuple(one.get("hidden_columns", ())),
        )
        for one in content["sheets"]
    )  # fmt: skip
    return Book(content["kind"], sheets, tuple(Note(kind, params) for kind, params in content["notes"]))


def size(book: Book) -> int:
    return sum(len(row) for sheet in book.sheets for row in sheet.rows) + sum(
        len(sheet.rows) for sheet in book.sheets
    )


def choices(kept: Mapping[str, Any]) -> dict[str, Choice]:
    return {name: choice_of(one) for name, one in kept.items()}


def choice_of(kept: Mapping[str, Any]) -> Choice:
    roles = kept.get("roles")
    rows = kept.get("rows")
    return Choice(
        tuple(rows) if rows is not None else None,
        {int(index): Role(role) for index, role in roles.items()} if roles is not None else None,
        bool(kept.get("left_out")),
    )


def kept_choice(choice: Choice) -> dict[str, Any]:
    return {
        "rows": list(choice.rows) if choice.rows is not None else None,
        "roles": {str(index): role.value for index, role in choice.roles.items()}
        if choice.roles is not None
        else None,
        "left_out": choice.is_left_out,
    }


def wrong_with(choice: Choice) -> tuple[str, dict[str, Any]] | None:
    """Why a choice cannot stand: a message and its values."""
    if choice.is_left_out:
        return None
    if choice.roles is None and not choice.rows:
        return NO_SUCH_ROWS, {}
    if choice.rows and (len(choice.rows) > TALLEST or choice.rows[0] < 0):
        return NO_SUCH_ROWS, {}
    if choice.roles is None:
        return None
    roles = list(choice.roles.values())
    if any(roles.count(role) > 1 for role in SINGLE):
        return ROLE_TWICE, {}
    return None if Role.QUESTION in roles else (NO_QUESTION, {})


def asked(form: Form) -> Sequence[tuple[FormSheet, Question]]:
    """Every question of the sheets that count, in their order."""
    return [(sheet, question) for sheet in form.counted for question in sheet.questions]


def place_of(sheet: FormSheet, question: Question) -> str:
    """What a question of the file is known by on the pages."""
    return f"{sheet.position}:{question.row}"
