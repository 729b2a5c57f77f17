"""What is permanent stays from version to version; what is published never changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.factories.content import QUESTIONNAIRE, Content, content

FIRST, SECOND, THIRD = (f"questionnaires/to20/v{number}.yaml" for number in (1, 2, 3))
WHY = "why: {ja: 重複のためです。, en: It was asked twice.}"
TABLE = QUESTIONNAIRE[QUESTIONNAIRE.index("          - key: rows\n") :]


@pytest.fixture
def files(tmp_path: Path) -> Content:
    return content(tmp_path)


def _retire(files: Content, name: str, what: str) -> None:
    files.change(name, "sections:\n", f'retired:\n  - {{id: "{what}", {WHY}}}\nsections:\n')


def test_a_part_keeps_its_type(files: Content) -> None:
    files.change(
        SECOND,
        "type: file, label: {ja: 文書, en: Paper}, many: true",
        "type: text, label: {ja: 文書, en: Paper}",
    )
    assert files.faults() == [
        (
            SECOND,
            files.line_of(SECOND, "key: paper"),
            "The part “20-01.paper” was of the type file in version 1 and keeps it for ever.",
        )
    ]


def test_a_question_that_is_gone_is_retired(files: Content) -> None:
    files.change(SECOND, "id: 20-02", "id: 20-03")
    assert files.faults() == [
        (
            SECOND,
            files.line_of(SECOND, "sections:"),
            "“20-02” was in version 1 and is gone; name it under “retired”.",
        )
    ]
    _retire(files, SECOND, "20-02")
    assert files.faults() == []


def test_a_part_that_is_gone_is_retired(files: Content) -> None:
    files.change(SECOND, TABLE, "")
    assert files.faults() == [
        (
            SECOND,
            files.line_of(SECOND, "id: 20-02"),
            "“20-02.rows” was in version 1 and is gone; name it under “retired”.",
        )
    ]
    _retire(files, SECOND, "20-02.rows")
    assert files.faults() == []


@pytest.mark.parametrize("what", ["20-01", "20-01.paper"])
def test_what_is_retired_is_not_asked(files: Content, what: str) -> None:
    _retire(files, SECOND, what)
    line = files.line_of(SECOND, "key: paper" if "." in what else "id: 20-01")
    assert files.faults() == [(SECOND, line, f"“{what}” is retired and cannot be asked.")]


def test_what_was_retired_never_comes_back(files: Content) -> None:
    third = QUESTIONNAIRE.replace("version: 1", "version: 3")
    files.change(SECOND, TABLE, "")
    _retire(files, SECOND, "20-02.rows")
    files.write(THIRD, third)
    assert files.faults() == [
        (THIRD, files.line_of(THIRD, "key: rows"), "“20-02.rows” is retired and cannot be asked.")
    ]
    files.write(THIRD, third.replace(TABLE, ""))
    assert files.faults() == []


def test_only_what_there_was_is_retired(files: Content) -> None:
    _retire(files, SECOND, "20-77")
    line = files.line_of(SECOND, "20-77")
    assert files.faults() == [(SECOND, line, "“20-77” was in no earlier version.")]


def test_no_version_is_left_out(files: Content) -> None:
    (files.root / SECOND).unlink()
    files.write(THIRD, QUESTIONNAIRE.replace("version: 1", "version: 3"))
    assert files.faults() == [(THIRD, 2, "Version 2 is missing before this one.")]


# Published files


def _publish(files: Content, folder: str, *names: str) -> None:
    root = files.root / folder
    lines = [f"{hashlib.sha256((root / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (root / "PUBLISHED").write_text("# sums\n\n" + "".join(lines), encoding="utf-8")


@pytest.mark.parametrize(
    ("folder", "name"), [("questionnaires", "to20/v1.yaml"), ("catalogue", "frameworks/fisc.yaml")]
)
def test_a_published_file_does_not_change(files: Content, folder: str, name: str) -> None:
    _publish(files, folder, name)
    assert files.faults() == []
    path = files.root / folder / name
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    assert files.faults() == [
        (
            f"{folder}/{name}",
            1,
            "The file is published and was changed since (line 3 of PUBLISHED): make a new version instead.",
        )
    ]


def test_what_is_not_listed_is_a_draft(files: Content) -> None:
    _publish(files, "questionnaires", "to20/v1.yaml")
    drafts = {path.relative_to(files.root).as_posix() for path in files.examined().drafts}
    assert FIRST not in drafts
    assert {SECOND, "questionnaires/intake/v1.yaml"} <= drafts
    assert "catalogue/frameworks/fisc.yaml" not in drafts, "it has no versions"


def test_a_published_file_does_not_go_away(files: Content) -> None:
    _publish(files, "questionnaires", "to20/v1.yaml", "intake/v1.yaml")
    (files.root / "questionnaires/intake/v1.yaml").unlink()
    assert files.faults() == [("questionnaires/PUBLISHED", 4, "The published file intake/v1.yaml is gone.")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("to20/v2.yaml", "A line holds a SHA-256 sum, two blanks and a file."),
        (f"{'0' * 63}  to20/v2.yaml", "A line holds a SHA-256 sum, two blanks and a file."),
        (f"{'0' * 64}  to20/v1.yaml", "to20/v1.yaml is listed twice."),
    ],
)
def test_the_list_itself_is_looked_at(files: Content, line: str, reason: str) -> None:
    _publish(files, "questionnaires", "to20/v1.yaml")
    path = files.root / "questionnaires/PUBLISHED"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    assert files.faults() == [("questionnaires/PUBLISHED", 4, reason)]
