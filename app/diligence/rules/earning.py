"""What an answer earns of its question: between nothing and all, or that nothing was expected of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.core.dates import months_before

if TYPE_CHECKING:
    from app.standards.content.parts import AnyPart, Chosen
    from app.standards.content.questionnaires import Question

NOTHING, ALL = Fraction(0), Fraction(1)


def earned(question: Question, values: Mapping[str, Any], on: date) -> Fraction | None:
    """The mean of what its parts earn; None when no part that was answered expects anything.

    `on`: the day on which an age is judged. A part that must be answered and is not earns nothing.
    """
    found = [_part(part, values.get(part.key), on) for part in question.parts]
    counted = [one for one in found if one is not None]
    return sum(counted, NOTHING) / len(counted) if counted else None


def expects(question: Question) -> bool:
    return any(_expects(part) for part in question.parts)


def _expects(part: AnyPart) -> bool:
    if part.type == "single":
        return any(option.points is not None for option in part.options)
    return getattr(part, "expect", None) is not None


def _part(part: AnyPart, value: Any, on: date) -> Fraction | None:
    if not _expects(part):
        return None
    if value in (None, "", []):
        return NOTHING if part.required else None
    return _met(part, value, on)


def _met(part: AnyPart, value: Any, on: date) -> Fraction | None:
    match part.type:
        case "yes_no":
            return _whole(value == part.expect)
        case "single":
            points = next((option.points for option in part.options if option.key == value), None)
            return None if points is None else Fraction(str(points))
        case "multi":
            return None if part.expect is None else _chosen(part.expect, value)
        case "date":
            within = part.expect.within_months if part.expect else 0
            return _whole(date.fromisoformat(value) >= months_before(on, within))
        case "country":
            countries = value if isinstance(value, list) else [value]
            return _whole(set(countries) <= set(part.expect.only if part.expect else ()))
        case "number" | "percent" | "score":
            expected = part.expect
            is_met = expected is not None and _within(
                Decimal(str(value)), expected.at_least, expected.at_most
            )
            return _whole(is_met)
    return None


def _chosen(expected: Chosen, chosen: Sequence[str]) -> Fraction:
    """Of those that are all expected, each earns its share."""
    if expected.all is not None:
        return Fraction(len(set(expected.all) & set(chosen)), len(set(expected.all)))
    if expected.any is not None:
        return _whole(bool(set(expected.any) & set(chosen)))
    return _whole(not set(expected.none or ()) & set(chosen))


def _within(value: Decimal, low: Any, high: Any) -> bool:
    return (low is None or value >= Decimal(str(low))) and (high is None or value <= Decimal(str(high)))


def _whole(is_met: bool) -> Fraction:
    return ALL if is_met else NOTHING
