"""Questionnaires as others write them, with words of our own: each a file, and what is in it counted."""

import io
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
import xlsxwriter

from tests.factories.workbooks import _record, compound

DOMAINS = (
    "Audit & Assurance",
    "Application Security",
    "Continuity",
    "Change Control",
    "Cryptography",
    "Data",
)
CODES = ("A&A", "AIS", "BCR", "CCC", "CEK", "DSP")


@dataclass
class Filled:
    """A file, and how many of each there are in it."""

    content: bytes
    questions: int
    answers: dict[str, int]
    merged: int = 0
    more: dict[str, Any] = field(default_factory=dict)


def _counted(answers: Sequence[str]) -> dict[str, int]:
    return {value: answers.count(value) for value in dict.fromkeys(answers)}


def _saved(book: Any, out: io.BytesIO) -> bytes:
    book.close()
    return out.getvalue()


def caiq_like(questions: int = 261, merged: int = 611) -> Filled:
    """One answer column; the number, text and title of a control merged over its questions; a title above."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    intro = book.add_worksheet("Introduction")
    intro.write(0, 0, "How to fill this in")
    intro.write(2, 0, "Question ID")
    intro.write(2, 1, "The number of the question. Do not change it.")
    page = book.add_worksheet("Form v9")
    page.merge_range(0, 0, 0, 9, "Cloud self-assessment, a form of nobody")
    heads = (
        "Question ID", "Question", "CSP CAIQ\nAnswer", "SSRM Control Ownership",
        "CSP Implementation Description (Optional/Recommended)", "CSC Responsibilities (Optional/Recommended)",
        "CCM Control ID", "CCM Control Specification", "CCM Control Title", "CCM Domain Title",
    )  # fmt: skip
    for column, head in enumerate(heads):
        page.merge_range(1, column, 2, column, head)
    answers: list[str] = []
    ranges, row, control = 1 + len(heads), 3, 0
    values = ("Yes", "No", "NA")
    while len(answers) < questions:
        code = CODES[control * len(CODES) * 2 // questions % len(CODES)]
        count = min(2, questions - len(answers))
        for part in range(count):
            answer = values[len(answers) % 3]
            blank = "  " if len(answers) % 10 == 0 else ""
            page.write(row + part, 0, f"{code}-{control:02}.{part + 1}{blank}")
            page.write(row + part, 1, f"Is measure {control}.{part} planned, in use and looked at each year?")
            page.write(row + part, 2, answer)
            page.write(row + part, 3, "CSP-owned")
            page.write(row + part, 4, "We do so." if answer == "Yes" else "")
            answers.append(answer)
        told = (
            f"{code}-{control:02}",
            f"Plan and use measure {control}.",
            f"Measure {control}",
            DOMAINS[control % 6],
        )
        for column, text in enumerate(told, start=6):
            if count > 1 and ranges < merged:
                page.merge_range(row, column, row + count - 1, column, text)
                ranges += 1
            else:
                page.write(row, column, text)
        control, row = control + 1, row + count
    while ranges < merged - 1:
        page.merge_range(row + 3 + ranges, 20, row + 3 + ranges, 21, "")
        ranges += 1
    page.merge_range(
        row, 0, row, 9, "© Nobody. All of this was made for a test and may be copied by everybody."
    )
    assert ranges + 1 == merged
    return Filled(
        _saved(book, out), questions, _counted(answers), merged, {"trimmed": len(range(0, questions, 10))}
    )  # fmt: skip


def tick_columns(marks: Sequence[Any] = ("x", "X", "✓", "✔", "レ", "○", True, 1)) -> Filled:
    """Yes, No and Not Applicable below one heading, domains as rows across, one row with two ticks."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Answers")
    page.merge_range("A1:H1", "Initiative, edition 3")
    for column, head in enumerate(("Control Group", "CGID", "CID", "Control Specification")):
        page.merge_range(1, column, 2, column, head)
    page.merge_range("E2:E3", "Consensus Assessment Questions")
    page.merge_range("F2:H2", "Consensus Assessment Answers")
    for column, head in enumerate(("Yes", "No", "Not Applicable"), start=5):
        page.write(2, column, head)
    page.merge_range("I2:I3", "Notes")
    row, ticked, asked = 3, [], 0
    for domain, code in zip(DOMAINS, CODES, strict=True):
        page.merge_range(row, 0, row, 8, domain)
        row += 1
        page.merge_range(row, 0, row + 4, 0, domain)
        page.merge_range(row, 1, row + 4, 1, f"{code}-01")
        page.merge_range(
            row, 3, row + 4, 3, "Rules shall be set, followed and looked at once a year by the owner."
        )
        for part in range(5):
            page.write(row, 2, f"{code}-01.{part + 1}")
            page.write(row, 4, f"Do you follow rule {part + 1} of the group {domain}?")
            choice = asked % 4
            if choice < 3:
                page.write(row, 5 + choice, marks[asked % len(marks)])
                ticked.append(("yes", "no", "na")[choice])
            else:
                ticked.append("none")
            if choice == 1:
                page.write(row, 8, "Not yet; next year.")
            row, asked = row + 1, asked + 1
    page.write(row, 2, "ZZZ-09.1")
    page.write(row, 4, "Is this row ticked twice?")
    page.write(row, 5, "x")
    page.write(row, 6, "x")
    ticked.append("conflict")
    return Filled(_saved(book, out), asked + 1, _counted(ticked), 8 + len(DOMAINS) * 4, {"row": row + 1})


