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
