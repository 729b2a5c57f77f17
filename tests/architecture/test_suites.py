"""No test is left out by accident or on purpose."""

from __future__ import annotations

import pytest

from tests.architecture.checks.suites import find_violations
from tests.architecture.repository import ROOT, copy, plant


@pytest.fixture
def root(tmp_path):
    return copy(tmp_path, "Makefile", "pyproject.toml")


def test_every_test_of_the_product_runs():
    assert find_violations(ROOT) == []


def test_tests_in_listed_folders_pass(root):
    files = {"tests/unit/core/test_a.py": "def test_a(): ...\n", "tests/conftest.py": "import pytest\n"}
    assert find_violations(plant(root, files)) == []


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("tests/test_a.py", "def test_a(): ...\n", "no folder that the Makefile runs"),
        ("tests/strange/test_a.py", "def test_a(): ...\n", "no folder that the Makefile runs"),
        ("tests/unit/a.py", "def test_a(): ...\n", "never collected"),
        ("tests/unit/test_a.py", "import pytest\n@pytest.mark.skip\ndef test_a(): ...\n", "hides a test"),
        ("tests/unit/test_a.py", "import pytest\n@pytest.mark.xfail()\ndef test_a(): ...\n", "hides a test"),
        ("tests/unit/test_a.py", "import pytest\ndef test_a():\n    pytest.skip('x')\n", "hides a test"),
    ],
)
def test_a_test_that_would_not_run_is_found(root, path, text, words):
    found = find_violations(plant(root, {path: text}))
    assert any(words in line for line in found), found


def test_a_folder_that_only_one_of_the_lists_knows_is_found(root):
    makefile = root / "Makefile"
    makefile.write_text(makefile.read_text().replace("SLOW := browser", "SLOW := browser api_schema"))
    assert find_violations(root) == ["testpaths of pyproject.toml and the lists of the Makefile differ"]
