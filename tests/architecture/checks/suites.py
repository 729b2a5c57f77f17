"""Every test runs: its folder is in the Makefile, its name is collected, nothing skips it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

from tests.architecture.checks.source import dotted, files, name, parse

LISTS = ("FAST", "SLOW", "FAULTS", "SECURITY")
SKIPS = ("skip", "skipif", "xfail", "importorskip", "skipTest")


def find_violations(root: Path) -> list[str]:
    return [*_folders(root), *_skips(root)]


def _listed(root: Path) -> list[str]:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    lists = [re.findall(rf"^{kind} := (.*)$", makefile, re.MULTILINE) for kind in LISTS]
    return [folder for found in lists for line in found for folder in line.split()]


def _folders(root: Path) -> list[str]:
    listed = _listed(root)
    twice = {folder for folder in listed if listed.count(folder) > 1}
    found = [f"tests/{folder} is listed twice in the Makefile" for folder in twice]
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    paths = set(config["tool"]["pytest"]["ini_options"]["testpaths"])
    if paths != {f"tests/{folder}" for folder in listed}:
        found.append("testpaths of pyproject.toml and the lists of the Makefile differ")
    for path in files(root, ("tests",), ".py"):
        inside = path.relative_to(root / "tests").parts
        if path.name.startswith("test_") and (len(inside) == 1 or inside[0] not in listed):
            found.append(f"{name(root, path)} lies in no folder that the Makefile runs")
        tests = [node.name for node in parse(path).body if isinstance(node, ast.FunctionDef)]
        if not path.name.startswith("test_") and any(test.startswith("test_") for test in tests):
            found.append(f"{name(root, path)} holds tests that are never collected")
    return found


def _skips(root: Path) -> list[str]:
    found = []
    for path in files(root, ("tests",), ".py"):
        for node in ast.walk(parse(path)):
            base, _, verb = dotted(node).rpartition(".") if isinstance(node, ast.Attribute) else ("", "", "")
            if verb in SKIPS and base in ("pytest", "pytest.mark", "unittest", "self"):
                found.append(f"{name(root, path)}:{getattr(node, 'lineno', 0)}: {base}.{verb} hides a test")
    return found
