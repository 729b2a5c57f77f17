"""Nothing grows past what one reading can hold."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.checks.budgets import find_violations
from tests.architecture.repository import ROOT, copy, plant


def _function(lines: int) -> str:
    return "def planted():\n" + "    x = 1\n" * (lines - 1)


def _branches(number: int) -> str:
    return (
        "def planted(x):\n"
        + "".join(f"    if x == {n}:\n        x = 0\n" for n in range(number))
        + "    return x\n"
    )


def test_the_product_stays_within_its_budgets():
    assert find_violations(ROOT) == []


def test_the_limits_themselves_are_allowed(tmp_path):
    files = {"app/a.py": "x = 1\n" * 400, "tests/b.py": "x = 1\n" * 600, "app/c.py": _function(40)}
    assert find_violations(plant(tmp_path, files)) == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("app/a.py", "x = 1\n" * 401, "401 lines"),
        ("app/templates/a.html", "<p>\n" * 401, "401 lines"),
        ("app/static/js/a.js", "x;\n" * 401, "401 lines"),
        ("app/static/css/a.css", "a { color: red; } " * 7, "126 characters"),
        ("tests/a.py", "x = 1\n" * 601, "601 lines"),
        ("app/a.py", _function(41), "41 lines"),
        ("scripts/a.py", "class A:\n    async " + _function(41).replace("\n", "\n    "), "41 lines"),
        ("app/a.py", "def planted():  # noqa: C901\n    pass\n", "no exceptions"),
    ],
)
def test_what_outgrows_its_budget_is_found(tmp_path, path, text, words):
    found = find_violations(plant(tmp_path, {path: text}))
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize(("branches", "is_refused"), [(11, False), (12, True)])
def test_ruff_holds_the_complexity_at_twelve(tmp_path, branches, is_refused):
    plant(copy(tmp_path, "pyproject.toml"), {"app/planted.py": _branches(branches)})
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "app"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ("C901" in done.stdout) is is_refused, done.stdout
