"""Conditions without the register's facts: what is left of `ask_when` once the facts are filled in.

Respondents outside the institution get conditions over answers alone, so that nothing they can read tells them
what the institution holds about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app.diligence.rules.asking import Facts, Holds, holds_of_fact
from app.standards.content.conditions import AllOf, AnyOf, FactIs, Not, PartIs

if TYPE_CHECKING:
    from app.standards.content.conditions import AnyCondition


def resolved(condition: AnyCondition | None, facts: Facts) -> AnyCondition | bool:
    """True: always asked. False: never. A fact that nobody entered stays, and is as unknown afterwards."""
    match condition:
        case None:
            return True
        case FactIs():
            found = holds_of_fact(condition, facts)
            return condition if found == Holds.UNKNOWN else found == Holds.YES
        case PartIs():
            return condition
        case Not():
            inner = resolved(condition.not_, facts)
            return not inner if isinstance(inner, bool) else Not(**{"not": inner})
        case AllOf():
            return _joined([resolved(each, facts) for each in condition.all], decides=False, form="all")
        case AnyOf():
            return _joined([resolved(each, facts) for each in condition.any], decides=True, form="any")


def _joined(
    found: list[AnyCondition | bool], *, decides: bool, form: Literal["all", "any"]
) -> AnyCondition | bool:
    """One that is `decides` settles the whole; the others that are settled say nothing."""
    if any(one is decides for one in found):
        return decides
    left = tuple(one for one in found if not isinstance(one, bool))
    if len(left) < 2:
        return left[0] if left else not decides
    return AllOf(all=left) if form == "all" else AnyOf(any=left)
