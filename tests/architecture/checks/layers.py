"""Which package may import which: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(no_cache=True, no_logo=True))
"""


def find_violations(root: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return []
    broken = [line.strip() for line in done.stdout.splitlines() if "BROKEN" in line or "->" in line]
    return broken or [f"import-linter could not run: {(done.stdout + done.stderr).strip()[-600:]}"]
