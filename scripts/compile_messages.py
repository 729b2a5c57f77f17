"""Compile every message catalogue that is newer than its compiled form."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PATTERN = "**/translations/*/LC_MESSAGES/*.po"


def compile_all(root: Path = ROOT / "app", *, force: bool = False) -> list[Path]:
    """Return what was compiled. A file appears whole or not at all: a running server may be reading it."""
    done = []
    for source in sorted(root.glob(PATTERN)):
        target = source.with_suffix(".mo")
        if not force and target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as stream:
            catalog = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        partial = target.with_suffix(".mo.partial")
        with partial.open("wb") as stream:
            write_mo(stream, catalog)
        partial.replace(target)
        done.append(target)
    return done


if __name__ == "__main__":
    compile_all(force="--force" in sys.argv)
