"""What was typed under another kind of answer: it comes back with that kind, and until then it is no part of what was
said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.diligence.models.distinctions import Stance

_REFUSED = frozenset({Stance.REFUSED})
# The fields beside the parts that only some kinds of answer have. Those not named here belong to all.
BELONGS: Mapping[str, frozenset[Stance]] = {
    "reason": frozenset({Stance.NOT_APPLICABLE, Stance.REFUSED}),
    "condition": frozenset({Stance.CONDITIONAL}),
    "substitute": _REFUSED,
    "substitute_kind": _REFUSED,
    "substitute_file_id": _REFUSED,
    "substitute_address": _REFUSED,
    "substitute_place": _REFUSED,
}
# Among the parts of a question, which have names without a hyphen.
_BESIDE = "-beside"


def belongs(name: str, stance: Stance | None) -> bool:
    return name not in BELONGS or stance in BELONGS[name]


def together(parts: Mapping[str, Any], beside: Mapping[str, str]) -> dict[str, Any]:
    """As it is stored."""
    kept = {name: text for name, text in beside.items() if text}
    return {**parts, _BESIDE: kept} if kept else dict(parts)


def parts_in(set_aside: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in set_aside.items() if name != _BESIDE}


def beside_in(set_aside: Mapping[str, Any]) -> dict[str, str]:
    return dict(set_aside.get(_BESIDE, {}))
