"""Frameworks, items, crosswalks and matrices that are wrong are refused with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.factories.content import Content, content

FRAMEWORK = "catalogue/frameworks/fisc.yaml"
ITEMS = "catalogue/items/fisc/9r2.yaml"
OLD = "catalogue/items/fisc/8r.yaml"
DERIVED = "catalogue/items/fisc/8d.yaml"
CROSSWALK = "catalogue/crosswalks/fisc-8r-9r2.yaml"
MATRIX = "catalogue/matrices/cloud/v1.yaml"


@pytest.fixture
def files(tmp_path: Path) -> Content:
    return content(tmp_path)


FAULTS = {
    "framework in another file": (
        FRAMEWORK, "key: fisc\n", "key: isc\n", "key: isc", "“isc” lies in the file fisc.yaml; both must be the same.",
    ),
    "level twice": (
        FRAMEWORK, "editions:\n", "  - {key: basic, title: {ja: 甲, en: A}}\neditions:\n", "甲",
        "“basic” is given twice; it stands in line 6 already.",
    ),
    "no day": (
        FRAMEWORK, "2018-02", "2018-13", "2018-13",
        "A year, a year and month, or a day is wanted, as 2020, 2020-03 or 2020-03-31.",
    ),
    "end before the beginning": (FRAMEWORK, "2018-02", "2015-05", "2015-05", "The edition ends before it begins."),
    "edition by hearsay": (
        FRAMEWORK, "[{from: S3}]", "[{from: BG}]", "key: 8r",
        "Background knowledge alone confirms nothing: say certainty: proposed or unknown.",
    ),
    "items of another framework": (
        OLD, "framework: fisc", "framework: fsa", "framework: fsa",
        "“fsa” lies in the folder fisc; both must be the same.",
    ),
    "items of another edition": (
        ITEMS, "edition: 9r2", "edition: 9", "edition: 9", "“9” lies in the file 9r2.yaml; both must be the same.",
    ),
    "group twice": (
        ITEMS, "key: practice", "key: control # again", "# again",
        "“control” is given twice; it stands in line 4 already.",
    ),
    "item twice": (
        ITEMS, "ref: 統20", "ref: 統21", "ref: 統21", "“統21” is given twice; it stands in line 16 already.",
    ),
    "unknown level": (
        ITEMS, "level: basic", "level: high", "level: high",
        "The level “high” is not among those of the framework: basic.",
    ),
    "items by hearsay": (
        ITEMS, "[{from: S1}]", "[{from: BG}]", "prefix: 統",
        "Background knowledge alone confirms nothing: say certainty: proposed or unknown.",
    ),
    "more items than counted": (
        FRAMEWORK, "実: 3", "実: 2", None, "The edition has 2 of “実”, but 3 are given here.",
    ),
    "range turned": (
        ITEMS, "from: 21, to: 24", "from: 24, to: 21", "from: 24", "A range runs from the lower to the higher number.",
    ),
    "groups and same_as": (
        DERIVED, "certainty: proposed\n", "groups: []\n", "framework", "The file says either “groups” or “same_as”.",
    ),
    "no base": (
        DERIVED, "  edition: 8r", "  edition: 8d", "  edition: 8d",
        "The edition “fisc/8d” has no items of its own that could be taken over.",
    ),
    "base without the item": (
        DERIVED, "- 運109", "- 運110", "運110", "The item “fisc/8r/運110” is not in the catalogue.",
    ),
    "crosswalk in another file": (
        CROSSWALK, "key: fisc-8r-9r2", "key: fisc", "key: fisc",
        "“fisc” lies in the file fisc-8r-9r2.yaml; both must be the same.",
    ),
    "crosswalk to an unknown edition": (
        CROSSWALK, "to: fisc/9r2", "to: fisc/99", "to: fisc/99", "The edition “fisc/99” is not in the catalogue.",
    ),
    "crosswalk from an unknown item": (
        CROSSWALK, "from: 運108", "from: 運107", "運107", "The item “fisc/8r/運107” is not in the catalogue.",
    ),
    "crosswalk to an unknown item": (
        CROSSWALK, "統24]", "統25]", "統25]", "The item “fisc/9r2/統25” is not in the catalogue.",
    ),
    "crosswalk to itself": (
        CROSSWALK, "to: fisc/9r2", "to: fisc/8r", "to: fisc/8r", "A crosswalk leads from one edition to another.",
    ),
    "crosswalk twice to an item": (
        CROSSWALK, "統24]", "統20]", "統20]", "“統20” is given twice; it stands in line 7 already.",
    ),
    "crosswalk by hearsay": (
        CROSSWALK, "    certainty: proposed\n", "", "from: 運108",
        "Background knowledge alone confirms nothing: say certainty: proposed or unknown.",
    ),
    "name of the file used instead of the key": (
        CROSSWALK, "  - from: 運108", "  - before: x\n    from: 運108", "before:", "The key “before” is unknown here.",
    ),
    "matrix in another folder": (
        MATRIX, "key: cloud\n", "key: mist\n", "key: mist", "“mist” lies in the folder cloud; both must be the same.",
    ),
    "matrix of an unknown edition": (
        MATRIX, "edition: fisc/9r2", "edition: fisc/99", "fisc/99", "The edition “fisc/99” is not in the catalogue.",
    ),
    "row twice": (
        MATRIX, "id: r02", "id: r01 # again", "# again", "“r01” is given twice; it stands in line 17 already.",
    ),
    "row beyond the edition": (
        MATRIX, "to: 統23", "to: 統30", "統30", "The item “fisc/9r2/統30” is not in the catalogue.",
    ),
    "row turned": (
        MATRIX, "from: 統21, to: 統23", "from: 統23, to: 統21", "from: 統23",
        "“統23” to “統21” is no range of the edition.",
    ),
    "row of an unknown item": (
        MATRIX, "[outside, 統24]", "[inside, 統24]", "[inside", "The item “fisc/9r2/inside” is not in the catalogue.",
    ),
    "row of all of nothing": (
        MATRIX, "{all: 実}", "{all: 技}", "all: 技", "No item of the edition begins with “技”.",
    ),
    "row by hearsay": (
        MATRIX, "[{from: S1}]", "[{from: BG}]", "id: r02",
        "Background knowledge alone confirms nothing: say certainty: proposed or unknown.",
    ),
    "unknown actor": (
        MATRIX, "actor: institution", "actor: carrier", "actor: carrier",
        "The actor “carrier” is not among those of the matrix: institution, provider.",
    ),
    "actor twice in a row": (
        MATRIX, "actor: institution", "actor: provider", "- actor: provider",
        "“provider” is given twice; it stands in line 24 already.",
    ),
    "actor twice": (
        MATRIX, "key: provider, title", "key: institution, title", "提供者",
        "“institution” is given twice; it stands in line 8 already.",
    ),
    "condition's option twice": (
        MATRIX, "key: provider, label", "key: institution, label", "label: {ja: 提供者",
        "“institution” is given twice; it stands in line 14 already.",
    ),
    "unknown duty": (
        MATRIX, "does: yes", "does: maybe", "does: maybe",
        "“maybe” is not among: yes, no, conditional or unknown.",
    ),
    "conditional on nothing": (
        MATRIX, "        when: {condition: developer, in: [institution]}\n", "", "does: conditional",
        "“does” is conditional, but “when” does not say on what.",
    ),
    "a condition for nothing": (
        MATRIX, "does: conditional", "does: unknown", "when:",
        "“when” says on what something depends that is not conditional.",
    ),
    "unknown condition": (
        MATRIX, "condition: developer", "condition: weather", "weather",
        "The condition “weather” is not among those of the matrix: developer.",
    ),
    "unknown option": (
        MATRIX, "in: [institution]", "in: [nobody]", "nobody",
        "“nobody” is not among the options: institution, provider.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "at", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_named_with_its_line(
    files: Content, name: str, old: str, new: str, at: str | None, reason: str
) -> None:
    files.change(name, old, new)
    where = (name, files.line_of(name, at)) if at else (ITEMS, files.line_of(ITEMS, "groups:"))
    assert (*where, reason) in files.faults()


def test_an_edition_without_items_leads_nowhere(files: Content) -> None:
    (files.root / OLD).unlink()
    assert {name for name, _, _ in files.faults()} == {
        DERIVED,
        CROSSWALK,
        "questionnaires/to20/v1.yaml",
        "questionnaires/to20/v2.yaml",
    }


def test_a_faulty_file_of_items_still_says_which_there_are(files: Content) -> None:
    files.change(ITEMS, "title: {ja: 計画, en: Planning}", "title: {ja: 計画}")
    line = files.line_of(ITEMS, "title: {ja: 計画}")
    assert files.faults() == [(ITEMS, line, "The English text (en) is missing.")]


@pytest.mark.parametrize(
    "name",
    [
        "catalogue/fisc.yaml",
        "catalogue/items/9r2.yaml",
        "questionnaires/to20.yaml",
        "questionnaires/to20/draft.yml",
    ],
)
def test_a_file_in_no_place_is_refused(files: Content, name: str) -> None:
    files.write(name, "key: x\n")
    (fault,) = files.faults()
    assert fault[:2] == (name, 1)
    assert fault[2].startswith("The file has no place here: content lies in ")


def test_hidden_files_are_left_alone(files: Content) -> None:
    files.write("questionnaires/to20/.v3.yaml", "{")
    assert files.faults() == []
