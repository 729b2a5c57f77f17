"""Questionnaires laid out as those in use are, with words of our own: each a file, and how often it says what."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import xlsxwriter

Cell = Any
Row = Sequence[Cell]
Made = tuple[bytes, Counter[str]]
WORKBOOKS: dict[str, Callable[[], Made]] = {}


class Formula(NamedTuple):
    text: str
    result: Any


@dataclass
class Page:
    """A sheet; `merged`: top, left, bottom, right."""

    name: str
    rows: Sequence[Row]
    merged: Iterable[tuple[int, int, int, int]] = ()
    state: str = "visible"


def written(*pages: Page) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    day = book.add_format({"num_format": "m-d"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        if page.state != "visible":
            sheet.hide() if page.state == "hidden" else sheet.very_hidden()
        for one in page.merged:
            sheet.merge_range(*one, "")
        for at, cells in enumerate(page.rows):
            for column, value in enumerate(cells):
                if isinstance(value, Formula):
                    sheet.write_formula(at, column, value.text, None, value.result)
                elif isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return out.getvalue()


def workbook(name: str) -> Callable[[Callable[[], Made]], Callable[[], Made]]:
    def keep(make: Callable[[], Made]) -> Callable[[], Made]:
        WORKBOOKS[name] = make
        return make

    return keep


WORDS = {"Yes": "yes", "No": "no", "N/A": "na", "NA": "na", None: "none"}
ANSWERS = ("Yes", "No", "N/A", None)
CODES = ("A&A", "AIS", "BCR", "CCC", "CEK", "DSP")


def ticked(width: int, at: int, mark: str = "x") -> list[Cell]:
    """So many columns to tick, one of which is; none where the place is behind them."""
    return [mark if column == at else None for column in range(width)]


def asks(number: int) -> str:
    return f"Is measure {number} in use and looked at every year?"


# --- with columns to tick -----------------------------------------------------------------------


def initiative(*, is_merged: bool) -> Made:
    """Domains and controls over their questions, three heading rows, crosswalks with marks of their own behind."""
    heads = [
        [
            "Group",
            "GID",
            "CID",
            "Specification",
            "Consensus Questions",
            "Consensus Answers",
            None,
            None,
            "Notes",
        ],
        [None] * 9 + ["Audit\nCriteria", "Public", "Private"],
        [None] * 5 + ["Yes", "No", "Not\nApplicable", None, "PA", "ID", "R"],
    ]
    heads[0] += ["Mapping to other papers", None, None]
    rows: list[Row] = [["ASSESSMENT INITIATIVE v9.9"], *heads]
    merged = [
        (0, 0, 0, 11),
        (1, 5, 2, 7),
        (1, 9, 1, 11),
        *((1, column, 3, column) for column in (0, 1, 2, 3, 4, 8)),
    ]
    said: Counter[str] = Counter()
    for group, code in enumerate(CODES):
        top = len(rows)
        for part in range(1, 5):
            number = group * 4 + part
            choice = number % 4
            first = [f"Group {group}\nTopic", f"{code}-01", None, "Rules shall be set and followed."]
            head: list[Cell] = first if part == 1 else [None] * 4
            head[2] = f"{code}-01.{part}" + " " * (part % 2)
            told = "" if number % 3 else " Please describe how."
            rows.append(
                [*head, asks(number) + told, *ticked(3, choice, "xX✓"[number % 3]), None, "S3.1", "X", "x"]
            )
            said[("yes", "no", "na", "none")[choice]] += 1
        merged += [(top, column, top + 3, column) for column in (0, 1, 3, 9, 10, 11)]
    rows += [[], ["© Nobody. You may copy, print and link to this, may you not?"]]
    merged.append((len(rows) - 1, 0, len(rows) - 1, 11))
    return written(Page("Form", rows, merged if is_merged else ())), said


workbook("initiative.xlsx")(lambda: initiative(is_merged=True))
workbook("initiative-unmerged.xlsx")(lambda: initiative(is_merged=False))


@workbook("card.xlsx")
def card() -> Made:
    """Boxes to check one of, “with compensation” and “not tested” among them, requirements as titles across."""
    choices = ("In Place", "In Place with CCW", "Not Applicable", "Not Tested", "Not in Place")
    rows: list[Row] = [
        ["Section 2"],
        ["Card Requirement", None, "Expected Testing", "Response ♦\n(Check one for each)"],
        [None, None, None, *choices],
    ]
    said: Counter[str] = Counter()
    for title in range(1, 5):
        rows.append([f"Requirement {title}: Keep the networks apart"])
        for part in range(1, 7):
            choice = (title + part) % 6
            boxes = ["☒" if column == choice else "☐" for column in range(5)]
            text = f"All measures {part} are documented and known to those affected."
            rows.append([f"{title}.{part}", text, "Examine documents.", *boxes])
            said[("yes", "partial", "na", "other", "no", "none")[choice]] += 1
    return written(Page("SAQ", rows, [(1, 0, 2, 1), (1, 2, 2, 2), (1, 3, 1, 7)])), said


@workbook("ours-and-theirs.xlsx")
def ours_and_theirs() -> Made:
    """Ticks of the respondent, and beside them those of whoever asked."""
    rows: list[Row] = [
        ["No.", "確認事項", "自己点検結果", None, "当行確認", None, "備考"],
        [None, None, "適", "否", "適", "否"],
        *([at, f"規程{at}を定めているか", *ticked(2, at % 2, "○"), "○", None, None] for at in range(1, 11)),
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 0, 5), (0, 6, 1, 6)]
    return written(Page("点検", rows, merged)), Counter(yes=5, no=5)


@workbook("two-marks.xlsx")
def two_marks() -> Made:
    """Hollow circles printed, the filled one chosen; “No.” is no choice."""
    rows: list[Row] = [["No.", "Question", "Yes", "No"]]
    rows += [[at, asks(at), *("●○" if at % 2 else "○●")] for at in range(1, 9)]
    return written(Page("Form", rows)), Counter(yes=4, no=4)


# --- several sheets ---------------------------------------------------------------------------


def sections(
    rows: list[Row], merged: list[Any], codes: Iterable[str], said: Counter[str]
) -> list[tuple[str, str, Any]]:
    """Titles that stand in the row of the headings again and again."""
    asked = []
    for code in codes:
        rows.append([f"Section {code}", None, "Vendor Answers", "Additional Information", "Guidance"])
        merged.append((len(rows) - 1, 0, len(rows) - 1, 1))
        for part in range(1, 7):
            answer = ANSWERS[part % 4]
            rows.append([f"{code}-{part:02}", asks(part), answer, "more" if part % 2 else None, "Say when."])
            asked.append((f"{code}-{part:02}", asks(part), answer))
            said[WORDS[answer]] += 1
    return asked


@workbook("toolkit.xlsx")
def toolkit() -> Made:
    """The day of the form and general facts above the first heading, sections, a report of formulas, questions again in
    hidden sheets."""
    rows: list[Row] = [
        ["Community Assessment Toolkit", None, None, "Version 9.1"],
        ["DATE-01", "Date", "2026-05-01"],
    ]
    merged = [(0, 0, 0, 2)]
    said: Counter[str] = Counter()
    rows.append(["General Information"])
    for at in range(1, 6):
        rows.append([f"GNRL-{at:02}", f"Vendor fact {at}", "Nobody Ltd." if at % 2 else None])
        said["text" if at % 2 else "none"] += 1
    rows.append(["Instructions"])
    rows.append(
        ["Step 1: complete each section in order. Step 2: send the workbook to whoever asked for it."]
    )
    asked = sections(rows, merged, ("COMP", "DOCU", "DATA"), said)
    report: list[Row] = [["ID", "Question", "Vendor Answer", "Compliant Response", "Weight", "Override"]]
    report += [
        [ref, Formula("=A1", text), Formula("=A2", answer or 0), "Yes", 20] for ref, text, answer in asked
    ]
    hidden: list[Row] = [
        ["ID", "Question", "Compliant Response"],
        *([ref, text, "Yes"] for ref, text, _ in asked),
    ]
    content = written(
        Page("Instructions", [["1.", "Open the next sheet"], ["2.", "Fill it in"]]), Page("Toolkit", rows, merged),
        Page("Analyst Report", report), Page("Questions", hidden, state="hidden"),
        Page("Values", [["Yes"], ["No"]], state="very hidden"),
    )  # fmt: skip
    return content, said


@workbook("toolkit-in-sheets.xlsx")
def toolkit_in_sheets() -> Made:
    """A sheet for each subject, the questions looked up by formulas from a sheet that holds them all."""
    said: Counter[str] = Counter()
    start: list[Row] = [["START HERE"], ["Fill in every tab."], [], ["General Information", None, "Answer"]]
    start += [[f"GNRL-{at:02}", f"General fact {at}", "Nobody" if at % 2 else None] for at in range(1, 7)]
    start.append(["Required Questions", None, "Answer"])
    start += [[f"REQU-{at:02}", f"Do you offer thing {at}?", ("Yes", "No")[at % 2]] for at in range(1, 5)]
    said += Counter(text=3, none=3, yes=2, no=2)
    pages, every = [Page("START HERE", start)], [row for row in start if len(row) > 2 and row[1]]
    for tab, codes in {"Organization": ("DOCU", "THRD"), "Product": ("APPL",), "Privacy": ("PRGN",)}.items():
        rows: list[Row] = [[tab], ["Complete the sections."], []]
        merged: list[Any] = [(0, 0, 0, 4)]
        sections(rows, merged, codes, said)
        every += [row for row in rows if len(row) > 2 and row[1]]
        for row in (row for row in rows if len(row) > 2 and row[1]):
            row[1] = Formula("=VLOOKUP(A1,Questions!A:B,2)", row[1])  # type: ignore[index]
        pages.append(Page(tab, rows, merged))
    texts = [(row[0], row[1].result if isinstance(row[1], Formula) else row[1]) for row in every]
    held: list[Row] = [
        ["Questions"],
        ["Question ID", "Question", "START", "Org", "Score mapping", "Compliant Response"],
    ]
    pages.append(Page("Questions", [*held, *([ref, text, 1, 0, "ORG", "Yes"] for ref, text in texts)]))
    seen: list[Row] = [["ID", "Question", "Answer", "Institution Override"]]
    pages.append(
        Page(
            "Evaluation",
            [*seen, *([ref, Formula("=A1", text), Formula("=A2", "Yes")] for ref, text in texts)],
        )
    )
    return written(*pages), said


@workbook("gathering.xlsx")
def gathering() -> Made:
    """A sheet for each letter, numbers of several levels, columns for whoever scores."""
    said: Counter[str] = Counter()
    heads = (
        "Ques Num", "Question/Request", "Response", "Additional Information", "Category", "Serial No.", "Score", "Mask",
    )  # fmt: skip
    pages = [Page("Dashboard", [["Section", "# of questions"], ["A", Formula("=1", 5)]])]
    for letter in "ABU":
        rows: list[Row] = [
            [f"{letter}. Some Domain"],
            ["Choose Yes, No or N/A."],
            ["% complete", Formula("=1", 0.5)],
            heads,
        ]
        for at in range(1, 5):
            for below in ("", ".1", ".1.1", ".2"):
                number = len(rows) - 3
                answer = ANSWERS[number % 4]
                text = (asks(number), "Does it include roles?", "Review of the policy", "Is it tested?")[
                    number % 4
                ]
                rows.append([f"{letter}.{at}{below}", text, answer, None, "Domain", number, Formula("=1", 1)])
                said[WORDS[answer]] += 1
        pages.append(Page(f"{letter}. Some Domain", rows, [(0, 0, 0, 3), (1, 0, 1, 3)]))
    return written(*pages), said


# --- one column of answers ---------------------------------------------------------------------


def table(
    heads: Row, line: Callable[[int, Any], Row], answers: Sequence[tuple[Any, str]], **more: Any
) -> Made:
    """As many rows as the answers three times; `answers`: how one is written, and what it means."""
    asked = [answers[at % len(answers)] for at in range(len(answers) * 3)]
    above: Sequence[Row] = more.get("above", ())
    rows = [*above, heads, *(line(at, answer) for at, (answer, _) in enumerate(asked, start=1))]
    return written(Page("Form", [*rows, *more.get("below", ())], more.get("merged", ()))), Counter(
        meaning for _, meaning in asked
    )


ENGLISH = [(answer, WORDS[answer]) for answer in ANSWERS]


@workbook("framework.xlsx")
def framework() -> Made:
    """Numbers in front of the texts, each merged over the rows of its references; a level as the answer."""
    rows: list[Row] = [
        ["Function", "Category", "Subcategory", "Informative References", "Current maturity (0-5)", "Target"]
    ]
    merged = []
    for at in range(1, 11):
        top = len(rows)
        for part in range(3):
            text = f"PR.AC-{at}: Devices of kind {at} are counted and kept" if part == 0 else None
            rows.append(
                ["PROTECT (PR)" if at == 1 and not part else None, None, text, "Paper 09.0", at % 5 or None]
            )
        merged += [(top, 2, top + 2, 2), (top, 4, top + 2, 4)]
        for below in rows[top + 1 :]:
            below[4] = None  # type: ignore[index]
    return written(Page("Core", rows, merged)), Counter(text=8, none=2)


workbook("statements.xlsx")(
    lambda: table(
        (
            "Area",
            "ID",
            "Criterion",
            "Basic Criterion",
            "Additional Criterion",
            "Fulfilled (yes/no/partially)",
            "Comment",
        ),
        lambda at, answer: [
            "Area",
            f"OIS-{at:02}",
            f"Title {at}",
            "The provider runs it.",
            "And more.",
            answer,
            None,
        ],
        [("yes", "yes"), ("no", "no"), ("partially", "partial"), (None, "none")],
    )
)
workbook("controls.xlsx")(
    lambda: table(
        ("Control", "Sub-Control", "Title", "Description", "G1", "G2", "G3", "Implementation Status", "Comments"),
        lambda at, answer: [1, 1 + at / 100, "A tool", f"Use tool {at} to see all devices.", "x", "x", "x", answer],
        [("Implemented", "yes"), ("Not Implemented", "no"), ("Partially Implemented", "partial"), (None, "none")],
        below=[[2, None, "Another", "Manage all that is installed so that only what is allowed can run there at all"]],
    )
)  # fmt: skip
workbook("levels-before.xlsx")(
    lambda: table(
        ("Control\nnumber", "Maturity\nlevel", "Control question", "Objective", "Implementation description"),
        lambda at, answer: [f"1.2.{at}", answer, f"To what extent is thing {at} managed?", "The aim.", None],
        [(3, "text"), ("na", "na"), (0, "text"), (None, "none")],
        above=[["Assessment"], ["Company:"], []],
    )
)
workbook("applicability.xlsx")(
    lambda: table(
        (
            "Control Domain",
            "Control Title",
            "Control ID",
            "Control Specification",
            "Phys",
            "Network",
            "Compute",
        ),
        lambda at, _: [
            "Domain",
            f"Title {at}",
            f"AAC-{at:02}",
            "Establish and keep the policies.",
            True,
            False,
            True,
        ],
        [("", "none")] * 4,
    )
)
workbook("two-years.xlsx")(
    lambda: table(
        ("ID", "Question", "Response Options", "Answer 2024", "Answer 2025", "Weight", "Reviewer Comments"),
        lambda at, answer: [f"Q{at}", asks(at), "Yes/No/N/A", "Yes", answer, 5, "seen"], ENGLISH,
    )
)  # fmt: skip
workbook("phrases.xlsx")(
    lambda: table(
        ("No.", "Question", "Answer"), lambda at, answer: [at, asks(at), answer],
        [
            ("Yes, we do", "yes"), ("Yes with exceptions", "yes"), ("No - planned", "no"), ("No one has", "text"),
            ("N/A (cloud only)", "na"), ("Non-Compliant", "no"), ("In progress", "planned"), ("TBD", "text"),
            ("-", "none"), ("Not Applicable - none", "na"), ("Met", "yes"), ("Not met", "no"),
        ],
    )
)  # fmt: skip
workbook("german.xlsx")(
    lambda: table(
        ("Nr.", "Frage", "Antwort", "Bemerkung"), lambda at, answer: [at, f"Haben Sie Regel {at}?", answer],
        [("Ja", "yes"), ("Nein", "no"), ("Nicht zutreffend", "na"), ("Teilweise", "partial")],
    )
)  # fmt: skip
