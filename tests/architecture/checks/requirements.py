"""Pins are complete, agree with each other, and name neither an index nor a machine."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.checks.source import files, name

FILES = ("setup", "runtime", "test")
PIN = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.IGNORECASE | re.MULTILINE)
WANTED = re.compile(r"^([A-Za-z0-9._-]+)", re.MULTILINE)
MACHINE = re.compile(r"(?<![\w.:/~-])/(?:home|root|Users|work)/[\w.-]+")
TEXTS = (".py", ".md", ".toml", ".txt", ".in", ".html", ".yaml", ".js", ".css", ".po", ".ini", ".sh")
FOLDERS = ("app", "tests", "scripts", "bench", "docs", "migrations", "requirements")


def find_violations(root: Path) -> list[str]:
    found = []
    pins: dict[str, dict[str, str]] = {}
    for kind in FILES:
        path = root / "requirements" / f"{kind}.txt"
        text = path.read_text(encoding="utf-8")
        pins[kind] = {package.lower(): version for package, version in PIN.findall(text)}
        found += _unpinned(name(root, path), text)
        asked = (root / "requirements" / f"{kind}.in").read_text(encoding="utf-8")
        for package in WANTED.findall(re.sub(r"^-r .*$", "", asked, flags=re.MULTILINE)):
            if package.lower() not in pins[kind]:
                found.append(f"{name(root, path)}: {package} is wanted and not pinned; run `make lock`")
    for package, version in pins["runtime"].items():
        if pins["test"].get(package) != version:
            found.append(f"requirements: {package} is {version} at run time and otherwise in tests")
    return found + _machine_paths(root)


def _unpinned(where: str, text: str) -> list[str]:
    found = []
    if re.search(r"https?://|^--|^-[if]\b", text, re.MULTILINE):
        found.append(f"{where}: names an address or an option")
    for block in re.split(r"\n(?=\S)", text.strip()):
        if not PIN.match(block) or "--hash=sha256:" not in block:
            found.append(f"{where}: {block.splitlines()[0]!r} is not pinned by hash")
    return found


def _machine_paths(root: Path) -> list[str]:
    top = [path for path in root.iterdir() if path.suffix in TEXTS or path.name == "Makefile"]
    paths = [*top, *files(root, FOLDERS, *TEXTS)]
    return [
        f"{name(root, path)}: {match[0]!r} exists on one machine only"
        for path in paths
        for match in MACHINE.finditer(path.read_text(encoding="utf-8"))
    ]
