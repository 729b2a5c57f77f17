"""Every word that code or a page says has one Japanese answer, and no answer waits for a question."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from babel.messages.catalog import Message

from scripts.message_sources import catalogue_paths, extract, key, load
from tests.architecture.checks.source import allowed, dotted, files, name, parse

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# Kana, the long mark, ideographs and their full-width company: what only Japanese text contains.
JAPANESE = re.compile("[\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f]")
COMMENT = re.compile("{#.*?#}", re.DOTALL)
GETTEXT = frozenset({"_", "_l", "N_", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext"})

# One spelling of what could be written in several ways; docs/glossary.md lists them.
SPELLINGS = (
    (re.compile("又は|或いは"), "または"),
    (re.compile("及び(?!ま|、)|ならびに|並びに"), "および, or と"),
    (re.compile("既に"), "すでに"),
    (re.compile("取込(?!み)|取り込み(?=[のをはがに。・]|$)"), "取込み (the act), 取り込む (to do it)"),
    (re.compile("一つ(?:以上|だけ)"), "1つ"),
    (re.compile("下さい"), "ください"),
    (re.compile("出来[るなま]"), "できる"),
    (re.compile("予め"), "あらかじめ"),
    (re.compile("ログイン|ログアウト"), "サインイン, サインアウト"),
)
# Brackets, colon and quotation marks as Japanese sets them: English takes its own.
FULL_WIDTH = re.compile("[（）：「」『』／]")

# Modules whose business is Japanese text itself: made-up data, how people write dates, names,
# units and questionnaires of their own, and what is written for them in both languages.
DATA = (
    "app/core/calendar.py",
    "app/core/countries.py",
    "app/core/dates.py",
    "app/core/identifiers.py",
    "app/core/phones.py",
    "app/core/search.py",
    "app/core/text.py",
    "app/demo.py",
    "app/diligence/rules/counting.py",
    "app/diligence/rules/declaring.py",
    "app/identity/passwords.py",
    "app/exchange/kinds/*",
    "app/exchange/reading/spellings.py",
    "app/exchange/rules/foreign_*.py",
    "app/references/delivered.py",
    "app/references/rules/labels.py",
    "app/standards/rules/own_forms.py",
    "app/register/readings.py",
    "app/register/delivered.py",
    "app/standards/content/wording.py",
    "app/demo/*",
    "app/*/demo.py",
    "app/*/demo/*",
)


def find_violations(root: Path) -> list[str]:
    return [
        *_catalogues(root), *_spelled(root), *_usage(root), *_literals(root), *_put_together(root), *_built(root),
    ]  # fmt: skip


def _entries(root: Path) -> list[tuple[Path, Message]]:
    paths = catalogue_paths(root / "app", "ja")
    return [(path, message) for path in paths for message in load(path) if message.id]


def _texts(message: Message) -> tuple[list[str], list[str]]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    answers = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    return ids, answers


def _catalogues(root: Path) -> list[str]:
    found = []
    answers: dict[tuple[str, str | None], dict[str, Path]] = defaultdict(dict)
    for path, message in _entries(root):
        where = f"{name(root, path)}: {key(message)[0]!r}"
        ids, strings = _texts(message)
        if message.fuzzy:
            found.append(f"{where} is marked fuzzy")
        if not all(text.strip() for text in strings):
            found.append(f"{where} has no translation")
            continue
        if any(JAPANESE.search(text) for text in ids):
            found.append(f"{where} has Japanese where English belongs")
        asked = set(PLACEHOLDER.findall(ids[-1]))
        if any(set(PLACEHOLDER.findall(text)) != asked for text in strings):
            found.append(f"{where} has other placeholders than its translation")
        answers[key(message)][strings[0]] = path
    for (msgid, _), strings_of in answers.items():
        if len(strings_of) > 1:
            found.append(f"{msgid!r} is translated in several ways: {sorted(strings_of)}")
    for path in catalogue_paths(root / "app", "ja"):
        found += [f"{name(root, path)}: {msgid!r} is obsolete" for msgid in load(path).obsolete]
    return found


def _spelled(root: Path) -> list[str]:
    found = []
    for path, message in _entries(root):
        where = f"{name(root, path)}: {key(message)[0]!r}"
        ids, strings = _texts(message)
        if any(FULL_WIDTH.search(text) for text in ids):
            found.append(f"{where} has full-width marks in English")
        found += [
            f"{where} is to be spelled {wanted}"
            for spelling, wanted in SPELLINGS
            if any(spelling.search(text) for text in strings)
        ]
    return found


def _usage(root: Path) -> list[str]:
    known = {key(message) for _, message in _entries(root)}
    used = {use.key: use for use in extract(root / "app")}
    missing = [
        f"{name(root, use.path)}:{use.line}: {use.msgid!r} is in no Japanese catalogue"
        for use in used.values()
        if use.key not in known
    ]
    idle = [
        f"{name(root, path)}: {key(message)[0]!r} is said nowhere"
        for path, message in _entries(root)
        if key(message) not in used
    ]
    return missing + idle


def _notes(tree: ast.Module) -> set[int]:
    """Docstrings and other bare texts: read by programmers, never shown."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _literals(root: Path) -> list[str]:
    found = []
    for path in files(root, ("app",), ".py"):
        relative = name(root, path)
        if allowed(relative, DATA):
            continue
        notes = _notes(parse(path))
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
                if JAPANESE.search(node.value):
                    found.append(f"{relative}:{node.lineno}: Japanese text in code")
    return found


def _put_together(root: Path) -> list[str]:
    """Marks around a value are words, too: they go through a catalogue, or English shows Japanese ones."""
    found = []
    for path in files(root, ("app",), ".py"):
        relative = name(root, path)
        if allowed(relative, DATA):
            continue
        found += [
            f"{relative}:{node.lineno}: full-width marks put together in code"
            for node in ast.walk(parse(path))
            if isinstance(node, ast.JoinedStr)
            and any(
                FULL_WIDTH.search(str(part.value)) for part in node.values if isinstance(part, ast.Constant)
            )
        ]
    for path in files(root, ("app",), ".html"):
        text = COMMENT.sub("", path.read_text("utf-8"))
        found += [f"{name(root, path)}: full-width marks in a page"] if FULL_WIDTH.search(text) else []
    return found


def _built(root: Path) -> list[str]:
    """A message put together before it is looked up is found in no catalogue."""
    found = []
    for path in files(root, ("app",), ".py"):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and dotted(node.func) in GETTEXT and node.args:
                if isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                    found.append(f"{name(root, path)}:{node.lineno}: a message built before it is translated")
    return found
