"""What stands in for a refused answer, as the cells of a workbook say it: which document, and where in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from app.core.words import N_
from app.diligence.models.distinctions import Stance, SubstituteKind
from app.diligence.rules.entering import NOT_CHOICE, TOO_LONG
from app.diligence.rules.wanting import wanting_of_stand_in
from app.diligence.rules.workbooks import Col, plain

NO_SUCH_FILE = N_(
    "No file of this name is attached to this question. Attach it first, then bring the workbook again."
)
LONGEST = 2000
_SHOWN = 60
NOTHING: Mapping[str, Any] = {
    "substitute_kind": None, "substitute_file_id": None, "substitute_address": "", "substitute_place": "",
}  # fmt: skip
# Where what is missing would be written.
_COLUMNS = {
    "substitute": Col.SUBSTITUTE,
    "substitute_file_id": Col.SUBSTITUTE_FILE,
    "substitute_address": Col.SUBSTITUTE_ADDRESS,
}


@dataclass(frozen=True)
class StandInRead:
    """`facts`: with the name of the document. `wrong`: (column, what was written, message, its values)."""

    facts: Mapping[str, Any] = field(default_factory=lambda: dict(NOTHING))
    wrong: tuple[tuple[Col, str, str, Mapping[str, Any]], ...] = ()


def read(
    stance: str | None,
    substitute: str,
    cells: Mapping[Col, str],
    kinds: Mapping[str, str],
    files: Mapping[str, str],
) -> StandInRead:
    """`kinds`: what may be written → kind; `files`: name → id of what lies beside the question. Without a kind the cell
    that was filled in says which one is meant."""
    if stance != Stance.REFUSED:
        return StandInRead()
    told = kinds.get(plain(cells[Col.SUBSTITUTE_KIND]), "")
    if cells[Col.SUBSTITUTE_KIND] and not told:
        written = cells[Col.SUBSTITUTE_KIND][:_SHOWN]
        return StandInRead(wrong=((Col.SUBSTITUTE_KIND, written, NOT_CHOICE, {"text": written}),))
    told = told or _meant(cells)
    if not told:
        return StandInRead()
    kind = SubstituteKind(told)
    name = cells[Col.SUBSTITUTE_FILE] if kind == SubstituteKind.FILE else ""
    facts = {
        "substitute": substitute or name, "substitute_kind": told, "substitute_file_id": files.get(name),
        "substitute_address": cells[Col.SUBSTITUTE_ADDRESS] if kind == SubstituteKind.ADDRESS else "",
        "substitute_place": cells[Col.SUBSTITUTE_PLACE],
    }  # fmt: skip
    return StandInRead(facts, tuple(_wrong(facts, name)))


def _meant(cells: Mapping[Col, str]) -> str:
    for column, kind in (
        (Col.SUBSTITUTE_FILE, SubstituteKind.FILE), (Col.SUBSTITUTE_ADDRESS, SubstituteKind.ADDRESS),
        (Col.SUBSTITUTE_PLACE, SubstituteKind.REPORT),
    ):  # fmt: skip
        if cells[column]:
            return kind.value
    return ""


def _wrong(facts: Mapping[str, Any], name: str) -> list[tuple[Col, str, str, Mapping[str, Any]]]:
    found: list[tuple[Col, str, str, Mapping[str, Any]]] = []
    for column in (Col.SUBSTITUTE_ADDRESS, Col.SUBSTITUTE_PLACE):
        text = facts[column.value]
        if len(text) > LONGEST:
            found.append((column, text[:_SHOWN], TOO_LONG, {"length": len(text), "count": LONGEST}))
    for one in wanting_of_stand_in(SimpleNamespace(**facts)):
        is_unknown = one.part == "substitute_file_id" and name
        column = _COLUMNS[one.part]
        written = name if is_unknown else str(facts[one.part] or "")
        found.append((column, written[:_SHOWN], NO_SUCH_FILE if is_unknown else one.message, {}))
    return found
