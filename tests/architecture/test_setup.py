"""The set-up: pins are whole, and where it cannot go on it says what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from scripts import setup_env
from tests.architecture.checks.requirements import find_violations
from tests.architecture.repository import ROOT, copy, plant

TARGETS = ("run", "test", "check", "bench", "faults", "security", "demo-reset", "messages", "clean")
PINS = [f"requirements/{name}.{kind}" for name in ("setup", "runtime", "test") for kind in ("in", "txt")]


@pytest.fixture
def root(tmp_path):
    return copy(tmp_path, *PINS)


def test_the_requirements_of_the_product_are_pinned_and_agree():
    assert find_violations(ROOT) == []


def test_a_copy_of_them_passes(root):
    assert find_violations(root) == []


@pytest.mark.parametrize(
    ("name", "added", "words"),
    [
        ("runtime.in", "\nleft-pad\n", "left-pad is wanted"),
        ("runtime.txt", "\nleft-pad==1.0\n", "not pinned by hash"),
        ("runtime.txt", "\nleft-pad==1.0 \\\n    --hash=sha256:00\n", "otherwise in tests"),
        ("test.txt", "\n--index-url x\n", "an address or an option"),
        ("setup.txt", "\nuv @ https://example.test/uv.whl\n", "an address or an option"),
    ],
)
def test_a_planted_requirement_is_found(root, name, added, words):
    path = root / "requirements" / name
    path.write_text(path.read_text() + added)
    assert any(words in line for line in find_violations(root)), find_violations(root)


def test_a_path_of_one_machine_is_found(root):
    found = find_violations(plant(root, {"app/x.py": "# see /" + "home/ada/x\n"}))
    assert [line.split(":")[0] for line in found] == ["app/x.py"]


@pytest.fixture
def unprivileged(monkeypatch):
    monkeypatch.setattr(setup_env, "is_root", lambda: False)
    monkeypatch.setattr(shutil, "which", lambda program: program)


def _answer(monkeypatch, code: int, output: str = "") -> None:
    done = subprocess.CompletedProcess([], code, stdout=output, stderr="")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: done)


@pytest.mark.usefixtures("unprivileged")
def test_missing_test_packages_are_named_with_the_command(monkeypatch):
    _answer(monkeypatch, 1, "chromium installed\nfonts-noto-cjk config-files\npoppler-utils installed\n")
    with pytest.raises(setup_env.SetupError, match=r"apt-get install -y fonts-noto-cjk poppler-data$"):
        setup_env.install_system_packages()


@pytest.mark.usefixtures("unprivileged")
def test_a_python_that_cannot_make_environments_is_explained(monkeypatch):
    _answer(monkeypatch, 1)
    with pytest.raises(setup_env.SetupError, match=r"apt-get install python3\.\d+-venv"):
        setup_env.ensure_venv_module()


def test_root_gets_the_missing_packages_installed(monkeypatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(setup_env, "is_root", lambda: True)
    monkeypatch.setattr(shutil, "which", lambda program: program)
    monkeypatch.setattr(setup_env, "missing_packages", lambda: ["chromium"])
    monkeypatch.setattr(setup_env, "apt_install", asked.append)
    setup_env.install_system_packages()
    assert asked == [["chromium"]]


def test_an_old_python_hands_over_to_a_newer_one_or_says_so(monkeypatch):
    started = []
    monkeypatch.setattr(sys, "version_info", (3, 9))
    monkeypatch.setattr(os, "execv", lambda *arguments: started.append(arguments))
    monkeypatch.setattr(shutil, "which", lambda program: program if program == "python3.12" else None)
    with pytest.raises(setup_env.SetupError, match=r"3\.11 or newer"):
        setup_env.use_a_new_enough_python()
    assert started[0][0] == "python3.12"


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    """The installer replaced by a note of what it was asked to do."""
    copy(tmp_path, *PINS)
    asked: list[str] = []
    monkeypatch.setattr(setup_env, "ROOT", tmp_path)
    monkeypatch.setattr(setup_env, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup_env, "ensure_installer", lambda: tmp_path / "uv")
    plant(tmp_path, {".venv/bin/python": "", ".venv/made-at": str(tmp_path / ".venv")})
    monkeypatch.setattr(setup_env, "run", lambda *command, **_: asked.append(str(command[-1])))
    return tmp_path, asked


def test_packages_are_installed_once_and_again_when_their_file_changed(sandbox):
    root, asked = sandbox
    setup_env.install("run")
    setup_env.install("run")
    assert len(asked) == 1
    with (root / "requirements" / "runtime.txt").open("a") as stream:
        stream.write("# changed\n")
    setup_env.install("run")
    assert len(asked) == 2


def test_the_test_packages_serve_for_running_too(sandbox):
    _, asked = sandbox
    setup_env.install("test")
    setup_env.install("run")
    assert len(asked) == 1


def test_help_names_every_target_that_people_use():
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in TARGETS:
        assert f"make {target} " in done.stdout
    usage = subprocess.run(
        [sys.executable, "scripts/setup_env.py"], cwd=ROOT, capture_output=True, check=False
    )
    assert usage.returncode == 2
