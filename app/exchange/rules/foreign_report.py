"""What was read of a strange questionnaire, as plain data: for the command line, and for what is kept of it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.exchange.reading.book import Note, column_letters
from app.exchange.rules import foreign_rows as rows
from app.exchange.rules.foreign_forms import SHARED, Form, FormSheet, Kind, shown_value
from app.exchange.rules.foreign_headings import Column
from app.exchange.rules.foreign_points import Point, kind_of, points
from app.exchange.rules.foreign_rows import Problem
from app.exchange.rules.foreign_words import Said

Words = Callable[..., str]
# Of answers as they stand in the file, the most frequent; a column of texts has as many as rows.
MOST_VALUES = 50
COUNTED = tuple(Said)


def report(form: Form, notes: Iterable[Note], words: Words) -> dict[str, Any]:
    """`words`: a msgid and its values in the language of the reader."""
    return {
        "kind": form.kind,
        "sheets": [_sheet(sheet, form, words) for sheet in form.sheets],
        "problems": [problem(one.sheet, one, words) for one in points(form, notes)],
        "totals": totals(form, notes),
    }


def totals(form: Form, notes: Iterable[Note]) -> dict[str, Any]:
    """Of the sheets that are the questionnaire. What is hidden, or only repeats another sheet, is not counted.
    `problems` are the points to check."""
    counted = form.counted
    asked = [question for sheet in counted for question in sheet.questions]
    return {
        "sheets": len(form.sheets),
        "hidden_sheets": sum(sheet.is_hidden for sheet in form.sheets),
        "counted_sheets": [sheet.name for sheet in counted],
        "questions": len(asked),
        "answered": sum(question.said != Said.NONE for question in asked),
        "answers": said(asked_one.said for asked_one in asked),
        "with_comment": sum(bool(question.comment) for question in asked),
        "merged_ranges": sum(sheet.merged for sheet in form.sheets),
        "formula_cells": sum(sheet.formulas for sheet in form.sheets),
        "unsaved_formula_cells": sum(sheet.unsaved for sheet in form.sheets),
        "trimmed_ids": sum(len(sheet.problems_of(rows.TRIMMED)) for sheet in counted),
        "duplicate_ids": sum(len(sheet.problems_of(rows.REPEATED)) for sheet in counted),
        "shared_ids": sum(len(sheet.problems_of(SHARED)) for sheet in counted),
        "conflicts": sum(len(sheet.problems_of(rows.TWO_TICKS)) for sheet in counted),
        "hidden_rows": sum(len(sheet.hidden_rows) for sheet in counted),
        "hidden_columns": sum(len(sheet.hidden_columns) for sheet in counted),
        "problems": len(points(form, notes)),
    }


def said(found: Iterable[Said]) -> dict[str, int]:
    counts = Counter(found)
    return {one.value: counts[one] for one in COUNTED}


def _sheet(sheet: FormSheet, form: Form, words: Words) -> dict[str, Any]:
    layout = sheet.layout
    values = Counter(text for one in sheet.questions if (text := shown_value(one)))
    return {
        "name": sheet.name,
        "position": sheet.position + 1,
        "hidden": sheet.is_hidden,
        "very_hidden": sheet.is_very_hidden,
        "kind": sheet.kind.value,
        "repeats": sheet.repeats,
        "counted": sheet in form.counted,
        "header_rows": [row + 1 for row in layout.heading_rows] if layout else [],
        "columns": [_column(one) for one in (layout.columns if layout else ())],
        "answer_style": _style(sheet),
        "questions": len(sheet.questions),
        "sections": len(sheet.sections),
        "section_names": list(sheet.sections),
        "answered": sum(one.said != Said.NONE for one in sheet.questions),
        "answers": said(one.said for one in sheet.questions),
        "values": dict(values.most_common(MOST_VALUES)),
        "with_comment": sum(bool(one.comment) for one in sheet.questions),
        "merged_ranges": sheet.merged,
        "formula_cells": sheet.formulas,
        "unsaved_formula_cells": sheet.unsaved,
        "unsaved_formulas": [f"{sheet.name}!{place}" for place in sheet.unsaved_cells],
        "trimmed_ids": _ids(sheet.problems_of(rows.TRIMMED)),
        "duplicate_ids": _duplicates(sheet),
        "shared_ids": _shared(sheet),
        "hidden_rows": list(sheet.hidden_rows),
        "hidden_columns": list(sheet.hidden_columns),
        "conflicts": [
            {"row": one.row, "id": one.params["id"], "cells": one.params["columns"]}
            for one in sheet.problems_of(rows.TWO_TICKS)
        ],
        "problems": [problem(sheet.name, one, words) for one in sheet.problems],
    }


def _column(column: Column) -> dict[str, str]:
    return {
        "role": column.role.value, "column": column_letters(column.index), "heading": column.heading,
        "why": column.why.value,
    }  # fmt: skip


def _style(sheet: FormSheet) -> str:
    if sheet.layout is None or sheet.kind == Kind.OTHER:
        return ""
    if sheet.layout.ticks:
        return "ticks"
    return "column" if sheet.layout.asks_for_answers else "none"


def _ids(found: Iterable[Problem]) -> list[dict[str, Any]]:
    return [{"row": one.row, "id": one.params["id"]} for one in found]


def _duplicates(sheet: FormSheet) -> list[dict[str, Any]]:
    places: dict[str, list[int]] = {}
    for one in sheet.problems_of(rows.REPEATED):
        places.setdefault(str(one.params["id"]), [int(one.params["first"])]).append(one.row)
    return [{"id": number, "rows": where} for number, where in places.items()]


def _shared(sheet: FormSheet) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row, "id": one.params["id"],
            "other_sheet": one.params["other"], "other_row": one.params["first"],
        }
        for one in sheet.problems_of(SHARED)
    ]  # fmt: skip


def problem(sheet: str, one: Problem | Point, words: Words) -> dict[str, Any]:
    return {
        "kind": kind_of(one.message).value if isinstance(one, Problem) else one.kind.value,
        "sheet": sheet, "row": one.row, "column": one.column, "why": words(one.message, **dict(one.params)),
    }  # fmt: skip


def spelt(counts: Mapping[str, int]) -> str:
    """yes 12, no 3: what was found at all."""
    return ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
