"""`flask standards check`: file, line and reason of each fault, or what there is."""

import json
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.cli import command_app, publishing
from app.standards.content.checking import check, freeze
from tests.factories.content import Content, content
from tests.integration.cli.test_commands import flask, spawn

ROOT = Path(__file__).resolve().parents[3]


def no_application(*_: object) -> Flask:
    raise AssertionError("files are checked without an instance")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Content:
    made = content(tmp_path)
    for act in (check, freeze):
        here = partial(act, questionnaires=made.questionnaires, catalogue=made.catalogue)
        monkeypatch.setattr(publishing, act.__name__, here)
    monkeypatch.setenv("SEKISHO_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return made


def run(*arguments: str, act: str = "check", language: str = "C") -> Result:
    app = command_app(no_application)
    with app.app_context():
        return flask(app, "standards", act, *arguments, language=language)


def test_versions_are_frozen_and_a_change_is_refused_from_then_on(files: Content) -> None:
    result = run(act="freeze")
    assert result.exit_code == 0, result.output
    told = "Frozen: questionnaires/to20/v1.yaml. From now on it can be followed by a new version only."
    assert told in result.output.splitlines()
    assert "frameworks" not in result.output
    assert "draft" not in run().output
    assert "frozen already" in run(act="freeze").output
    path = files.root / "questionnaires/to20/v1.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    for act in ("check", "freeze"):
        refused = run(act=act)
        assert refused.exit_code == 1
        assert "questionnaires/to20/v1.yaml:1: The file is published and was changed since" in refused.output


def test_sound_files_are_counted_and_drafts_are_named(files: Content) -> None:
    result = run()
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[-1] == "9 files: 3 questionnaires with 5 questions, 11 items, 3 rows of matrices."
    assert (
        "questionnaires/to20/v1.yaml is a draft: it may still change until `flask standards freeze`." in lines
    )
    assert not (files.root / "data").exists()


def test_each_fault_is_told_with_file_line_and_reason(files: Content) -> None:
    files.change("questionnaires/to20/v1.yaml", "weight: 2", "weight: 20")
    result = run()
    assert result.exit_code == 1
    line = files.line_of("questionnaires/to20/v1.yaml", "weight: 20")
    assert result.output.splitlines() == [
        f"questionnaires/to20/v1.yaml:{line}: 20 is more than 5, the most allowed. "
        "(sections[0].questions[0].weight)",
        "Faults found: 1.",
    ]
    assert "20は、上限の5より大きい値です。" in run(language="ja_JP.UTF-8").output


def test_only_the_files_that_are_named_are_told(files: Content) -> None:
    files.change("questionnaires/to20/v1.yaml", "weight: 2", "weight: 20")
    result = run("questionnaires/intake", "catalogue")
    assert result.exit_code == 0
    assert "7 files: 1 questionnaires with 1 questions, 11 items, 3 rows of matrices." in result.output


def test_a_file_elsewhere_is_checked_in_the_place_that_it_names(files: Content, tmp_path: Path) -> None:
    given = (files.root / "questionnaires/to20/v1.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "downloads" / "mine.yaml"
    copy.parent.mkdir()
    copy.write_text(given, encoding="utf-8")
    assert run(str(copy)).exit_code == 0
    copy.write_text(given.replace("weight: 2", "weight: 20"), encoding="utf-8")
    line = copy.read_text(encoding="utf-8").splitlines().index(next(
        one for one in copy.read_text(encoding="utf-8").splitlines() if "weight: 20" in one
    )) + 1  # fmt: skip
    result = run(str(copy))
    assert result.exit_code == 1
    assert f"downloads/mine.yaml:{line}: 20 is more than 5" in result.output
    assert "Faults found: 1." in result.output
    assert run().exit_code == 0  # what is in place stays untouched


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: x\n", "does not say which place"),
        ("key: ../../x\nversion: 1\nsections: []\n", "does not say which place"),
        ("questionnaire: to20\nchanges: []\n", "`flask standards layer load`"),
        ("a: [\n", "a value is missing here"),
    ],
)
def test_a_file_that_names_no_place_is_refused(files: Content, tmp_path: Path, text: str, said: str) -> None:
    stray = tmp_path / "stray.yaml"
    stray.write_text(text, encoding="utf-8")
    result = run(str(stray))
    assert result.exit_code == 1
    assert said in result.output


def test_a_catalogue_file_elsewhere_is_known_by_its_keys(files: Content, tmp_path: Path) -> None:
    for number, path in enumerate(sorted(files.catalogue.rglob("*.yaml"))):
        copy = tmp_path / f"copy-{number}.yaml"
        copy.write_bytes(path.read_bytes())
        assert run(str(copy)).exit_code == 0, path


def test_a_folder_of_ones_own_is_checked_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = content(tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    result = run("--root", "mine")
    assert result.exit_code == 0, result.output
    assert "9 files: 3 questionnaires with 5 questions" in result.output
    made.change("questionnaires/to20/v1.yaml", "weight: 2", "weight: 20")
    result = run("--root", "mine")
    assert "mine/questionnaires/to20/v1.yaml:" in result.output
    assert run("--root", "mine", "mine/questionnaires/intake").exit_code == 0


def test_own_questionnaires_are_checked_against_the_delivered_catalogue(tmp_path: Path) -> None:
    made = tmp_path / "questionnaires/to23"
    made.mkdir(parents=True)
    given = (ROOT / "questionnaires/to23/v1.yaml").read_text(encoding="utf-8")
    (made / "v1.yaml").write_text(given, encoding="utf-8")
    result = run("--root", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "1 files: 1 questionnaires with 19 questions, 0 items" in result.output
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds neither" in run("--root", str(empty)).output


def test_machines_get_the_same_as_one_object(files: Content) -> None:
    files.change("questionnaires/intake/v1.yaml", "edition: fisc/9r2", "edition: fisc/99")
    result = run("--json")
    assert result.exit_code == 1
    said = json.loads(result.output)
    assert said["faults"] == [
        {
            "file": "questionnaires/intake/v1.yaml",
            "line": 6,
            "path": "edition",
            "reason": "The edition “fisc/99” is not in the catalogue.",
        }
    ]
    assert (said["files"], len(said["drafts"])) == (9, 4)


def test_the_shipped_files_are_checked_from_a_terminal(tmp_path: Path) -> None:
    done = spawn(tmp_path / "data", "standards", "check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "60 rows of matrices" in done.stdout
    assert not (tmp_path / "data").exists()
