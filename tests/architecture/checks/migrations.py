"""Migrations form one numbered line, and each can be undone."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.checks.source import name, parse

NAMED = re.compile(r"(\d{4})_[a-z0-9_]+\.py")


def find_violations(root: Path) -> list[str]:
    folder = root / "migrations" / "versions"
    paths = sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")
    found = []
    before: str | None = None
    for number, path in enumerate(paths, 1):
        where = name(root, path)
        matched = NAMED.fullmatch(path.name)
        if not matched or int(matched[1]) != number:
            found.append(f"{where}: should be named {number:04d}_<what it does>.py")
        facts = _constants(path)
        if not isinstance(facts.get("revision"), str):
            found.append(f"{where}: names no revision")
        if facts.get("down_revision", "") != before:
            found.append(f"{where}: follows {facts.get('down_revision', '?')!r} instead of {before!r}")
        revision = facts.get("revision")
        before = revision if isinstance(revision, str) else None
        found += [
            f"{where}: {step}() does nothing" for step in ("upgrade", "downgrade") if _is_empty(path, step)
        ]
    return found


def _constants(path: Path) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in parse(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Constant):
            found.update({target.id: value.value for target in targets if isinstance(target, ast.Name)})
    return found


def _is_empty(path: Path, step: str) -> bool:
    for node in parse(path).body:
        if isinstance(node, ast.FunctionDef) and node.name == step:
            idle = (ast.Pass, ast.Raise)
            return all(isinstance(s, idle) or _is_note(s) for s in node.body)
    return True


def _is_note(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
