"""What code of this product never does."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.architecture.checks.source import (
    CODE,
    allowed,
    dotted,
    files,
    functions,
    is_fixed_text,
    length,
    name,
    parse,
)

VIEW = 20
PROCESSES = ("app/core/sandbox.py", "scripts/*", "bench/*")
COMMITS = (
    "app/core/deferred.py",  # what is stored although the request rolled back
    "app/core/schema.py",
    "app/core/web.py",
    "app/core/web/*",
    "app/identity/credentials.py",  # the library commits through its datastore
    "app/identity/sessions.py",  # the session is saved after the act has ended
    "app/jobs/*",
    "app/cli.py",
    "app/cli/*",
    "bench/*",
)
WEAK_NAMES = frozenset(
    {"utils", "util", "helpers", "helper", "misc", "common", "manager", "managers", "stuff"}
)
WEAK_ENDINGS = ("Manager", "Helper", "Util", "Utils", "Misc")
FORBIDDEN_CALLS = frozenset({"eval", "exec", "__import__", "render_template_string", "os.system", "os.popen"})
FORBIDDEN_IMPORTS = frozenset({"pickle", "marshal", "shelve", "dill", "telnetlib", "xml.etree", "xml.sax"})
LOADERS = frozenset({"yaml.load", "yaml.unsafe_load", "yaml.full_load", "yaml.load_all"})
PATTERNS = frozenset(
    {"re.compile", "re.search", "re.match", "re.fullmatch", "re.sub", "re.findall", "re.finditer", "re.split"}
)
STATEMENTS = frozenset({"select", "insert", "update", "delete"})
CLOCKS = frozenset({"now", "utcnow", "today", "time.time"})
CLOCKLESS = frozenset({"models", "rules", "queries", "services", "forms"})

Rule = Callable[[str, ast.AST], Iterator[str]]


def find_violations(root: Path) -> list[str]:
    found = []
    for path in files(root, CODE, ".py"):
        relative = name(root, path)
        found += [f"{relative}: {words}" for words in _named(relative)]
        for node in ast.walk(parse(path)):
            where = f"{relative}:{getattr(node, 'lineno', 0)}"
            found += [f"{where}: {words}" for rule in RULES for words in rule(relative, node)]
        if _in("views", relative):
            found += [
                f"{relative}:{view.lineno}: {view.name} has {length(view)} lines, at most {VIEW} in a view"
                for view in functions(parse(path))
                if length(view) > VIEW
            ]
    return found


def _in(layer: str, relative: str) -> bool:
    """Whether a file is `<layer>.py` of a package, or lies in its `<layer>/` folder."""
    parts = Path(relative).with_suffix("").parts
    return parts[0] == "app" and layer in parts[2:]


def _named(relative: str) -> Iterator[str]:
    for part in Path(relative).with_suffix("").parts:
        if part in WEAK_NAMES:
            yield f"{part!r} says nothing about what is inside"


def _classes(_relative: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and node.name.endswith(WEAK_ENDINGS):
        if any(dotted(base).endswith(WEAK_ENDINGS) for base in node.bases):
            return  # a library chose the word
        yield f"the class name {node.name} says nothing about what it does"


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        return [module, *(f"{module}.{alias.name}" for alias in node.names)]
    return []


def _imports(relative: str, node: ast.AST) -> Iterator[str]:
    imported = _imported(node)
    for module in sorted(set(imported) & FORBIDDEN_IMPORTS):
        yield f"{module} runs or trusts what it reads"
    if {"subprocess", "pty"} & set(imported) and not allowed(relative, PROCESSES):
        yield "processes are started in app/core/sandbox.py only"
    if _in("views", relative) and any(f"sqlalchemy.{verb}" in imported for verb in STATEMENTS):
        yield "a view asks queries, it does not build statements"


def _calls(_relative: str, node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = dotted(node.func)
    if called in FORBIDDEN_CALLS or called.endswith((".render_template_string", ".from_string")):
        yield f"{called}() runs text as code"
    if called in LOADERS:
        yield f"{called}() makes objects; use yaml.safe_load"
    for keyword in node.keywords:
        if keyword.arg == "shell" and ast.unparse(keyword.value) != "False":
            yield "shell= lets text become commands"


def _patterns(_relative: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and dotted(node.func) in PATTERNS and node.args:
        if not is_fixed_text(node.args[0]):
            yield "a pattern that is no constant can be made to run for hours"


def _statements(relative: str, node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = dotted(node.func).rsplit(".", 1)[-1]
    if called in ("text", "exec_driver_sql", "literal_column") and node.args and _is_composed(node.args[0]):
        yield f"{called}() with a composed text; bind its values"
    if called == "select" and _in("views", relative):
        yield "a view asks queries, it does not build statements"
    if called == "commit" and not allowed(relative, COMMITS):
        yield "only the edges commit"


def _is_composed(node: ast.AST) -> bool:
    composed = isinstance(node, ast.JoinedStr | ast.BinOp)
    formatted = isinstance(node, ast.Call) and dotted(node.func).endswith("format")
    return (composed or formatted) and not is_fixed_text(node)


def _clocks(relative: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and any(_in(layer, relative) for layer in CLOCKLESS):
        called = dotted(node.func)
        base, _, verb = called.rpartition(".")
        if called == "time.time" or (verb in CLOCKS and base.rsplit(".", 1)[-1] in ("datetime", "date")):
            yield f"{called}() reads the clock; the time arrives in ctx"


def _views(relative: str, node: ast.AST) -> Iterator[str]:
    """Folders of views are beyond what the import contracts can say."""
    owner = Path(relative).parts[1] if relative.startswith("app/") else ""
    if owner == "__init__.py":
        return
    for module in _imported(node):
        parts = module.split(".")
        if parts[0] == "app" and "views" in parts[2:3] and parts[1] != owner:
            yield f"{module} belongs to another package"


RULES: tuple[Rule, ...] = (_classes, _imports, _calls, _patterns, _statements, _clocks, _views)
