"""How pages are written: nothing unescaped, nothing inline, every word translatable."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from tests.architecture.checks.source import allowed, dotted, files, name, parse
from tests.architecture.checks.words import GETTEXT, JAPANESE

EXPRESSION, STATEMENT = "\ue000", "\ue001"
MARKS = re.compile(f"[{EXPRESSION}{STATEMENT}]")
JINJA = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL)
RAW = re.compile(r"\{%-?\s*raw\b")
UNQUOTED = re.compile(rf"=\s*[^\s\"'>]*{EXPRESSION}")
FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)(?:</form>|\{%-?\s*endmacro|\Z)", re.DOTALL)
POSTS = re.compile(r"method\s*=\s*[\"']?(post|\{)", re.IGNORECASE)
# `retry_fields` are the fields of the first attempt, its token among them.
TOKEN = re.compile(r"hidden_tag\(|form_start\(|csrf_token|retry_fields")
CLASS_BLOCK = re.compile(r"(\{%-?\s*block \w*class\s*-?%\})[^{<]*(\{%-?\s*endblock)")
WORD_ATTRIBUTES = frozenset({"title", "alt", "placeholder", "aria-label", "label", "summary", "data-label"})
NEVER_WORDS = frozenset({"script", "style", "code", "kbd"})
EXTENSIONS = ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
# What a text in these places means is decided by code, not by a reader.
SILENT = (
    nodes.Compare,
    nodes.Getitem,
    nodes.Filter,
    nodes.Test,
    nodes.Import,
    nodes.FromImport,
    nodes.Extends,
)
SILENT_METHODS = frozenset({"startswith", "endswith", "get"})
KEYS = frozenset({"Enter", "Ctrl", "Shift", "Alt", "Esc", "Tab"})
PROPER_NAMES = frozenset({"Sekisho", "CSV", "Excel", "JSON", "PDF", "ID"}) | KEYS
LOOKS_LIKE_WORDS = re.compile(r"[A-Z][a-z]+")

# Where text is turned into mark-up on purpose, after escaping what is inside.
MARKUP = ("app/core/markup.py",)


def find_violations(root: Path) -> list[str]:
    found = []
    paths = [p for p in files(root, ("app",), ".html", ".txt", ".svg") if "templates" in p.parts]
    for path in paths:
        source = path.read_text(encoding="utf-8")
        for line, words in sorted({*_tree(source), *_text(source, is_page=path.suffix != ".txt")}):
            found.append(f"{name(root, path)}:{line}: {words}")
    return found + _code(root)


def _code(root: Path) -> list[str]:
    found = []
    for path in files(root, ("app",), ".py"):
        relative = name(root, path)
        for node in ast.walk(parse(path)):
            called = dotted(node.func) if isinstance(node, ast.Call) else ""
            if called.rsplit(".", 1)[-1] == "Markup" and not allowed(relative, MARKUP):
                found.append(f"{relative}:{getattr(node, 'lineno', 0)}: Markup() outside {', '.join(MARKUP)}")
    return found


def _tree(source: str) -> Iterator[tuple[int, str]]:
    environment = Environment(autoescape=True, extensions=EXTENSIONS)
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield error.lineno, f"cannot be read: {error.message}"
        return
    for node in tree.find_all(nodes.Filter):
        if node.name == "safe":
            yield node.lineno, "|safe lets mark-up through"
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        if any(option.key == "autoescape" for option in scope.options):
            yield scope.lineno, "escaping is not switched in a template"
    for called in tree.find_all(nodes.Name):
        if called.name == "Markup":
            yield called.lineno, "Markup lets mark-up through"
    yield from _untranslated(tree)


def _untranslated(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Words inside expressions: `{{ field(x, label='Name') }}`, `{% set title = 'Home' %}`."""
    excused: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in GETTEXT:
            excused |= {id(part) for part in call.find_all(nodes.Const)}
            if call.args and isinstance(call.args[0], nodes.Concat | nodes.Add | nodes.Mod):
                yield call.lineno, "a message built before it is translated"
        if isinstance(call.node, nodes.Getattr) and call.node.attr in SILENT_METHODS:
            excused |= {id(part) for part in call.find_all(nodes.Const)}
    for silent in tree.find_all(SILENT):
        excused |= {id(part) for part in silent.find_all(nodes.Const)}
    for const in tree.find_all(nodes.Const):
        if isinstance(const.value, str) and id(const) not in excused:
            looks = LOOKS_LIKE_WORDS.match(const.value) or JAPANESE.search(const.value)
            if looks and any(_spoken(const.value)):
                yield const.lineno, f"{const.value!r} did not go through _()"


