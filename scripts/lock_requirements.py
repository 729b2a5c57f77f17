"""Resolve requirements/*.in into hash-pinned files that name no index."""

from __future__ import annotations

import subprocess
import sys

from scripts.setup_env import ROOT, ensure_installer

OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
    "--quiet",
]


def main() -> int:
    uv = ensure_installer()
    for name in ("setup", "runtime", "test"):
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
        command = [str(uv), "pip", "compile", *OPTIONS, *files, *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, check=False)
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
