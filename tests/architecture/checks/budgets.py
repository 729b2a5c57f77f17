"""What outgrows its budget is two things in one."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.checks.source import CODE, files, functions, length, name, parse

APP_FILE = 400
TEST_FILE = 600
FUNCTION = 40
STYLE_LINE = 120


def find_violations(root: Path) -> list[str]:
    return [*_files(root), *_style_lines(root), *_functions(root)]


def _files(root: Path) -> list[str]:
    found = []
    budgets = [(path, APP_FILE) for path in files(root, CODE, ".py", ".html", ".js", ".css")]
    budgets += [(path, TEST_FILE) for path in files(root, ("tests",), ".py")]
    for path, budget in budgets:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > budget:
            found.append(f"{name(root, path)}: {lines} lines, at most {budget}")
    return found


def _style_lines(root: Path) -> list[str]:
    """No formatter watches over stylesheets: rules packed into one line would slip past the budget of a file."""
    return [
        f"{name(root, path)}:{number}: {len(line)} characters, at most {STYLE_LINE}"
        for path in files(root, CODE, ".css")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > STYLE_LINE
    ]


def _functions(root: Path) -> list[str]:
    found = []
    for path in files(root, CODE, ".py"):
        for node in functions(parse(path)):
            if length(node) > FUNCTION:
                found.append(
                    f"{name(root, path)}:{node.lineno} {node.name}: {length(node)} lines, at most {FUNCTION}"
                )
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "noqa" in line and "C901" in line:
                found.append(f"{name(root, path)}:{number}: the complexity budget has no exceptions")
    return found