HECVAT_HEADS = ("Vendor Answers", "Additional Information", "Guidance", "Analyst Notes")


def hecvat_like() -> Filled:
    """Sections that repeat the heading, questions in two sheets, a report of formulas, hidden sheets."""
    book = openpyxl.Workbook()
    start = book.worksheets[0]
    start.title = "START HERE"
    start["A1"] = "Instructions"
    start["A2"] = "Answer the questions of each sheet. Is anything unclear? Ask us."
    answers: list[str] = []
    asked: list[tuple[str, int, str]] = []
    for name, codes in (("Organization", ("GNRL", "COMP", "DOCU")), ("Product", ("APPL", "AAAI"))):
        page = book.create_sheet(name)
        page["A1"] = "Community form, version 9"
        page.merge_cells("A1:F1")
        row = 3
        for code in codes:
            page.cell(row, 1, f"{code.title()} section")
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            for column, head in enumerate(HECVAT_HEADS, start=3):
                page.cell(row, column, head)
            row += 1
            for number in range(1, 9):
                answer = ("Yes", "No", "N/A", "In two regions, both inside the country.", "")[number % 5]
                page.cell(row, 1, f"{code}-{number:02}")
                page.cell(
                    row, 2, "Name of vendor" if code == "GNRL" else f"Do you keep rule {number} of {code}?"
                )
                page.cell(row, 3, answer or None)
                page.cell(row, 5, f'=IF(C{row}="No","Describe what you plan.","")')
                asked.append((name, row, f"{code}-{number:02}"))
                answers.append({"Yes": "yes", "No": "no", "N/A": "na", "": "none"}.get(answer, "text"))
                row += 1
    report = book.create_sheet("Analyst Report")
    for column, head in enumerate(("ID", "Question", "Vendor Answer", "Compliant Response"), start=1):
        report.cell(1, column, head)
    for row, (name, at, ref) in enumerate(asked, start=2):
        report.cell(row, 1, ref)
        report.cell(row, 2, f"={name}!B{at}")
        report.cell(row, 3, f"={name}!C{at}")
    values = book.create_sheet("Values")
    values.sheet_state = "hidden"
    values["A1"], values["A2"] = "Yes", "No"
    deep = book.create_sheet("Deep")
    deep.sheet_state = "veryHidden"
    deep["A1"] = 1
    out = io.BytesIO()
    book.save(out)
    return Filled(out.getvalue(), len(asked), _counted(answers), 1 + 3 + 1 + 2, {"formulas": len(asked) * 3})


