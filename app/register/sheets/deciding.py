"""What the pages show of an engagement's tier and stage, now or as at a past instant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from app.core import asat
from app.core.audit import reading
from app.core.context import Context
from app.core.dates import day_of, parse_instant_or_day
from app.register import settings as own
from app.register.models import (
    Engagement,
    EngagementCheck,
    OverrideState,
    Stage,
    StageMove,
    TierOverride,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import deciding as queries
from app.register.queries import tier_history
from app.register.queries import tiering as tiering_queries
from app.register.queries.chain import uses_of
from app.register.queries.deciding import Decided, SoFar
from app.register.queries.waits import OVERRIDE_DAYS
from app.register.rules import consents, stages
from app.register.rules.chain import Use
from app.register.rules.stages import Requirement, Way
from app.register.rules.tiering import FactorState, Line, lines_of
from app.work.models import Approval
from app.work.queries import approvals_of

# Who leaves the case open this long before an override ends is told so at home.
SOON_DAYS = OVERRIDE_DAYS


class Moment(Protocol):
    @property
    def instant(self) -> datetime | None: ...
    @property
    def on(self) -> date: ...
    @property
    def today(self) -> date | None: ...


@dataclass(frozen=True)
class TierSheet:
    """`tier` is what holds: the override's, else the rule's."""

    tier: str
    by_rule: str
    lines: Sequence[Line] = ()
    rule_version: int = 0
    computed_at: datetime | None = None
    override: TierOverride | None = None

    @property
    def unknown(self) -> int:
        return sum(line.is_unknown for line in self.lines)

    @property
    def is_gravest(self) -> bool:
        """The first of the institution's list; every page sets it off alike."""
        return self.tier == next((entry.key for entry in own.tiers()), "")

    @property
    def decisive(self) -> list[Line]:
        """What is on record and asks for the tier."""
        return [line for line in self.lines if line.is_decisive and not line.is_unknown]

    @property
    def presumed(self) -> list[Line]:
        """What asks for the tier only because nobody recorded it."""
        return [line for line in self.lines if line.is_decisive and line.is_unknown]

    @property
    def certain(self) -> str:
        """What the recorded factors alone would give."""
        return own.scale().gravest([line.tier for line in self.lines if line.state == FactorState.HELD])


def tier_sheet(engagement: Engagement, moment: Moment, decided: Decided | None = None) -> TierSheet:
    decided = decided or queries.decided_of(engagement)
    computed, overrides = decided.tier, list(decided.overrides)
    computed_at = computed.computed_at if computed else None
    if moment.instant is not None:
        computed = reading.state_at(computed, moment.instant) if computed else None
        computed_at = None
    override = _in_force(_overrides_then(overrides, moment), moment.on)
    by_rule = computed.tier if computed else ""
    return TierSheet(
        tier=override.tier if override else by_rule,
        by_rule=by_rule,
        lines=lines_of(computed.factors) if computed else (),
        rule_version=computed.rule_version if computed else 0,
        computed_at=computed_at,
        override=override,
    )


def _overrides_then(overrides: Sequence[TierOverride], moment: Moment) -> Sequence[TierOverride]:
    """Those in force at the instant or at the end of the day, whichever was first, but for their last day: an
    override is never given, nor ended, for a day that has passed. The log is asked for what ended since only."""
    is_over = moment.today is not None and moment.on < moment.today
    end = parse_instant_or_day(moment.on.isoformat()) if is_over else None
    until = min((one for one in (moment.instant, end) if one is not None), default=None)
    if until is None:
        return [row for row in overrides if row.state == OverrideState.ACTIVE]
    ended = [row for row in overrides if row.state == OverrideState.ENDED and _ended_after(row, until)]
    states = reading.states_at(TierOverride, ended, until).values() if ended else ()
    was = {state.id for state in states if state.state == OverrideState.ACTIVE}
    return [row for row in overrides if row.id in was or _given_by(row, until)]


def _ended_after(row: TierOverride, until: datetime) -> bool:
    return row.made_at <= until and (row.decided_at is None or row.decided_at > until)


def _given_by(row: TierOverride, until: datetime) -> bool:
    """Its day of decision is that of its approval as long as nobody ended it."""
    is_given = row.state in (OverrideState.ACTIVE, OverrideState.EXPIRED)
    return is_given and (row.decided_at or row.made_at) <= until


def _in_force(overrides: Sequence[TierOverride], on: date) -> TierOverride | None:
    return next((row for row in overrides if row.expires_on >= on), None)


@dataclass(frozen=True)
class Option:
    """One move that the table knows from here, and what it asks for."""

    to: Stage
    way: Way
    requirements: Sequence[Requirement]
    is_permitted: bool
    is_two_person: bool

    @property
    def missing(self) -> list[Requirement]:
        return [one for one in self.requirements if one.blocks]

    @property
    def is_open(self) -> bool:
        return self.is_permitted and not self.missing

    @property
    def needs_reason(self) -> bool:
        return stages.needs_reason(self.way, self.requirements, self.to)

    @property
    def is_after_the_fact(self) -> bool:
        return stages.is_after_the_fact(self.requirements)


@dataclass(frozen=True)
class StageSheet:
    """`forward` is None at the end of the way, and as at a past instant, when nothing can be moved."""

    stage: Stage
    forward: Option | None = None
    others: Sequence[Option] = ()
    is_marked: bool = False
    waits: Approval | None = None
    decision_waits: Approval | None = None
    decided_on: date | None = None

    @property
    def missing(self) -> int:
        return len(self.forward.missing) if self.forward else 0

    @property
    def is_closed(self) -> bool:
        return stages.is_closed(self.stage)

    @property
    def passed(self) -> list[Stage]:
        """What lies behind on the usual way."""
        way = list(stages.MAIN_WAY)
        return way[: way.index(self.stage)] if self.stage in way else []