def _blank(match: re.Match[str]) -> str:
    """One mark for a piece of Jinja, with its line breaks kept so that numbers stay right."""
    piece = match[0]
    mark = {"{{": EXPRESSION, "{%": STATEMENT}.get(piece[:2], "")
    return mark + "\n" * piece.count("\n")


def _text(source: str, *, is_page: bool) -> Iterator[tuple[int, str]]:
    if RAW.search(source):
        yield 1, "raw blocks escape every check"
    translated = TRANSLATED.sub(lambda m: EXPRESSION + "\n" * m[0].count("\n"), source)
    plain = JINJA.sub(_blank, CLASS_BLOCK.sub(r"\1\2", translated))
    plain = re.sub(rf"(</?){EXPRESSION}", r"\1x-any", plain)  # a tag whose name is an expression
    if not is_page:
        for number, line in enumerate(plain.splitlines(), 1):
            yield from ((number, words) for words in _spoken(line))
        return
    reader = _Reader()
    reader.feed(plain)
    reader.close()
    yield from reader.found
    readable = JINJA.sub(_tame, source)
    for match in FORM.finditer(readable):
        if POSTS.search(match["head"]) and not TOKEN.search(match["head"] + match["body"]):
            yield readable.count("\n", 0, match.start()) + 1, "a form without token"


def _tame(match: re.Match[str]) -> str:
    """Jinja as it stands, but unable to end a tag; comments say nothing."""
    return "\n" * match[0].count("\n") if match[0].startswith("{#") else re.sub("[<>]", " ", match[0])


def _spoken(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]+", MARKS.sub(" ", text)):
        if word not in PROPER_NAMES:
            yield f"{' '.join(MARKS.sub(' ', text).split())[:60]!r} did not go through _()"
            return


def is_data(kind: str) -> bool:
    """A script element that holds data is not run, so the policy has nothing to say."""
    return kind == "application/json"


class _Reader(HTMLParser):
    """Walks through a page whose Jinja has been replaced by marks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self.silent = 0

    def note(self, words: str) -> None:
        self.found.append((self.getpos()[0], words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEVER_WORDS:
            self.silent += 1
        self.look(tag, {key.strip(EXPRESSION + STATEMENT): value or "" for key, value in attrs})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.look(tag, {key.strip(EXPRESSION + STATEMENT): value or "" for key, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag in NEVER_WORDS:
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        for offset, line in enumerate(data.split("\n")):
            self.found += [(self.getpos()[0] + offset, words) for words in _spoken(line)]

    def look(self, tag: str, attributes: dict[str, str]) -> None:
        raw = self.get_starttag_text() or ""
        if UNQUOTED.search(re.sub(r"\"[^\"]*\"|'[^']*'", "", raw)):
            self.note("an attribute with an expression needs quotes")
        for key, value in attributes.items():
            if key == "style" or key.startswith("on"):
                self.note(f"inline {key}= is blocked by the policy")
            if key in WORD_ATTRIBUTES or (key == "value" and attributes.get("type") in ("submit", "button")):
                self.found += [(self.getpos()[0], f"{key}: {words}") for words in _spoken(value)]
            if value.strip().lower().startswith("javascript:"):
                self.note("an address that runs a script")
        if (
            tag in ("script", "style")
            and "nonce" not in attributes
            and not is_data(attributes.get("type", ""))
        ):
            self.note(f"{tag} without nonce is blocked by the policy")
        if attributes.get("target") == "_blank" and "noopener" not in attributes.get("rel", ""):
            self.note("target=_blank without rel=noopener")