def with_saved_results() -> Filled:
    """Answers that are formulas, with the results that were saved; one without."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Form")
    for column, head in enumerate(("No.", "Question / Request", "Response", "Comments")):
        page.write(0, column, head)
    for row in range(1, 11):
        page.write(row, 0, row)
        page.write(row, 1, f"Do you hold certificate {row}?")
        page.write_formula(row, 2, f'=IF(A{row + 1}<6,"Yes","No")', None, "Yes" if row < 6 else "No")
    page.write(11, 1, "Is there anything that has no number?")
    page.write(11, 2, "No, there is not.")
    return Filled(_saved(book, out), 11, {"yes": 5, "no": 6}, 0, {"formulas": 10})


JA = ("はい", "いいえ", "該当なし")
LINES = [
    ("質問番号", "カテゴリ", "質問内容", "回答", "補足説明", "当行確認欄"),
    *(
        (f"Q{n:02}", "アクセス管理", f"利用者の権限を{n}か月ごとに見直していますか。", JA[n % 3], "", "")
        for n in range(1, 13)
    ),
]  # fmt: skip
LINE_ANSWERS = {"yes": 4, "no": 4, "na": 4}


def text(separator: str = ";", encoding: str = "utf-8-sig", mark: str = "") -> Filled:
    lines = "\r\n".join(separator.join(line) for line in LINES)
    return Filled((mark + lines).encode(encoding), 12, LINE_ANSWERS)


def _label(row: int, column: int, value: str) -> bytes:
    return _record(
        0x204, struct.pack("<3HHB", row, column, 0, len(value), 1) + value.encode("utf-16-le")
    )  # fmt: skip


def _formula(row: int, column: int, value: float) -> bytes:
    """A formula with the number that was saved as its result: =1."""
    tokens = b"\x1e\x01\x00"
    return _record(
        0x06, struct.pack("<3HdHL", row, column, 0, value, 0, 0) + struct.pack("<H", len(tokens)) + tokens
    )


def _old_sheet(
    rows: Sequence[Sequence[Any]], merged: Sequence[tuple[int, int, int, int]], marks: Sequence[bytes]
) -> bytes:
    body = _record(0x809, struct.pack("<4H2L", 0x0600, 0x10, 0, 1997, 0, 0)) + b"".join(marks)
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if callable(value):
                body += value(row, column)
            elif value:
                body += _label(row, column, str(value))
    if merged:
        ranges = b"".join(struct.pack("<4H", top, bottom, left, right) for top, left, bottom, right in merged)
        body += _record(0xE5, struct.pack("<H", len(merged)) + ranges)
    return body + _record(0x0A, b"")


OldSheet = tuple[int, Sequence[Sequence[Any]], Sequence[tuple[int, int, int, int]]]


def old(sheets: dict[str, OldSheet], marks: Sequence[bytes] = ()) -> bytes:
    """A workbook of 1997: name → whether hidden (1) or deeply so (2), rows, merged ranges. `marks`: further records of
    each sheet."""
    bodies = [_old_sheet(rows, merged, marks) for _, rows, merged in sheets.values()]
    head = _record(0x809, struct.pack("<4H2L", 0x0600, 5, 0, 1997, 0, 0)) + _record(
        0x42, struct.pack("<H", 1200)
    )
    bounds = [
        struct.pack("<BBBB", state, 0, len(name), 0) + name.encode("ascii")
        for name, (state, _, _) in sheets.items()
    ]
    at = len(head) + sum(len(bound) + 8 for bound in bounds) + 4
    for bound, body in zip(bounds, bodies, strict=True):
        head += _record(0x85, struct.pack("<L", at) + bound)
        at += len(body)
    return compound({"Workbook": head + _record(0x0A, b"") + b"".join(bodies)})


def formula(value: float) -> Callable[[int, int], bytes]:
    return lambda row, column: _formula(row, column, value)


def spaced(questions: int = 318, conflicts: int = 5) -> Filled:
    """Blanks behind every number; the last rows say yes and no at once."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet("Form")
    for column, head in enumerate(("No.", "Question", "Yes", "No", "Notes")):
        page.write(0, column, head)
    for row in range(1, questions + 1):
        page.write(row, 0, f"Q-{row:03} ")
        page.write(row, 1, f"Do you keep rule {row} of the house?")
        page.write(row, 2, "x")
        if row > questions - conflicts:
            page.write(row, 3, "x")
    return Filled(
        _saved(book, out), questions, {"yes": questions - conflicts, "conflict": conflicts},
        more={"trimmed": questions, "conflicts": conflicts},
    )  # fmt: skip


def numbered_anew() -> Filled:
    """Two sheets whose numbers begin at Q0; of the first one row and one column are hidden."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    for name in "AB":
        page = book.add_worksheet(name)
        for column, head in enumerate(("No.", "Question", "Answer", "Comment")):
            page.write(0, column, head)
        for at in range(5):
            page.write(at + 1, 0, f"Q{at}")
            page.write(at + 1, 1, f"Is rule {at} of part {name} kept?")
            page.write(at + 1, 2, "Yes")
            page.write(at + 1, 3, "We do so.")
        if name == "A":
            page.set_row(3, None, None, {"hidden": True})
            page.set_row(30, None, None, {"hidden": True})
            page.set_column(3, 3, None, None, {"hidden": True})
            page.set_column(9, 12, None, None, {"hidden": True})
    return Filled(_saved(book, out), 10, {"yes": 10})


def hidden_row(row: int) -> bytes:
    return _record(0x208, struct.pack("<8H", row, 0, 6, 255, 0, 0, 0x20, 0))


def hidden_columns(first: int, last: int) -> bytes:
    return _record(0x7D, struct.pack("<6H", first, last, 2048, 0, 1, 0))


def old_form() -> Filled:
    rows: list[Sequence[Any]] = [("Old form",), LINES[0], *LINES[1:]]
    rows.append(("Q13", "", "件数を数えていますか。", formula(3.0)))
    content = old(
        {"Form": (0, rows, [(0, 0, 0, 5)]), "List": (1, [("Yes",), ("No",)], []), "Deep": (2, [("1",)], [])}
    )
    return Filled(content, 13, LINE_ANSWERS | {"text": 1}, 1)


def large(questions: int = 750) -> bytes:
    return caiq_like(questions, questions // 2 * 4 + 12).content
