"""Workbooks of today (.xlsx, .xlsm): what lies in their parts beside values, and which cells have none.

The parser of values takes an error for an empty cell and a formula without a result for one, too. Both are
found here by their mark-up, in pieces, so that they can be named instead of being lost.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.core.archives import Archive
from app.core.errors import DomainError
from app.exchange.reading import book, cells

_SMALL = 4 * 1024 * 1024
_OVERLAP = 2048
_MAX_BAD = 100_000
_NAMED = 3
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\s([^>]{1,2000})>")
_RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship\s([^>]{1,4000})>")
_PAIR = re.compile(rb"([\w:]{1,40})\s?=\s?[\"']([^\"']{0,2000})[\"']")
# A cell with an error; a cell with a formula and nothing, or an empty value, after it.
_ERROR = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^>]{0,200}\bt=[\"']e[\"'][^>]{0,200})>(?:(?!</(?:\w{1,9}:)?c>).){0,1500}?"
    rb"<(?:\w{1,9}:)?v>([^<]{0,20})<",
    re.DOTALL,
)
_UNSAVED = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^>]{0,200})><(?:\w{1,9}:)?f(?:\s[^>]{0,300})?(?:/>|>[^<]{0,1500}</(?:\w{1,9}:)?f>)"
    rb"(?:<(?:\w{1,9}:)?v(?:\s?/>|></(?:\w{1,9}:)?v>))?</(?:\w{1,9}:)?c>"
)
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_ADDRESS = re.compile(rb"(?:^|\s)r=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_HIDDEN = re.compile(rb"<(?:\w{1,9}:)?(row|col)\s([^>]{0,300}\bhidden=[\"'](?:1|true)[\"'][^>]{0,300})>")
_NUMBER = re.compile(rb"(?:^|\s)(r|min|max)=[\"']([0-9]{1,7})[\"']")
# xm:f is no formula of a cell: a rule of colour or of what may be entered names its source so.
_FORMULA = re.compile(rb"<(?!xm:)(?:\w{1,9}:)?f[\s>/]")
_FORMULA_LENGTH = 16


def parse(content: bytes, archive: Archive) -> Iterator[Any]:
    names = archive.entries
    _no_declarations(archive)
    notes: list[list[Any]] = []
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    if has_macros:
        notes.append(["macros", {}])
    if any(name.startswith("xl/externalLinks/") for name in names) or "xl/connections.xml" in names:
        notes.append(["links", {}])
    if any(name.startswith("xl/embeddings/") for name in names):
        notes.append(["objects", {}])
    bad: dict[str, list[list[str]]] = {}
    formulas: dict[str, int] = {}
    unsaved: dict[str, int] = {}
    rows: dict[str, list[int]] = {}
    columns: dict[str, list[int]] = {}
    for sheet, part in _sheets(archive):
        hidden = _Hidden()
        bad[sheet], formulas[sheet] = _marked(archive, part, hidden)
        rows[sheet], columns[sheet] = sorted(hidden.rows), sorted(hidden.columns)
        without = [where for where, shown in bad[sheet] if not shown]
        unsaved[sheet] = len(without)
        if formulas[sheet] > len(without):
            notes.append(["formulas", {"sheet": sheet}])
        if without:
            notes.append(["unsaved", {"sheet": sheet, "count": len(without), "cells": _some(without)}])
    kind = "xlsm" if has_macros else "xlsx"
    yield from cells.parse(kind, content, notes, cells.Marked(bad, formulas, unsaved, rows, columns))


def _some(places: list[str]) -> str:
    return ", ".join(places[:_NAMED]) + (", …" if len(places) > _NAMED else "")


def _no_declarations(archive: Archive) -> None:
    """No part of a workbook declares entities or is written in anything but UTF-8; what does has a purpose."""
    for name in archive.entries:
        # What programs put beside the workbook in parts of their own is written as they like and never opened.
        if name.startswith("customXml/") or not name.lower().endswith((".xml", ".rels", ".vml")):
            continue
        tail = b""
        for chunk in archive.chunks(name):
            if not tail and chunk[:2] in (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0"):
                raise DomainError(book.HAS_DECLARATIONS)
            if _DECLARED.search(tail + chunk):
                raise DomainError(book.HAS_DECLARATIONS)
            tail = chunk[-16:]


def _sheets(archive: Archive) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part that holds it."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in archive.entries:
        for found in _RELATION.finditer(archive.read("xl/_rels/workbook.xml.rels", _SMALL)):
            pairs = dict(_PAIR.findall(found[1]))
            targets[pairs.get(b"Id", b"")] = pairs.get(b"Target", b"").decode("utf-8", "replace")
    for found in _SHEET.finditer(archive.read("xl/workbook.xml", _SMALL)):
        pairs = dict(_PAIR.findall(found[1]))
        target = next((targets.get(value) for key, value in pairs.items() if key.endswith(b":id")), None)
        part = target.lstrip("/") if target and target.startswith("/") else f"xl/{target}"
        if part in archive.entries:
            yield _plain(pairs.get(b"name", b"")), part


def _plain(name: bytes) -> str:
    from html import unescape

    return unescape(name.decode("utf-8", "replace"))


class _Hidden:
    """Rows and columns of a sheet that its mark-up hides, counted from 0."""

    def __init__(self) -> None:
        self.rows: set[int] = set()
        self.columns: set[int] = set()

    def find(self, window: bytes) -> None:
        for found in _HIDDEN.finditer(window) if b"hidden=" in window else ():
            said = {key: int(number) for key, number in _NUMBER.findall(found[2])}
            if found[1] == b"row" and b"r" in said and len(self.rows) < book.MAX_ROWS:
                self.rows.add(said[b"r"] - 1)
            elif found[1] == b"col" and {b"min", b"max"} <= said.keys():
                self.columns.update(range(said[b"min"] - 1, min(said[b"max"], book.MAX_COLUMNS)))


def _marked(archive: Archive, part: str, hidden: _Hidden) -> tuple[list[list[str]], int]:
    """The cells with an error or without a result, and how many have a formula."""
    bad: dict[str, str] = {}
    formulas = 0
    window = b""
    for chunk in archive.chunks(part):
        seen = window[-_FORMULA_LENGTH:]
        formulas += sum(found.end() > len(seen) for found in _FORMULA.finditer(seen + chunk))
        window = window[-_OVERLAP:] + chunk
        hidden.find(window)
        for found in _ERROR.finditer(window) if b'="e"' in window or b"='e'" in window else ():
            _remember(bad, found[1], found[2].decode("ascii", "replace"))
        for found in _UNSAVED.finditer(window) if formulas else ():
            if not _TEXT_RESULT.search(found[1]):  # a formula may well give an empty text
                _remember(bad, found[1], "")
        if len(bad) > _MAX_BAD:
            raise DomainError(book.TOO_MANY_CELLS, count=_MAX_BAD)
    return [[where, shown] for where, shown in bad.items()], formulas


def _remember(bad: dict[str, str], attributes: bytes, shown: str) -> None:
    if found := _ADDRESS.search(attributes):
        bad[found[1].decode()] = shown
