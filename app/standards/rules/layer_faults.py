"""What keeps a change of a questionnaire from being made, with the field of the form that it stands in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from app.core.errors import DomainError
from app.core.words import N_

if TYPE_CHECKING:
    from app.standards.content import faults as files

OWN = "own."
LEAST, MOST = 1, 5
OWN_KEY = N_("A key has small letters, digits and single hyphens between them, at most 40.")
NO_WEIGHT = N_("A weight is a whole number from 1 to 5.")

STEP = re.compile(r"[^.\[\]]+")
IN_LANGUAGES = ("text", "help", "evidence", "unit")
EXPECTED = {
    "at_least": "from_figure", "at_most": "to_figure", "within_months": "months", "only": "countries",
}  # fmt: skip
CHOSEN = frozenset({"all", "any", "none"})
FIELDS = {
    "min": "low", "max": "high", "min_rows": "rows_from", "max_rows": "rows_to", "ask_when": "when",
    "question": "key",
}  # fmt: skip
OF_CHOICE = {"points": "points", "exclusive": "alone"}
OF_COLUMN = ("type", "decimals", "several")


class Change(Protocol):
    """A row of ours, an entry of a published version or of a file."""

    @property
    def question(self) -> str: ...
    @property
    def act(self) -> Any: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Fault:
    """`name`: the field of a form that the fault is about; `path`: the place within the values of the change."""

    question: str
    message: str
    name: str = ""
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    act: str = ""
    path: str = ""

    def as_error(self) -> DomainError:
        return DomainError(self.message, self.name or None, **self.params)


def told(change: Change, fault: files.Fault, prefix: str = "") -> Fault:
    """A fault of the content's own checks, whose path begins with `prefix` where the change has none."""
    path = fault.path.removeprefix(prefix)
    name = field_of(path)
    message = OWN_KEY if name == "key" else NO_WEIGHT if name == "weight" else fault.message
    return Fault(change.question, message, name, fault.params, str(change.act), path)


def field_of(path: str) -> str:
    steps = list(map(str, STEP.findall(path)))
    if not steps:
        return ""
    language = next((step for step in reversed(steps) if step in ("ja", "en")), "ja")
    first = steps[0]
    if first in IN_LANGUAGES:
        return f"{first}_{language}"
    if first == "options":
        return next((name for step, name in OF_CHOICE.items() if step in steps), f"options_{language}")
    if first == "labels":
        return f"step_{steps[1]}_{language}" if len(steps) > 1 else "low"
    if first == "columns":
        return _field_of_column(steps[1:], language)
    if first == "critical":
        return f"why_{language}" if "why" in steps else "cap"
    if first == "expect":
        if CHOSEN & set(steps):
            return "chosen"
        return next((EXPECTED[step] for step in steps if step in EXPECTED), first)
    return FIELDS.get(first, first)


def _field_of_column(steps: list[str], language: str) -> str:
    """Columns of the form are counted from 1."""
    name = f"column_{int(steps[0]) + 1 if steps else 1}"
    within = set(steps[1:])
    for one in ("unit", "options"):
        if one in within:
            return f"{name}_{one}_{language}"
    return next((f"{name}_{one}" for one in OF_COLUMN if one in within), f"{name}_{language}")
