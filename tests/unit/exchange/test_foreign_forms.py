"""A strange questionnaire is understood by the names of its columns, and by what stands in them."""

from collections import Counter

import pytest

from app.exchange.reading.book import BadCell, Book, Merged, Sheet
from app.exchange.rules import foreign_forms, foreign_rows
from app.exchange.rules.foreign_forms import Choice, Kind
from app.exchange.rules.foreign_headings import role_of
from app.exchange.rules.foreign_values import Mark, is_id, is_lettered_id, mark_in, numbered, said_in
from app.exchange.rules.foreign_words import Role, Said


def sheet(*rows, merged=(), name="Form", **more):
    return Sheet(name, tuple(tuple(row) for row in rows), tuple(Merged(*ends) for ends in merged), **more)


def read(*rows, merged=(), choice=foreign_forms.AS_FOUND):
    return foreign_forms.read_sheet(sheet(*rows, merged=merged), choice=choice)


def roles(found):
    return {column.role.value: column.index for column in found.layout.columns}


def said(found):
    return Counter(one.said.value for one in found.questions)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Question ID", Role.NUMBER), ("CCM Control ID", Role.NUMBER), ("Ques Num", Role.NUMBER),
        ("S. No.", Role.NUMBER), ("No.", Role.NUMBER),
        ("項番", Role.NUMBER), ("質問番号", Role.NUMBER), ("Consensus Assessment\nQuestions", Role.QUESTION),
        ("Question/Request", Role.QUESTION), ("確認項目", Role.QUESTION), ("Question Category", Role.SECTION),
        ("CSP CAIQ Answer", Role.ANSWER), ("Vendor Answers", Role.ANSWER), ("Yes / No / N/A", Role.ANSWER),
        ("回答（はい／いいえ）", Role.ANSWER), ("Compliant (Y/N)", Role.ANSWER),
        ("回答者", None), ("Response Options", None),
        ("SSRM Control Ownership", Role.OWNER), ("CSC Responsibilities (Optional/Recommended)", Role.OWNER),
        ("CSP Implementation Description (Optional/Recommended)", Role.COMMENT),
        ("Additional Information", Role.COMMENT),
        ("備考", Role.COMMENT), ("証跡・エビデンス", Role.EVIDENCE), ("Guidance", Role.GUIDANCE),
        ("Analyst Notes", Role.REVIEW), ("Vendor name", None),
    ],
)  # fmt: skip
def test_a_heading_says_what_its_column_holds(heading, role):
    assert role_of([heading]) == role


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("質問番号 Question No.", Role.NUMBER), ("項 番", Role.NUMBER), ("req_id", Role.NUMBER), ("Valid", None),
        ("診断内容", Role.QUESTION), ("req_description", Role.QUESTION), ("対応可否", Role.ANSWER),
        ("Informative References", Role.NUMBER), ("Antwort", Role.ANSWER), ("回答 Answer", Role.ANSWER),
        ("2. 一部実施している", Role.PARTIAL), ("2点（実施済）", Role.YES), ("Yes with CCW", Role.PARTIAL),
        ("In Place w/ Remediation", Role.PARTIAL), ("Not in Place", Role.NO), ("わからない", None),
        ("有 / 無", Role.ANSWER), ("S. No.", Role.NUMBER),
    ],
)  # fmt: skip
def test_other_spellings_of_headings_are_known_too(heading, role):
    assert role_of([heading]) == role


def test_choices_below_what_whoever_asks_fills_in_are_theirs():
    assert role_of(["自己点検", "適"]) == Role.YES
    assert role_of(["当行確認", "適"]) == Role.REVIEW


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("☑はい　□いいえ", Said.YES), ("□はい ☑いいえ", Said.NO), ("☐ Yes ☐ No", Said.NONE), ("☑", Said.YES),
        ("□", Said.NONE),
        ("☐はい ☑わからない", Said.OTHER),
        ("■はい ■いいえ", Said.CONFLICT), ("■概要は別紙のとおりです。", Said.TEXT), ("1.実施している", Said.YES),
        ("4.わからない", Said.TEXT), ("はい / Yes", Said.YES), ("Yes / No", Said.TEXT), ("いいえ/No", Said.NO),
        ("有り（規程あり）", Said.YES), ("No longer used", Said.TEXT), ("No we do not", Said.NO), ("4", Said.TEXT),
        ("実施済（2点）", Said.YES), ("予定（2027年4月）", Said.PLANNED), ("Planned - next year", Said.PLANNED),
        ("計画は別紙のとおりです。", Said.TEXT),
    ],
)  # fmt: skip
def test_answers_with_boxes_numbers_and_two_languages_are_understood(text, value):
    assert said_in(text) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ID.AM-1: Devices are counted", ("ID.AM-1", "Devices are counted")), ("1.2 Access", ("1.2", "Access")),
        ("Access 1.2", ("", "Access 1.2")), ("3", ("", "3")),
    ],
)  # fmt: skip
def test_a_number_in_front_of_a_text_is_told_apart(text, found):
    assert numbered(text) == found


