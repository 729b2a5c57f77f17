"""Conditions without the register's facts: what is left of `ask_when` once the facts are filled in.

Respondents outside the institution get conditions over answers alone, so that nothing they can read tells them
what the institution holds about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from app.diligence.rules.asking import Facts, Holds, holds_of_fact

if TYPE_CHECKING:
    from app.standards.content.conditions import AnyCondition


def resolved(condition: AnyCondition | None, facts: Facts) -> AnyCondition | bool:
    """True: always asked. False: never. A fact that nobody entered stays, and is as unknown afterwards."""
    if condition is None:
        return True
    if hasattr(condition, "fact"):
        found = holds_of_fact(condition, facts)
        return condition if found == Holds.UNKNOWN else found == Holds.YES
    if hasattr(condition, "all"):
        return _joined([resolved(each, facts) for each in condition.all], decides=False, form="all")
    if hasattr(condition, "any"):
        return _joined([resolved(each, facts) for each in condition.any], decides=True, form="any")
    if hasattr(condition, "not_"):
        inner = resolved(condition.not_, facts)
        return not inner if isinstance(inner, bool) else _not(inner)
    return condition


def _not(inner: AnyCondition) -> AnyCondition:
    from app.standards.content.conditions import Not

    return Not(**{"not": inner})


def _joined(
    found: list[AnyCondition | bool], *, decides: bool, form: Literal["all", "any"]
) -> AnyCondition | bool:
    """One that is `decides` settles the whole; the others that are settled say nothing."""
    if any(one is decides for one in found):
        return decides
    left = tuple(one for one in found if not isinstance(one, bool))
    if len(left) < 2:
        return left[0] if left else not decides
    from app.standards.content.conditions import AllOf, AnyOf

    return AllOf(all=left) if form == "all" else AnyOf(any=left)
