"""The institution changes a questionnaire for itself: each change has a reason and waits until it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.standards.events import StandardsAct as Act
from app.standards.models import LayerAct, QuestionChange
from app.standards.permissions import StandardsPermission as P
from app.standards.queries import contents, layers
from app.standards.queries.layers import Standing
from app.standards.rules import layering as rules

REASON_NEEDED = N_("Say why it is changed.")
NO_CHANGE = N_("Nothing was changed.")
KEY_TAKEN = N_("Another questionnaire has an own question “%(question)s”. Choose another key.")
TYPE_KEPT = N_(
    "The question was published with another type of answer, which it keeps. Add another question."
)
CHOICES_KEPT = N_("The question was published with %(count)s choices. Reword them or add others at the end.")


@dataclass(frozen=True)
class _Wanted:
    question: str
    act: LayerAct
    values: Mapping[str, Any]


def set_change(
    ctx: Context, key: str, question: str, act: LayerAct, values: Mapping[str, Any], *, reason: str,
    change: QuestionChange | None = None, version: int = 0,
) -> QuestionChange:  # fmt: skip
    """`change`: the one that is there already; `version` of it the person saw."""
    _may(ctx, reason)
    if change is not None and change.version != version:
        raise StaleVersion(change)
    standing = layers.standing(key)
    if change is not None and change.values == dict(values):
        raise DomainError(NO_CHANGE)
    if act == LayerAct.ADD:
        _check_own(standing, question, values, is_new=change is None)
    _check(standing, _Wanted(question, act, values))
    if change is None:
        change = QuestionChange(questionnaire=key, question=question, act=act)
        db.session.add(change)
    change.values, change.reason = dict(values), reason
    change.made_by_id, change.made_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.QUESTION_CHANGED, change, reason=reason)
    return change


def take_back(ctx: Context, key: str, change: QuestionChange, *, reason: str, version: int) -> None:
    """The delivered question stands again as soon as it is published; an own question leaves."""
    _may(ctx, reason)
    if change.version != version:
        raise StaleVersion(change)
    standing = layers.standing(key)
    _refuse(standing, [one for one in standing.changes if one.id != change.id])
    audit.record(ctx, Act.QUESTION_RESTORED, change, reason=reason)
    db.session.delete(change)
    db.session.flush()


def _check(standing: Standing, wanted: _Wanted) -> None:
    others = [one for one in standing.changes if (one.question, one.act) != (wanted.question, wanted.act)]
    _refuse(standing, [*others, wanted], about=wanted.question)


def _refuse(standing: Standing, changes: Sequence[rules.Change], about: str = "") -> None:
    """What was wrong before, by a new delivered version, must not keep anybody from mending it."""
    before = rules.faults(standing.delivered, standing.changes)
    for fault in rules.faults(standing.delivered, changes):
        if fault not in before or fault.question == about:
            raise fault.as_error()


def _check_own(standing: Standing, question: str, values: Mapping[str, Any], *, is_new: bool) -> None:
    if is_new:
        # An id is permanent: what was published with it once is not given to another question.
        gone = any(one == question for one, act in standing.in_use if act == LayerAct.ADD.value)
        if gone or any(one.question == question for one in standing.changes):
            raise DomainError(rules.OWN_DOUBLED, "key", question=question)
        if layers.is_used_elsewhere(standing.version.key, question):
            raise DomainError(KEY_TAKEN, "key", question=question)
    known = contents.catalogue().items
    for item in values.get("touches", ()):
        if item not in known:
            raise DomainError(rules.NO_ITEM, "touches", item=item)
    published = standing.in_use.get((question, LayerAct.ADD.value))
    if published is not None:
        _check_kept(published.values, values)


def _check_kept(before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if before["type"] != values["type"]:
        raise DomainError(TYPE_KEPT, "type")
    count = len(before.get("options", ()))
    if len(values.get("options", ())) < count:
        raise DomainError(CHOICES_KEPT, "options_ja", count=count)


def own_id(key: str) -> str:
    return f"{rules.OWN}{key.strip().lower()}"


def _may(ctx: Context, reason: str) -> None:
    if not ctx.may(P.QUESTIONNAIRE_EDIT):
        raise NotAllowed
    if not reason.strip():
        raise DomainError(REASON_NEEDED, "reason")
