"""Find the words of the product: what code and templates say, and what the catalogues answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = {".py": "python", ".html": "jinja2", ".txt": "jinja2"}
SHARED = ("core", "templates", "static", "translations")


@dataclass(frozen=True)
class Use:
    """One place that says a message; `plural` is empty for a message without a number."""

    path: Path
    line: int
    msgid: str
    plural: str
    context: str | None

    @property
    def key(self) -> tuple[str, str | None]:
        return self.msgid, self.context


def sources(app: Path) -> list[Path]:
    """Code, and what is rendered: a text file outside a templates folder is data."""
    return sorted(
        path
        for path in app.rglob("*")
        if path.suffix in METHODS and (path.suffix == ".py" or "templates" in path.relative_to(app).parts)
    )


def extract(app: Path) -> Iterator[Use]:
    for path in sources(app):
        options = {"silent": "false", "encoding": "utf-8"} if path.suffix != ".py" else {}
        found = extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS, options=options)
        for line, message, _comments, context in found:
            msgid, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if msgid:
                yield Use(path, line, msgid, plural or "", context)


def home(app: Path, path: Path) -> Path:
    """The folder whose catalogue answers for a source file: its package, or the shared one."""
    first, *rest = path.relative_to(app).parts
    return app if not rest or first in SHARED else app / first


def catalogue_paths(app: Path, language: str) -> list[Path]:
    return sorted(app.glob(f"**/translations/{language}/LC_MESSAGES/messages.po"))


def load(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name, abort_invalid=True)


def key(message: Message) -> tuple[str, str | None]:
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context
