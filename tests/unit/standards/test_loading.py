"""What is loaded, how it is written out, and the one text that stands for a version."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.standards.content import compiled, wording
from app.standards.content.checking import check
from app.standards.content.faults import ContentRefused
from app.standards.content.loading import load_all, load_catalogue, load_questionnaires
from app.standards.content.vocabulary import Certainty, Scope
from tests.factories.content import QUESTIONNAIRE, Content, content

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def files(tmp_path: Path) -> Content:
    return content(tmp_path)


def test_versions_are_loaded_in_their_order(files: Content) -> None:
    loaded = load_questionnaires(files.questionnaires, files.catalogue)
    assert list(loaded) == ["intake", "to20"]
    assert [(each.content.version, each.is_draft) for each in loaded["to20"]] == [(1, True), (2, True)]
    first = next(loaded["to20"][0].content.questions())
    assert (first.id, first.scope, first.weight) == ("20-01", Scope.ENGAGEMENT, 2)
    assert first.text.within("ja") == "{institution}は承認を得ていますか。"
    assert first.text.within("en") == "Has the institution approved it?"


def test_nothing_is_taken_while_something_is_wrong(files: Content) -> None:
    files.change("catalogue/frameworks/fisc.yaml", "publisher:", "printer:")
    for load in (
        lambda: load_questionnaires(files.questionnaires, files.catalogue),
        lambda: load_catalogue(files.catalogue),
    ):
        with pytest.raises(
            ContentRefused, match=r"frameworks/fisc\.yaml:1: publisher: “publisher” is missing"
        ):
            load()


def test_what_is_loaded_cannot_be_changed(files: Content) -> None:
    loaded = load_questionnaires(files.questionnaires, files.catalogue)["to20"][0].content
    with pytest.raises(ValidationError, match="frozen"):
        loaded.version = 3


def test_items_are_written_out(files: Content) -> None:
    catalogue = load_catalogue(files.catalogue)
    assert [item.local for item in catalogue.items_of("fisc/9r2")] == [
        "統21", "統22", "統23", "統24", "統20", "実1", "実2", "実3",
    ]  # fmt: skip
    point = catalogue.items["fisc/8r/運108②"]
    assert (point.parent, point.title, point.certainty) == ("fisc/8r/運108", None, Certainty.CONFIRMED)
    assert [source.origin for source in point.sources] == ["S3"]
    assert catalogue.items["fisc/9r2/統20"].groups == ("control", "outside")
    assert catalogue.frameworks["fisc"].editions[0].total == 57


def test_an_edition_takes_items_over_with_its_own_certainty(files: Content) -> None:
    catalogue = load_catalogue(files.catalogue)
    assert [
        (item.ref, item.parent, item.certainty.value) for item in catalogue.items_of("fisc/8d")
    ] == [
        ("fisc/8d/運108", None, "proposed"),
        ("fisc/8d/運108①", "fisc/8d/運108", "proposed"),
        ("fisc/8d/運108②", "fisc/8d/運108", "proposed"),
    ]  # fmt: skip


def test_points_leave_with_their_item(files: Content) -> None:
    files.change("catalogue/items/fisc/8d.yaml", "- 運109", "- 運108")
    assert [item.local for item in load_catalogue(files.catalogue).items_of("fisc/8d")] == ["運109"]


def test_rows_of_a_matrix_name_their_items(files: Content) -> None:
    catalogue = load_catalogue(files.catalogue)
    matrix = catalogue.matrices["cloud", 1]
    assert [[item.local for item in catalogue.items_of_row(matrix, row)] for row in matrix.rows] == [
        ["統21", "統22", "統23"],
        ["実1", "実2", "実3"],
        ["統24", "統20"],
    ]


@pytest.mark.filterwarnings("error")
def test_the_compiled_text_reads_back_as_what_it_was_made_of(files: Content) -> None:
    questionnaires, catalogue = load_all(files.questionnaires, files.catalogue)
    version = questionnaires["to20"][0].content
    for thing in (version, catalogue.matrices["cloud", 1], *catalogue.editions.values()):
        said = json.loads(compiled.canonical(thing))
        assert said.pop("form") == 1
        assert type(thing).model_validate(said) == thing


def test_the_digest_follows_the_content_and_nothing_else(files: Content) -> None:
    def digest() -> str:
        return load_questionnaires(files.questionnaires, files.catalogue)["to20"][0].digest

    name, before = "questionnaires/to20/v1.yaml", digest()
    files.write(name, "# a remark\n" + QUESTIONNAIRE.replace("weight: 2\n", "weight:   2\n"))
    assert digest() == before
    files.change(name, "en: Selection", "en: Choice")
    assert digest() != before


def test_what_is_asked_for_is_told_and_everything_is_read(files: Content) -> None:
    files.change("questionnaires/to20/v1.yaml", "weight: 2", "weight: 20")
    name = "questionnaires/intake/v1.yaml"
    files.change(name, "sources:", "touches: [fisc/9r2/統99]\n        sources:")
    places = (files.questionnaires, files.catalogue)
    report = check([files.root / "questionnaires/intake"], *places)
    (fault,) = report.faults
    assert (fault.file.name, fault.line, fault.path) == (
        "v1.yaml",
        files.line_of(name, "統99"),
        "sections[0].questions[0].touches[0]",
    )
    assert [report.files, report.questionnaires, report.questions, report.items, report.rows] == [
        1,
        1,
        1,
        0,
        0,
    ]
    assert [path.parent.name for path in report.drafts] == ["intake"]
    whole = check((), *places)
    assert [whole.files, len(whole.faults), whole.items, whole.rows] == [9, 2, 11, 3]
    assert check([files.catalogue], *places).faults == ()


def test_a_place_without_content_is_refused(files: Content) -> None:
    report = check([files.root], files.questionnaires, files.catalogue)
    assert report.faults == ()
    elsewhere = files.root / "elsewhere"
    elsewhere.mkdir()
    (fault,) = check([elsewhere], files.questionnaires, files.catalogue).faults
    assert fault.reason.startswith("No content file lies here")


@pytest.mark.parametrize(
    ("text", "is_name"),
    [("当行は", True), ("する当行の", True), ("該当行為", False), ("担当行員", False), ("正当行為", False)],
)
def test_the_name_for_itself_is_told_from_other_words(text: str, is_name: bool) -> None:
    assert wording.names_itself(text) is is_name


@pytest.mark.parametrize(
    ("text", "is_folded"),
    [
        ("承認を 得ます。", True),
        ("得ます。 次に行います。", True),
        ("第28条 原則", False),
        ("クラウド サービスです。", False),
        ("SOC 2 の報告書です。", False),
    ],
)
def test_a_folded_sentence_is_told_from_blanks_on_purpose(text: str, is_folded: bool) -> None:
    assert wording.was_folded(text) is is_folded


@pytest.mark.slow
def test_naming_the_loader_costs_nothing_until_it_loads() -> None:
    code = (
        "import sys\nfrom app.standards.content import checking, loading, compiled, vocabulary\n"
        "assert not {'yaml', 'pydantic'} & set(sys.modules), 'too early'\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
