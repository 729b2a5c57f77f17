"""Forms laid out as those in use are: every question and every answer is counted right."""

from collections import Counter

import pytest

from app.exchange.reading.files import read_file
from app.exchange.rules import foreign_forms
from app.exchange.rules.foreign_report import report, totals
from tests.factories import foreign_corpus, foreign_corpus_japan, foreign_corpus_traps

MADE = foreign_corpus.WORKBOOKS
GROUPS = (foreign_corpus, foreign_corpus_japan, foreign_corpus_traps)


def read(name, content):
    book = read_file(name, content, may_be_western=True)
    return book, foreign_forms.read(book)


@pytest.mark.parametrize("name", MADE)
def test_questions_and_answers_are_counted_exactly(name):
    content, said = MADE[name]()
    book, form = read(name, content)
    found = totals(form, book.notes)
    assert (found["questions"], {one: n for one, n in found["answers"].items() if n}) == (
        said.total(),
        dict(said),
    )


def test_sheets_that_repeat_the_questions_are_not_counted():
    _book, form = read("a.xlsx", MADE["toolkit-in-sheets.xlsx"]()[0])
    assert [one.name for one in form.counted] == ["START HERE", "Organization", "Product", "Privacy"]
    book, form = read("a.xlsx", MADE["toolkit.xlsx"]()[0])
    assert [one.name for one in form.counted] == ["Toolkit"]
    assert totals(form, book.notes)["hidden_sheets"] == 2


def test_a_further_choice_is_told_by_its_words():
    _book, form = read("a.xlsx", MADE["診断.xlsx"]()[0])
    (sheet,) = form.counted
    assert Counter(one.answer for one in sheet.questions)["わからない"] == 5


def test_numbers_in_front_of_the_texts_are_numbers():
    _book, form = read("a.xlsx", MADE["framework.xlsx"]()[0])
    first = form.counted[0].questions[0]
    assert (first.id, first.text) == ("PR.AC-1", "Devices of kind 1 are counted and kept")


def test_formulas_whose_results_were_never_saved_are_named():
    book, form = read("a.xlsx", foreign_corpus_traps.never_calculated())
    told = report(form, book.notes, lambda message, **params: message % params)
    (sheet,) = told["sheets"]
    assert (sheet["unsaved_formula_cells"], sheet["unsaved_formulas"][:3]) == (
        8,
        ["Form!C2", "Form!E2", "Form!C3"],
    )
    assert told["totals"]["unsaved_formula_cells"] == 8
    assert told["totals"]["answers"] | {"none": 2, "no": 4} == told["totals"]["answers"]
    (note,) = [one for one in book.notes if one.kind in ("formulas", "unsaved")]
    assert (note.kind, note.params) == ("unsaved", {"sheet": "Form", "count": 8, "cells": "C2, E2, C3, …"})


def test_each_column_says_what_it_was_understood_by():
    _book, form = read("a.xlsx", MADE["statements.xlsx"]()[0])
    layout = form.counted[0].layout
    assert {one.role.value: one.why.value for one in layout.columns}["number"] == "name"
    assert {one.role.value: one.why.value for one in layout.columns}["answer"] == "cells"
