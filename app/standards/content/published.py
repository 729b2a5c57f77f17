"""Published files never change. `PUBLISHED` lists their SHA-256 sums, as `sha256sum` writes them.

That holds for files of a version, whose next version is another file. Frameworks, items and crosswalks have one file
each, which follows what becomes known; what was published of it lies in the database.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from app.core.words import N_
from app.standards.content.faults import Fault

NAME = "PUBLISHED"
NO_LINE = N_("A line holds a SHA-256 sum, two blanks and a file.")
NO_FILE = N_("The published file %(name)s is gone.")
CHANGED = N_(
    "The file is published and was changed since (line %(line)s of %(list)s): make a new version instead."
)
TWICE = N_("%(name)s is listed twice.")

_VERSION = re.compile(r"(.*/)?v[0-9]+\.yaml")
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def sum_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def listed(folder: Path) -> tuple[dict[str, tuple[str, int]], list[Fault]]:
    """File below the folder → its sum and the line that says so."""
    path = folder / NAME
    found: dict[str, tuple[str, int]] = {}
    faults: list[Fault] = []
    if not path.is_file():
        return found, faults
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            faults.append(Fault(path, number, "", NO_LINE))
        elif match[2] in found:
            faults.append(Fault(path, number, "", TWICE, {"name": match[2]}))
        else:
            found[match[2]] = (match[1], number)
    return found, faults


def check(folder: Path, files: Mapping[str, Path]) -> tuple[frozenset[Path], list[Fault]]:
    """`files`: name below the folder → path. Which of them are drafts, and which changed since they were published."""
    sums, faults = listed(folder)
    for name, (_, number) in sums.items():
        if name not in files:
            faults.append(Fault(folder / NAME, number, "", NO_FILE, {"name": name}))
    for name, path in files.items():
        if name in sums and sum_of(path) != sums[name][0]:
            faults.append(Fault(path, 1, "", CHANGED, {"line": sums[name][1], "list": NAME}))
    return frozenset(
        path for name, path in files.items() if name not in sums and _VERSION.fullmatch(name)
    ), faults


def freeze(folder: Path, drafts: Collection[Path]) -> list[Path]:
    """Add the sums of these files, as far as they lie in the folder; what is listed stays as it is."""
    ours = sorted(path for path in drafts if path.is_relative_to(folder))
    if ours:
        with (folder / NAME).open("a", encoding="utf-8") as out:
            out.writelines(f"{sum_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in ours)
    return ours
