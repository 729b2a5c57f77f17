"""The institution changes a questionnaire for itself: each change has a reason and waits until it is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
from app.standards.rules import own_questions, placing
from app.standards.rules.layer_loading import Kind, Step, kept_values, steps_of
from app.standards.rules.own_tables import kept_faults

if TYPE_CHECKING:
    from app.standards.content.layer_files import LayerRead
    from app.standards.content.questionnaires import Questionnaire

REASON_NEEDED = N_("Say why it is changed.")
BLAMED = N_("“%(question)s”: its condition does not fit any more. Change or take back that question first.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed this questionnaire meanwhile. Look at what the file would change again."
)
HEADING = N_(
    "Own changes of “%(title)s” (delivered version %(version)s).\n"
    "Loading this file replaces all own changes of the questionnaire.\n"
    "Choices are known by their place: option_1 is the first."
)
NO_CHANGE = N_("Nothing was changed.")
KEY_TAKEN = N_("Another questionnaire has an own question “%(question)s”. Choose another key.")


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
    standing, wanted = layers.standing(key), _Wanted(question, act, values)
    _check(standing, wanted, is_new=change is None)
    kept = rules.stored(wanted)
    if change is not None and change.values == kept:
        raise DomainError(NO_CHANGE)
    return _keep(ctx, key, _Wanted(question, act, kept), change, reason)


def previewed(
    ctx: Context, key: str, question: str, act: LayerAct, values: Mapping[str, Any], *, is_new: bool
) -> Questionnaire:
    """The draft as it would be with this change; nothing is stored."""
    _may(ctx)
    standing, wanted = layers.standing(key), _Wanted(question, act, values)
    _check(standing, wanted, is_new=is_new)
    others = [one for one in standing.changes if (one.question, one.act) != (question, act)]
    unfit = {fault.question for fault in rules.faults(standing.delivered, standing.changes)}
    return rules.layered(standing.delivered, [*(one for one in others if one.question not in unfit), wanted])


def _keep(
    ctx: Context, key: str, wanted: rules.Change, change: QuestionChange | None, reason: str
) -> QuestionChange:
    if change is None:
        change = QuestionChange(questionnaire=key, question=wanted.question, act=LayerAct(wanted.act))
        db.session.add(change)
    change.values, change.reason = dict(wanted.values), reason
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
    _drop(ctx, change, reason)


def _drop(ctx: Context, change: QuestionChange, reason: str) -> None:
    audit.record(ctx, Act.QUESTION_RESTORED, change, reason=reason)
    db.session.delete(change)
    db.session.flush()


def _check(standing: Standing, wanted: _Wanted, *, is_new: bool) -> None:
    if wanted.act == LayerAct.ADD and is_new:
        for fault in _id_faults(standing, wanted.question):
            raise fault.as_error()
    others = [one for one in standing.changes if (one.question, one.act) != (wanted.question, wanted.act)]
    _refuse(standing, [*others, wanted], about=wanted.question)
    for fault in placing.after_faults(standing.delivered, [*others, wanted], wanted):
        raise fault.as_error()
    for fault in beside_faults(standing, wanted):
        raise fault.as_error()


def faults_of(
    standing: Standing, question: str, act: LayerAct, values: Mapping[str, Any], *, is_new: bool
) -> list[rules.Fault]:
    """Everything that is wrong with one change, for a form that tells it at once."""
    wanted = _Wanted(question, act, values)
    others = [one for one in standing.changes if (one.question, one.act) != (question, act)]
    found = [one for one in rules.faults(standing.delivered, [*others, wanted]) if one.question == question]
    if found and act == LayerAct.ADD and all(one.name != "when" for one in found):
        found += placing.condition_alone(standing.delivered, others, wanted)
    found += [
        *placing.after_faults(standing.delivered, [*others, wanted], wanted),
        *beside_faults(standing, wanted),
    ]
    if act == LayerAct.ADD and is_new:
        found += _id_faults(standing, question)
    return found


def _refuse(standing: Standing, changes: Sequence[rules.Change], about: str = "") -> None:
    """What was wrong before, by a new delivered version, must not keep anybody from mending it."""
    before = rules.faults(standing.delivered, standing.changes)
    for fault in rules.faults(standing.delivered, changes):
        if fault.question == about:
            raise fault.as_error()
        if fault not in before:
            raise DomainError(BLAMED, question=fault.question) if fault.path else fault.as_error()


def _id_faults(standing: Standing, question: str) -> Iterator[rules.Fault]:
    """Of a question that is new: what bears such an id already keeps it."""
    act = LayerAct.ADD.value
    if _is_taken(standing, question):
        yield rules.Fault(question, rules.OWN_DOUBLED, "key", {"question": question}, act)
    elif own_questions.reads_delivered(question, {one.id for one in standing.delivered.questions()}):
        key = question.removeprefix(rules.OWN)
        yield rules.Fault(question, own_questions.LIKE_DELIVERED, "key", {"key": key}, act)


def _is_taken(standing: Standing, question: str) -> bool:
    """An id is permanent: what was published with it once is not given to another question."""
    gone = any(one == question for one, act in standing.in_use if act == LayerAct.ADD.value)
    return gone or any(one.question == question for one in standing.changes)


def beside_faults(standing: Standing, wanted: rules.Change) -> Iterator[rules.Fault]:
    """What an own question cannot see itself: other questionnaires, the standards, what was published of it."""
    if wanted.act != LayerAct.ADD:
        return
    name, values, act = wanted.question, wanted.values, LayerAct.ADD.value
    if layers.is_used_elsewhere(standing.version.key, name):
        yield rules.Fault(name, KEY_TAKEN, "key", {"question": name}, act, "question")
    known = contents.catalogue().items
    for place, item in enumerate(values.get("touches", ())):
        if item not in known:
            yield rules.Fault(name, rules.NO_ITEM, "touches", {"item": item}, act, f"touches[{place}]")
    published = standing.in_use.get((name, act))
    if published is not None:
        yield from kept_faults(name, act, published.values, values)


def own_id(key: str) -> str:
    """Where no key is typed, the next number that no questionnaire has."""
    return f"{rules.OWN}{key.strip().lower() or layers.next_number()}"


def _may(ctx: Context, reason: str | None = None) -> None:
    if not ctx.may(P.QUESTIONNAIRE_EDIT):
        raise NotAllowed
    if reason is not None and not reason.strip():
        raise DomainError(REASON_NEEDED, "reason")


# --- a whole layer, as a file --------------------------------------------------------------


def exported(standing: Standing, title: str, say: Callable[..., str]) -> str:
    """What is set beside the questionnaire now, published or not; `say` translates the comment above it."""
    from app.standards.content.layer_files import written

    rows = sorted(standing.changes, key=lambda change: (change.question, change.act.value))
    heading = say(HEADING, title=title, version=standing.delivered.version)
    return written(
        standing.version.key, ((one.question, one.act.value, kept_values(one)) for one in rows), heading
    )


def compared(ctx: Context, key: str, file: LayerRead) -> list[Step]:
    """What the file would change. Raises `ContentRefused` with all that is wrong with it."""
    from app.standards.content.faults import ContentRefused

    _may(ctx)
    standing = layers.standing(key)
    # Part of a file cannot be judged together: what a change rests on may be in the other part.
    look = rules.each_faults if file.faults else rules.faults
    faults = [
        *look(standing.delivered, file.entries),
        *(
            fault
            for one in file.entries
            for fault in placing.after_faults(standing.delivered, file.entries, one)
        ),
        *(fault for one in file.entries for fault in beside_faults(standing, one)),
    ]
    placed = [file.fault(one.question, one.act, one.path, one.message, one.params) for one in faults]
    if placed or file.faults:
        raise ContentRefused([*file.faults, *placed])
    return steps_of(standing.changes, file.entries)


def load(ctx: Context, key: str, file: LayerRead, *, reason: str, seen: str | None = None) -> list[Step]:
    """The file becomes the draft, whole: what it does not name is taken back. `seen`: the state it was compared
    with, as `state_of` tells it."""
    _may(ctx, reason)
    standing = layers.standing(key)
    if seen is not None and seen != state_of(standing):
        raise DomainError(CHANGED_MEANWHILE)
    steps = compared(ctx, key, file)
    rows = {(one.question, one.act.value): one for one in standing.changes}
    for step in steps:
        row = rows.get((step.question, step.act.value))
        if step.kind == Kind.TAKEN_BACK and row is not None:
            _drop(ctx, row, reason)
        elif step.kind in (Kind.ADDED, Kind.CHANGED):
            _keep(ctx, key, _Wanted(step.question, step.act, step.after or {}), row, reason)
    return steps


def state_of(standing: Standing) -> str:
    """Another one as soon as anybody changes or publishes anything."""
    rows = sorted(f"{one.id} {one.version}" for one in standing.changes)
    said = "\n".join([f"{standing.version.number}", *rows])
    return hashlib.sha256(said.encode()).hexdigest()
