"""Migrations are one numbered line that can be walked both ways."""

from __future__ import annotations

import pytest

from tests.architecture.checks.migrations import find_violations
from tests.architecture.repository import ROOT, plant

FIRST, SECOND = "migrations/versions/0001_begin.py", "migrations/versions/0002_more.py"


def migration(revision: str, before: str | None, down: str = "x()") -> str:
    return (
        f"revision: str = {revision!r}\ndown_revision: str | None = {before!r}\n"
        f"def upgrade() -> None:\n    x()\ndef downgrade() -> None:\n    {down}\n"
    )


def test_the_migrations_of_the_product_form_one_line():
    assert (ROOT / "migrations" / "versions").is_dir()
    assert find_violations(ROOT) == []


def test_two_migrations_in_order_pass(tmp_path):
    files = {FIRST: migration("0001", None), SECOND: migration("0002", "0001")}
    assert find_violations(plant(tmp_path, files)) == []


BAD = {
    "two beginnings": (
        {FIRST: migration("0001", None), SECOND: migration("0002", None)},
        "instead of '0001'",
    ),
    "two ends": (
        {
            FIRST: migration("0001", None),
            SECOND: migration("0002", "0001"),
            "migrations/versions/0003_fork.py": migration("0003", "0001"),
        },
        "instead of '0002'",
    ),
    "no number": ({"migrations/versions/begin.py": migration("0001", None)}, "should be named 0001_"),
    "a gap": (
        {FIRST: migration("0001", None), SECOND.replace("2", "3"): migration("3", "0001")},
        "named 0002_",
    ),
    "no way back": ({FIRST: migration("0001", None, "pass")}, "downgrade() does nothing"),
    "a refusal to go back": ({FIRST: migration("0001", None, "raise NotImplementedError")}, "does nothing"),
    "no revision": (
        {FIRST: "down_revision = None\ndef upgrade(): x()\ndef downgrade(): x()\n"},
        "names no revision",
    ),
}


@pytest.mark.parametrize(("files", "words"), BAD.values(), ids=BAD)
def test_a_planted_fault_is_found(tmp_path, files, words):
    found = find_violations(plant(tmp_path, files))
    assert any(words in line for line in found), found
