"""自己点検: begun against a version, our half entered item by item or several at once, moved on, ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.references.events import ReferencesAct as Act
from app.references.models import OwnState, ReferenceVersion, SelfCheck, SelfCheckItem, VersionState
from app.references.permissions import ReferencesPermission as P
from app.references.queries import checking as queries
from app.references.rules import checking as rules
from app.references.rules import numbers
from app.references.rules.checking import Moved
from app.register.models import Engagement
from app.work.models import TaskState
from app.work.services import tasks

NOT_PUBLISHED = N_("This version is not published. Choose one that is.")
NO_STATE = N_("Choose how far our own half is done.")
NO_REASON = N_("Say why nothing is needed on our side.")
NOTHING_DONE = N_("Write in our own measure what was done, or choose another state.")
NOTHING_DONE_AT = N_(
    "Write in our own measure what was done, or take out the items of which no measure is recorded yet "
    "(%(count)s): %(items)s"
)
NO_REASON_AT = N_(
    "Say why nothing is needed on our side, or take out the items of which no reason is recorded yet "
    "(%(count)s): %(items)s"
)
NO_MEASURE = N_("Write in our own measure how the condition of the provider’s half is met.")
NO_ITEM = N_("Tick at least one item.")
ENTERED = N_("Somebody entered this item meanwhile. Open it again and look at what stands there.")
ENTERED_OF = N_("Somebody entered %(item)s meanwhile. Look at what stands there, then tick it again.")
IN_USE_ALREADY = N_("The self-check is held against the version in use already.")
REASON_MISSING = N_("Say why, so that a later reader knows what happened.")
SOURCE = SelfCheck.__tablename__
NAMED = 20  # of items without a measure; how many there are is told beside them
# What is wanted where a state says nothing without a measure: of one item, and of several.
WANTED = {
    OwnState.DONE: (NOTHING_DONE, NOTHING_DONE_AT),
    OwnState.NOT_NEEDED: (NO_REASON, NO_REASON_AT),
}


@dataclass(frozen=True)
class OwnFacts:
    """Our half of an item. Without a state nothing is entered. `is_condition_met`: of the provider's half; the
    measure says how."""

    state: OwnState | None
    measure: str = ""
    due_on: date | None = None
    is_condition_met: bool = False


def begin(ctx: Context, engagement: Engagement, version: ReferenceVersion, note: str = "") -> SelfCheck:
    _must(ctx, engagement)
    if version.state != VersionState.PUBLISHED:
        raise DomainError(NOT_PUBLISHED, "reference")
    made = SelfCheck(
        engagement_id=engagement.id, reference_id=version.reference_id, version_id=version.id, note=note,
        begun_by_id=ctx.actor_id, begun_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.CHECK_BEGUN, made)
    return made


def edit(ctx: Context, engagement: Engagement, check: SelfCheck, note: str, *, version: int) -> None:
    _begin(ctx, engagement, check, version)
    check.note = note
    audit.record(ctx, Act.CHECK_EDITED, check)


def _must(ctx: Context, engagement: Engagement) -> None:
    if not ctx.may(P.CHECK_EDIT, engagement.unit_id):
        raise NotAllowed


def _begin(ctx: Context, engagement: Engagement, check: SelfCheck, version: int) -> None:
    _must(ctx, engagement)
    if check.version != version:
        raise StaleVersion(check)


# --- our half -------------------------------------------------------------------------------------


def set_item(
    ctx: Context, engagement: Engagement, check: SelfCheck, item: str, facts: OwnFacts, *, version: int
) -> None:
    """Saving it is looking at it: what was to be confirmed is confirmed. Without a state the entry goes.
    `version`: of the entry that was seen, 0 where there was none."""
    _must(ctx, engagement)
    row = next(iter(queries.rows_of(check, [item])), None)
    if row is not None and row.version != version:
        raise StaleVersion(row) if version else DomainError(ENTERED)
    if facts.state is None and (facts.measure or facts.due_on or facts.is_condition_met):
        raise DomainError(NO_STATE, "state")
    _check(facts)
    if facts.state is not None:
        is_met = facts.is_condition_met and queries.is_conditional(check.version_id, item)
        row = _kept(ctx, check, item, row, replace(facts, is_condition_met=is_met))
    elif row is not None:
        db.session.delete(row)
    if row is not None:
        audit.record(ctx, Act.CHECK_ITEM_SET, row)


def set_items(
    ctx: Context,
    engagement: Engagement,
    check: SelfCheck,
    items: Mapping[str, int],
    facts: OwnFacts,
) -> int:
    """The same for several, each with the version that was seen. A measure or day left empty stays as it was, and
    with it that the measure meets a condition: which is told of one item at a time."""
    _must(ctx, engagement)
    if not items:
        raise DomainError(NO_ITEM, "items")
    if facts.state is None:
        raise DomainError(NO_STATE, "state")
    known = {row.item: row for row in queries.rows_of(check, items)}
    entered: dict[str, OwnFacts] = {}
    for item, version in items.items():
        row = known.get(item)
        if (row.version if row else 0) != version:
            raise DomainError(ENTERED_OF, "items", item=item)
        entered[item] = _as_one_of_several(facts, row)
    _check_several(facts.state, entered)
    kept = [_kept(ctx, check, item, known.get(item), own) for item, own in entered.items()]
    audit.record(ctx, Act.CHECK_ITEM_SET, *kept)
    return len(items)


def _as_one_of_several(facts: OwnFacts, row: SelfCheckItem | None) -> OwnFacts:
    return OwnFacts(
        facts.state,
        facts.measure or (row.measure if row else ""),
        facts.due_on or (row.due_on if row else None),
        bool(row and row.is_condition_met and not row.is_to_confirm and not facts.measure),
    )


def _check(facts: OwnFacts) -> None:
    if facts.state is not None and facts.state in WANTED and not facts.measure.strip():
        raise DomainError(WANTED[facts.state][0], "measure")
    if facts.is_condition_met and not facts.measure.strip():
        raise DomainError(NO_MEASURE, "measure")


def _check_several(state: OwnState | None, entered: Mapping[str, OwnFacts]) -> None:
    """Names those that have no measure of their own and are given none."""
    if state is None or state not in WANTED:
        return
    without = [item for item, facts in entered.items() if not facts.measure.strip()]
    if without:
        named = numbers.written(without[:NAMED]) + ("…" if len(without) > NAMED else "")
        raise DomainError(WANTED[state][1], "measure", count=str(len(without)), items=named)


def _kept(
    ctx: Context, check: SelfCheck, item: str, row: SelfCheckItem | None, facts: OwnFacts
) -> SelfCheckItem:
    if row is None:
        row = SelfCheckItem(engagement_id=check.engagement_id, check_id=check.id, item=item)
        db.session.add(row)
    row.state, row.measure, row.due_on, row.is_to_confirm = facts.state, facts.measure, facts.due_on, False
    row.is_condition_met = facts.is_condition_met
    row.entered_by_id, row.entered_at = ctx.actor_id, ctx.at
    return row


# --- to a newer version, and ended ------------------------------------------------------------------


def move(
    ctx: Context, engagement: Engagement, check: SelfCheck, newer: ReferenceVersion, *, version: int
) -> Moved:
    """To the version in use. All that was entered goes along; where the record reads otherwise it is to be
    confirmed."""
    _begin(ctx, engagement, check, version)
    if newer.id == check.version_id:
        raise DomainError(IN_USE_ALREADY)
    if newer.state != VersionState.PUBLISHED or newer.reference_id != check.reference_id:
        raise DomainError(NOT_PUBLISHED)
    answered = [row.item for row in queries.rows_of(check)]
    found = rules.moved(answered, queries.facts_of(check.version_id), queries.facts_of(newer.id))
    rows = queries.rows_of(check, found.changed)
    for row in rows:
        row.is_to_confirm = True
    check.version_id = newer.id
    check.updated_at = ctx.at
    audit.record(ctx, Act.CHECK_MOVED, check, *rows)
    tasks.close_tasks_of(ctx, SOURCE, check.id)
    return found


def remove(ctx: Context, engagement: Engagement, check: SelfCheck, reason: str, *, version: int) -> None:
    """Its rows go; the log keeps what stood in them, with the reason."""
    _begin(ctx, engagement, check, version)
    if not reason:
        raise DomainError(REASON_MISSING, "reason")
    rows = queries.rows_of(check)
    for row in rows:
        db.session.delete(row)
    db.session.flush()
    db.session.delete(check)
    audit.record(ctx, Act.CHECK_REMOVED, check, *rows, reason=reason)
    tasks.close_tasks_of(ctx, SOURCE, check.id, state=TaskState.CANCELLED, reason=reason)


def witness_taken(ctx: Context, engagement_id: UUID, check_id: UUID, *, name: str) -> None:
    """`name`: of the file. As it was, also one that was ended since is taken out."""
    there = db.session.get(SelfCheck, check_id) or SelfCheck(id=check_id, engagement_id=engagement_id)
    audit.witness(ctx, Act.CHECK_TAKEN, there, reason=name)