def test_the_lowest_of_joined_headings_decides():
    assert role_of(["Consensus Assessment Answers", "Not Applicable"]) == Role.NA
    assert role_of(["Consensus Assessment Answers", "Notes"]) == Role.COMMENT
    assert role_of(["Answer", "Bank A"]) == Role.ANSWER


@pytest.mark.parametrize(
    "number", ["A&A-01.1", "DOCU-01", "IAM-02", "1.2.3", "A.1.1", "Q12", "（３）", "問1", "Ａ－１"]
)
def test_what_reads_like_a_number_of_a_question_is_one(number):
    assert is_id(number)
    assert not is_id("Application Security")
    assert not is_id("Section 1")


def test_a_number_without_letters_could_be_a_step_of_an_instruction():
    assert is_lettered_id("DOCU-01")
    assert not is_lettered_id("1.2")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("Yes ", Said.YES), ("YES.", Said.YES), ("はい", Said.YES), ("〇", Said.YES), (True, Said.YES), ("No", Said.NO),
        (False, Said.NO), ("×", Said.NO), ("N/A", Said.NA), ("Ｎ／Ａ", Said.NA), ("該当なし", Said.NA),
        (BadCell("#N/A"), Said.NA), ("Partially", Said.PARTIAL), ("Yes - see the report", Said.YES),
        ("いいえ（来年度から）", Said.NO), ("No one has access", Said.TEXT), ("Two regions", Said.TEXT),
        (12, Said.TEXT), ("検討中", Said.PLANNED), ("計画中", Said.PLANNED), ("実施予定", Said.PLANNED),
        ("対応予定", Said.PLANNED), ("予定", Said.PLANNED), ("対応中", Said.PLANNED), ("planned", Said.PLANNED),
        ("In Progress", Said.PLANNED), ("一部実施", Said.PARTIAL), ("△", Said.PARTIAL),
        ("  ", Said.NONE), (None, Said.NONE), (BadCell("#REF!"), Said.NONE),
    ],
)  # fmt: skip
def test_an_answer_is_understood(cell, value):
    assert said_in(cell) == value


@pytest.mark.parametrize(
    "cell", ["x", "X", "✓", "✔", "レ", "ﾚ", "○", "〇", "●", True, 1, 1.0, "TRUE", " x ", "Yes"]
)
def test_a_tick_is_a_tick(cell):
    assert mark_in(cell, Said.YES) == Mark.TICKED


@pytest.mark.parametrize("cell", [None, "", " ", False, 0, "☐", "-"])
def test_an_empty_box_is_none(cell):
    assert mark_in(cell, Said.YES) == Mark.EMPTY


HEAD = ("ID", "Question", "Answer", "Comment")


def test_titles_and_repeated_headings_are_sections_and_no_questions():
    found = read(
        ("A form",), (), HEAD, ("Access",), ("A-1", "Do you check?", "Yes"), ("Doors", "", "Answer", "Comment"),
        ("B-1", "Do you lock?", "No", "soon"), ("", "Nights"), ("B-2", "Is there light?", None), ("End of form",),
    )  # fmt: skip
    assert [(one.row, one.id, one.section, one.comment) for one in found.questions] == [
        (5, "A-1", "Access", ""), (7, "B-1", "Doors", "soon"), (9, "B-2", "Nights", ""),
    ]  # fmt: skip
    assert (found.kind, said(found), found.problems) == (Kind.FORM, {"yes": 1, "no": 1, "none": 1}, ())


def test_a_title_with_a_number_of_its_own_is_no_question():
    found = read(
        ("#", "Area", "Requirement", "Compliant (Y/N)"), (1, "Access"), (1.1, "MFA", "MFA is required.", "Y")
    )
    assert [(one.id, one.section) for one in found.questions] == [("1.1", "MFA")]
    assert found.problems == ()


def test_merged_cells_of_several_rows_are_one_question_and_a_number_over_several_is_many():
    found = read(
        HEAD, ("A-1", "First?", "Yes", "a"), (None, "Second?", "No", "b"), ("A-2", "Long?", None, "c"),
        (None, None, "Yes", "d"), merged=((1, 0, 2, 0), (3, 0, 4, 0), (3, 1, 4, 1)),
    )  # fmt: skip
    assert [(one.id, one.text, one.said.value, one.comment) for one in found.questions] == [
        ("A-1", "First?", "yes", "a"), ("A-1", "Second?", "no", "b"), ("A-2", "Long?", "yes", "c\nd"),
    ]  # fmt: skip


