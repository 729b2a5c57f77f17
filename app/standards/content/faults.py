"""What is wrong in a content file: where it stands and why, for whoever wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Fault:
    """`message` is a msgid, `params` fill it; `path` is the way through the file, as `sections[0].key`."""

    file: Path
    line: int
    path: str
    message: str
    params: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def reason(self) -> str:
        return self.message % self.params if self.params else self.message

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{self.file}:{self.line}: {where}{self.reason}"


class ContentRefused(Exception):
    """Nothing of a set of files is taken while one of them is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """By place; what two checks say alike is said once."""
    once = {(fault.file, fault.line, fault.path, fault.reason): fault for fault in faults}
    return tuple(once[key] for key in sorted(once))
