"""Reading the code base once for all checks."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

CODE = ("app", "scripts", "bench")


@functools.cache
def _parsed(path: Path, _changed: int) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def parse(path: Path) -> ast.Module:
    return _parsed(path, path.stat().st_mtime_ns)


def files(root: Path, folders: tuple[str, ...], *suffixes: str) -> list[Path]:
    found = (path for folder in folders for path in (root / folder).rglob("*") if path.suffix in suffixes)
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def allowed(relative: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(relative, pattern) for pattern in patterns)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end: decorators declare, they do nothing."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def dotted(node: ast.AST) -> str:
    """`a.b.c` for a chain of names, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else node.attr
    return ""


def is_fixed_text(node: ast.AST) -> bool:
    """A text that nobody can influence at run time: literals and constants in capitals, joined."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    if isinstance(node, ast.Name | ast.Attribute):
        return dotted(node).rsplit(".", 1)[-1].lstrip("_").isupper()
    if isinstance(node, ast.JoinedStr):
        return all(is_fixed_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_fixed_text(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_fixed_text(node.left) and is_fixed_text(node.right)
    if isinstance(node, ast.Call) and dotted(node.func) == "re.escape":
        return all(is_fixed_text(argument) for argument in node.args)
    return False