def test_one_text_merged_over_several_numbers_is_asked_for_each():
    found = read(HEAD, ("A-1", "The same?", "Yes"), ("A-2", None, "No"), merged=((1, 1, 2, 1),))
    assert [(one.id, one.text) for one in found.questions] == [("A-1", "The same?"), ("A-2", "The same?")]


def test_what_is_odd_is_told_with_its_row_and_column():
    found = read(
        HEAD, ("A-1 ", "First?", "Yes"), ("A-1", "Again?", "Yes"), ("A-2", None, "Yes"), (None, "No number?", "No"),
        ("A-3", "Broken?", BadCell("#REF!")), ("A-4", BadCell(""), None),
    )  # fmt: skip
    assert [(one.row, one.column, one.message) for one in found.problems] == [
        (2, "A", foreign_rows.TRIMMED), (4, "A", foreign_rows.NO_QUESTION), (5, "A", foreign_rows.NO_NUMBER),
        (6, "C", foreign_rows.BAD_CELL), (7, "B", foreign_rows.NOT_SAVED), (3, "", foreign_rows.REPEATED),
    ]  # fmt: skip


TICKED = (("No.", "Question", "Answers", None, None, "Notes"), (None, None, "Yes", "No", "N/A"))
OVER = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5))


def test_two_ticks_in_one_row_are_a_conflict_and_words_are_told():
    found = read(
        *TICKED, (1, "One?", "x"), (2, "Two?", None, "✔", None, "n"), (3, "Three?", "x", "x"), (4, "Four?"),
        (5, "Five?", None, None, "not ours"), merged=OVER,
    )  # fmt: skip
    assert said(found) == {"yes": 1, "no": 1, "conflict": 1, "none": 1, "na": 1}
    assert found.layout.heading_rows == (0, 1)
    assert [(one.row, one.column) for one in found.problems_of(foreign_rows.TWO_TICKS)] == [(5, "C")]
    assert [one.row for one in found.problems_of(foreign_rows.WRITTEN)] == [7]
    assert found.questions[4].comment == "not ours"


def test_headings_of_two_rows_are_found_without_merged_cells_too():
    found = read(*TICKED, (1, "One?", "x"), (2, "Two?", None, "x"))
    assert (found.layout.heading_rows, said(found)) == ((0, 1), {"yes": 1, "no": 1})


def test_columns_without_names_are_known_by_what_stands_in_them():
    found = read(*((f"AB-{n}", f"Is rule {n} followed?", ("Yes", "No")[n % 2]) for n in range(8)))
    assert roles(found) == {"number": 0, "question": 1, "answer": 2}
    assert len(found.questions) == 8


def test_an_instruction_is_no_questionnaire():
    assert (
        read(("Question ID", "The number"), ("Question", "The text"), ("Answer", "Yes or no")).kind
        == Kind.OTHER
    )
    assert read(("1.", "Open the next sheet."), ("2.", "Fill it in."), ("3.", "Send it.")).kind == Kind.OTHER


def test_a_choice_of_somebody_stands_over_what_was_found():
    rows = (("x", "y", "z"), ("A-1", "lock the doors", "Yes"), ("A-2", "light the rooms", "No"))
    choice = Choice((0,), {0: Role.NUMBER, 1: Role.QUESTION, 2: Role.ANSWER})
    assert said(read(*rows, choice=choice)) == {"yes": 1, "no": 1}
    assert read(HEAD, ("A-1", "First?", "Yes"), choice=Choice(is_left_out=True)).kind == Kind.OTHER


def test_a_sheet_that_repeats_others_is_not_counted_twice():
    rows = [HEAD, *((f"A-{n}", f"Is {n} so?", "Yes") for n in range(9))]
    book = Book(
        "xlsx", (sheet(*rows, name="Report", formulas=18), sheet(*rows, name="Form"), sheet(("x",), name="x"))
    )
    form = foreign_forms.read(book)
    assert [(one.kind, one.repeats) for one in form.sheets] == [
        (Kind.REPEAT, "Form"), (Kind.FORM, ""), (Kind.OTHER, ""),
    ]  # fmt: skip
    assert [one.name for one in form.counted] == ["Form"]


def test_a_hidden_questionnaire_is_reported_and_not_counted():
    rows = [HEAD, ("A-1", "First?", "Yes")]
    form = foreign_forms.read(
        Book("xlsx", (sheet(*rows), sheet(HEAD, ("B-1", "Two?"), name="h", is_hidden=True)))
    )
    assert [one.name for one in form.counted] == ["Form"]
    assert len(form.sheets[1].questions) == 1