def stage_sheet(
    ctx: Context,
    engagement: Engagement,
    moment: Moment,
    decided: Decided | None = None,
    approvals: Sequence[Approval] | None = None,
) -> StageSheet:
    if moment.instant is not None:
        return StageSheet(engagement.stage)
    moves = decided.moves if decided else queries.moves_of(engagement)
    if approvals is None:
        approvals = approvals_of(queries.SUBJECT, engagement.id)
    so_far = SoFar(moves, approvals)
    forward = stages.next_of(engagement.stage)
    gate = own.gates().get((engagement.stage, forward)) if forward else None
    evidence = queries.evidence_of(engagement, day_of(ctx.at), gate.items if gate else (), so_far)
    options = [
        _option(ctx, engagement, to, way, evidence) for to, way in stages.MOVES[engagement.stage].items()
    ]
    return StageSheet(
        stage=engagement.stage,
        forward=next((one for one in options if one.way == Way.FORWARD), None),
        others=[one for one in options if one.way != Way.FORWARD],
        is_marked=so_far.is_marked,
        waits=so_far.waiting(queries.MOVE_STAGE),
        decision_waits=so_far.waiting(queries.DECIDE),
        decided_on=so_far.decided_on,
    )


def _option(ctx: Context, engagement: Engagement, to: Stage, way: Way, evidence: stages.Evidence) -> Option:
    gate = own.gates().get((engagement.stage, to), stages.Gate())
    needed = P.ENGAGEMENT_MOVE_APPROVE if way == Way.REOPEN else P.ENGAGEMENT_MOVE
    return Option(
        to, way, stages.requirements(gate, evidence), ctx.may(needed, engagement.unit_id), gate.is_two_person
    )


def option_of(ctx: Context, engagement: Engagement, to: Stage) -> Option:
    """For the page that makes the move."""
    way = stages.way_of(engagement.stage, to)
    return _option(ctx, engagement, to, way, queries.evidence_of(engagement, day_of(ctx.at)))


def exit_items(engagement: Engagement, today: date) -> list[Requirement]:
    """The off-boarding checklist, whatever the stage."""
    gate = own.gates().get(stages.EXIT_MOVE, stages.Gate())
    return stages.requirements(gate, queries.evidence_of(engagement, today))


@dataclass(frozen=True)
class Panel:
    """For the overview of an engagement: both at a glance."""

    tier: TierSheet
    stage: StageSheet
    is_read_only: bool
    # For which edge a consent ends first, and when.
    consent: tuple[UUID, date] | None = None


def panel(
    ctx: Context,
    engagement: Engagement,
    moment: asat.Moment,
    approvals: Sequence[Approval] | None = None,
    used: Sequence[Use] | None = None,
) -> Panel:
    """`approvals`: all of the engagement, `used`: what was recorded of its edges by then, where the caller has
    read them already."""
    decided = queries.decided_of(engagement)
    return Panel(
        tier_sheet(engagement, moment, decided),
        StageSheet(engagement.stage)
        if moment.is_read_only
        else stage_sheet(ctx, engagement, moment, decided, approvals),
        moment.is_read_only,
        _ending_first(ctx, engagement, moment, decided, used) if ctx.may(P.CONSENT_VIEW) else None,
    )


def _ending_first(
    ctx: Context, engagement: Engagement, moment: asat.Moment, decided: Decided, used: Sequence[Use] | None
) -> tuple[UUID, date] | None:
    """On a day before its decision nobody knew when a consent would end."""
    if moment.instant is None and moment.on >= day_of(ctx.at):
        return decided.consent
    return consents.ending_first(uses_of(ctx, engagement, moment) if used is None else used)


@dataclass(frozen=True)
class Progress:
    """What happened so far on the way."""

    moves: Sequence[StageMove]
    checks: dict[str, EngagementCheck] = field(default_factory=dict)


def way_so_far(engagement: Engagement, moment: asat.Moment | None = None) -> Progress:
    """As at a past instant without what was confirmed, for a check keeps its last state only."""
    moves = queries.moves_of(engagement)
    if moment is None or moment.instant is None:
        return Progress(moves, queries.checks_of(engagement))
    return Progress([move for move in moves if move.moved_at <= moment.instant])


@dataclass(frozen=True)
class TierChange:
    """One computation that came out differently: when, by which act, what it changed."""

    at: datetime
    actor_id: UUID | None
    actor_kind: str
    act: str
    before: str
    after: str
    version: int
    # (factor, state before, state after)
    factors: Sequence[tuple[str, str, str]]


def tier_changes(engagement: Engagement) -> list[TierChange]:
    computed = tiering_queries.computed(engagement)
    return [_change(entry) for entry in tier_history.entries_of(computed)] if computed else []


def _change(entry: reading.Entry) -> TierChange:
    tier = entry.changes.get("tier") or [None, None]
    version = entry.changes.get("rule_version") or [None, None]
    before, after = entry.changes.get("factors") or [[], []]
    return TierChange(
        entry.at, entry.actor_id, entry.actor_kind, entry.event, str(tier[0] or ""), str(tier[1] or ""),
        int(version[1] or 0), _differences(before, after),
    )  # fmt: skip


def _differences(before: Any, after: Any) -> list[tuple[str, str, str]]:
    was = {line.factor: line for line in lines_of(before)}
    found = []
    for line in lines_of(after):
        old = was.get(line.factor)
        if old is not None and (old.state, old.value) != (line.state, line.value):
            found.append((line.factor, old.state.value, line.state.value))
    return found
