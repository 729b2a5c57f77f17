"""The institution changes its own rules: each change is an audited version, with a reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from app.core import settings
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.settings import Setting
from app.core.words import N_
from app.register import settings as own
from app.register.permissions import RegisterPermission as P
from app.register.queries import tiering as queries
from app.register.rules import rulebook, stages
from app.register.rules.rulebook import Entry
from app.register.rules.stages import Gate
from app.register.rules.tiering import Condition, Rule, judge
from app.register.services import tiering

SHOWN = 100
REASON_NEEDED = N_("Say why it is changed.")
STILL_USED = N_("The rule of the tier still asks for “%(name)s”. Change the rule first.")
GATE_USES = N_("A gate still asks for “%(name)s”. Change the gates first.")
NO_CHANGE = N_("This is the rule that holds already. Nothing was changed.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed the rule meanwhile. Open this page again, then make your change."
)
NEVER_DELETED = N_("“%(name)s” may be in use. Retire it instead of deleting it.")


@dataclass(frozen=True)
class Preview:
    """What a rule would make of all engagements, before anything is stored."""

    examined: int
    changes: Mapping[tuple[str, str], int]
    # (id, tier by the present result, tier by the new rule) of the first that would change
    first: Sequence[tuple[UUID, str, str]]

    @property
    def count(self) -> int:
        return sum(self.changes.values())


def preview(ctx: Context, rule: Rule) -> Preview:
    examined = 0
    first: list[tuple[UUID, str, str]] = []
    changes: Counter[tuple[str, str]] = Counter()
    scale = own.scale()
    for ids in queries.all_ids():
        held = queries.tiers_computed(ids)
        for engagement_id, recorded in queries.recorded_of(ids, day_of(ctx.at)).items():
            examined += 1
            before, after = held.get(engagement_id, ""), judge(rule, scale, recorded).tier
            if before != after:
                changes[before, after] += 1
                if len(first) < SHOWN:
                    first.append((engagement_id, before, after))
    return Preview(examined, changes, first)


def change_tier_rule(
    ctx: Context, conditions: Sequence[Condition], *, is_cautious: bool, reason: str, version: int
) -> Setting:
    """`version`: of the rule that the person saw."""
    _may(ctx, reason)
    present = own.tier_rule()
    if present.version != version:
        raise DomainError(CHANGED_MEANWHILE)
    wanted = Rule(conditions, is_cautious, present.version)
    if rulebook.rule_as_json(wanted) == rulebook.rule_as_json(present):
        raise DomainError(NO_CHANGE)
    wanted = replace(wanted, version=present.version + 1)
    setting = settings.change(ctx, own.TIER_RULE, rulebook.rule_as_json(wanted), reason=reason)
    _apply(ctx, wanted.version)
    return setting


def _apply(ctx: Context, version: int) -> None:
    """A small register at once; a large one by the job, for it takes longer than a request may."""
    db.session.flush()
    if queries.is_more_than(tiering.RIGHT_AWAY):
        return
    for _changed in tiering.recompute_all(ctx):
        pass
    tiering.note_applied(ctx, version)


def change_gates(
    ctx: Context, gates: Mapping[tuple[Any, Any], Gate], *, reason: str, version: int
) -> Setting:
    _may(ctx, reason)
    _check_version(own.GATES, version)
    return settings.change(ctx, own.GATES, stages.gates_as_json(gates), reason=reason)


def change_list(ctx: Context, key: str, entries: Sequence[Entry], *, reason: str, version: int) -> Setting:
    """Added, renamed, retired. A key that records hold is never deleted."""
    _may(ctx, reason)
    _check_version(key, version)
    present, kept = own.entries(key), {entry.key for entry in entries}
    for entry in present:
        if entry.key not in kept:
            raise DomainError(NEVER_DELETED, name=entry.ja)
    _check_use(key, entries)
    setting = settings.change(ctx, key, [entry.as_json() for entry in entries], reason=reason)
    if key in (own.TIERS, own.DATA_CLASSES) and _weighs_differently(present, entries):
        _new_version(ctx, reason)
    return setting


def _weighs_differently(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Order, level or use changed, and not only a name: results may differ."""
    return [(e.key, e.level, e.is_retired) for e in before] != [(e.key, e.level, e.is_retired) for e in after]


def _new_version(ctx: Context, reason: str) -> None:
    """What the rule rests on changed, so it counts as a new version and all are computed again."""
    db.session.flush()
    rule = own.tier_rule()
    raised = replace(rule, version=rule.version + 1)
    settings.change(ctx, own.TIER_RULE, rulebook.rule_as_json(raised), reason=reason)
    _apply(ctx, raised.version)


def _check_use(key: str, entries: Sequence[Entry]) -> None:
    retired = {entry.key: entry.ja for entry in entries if entry.is_retired}
    if key == own.TIERS:
        for condition in own.tier_rule().conditions:
            if condition.tier in retired:
                raise DomainError(STILL_USED, name=retired[condition.tier])
    if key == own.OWN_CHECKS:
        for gate in own.gates().values():
            for item in gate.items:
                name = retired.get(item.removeprefix(stages.OWN)) if item.startswith(stages.OWN) else None
                if name:
                    raise DomainError(GATE_USES, name=name)


def change_figures(ctx: Context, figures: Mapping[str, int], *, reason: str) -> None:
    """The months of screenings and overrides."""
    _may(ctx, reason)
    for key, value in figures.items():
        if value != settings.get(key):
            settings.change(ctx, key, value, reason=reason)


def _may(ctx: Context, reason: str) -> None:
    if not ctx.may(P.SETTINGS_EDIT):
        raise NotAllowed
    if not reason.strip():
        raise DomainError(REASON_NEEDED, "reason")


def _check_version(key: str, version: int) -> None:
    row = settings.find(key)
    if (row.version if row is not None else 0) != version:
        raise StaleVersion(row)
