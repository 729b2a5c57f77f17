"""`flask diligence import-form` counts right what is in questionnaires of any form, and says where it cannot."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.cli import command_app
from tests.factories import foreign_books as books
from tests.factories import foreign_corpus_traps as traps
from tests.factories.workbooks import compound, workbook, workbook_parts, zipped

ROOT = Path(__file__).resolve().parents[3]
SECONDS, MEGABYTES = 5, 300
# Time of the processor, of the command and of the process that parses for it: the machine may have other work.
MEASURED = """
import json, resource, sys
from flask.cli import main
try:
    main()
finally:
    peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    both = (resource.getrusage(resource.RUSAGE_SELF), child)
    seconds = sum(one.ru_utime + one.ru_stime for one in both)
    print(json.dumps([seconds, peak, child.ru_maxrss // 1024]), file=sys.stderr)
"""


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    app = command_app(lambda _config: pytest.fail("the whole application is not needed"))
    with app.app_context():
        yield app


def run(app: Flask, *words: str) -> Result:
    result: Result = app.test_cli_runner().invoke(args=["diligence", "import-form", *words])
    return result


def read(app: Flask, folder: Path, name: str, content: bytes) -> dict:
    file = folder / name
    file.write_bytes(content)
    result = run(app, str(file), "--json")
    assert result.exit_code == 0, result.output
    report: dict = json.loads(result.output)
    return report


def found(counts: dict) -> dict:
    return {value: count for value, count in counts.items() if count}


MADE: dict[str, Callable[[], books.Filled]] = {
    "caiq.xlsx": books.caiq_like,
    "ticks.xlsx": books.tick_columns,
    "several.xlsx": books.hecvat_like,
    "results.xlsx": books.with_saved_results,
    "semicolon.csv": books.text,
    "utf16.tsv": lambda: books.text("\t", "utf-16"),
    "utf16be.csv": lambda: books.text(",", "utf-16-be", "\ufeff"),
    "cp932.csv": lambda: books.text(",", "cp932"),
    "euc.csv": lambda: books.text(",", "euc_jp"),
    "jis.csv": lambda: books.text(",", "iso2022_jp"),
    "old.xls": books.old_form,
}


@pytest.mark.parametrize("name", MADE)
def test_every_question_and_answer_is_counted(commands, tmp_path, name):
    made = MADE[name]()
    totals = read(commands, tmp_path, name, made.content)["totals"]
    answers = {
        {"Yes": "yes", "No": "no", "NA": "na"}.get(value, value): n for value, n in made.answers.items()
    }
    assert (totals["questions"], found(totals["answers"])) == (made.questions, answers)
    assert totals["merged_ranges"] == made.merged
    assert totals["formula_cells"] == made.more.get("formulas", 1 if name == "old.xls" else 0)


def test_columns_headings_and_trimmed_numbers_are_told(commands, tmp_path):
    made = books.caiq_like()
    report = read(commands, tmp_path, "caiq.xlsx", made.content)
    (other, sheet) = report["sheets"]
    assert (other["kind"], sheet["kind"], sheet["header_rows"]) == ("other", "form", [2, 3])
    assert [(one["role"], one["column"], one["heading"]) for one in sheet["columns"]][:3] == [
        ("number", "A", "Question ID"), ("question", "B", "Question"), ("answer", "C", "CSP CAIQ Answer"),
    ]  # fmt: skip
    assert (len(sheet["trimmed_ids"]), sheet["trimmed_ids"][0]) == (
        made.more["trimmed"], {"row": 4, "id": "A&A-00.1"},
    )  # fmt: skip
    assert (sheet["values"], sheet["merged_ranges"]) == ({"Yes": 87, "No": 87, "NA": 87}, 611)


def test_headings_of_two_rows_are_joined_and_two_ticks_are_named(commands, tmp_path):
    made = books.tick_columns()
    (sheet,) = read(commands, tmp_path, "ticks.xlsx", made.content)["sheets"]
    headings = {one["role"]: one["heading"] for one in sheet["columns"]}
    assert headings["na"] == "Consensus Assessment Answers／Not Applicable"
    assert sheet["conflicts"] == [{"row": made.more["row"], "id": "ZZZ-09.1", "cells": "F40, G40"}]


def test_hidden_sheets_formulas_and_reports_are_told(commands, tmp_path):
    report = read(commands, tmp_path, "several.xlsx", books.hecvat_like().content)
    told = {one["name"]: (one["kind"], one["hidden"], one["very_hidden"]) for one in report["sheets"]}
    assert told == {
        "START HERE": ("other", False, False), "Organization": ("form", False, False),
        "Product": ("form", False, False), "Analyst Report": ("other", False, False),
        "Values": ("other", True, False), "Deep": ("other", True, True),
    }  # fmt: skip
    assert report["totals"]["counted_sheets"] == ["Organization", "Product"]
    assert report["totals"]["hidden_sheets"] == 2


def test_the_points_to_check_are_counted_and_listed_as_on_the_page_of_the_form(commands, tmp_path):
    report = read(commands, tmp_path, "several.xlsx", books.hecvat_like().content)
    assert report["totals"]["problems"] == 2
    assert [(one["sheet"], one["row"]) for one in report["problems"]] == [("Organization", 0), ("Product", 0)]
    assert any("Analyst Report" in note for note in report["notes"])
    report = read(commands, tmp_path, "ticks.xlsx", books.tick_columns().content)
    assert (report["totals"]["problems"], [one["row"] for one in report["problems"]]) == (1, [40])


def test_a_further_choice_has_a_value_of_its_own_and_a_mark_the_words_above_it(commands, tmp_path):
    lines = "番号,質問,はい,一部,いいえ,該当なし,不明\n"
    lines += "A-1,鍵をかけていますか。,,,,,x\nA-2,灯りを点けていますか。,x,,,,\n"
    report = read(commands, tmp_path, "choices.csv", lines.encode("euc_jp"))
    (sheet,) = report["sheets"]
    assert list(sheet["answers"]) == [
        "yes",
        "partial",
        "planned",
        "no",
        "na",
        "other",
        "text",
        "none",
        "conflict",
    ]
    assert found(sheet["answers"]) == {"yes": 1, "other": 1}
    assert sheet["values"] == {"はい x": 1, "不明 x": 1}
    assert report["notes"] == ["The text was read as EUC-JP."]


def test_an_old_workbook_says_what_is_merged_hidden_and_calculated(commands, tmp_path):
    report = read(commands, tmp_path, "old.xls", books.old_form().content)
    told = [
        (one["hidden"], one["very_hidden"], one["merged_ranges"], one["formula_cells"])
        for one in report["sheets"]
    ]
    assert told == [(False, False, 1, 1), (True, False, 0, 0), (True, True, 0, 0)]


def test_without_json_a_reader_gets_a_table_and_each_place(commands, tmp_path):
    file = tmp_path / "ticks.xlsx"
    file.write_bytes(books.tick_columns().content)
    said = run(commands, str(file)).output
    assert "Answers | questionnaire | 2, 3 | 31 | yes 8, no 8, na 7, none 7, conflict 1 | 32 | 0" in said
    assert "ticks.xlsx, “Answers”, cell F40: “ZZZ-09.1” is ticked in more than one column (F40, G40)." in said
    assert "ticks.xlsx: 31 questions, 24 of them answered" in said


def test_formulas_without_a_saved_result_are_named_and_never_told_as_read(commands, tmp_path):
    file = tmp_path / "never.xlsx"
    file.write_bytes(traps.never_calculated())
    said = run(commands, str(file)).output
    assert "“Form” has 8 formulas whose results were not saved (C2, E2, C3, …)." in said
    assert "last saved results" not in said
    assert "never.xlsx, “Form”, cell C2: The cell holds a formula whose result was not saved." in said
    told = json.loads(run(commands, str(file), "--json").output)
    assert told["totals"]["unsaved_formula_cells"] == 8
    assert told["sheets"][0]["unsaved_formulas"][0] == "Form!C2"


def points_told(said):
    return [
        line.partition(", ")[2]
        for line in said.splitlines()
        if line.startswith(("form.xlsx, ", "form.csv, "))
    ]


def test_harmless_points_of_a_kind_are_one_line_behind_what_contradicts_itself(commands, tmp_path):
    file = tmp_path / "form.xlsx"
    file.write_bytes(books.spaced().content)
    told = points_told(run(commands, str(file)).output)
    assert len(told) == 6
    assert [line[:20] for line in told[:5]] == [f"“Form”, cell C{row}: “" for row in range(315, 320)]
    why = "318 numbers had blanks around them (A2, A3, A4, …). They were taken away."
    assert told[5] == f"“Form”: {why}"
    report = json.loads(run(commands, str(file), "--json").output)
    kinds = [one["kind"] for one in report["problems"]]
    assert (report["totals"]["problems"], kinds) == (323, ["two_ticks"] * 5 + ["trimmed"] * 318)


def test_a_row_without_a_cell_to_blame_is_called_a_row(commands, tmp_path):
    file = tmp_path / "form.csv"
    lines = "No.,Question,Answer\nA-1,Are doors locked?,Yes\nA-1,Are windows shut?,No\n"
    file.write_text(lines)
    assert points_told(run(commands, str(file)).output) == [
        "“form”, row 3: The number “A-1” stands in row 2 too."
    ]


def test_a_number_of_two_sheets_is_told_and_so_is_what_is_hidden_in_a_sheet(commands, tmp_path):
    report = read(commands, tmp_path, "form.xlsx", books.numbered_anew().content)
    first, second = report["sheets"]
    assert (report["totals"]["questions"], report["totals"]["duplicate_ids"]) == (10, 0)
    assert (report["totals"]["shared_ids"], report["totals"]["problems"]) == (5, 5)
    assert second["shared_ids"][0] == {"row": 2, "id": "Q0", "other_sheet": "A", "other_row": 2}
    assert {one["kind"] for one in report["problems"]} == {"shared"}
    assert (first["hidden_rows"], first["hidden_columns"]) == ([4], ["D"])
    assert (second["hidden_rows"], second["hidden_columns"]) == ([], [])
    assert report["notes"] == [
        "Hidden rows with content in “A”: 1 (4). They were read like the others.",
        "Hidden columns with content in “A”: 1 (D). They were read like the others.",
    ]
    said = run(commands, str(tmp_path / "form.xlsx")).output
    assert points_told(said) == [
        "“B”: 5 numbers stand on another sheet too (A2, A3, A4, …). The questions are told apart by their sheets."
    ]


def test_hidden_rows_and_columns_of_an_old_workbook_are_told(commands, tmp_path):
    marks = [books.hidden_row(2), books.hidden_columns(5, 9)]
    content = books.old({"Form": (0, books.LINES, [])}, marks)
    (sheet,) = read(commands, tmp_path, "old.xls", content)["sheets"]
    assert (sheet["questions"], sheet["hidden_rows"], sheet["hidden_columns"]) == (12, [3], ["F"])


def test_a_file_without_questions_says_so(commands, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("name,place\na,b\n")
    result = run(commands, str(file))
    assert result.exit_code == 1
    assert "list.csv: no sheet was understood as a questionnaire" in result.output
    assert json.loads(run(commands, str(file), "--json").output)["problem"]


HOSTILE = {
    "password.xls": compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
    "declared.xlsx": zipped(
        {**workbook_parts({"a": ""}), "xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'}
    ),
    "cut.xlsx": workbook("")[:-40],
    "page.xls": b"<html><table></table></html>",
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_name(commands, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])
    result = run(commands, str(file), "--json")
    assert result.exit_code == 2
    assert json.loads(result.output)["problem"].startswith(f"{name}: ")


def test_what_other_programs_keep_beside_the_workbook_is_no_reason_to_refuse(commands, tmp_path):
    out = io.BytesIO(books.with_saved_results().content)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(
            "customXml/item1.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")
        )
    assert read(commands, tmp_path, "power.xlsx", out.getvalue())["totals"]["questions"] == 11


def measured(file: Path, data: Path) -> tuple[float, int, int]:
    """Seconds of CPU and memory of the whole command, its own and its parser's."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PORT")}
    surroundings |= {"SEKISHO_DATA": str(data), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "--app", "app", "diligence", "import-form", str(file), "--json"],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["totals"]["questions"] == 750
    seconds, own, child = json.loads(done.stderr.splitlines()[-1])
    return seconds, own, child


@pytest.mark.slow
def test_750_questions_are_read_within_seconds_and_little_memory(tmp_path):
    """What it takes is what it takes at its best: a machine in a slow minute counts twice the CPU for the same work."""
    file = tmp_path / "large.xlsx"
    file.write_bytes(books.large(750))
    for _ in range(3):
        seconds, own, child = measured(file, tmp_path / "data")
        if seconds < SECONDS:
            break
    assert seconds < SECONDS
    assert own + child < MEGABYTES
