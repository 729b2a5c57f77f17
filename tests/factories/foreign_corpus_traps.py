"""What goes wrong in workbooks of others: rows and cells that look like questions and answers, and are none."""

import io
from collections import Counter
from datetime import date

import openpyxl
from openpyxl.styles import PatternFill

from tests.factories.foreign_corpus import (
    ANSWERS,
    ENGLISH,
    Formula,
    Made,
    Page,
    Row,
    asks,
    table,
    ticked,
    workbook,
    written,
)

HEADS = ("ID", "Question", "Answer", "Comment")
TWELVE = Counter(yes=3, no=3, na=3, none=3)


def line(at: int, answer: str | None) -> Row:
    return [f"Q-{at:02}", asks(at), answer]


workbook("deep.xlsx")(
    lambda: table(
        HEADS,
        line,
        ENGLISH,
        above=[[f"Line {at} says how to fill this in, does it not?"] for at in range(60)],
    )
)
workbook("days-as-numbers.xlsx")(
    lambda: table(HEADS, lambda at, answer: [date(2026, 1, at), asks(at), answer], ENGLISH)
)
workbook("sums.xlsx")(
    lambda: table(
        HEADS, line, ENGLISH,
        below=[["Total", None, Formula("=1", 12)], [None, "Total yes", 5], ["合計", None, 9], [], ["Name:", None, "B"]],
    )
)  # fmt: skip
workbook("blanks.xlsx")(
    lambda: table(
        ("ID\xa0", "Question\xa0Text", "Answer\u200b", "Comment"),
        lambda at, answer: [f"\xa0Q-{at}\u3000", asks(at), f"{answer}\xa0" if answer else " "],
        ENGLISH,
    )
)


@workbook("steps-above.xlsx")
def steps_above() -> Made:
    """Numbered steps, and who fills it in when, before the columns are named."""
    rows: list[Row] = [
        ["Supplier form", "Security and privacy"],
        *([at, f"Step {at} of how to fill this in", "see the guide"] for at in range(1, 5)),
        ["VER-01", "Version", "9.1"], ["DAY-01", "Day", "2026-05-01"],
        HEADS, *(line(at, ANSWERS[at % 4]) for at in range(1, 13)),
    ]  # fmt: skip
    return written(Page("Form", rows)), TWELVE


@workbook("facts-first.xlsx")
def facts_first() -> Made:
    """A first block whose answers have a heading of their own, plainly numbered."""
    rows: list[Row] = [["Supplier form"], ["About you", None, "Answer"]]
    rows += [[at, f"Fact {at} of the supplier", "Nobody Ltd." if at % 2 else None] for at in range(1, 5)]
    rows += [["ID", "Question", "Answer"], *(line(at, ANSWERS[at % 4]) for at in range(1, 13))]
    return written(Page("Form", rows)), TWELVE + Counter(text=2, none=2)


@workbook("numbered-below.xlsx")
def numbered_below() -> Made:
    rows = [HEADS, ["(1)", "(2)", "(3)", "(4)"], *(line(at, ANSWERS[at % 4]) for at in range(1, 13))]
    return written(Page("Form", rows)), TWELVE


@workbook("headings-again.xlsx")
def headings_again() -> Made:
    rows: list[Row] = []
    for at in range(1, 13):
        rows += [[f"Section {at}: some topic"], HEADS] if at % 4 == 1 else []
        rows += [line(at, ANSWERS[at % 4]), [], [None, "  "]]
    return written(Page("Form", rows)), TWELVE


@workbook("several-lines.xlsx")
def several_lines() -> Made:
    """A number and its answer merged over the lines of one question."""
    rows: list[Row] = [("No.", "Question", "Answer", "Comment")]
    merged = []
    for at in range(1, 9):
        rows += [[at, asks(at), ANSWERS[at % 4]], [None, "a) in the office"], [None, "b) at home"]]
        merged += [(len(rows) - 3, column, len(rows) - 1, column) for column in (0, 2, 3)]
    return written(Page("Form", rows, merged)), Counter(yes=2, no=2, na=2, none=2)


@workbook("parts-without-numbers.xlsx")
def parts_without_numbers() -> Made:
    rows: list[Row] = [("#", "Question", "Answer")]
    for at in range(1, 5):
        rows += [
            [at, "Which of these do you keep?"],
            [None, f"a) measure {at}a", "Yes"],
            [None, "b) the other", "No"],
        ]
    return written(Page("Form", rows)), Counter(none=4, yes=4, no=4)


@workbook("crosses.xlsx")
def crosses() -> Made:
    """Crosses in one column say yes; in two they are choices."""
    rows: list[Row] = [("No.", "Control", "Implemented (X)", "Planned (X)", "Comment")]
    rows += [[at, f"Keep measure {at} in order", *ticked(2, at % 3, "X")] for at in range(1, 10)]
    return written(Page("Form", rows)), Counter(yes=3, planned=3, none=3)


@workbook("hidden-again.xlsx")
def hidden_again() -> Made:
    rows = [HEADS, *(line(at, ANSWERS[at % 4]) for at in range(1, 13))]
    return written(Page("Form", rows), Page("Old", rows[:9], state="hidden"), Page("Empty", [])), TWELVE


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@workbook("wide-colours.xlsx")
def wide_colours() -> Made:
    """Colours down to the last row; and a colour is no answer."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ID", "Question", "Yes", "No"])
    for at in range(1, 7):
        sheet.append([f"Q-{at}", asks(at)])
        sheet.cell(at + 1, 3).fill = PatternFill("solid", "FF0000")
    sheet.cell(1_048_576, 60).fill = PatternFill("solid", "FF0000")
    return saved(book), Counter(none=6)


@workbook("template.xltx")
def template() -> Made:
    book = openpyxl.Workbook()
    book.template = True
    for row in [HEADS, *(line(at, ANSWERS[at % 4]) for at in range(1, 13))]:
        book.worksheets[0].append(list(row))
    return saved(book), TWELVE


def never_calculated() -> bytes:
    """Written by a program that calculates nothing: answers and guidance are formulas without results."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form"
    sheet.append([*HEADS, "Guidance"])
    for at in range(1, 7):
        sheet.append(
            [f"Q-{at}", asks(at), '=IF(1=1,"Yes","No")' if at < 3 else "No", None, '="See the paper"']
        )
    return saved(book)


def text(encoding: str, separator: str = ",", quoted: str = "") -> Made:
    lines = [HEADS, *((f"Q-{at}", asks(at) + quoted, ANSWERS[at % 4] or "", "") for at in range(1, 13))]
    return "\r\n".join(separator.join(cells) for cells in lines).encode(encoding), TWELVE


workbook("utf-16-without-mark.csv")(lambda: text("utf-16-le"))
workbook("utf-16-big.csv")(lambda: text("utf-16-be", "\t"))
workbook("western.csv")(lambda: text("cp1252", ";", " That’s “measure” – café style."))
workbook("names-with-lines.csv")(
    lambda: (
        "\n".join(
            ["chapter_id,chapter_name,req_id,req_description,level1,level2,level3"]
            + [
                f"V1,Design,V1.1.{at},Verify that measure {at} is kept by all,{'x' * (at % 2)},x,x"
                for at in range(1, 9)
            ]
        ).encode(),
        Counter(none=8),
    )
)
