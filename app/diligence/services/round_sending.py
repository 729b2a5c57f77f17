"""送付 of a round: what asks only our own units goes at once, what goes outside on one confirmation for all of it.

役席者の確認: asked for by one person and confirmed by another, who read who gets what. What was confirmed is sent
piece by piece, each assessment whole or not at all; what changed in between stays prepared, with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from app.core import audit, authz, events, notices
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound
from app.core.two_person import ApprovalNeeded
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentRound, AssessmentState, Assignment, RoundSending
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import naming, proposals
from app.diligence.queries import rounds as queries
from app.diligence.queries import sendings as reads
from app.diligence.rules.rounds import confirming
from app.diligence.services import sending, telling
from app.identity import queries as identity
from app.identity.roles import Role
from app.work import queries as work

SEND_ROUND = "diligence:round:send"
# So many leave in one act, so many of those that ask only ourselves; and are shown to one person to confirm.
AT_ONCE, OWN_AT_ONCE, MOST = 20, 50, 300
CHANGED = N_("It changed after its sending was asked for. Look at it, then send it again.")
STAYED = N_("Of the round “%(title)s”, %(count)s assessments were not sent. Its page says why.")

Parts = Mapping[UUID, Sequence[Assignment]]


@dataclass(frozen=True)
class Sent:
    """What became of those that were prepared: out, or asked for with others, or refused for a reason.
    `left`: so many come next time."""

    out: int
    asked: Sequence[RoundSending]
    refused: Sequence[tuple[Assessment, DomainError]]
    left: int

    @property
    def waiting(self) -> int:
        return sum(len(one.lines) for one in self.asked)


def send_prepared(ctx: Context, made: AssessmentRound) -> Sent:
    """What one of them lacks does not hold up the others."""
    if not ctx.may(P.ROUND_START):
        raise NotAllowed
    db.session.refresh(made, with_for_update=True)
    rows = to_go(ctx, made)
    parts = reads.parts_of([one.id for one in rows])
    own = [one for one in rows if sending.is_ours_alone(parts[one.id])]
    outside = [one for one in rows if not sending.is_ours_alone(parts[one.id])]
    out, refused = _send_own(ctx, own[:OWN_AT_ONCE])
    asked, lacking = _ask(ctx, made, outside[:MOST], parts)
    return Sent(out, asked, [*refused, *lacking], len(own[OWN_AT_ONCE:]) + len(outside[MOST:]))


def to_go(ctx: Context, made: AssessmentRound) -> list[Assessment]:
    """Prepared, and nobody was asked to confirm it yet."""
    waiting = {row_id for one in reads.open_of(made.id) for row_id in reads.left_of(one)}
    rows = [one for one in queries.prepared(ctx, made) if one.id not in waiting]
    alone = reads.asked_alone([one.id for one in rows], sending.SEND)
    return [one for one in rows if one.id not in alone]


def _send_own(ctx: Context, rows: Sequence[Assessment]) -> tuple[int, list[tuple[Assessment, DomainError]]]:
    refused = []
    for one in rows:
        try:
            with db.session.begin_nested():
                sending.ask_to_send(ctx, one, version=one.version)
        except DomainError as error:
            refused.append((one, error))
    return len(rows) - len(refused), refused


# --- asked for ------------------------------------------------------------------------------------


def _ask(
    ctx: Context, made: AssessmentRound, rows: Sequence[Assessment], parts: Parts
) -> tuple[list[RoundSending], list[tuple[Assessment, DomainError]]]:
    _held = reads.people_and_places(part for one in rows for part in parts[one.id])
    names = naming.respondents_of(ctx, [part for one in rows for part in parts[one.id]])
    facts = proposals.facts_of_assessments(ctx, rows)
    ready, refused = [], []
    for one in rows:
        try:
            sending.count_anew(parts[one.id], proposals.content_read(one.content_id), facts[one.id])
            _check(ctx, one, parts[one.id], names)
        except DomainError as error:
            refused.append((one, error))
        else:
            ready.append(one)
    db.session.flush()
    return [_opened(ctx, made, unit, found, parts) for unit, found in _by_superior(ctx, ready)], refused


def _check(ctx: Context, one: Assessment, parts: Sequence[Assignment], names: Mapping[UUID, str]) -> None:
    sending.check_ready(parts, names, day_of(ctx.at))
    if not any(part.asked_count + part.more_count for part in parts):
        raise DomainError(sending.NOTHING_ASKED)


def _by_superior(ctx: Context, rows: Sequence[Assessment]) -> list[tuple[UUID, list[Assessment]]]:
    """Who is above all the units confirms for all; where nobody is, each branch of the tree has its own."""
    if not rows:
        return []
    found = confirming({one.unit_id for one in rows}, identity.unit_paths(), _superiors(ctx))
    return [(unit, [one for one in rows if one.unit_id in units]) for unit, units in found.items()]


def _superiors(ctx: Context) -> Callable[[UUID], bool]:
    @cache
    def has_superior(unit_id: UUID) -> bool:
        people = work.people_with(P.ASSESSMENT_CONFIRM, unit_id, day_of(ctx.at))
        return any(one.id != ctx.actor_id for one in people)

    return has_superior


def _opened(
    ctx: Context, made: AssessmentRound, unit_id: UUID, rows: Sequence[Assessment], parts: Parts
) -> RoundSending:
    found = RoundSending(
        round_id=made.id, unit_id=unit_id, asked_by_id=ctx.actor_id, asked_at=ctx.at, held={},
        lines=[[str(one.id), _seen(one, parts[one.id])] for one in rows],
    )  # fmt: skip
    db.session.add(found)
    audit.record(ctx, Act.ROUND_SENDING_ASKED, found)
    events.publish(
        ctx,
        ApprovalNeeded(
            act=SEND_ROUND, subject_type=RoundSending.__tablename__, subject_id=found.id, title=made.title,
            permission=P.ASSESSMENT_CONFIRM, unit_id=unit_id,
            arguments={"assessments": len(rows)},
        ),
    )  # fmt: skip
    return found


def _seen(assessment: Assessment, parts: Sequence[Assignment]) -> str:
    """The state in which it is shown: another one is another sending."""
    told = [f"{one.id} {one.version} {_address(one)}" for one in sorted(parts, key=lambda one: one.id)]
    text = "\n".join([f"{assessment.id} {assessment.version}", *told])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _address(part: Assignment) -> str:
    reader = telling.leads(part) if part.organisation_id is not None else None
    return reader.address if reader is not None else ""


# --- confirmed, refused ---------------------------------------------------------------------------


def execute(ctx: Context, sending_id: UUID) -> None:
    """On confirmation, by who confirmed: the first of them leave at once, the others by the job."""
    found = db.session.get_one(RoundSending, sending_id)
    found.confirmed_by_id, found.confirmed_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.ROUND_SENDING_CONFIRMED, found)
    go_on(ctx, found)


def refuse(ctx: Context, sending_id: UUID) -> None:
    """Refused, withdrawn, or nobody decided in time: all of them can be changed and asked for again."""
    found = db.session.get_one(RoundSending, sending_id)
    found.is_refused = True
    audit.record(ctx, Act.ROUND_SENDING_REFUSED, found)


def are_waiting() -> bool:
    return bool(reads.confirmed(1))


def send_confirmed(ctx: Context) -> int:
    """A job: so many of the oldest confirmed one. It has the rights of a superior where the work is."""
    for found in reads.confirmed(1):
        rows = reads.assessments_of(reads.left_of(found)[:AT_ONCE])
        units = frozenset(one.unit_id for one in rows.values())
        rights = dict.fromkeys(authz.permissions_of(Role.APPROVER), units)
        return go_on(replace(ctx, grants=rights), found)
    return 0


def go_on(ctx: Context, found: RoundSending) -> int:
    """How many left. What could not stays prepared."""
    batch = found.lines[found.done : found.done + AT_ONCE]
    ids = [UUID(row_id) for row_id, _seen_then in batch]
    rows, parts = reads.assessments_of(ids), reads.parts_of(ids)
    _kept = reads.people_and_places(part for some in parts.values() for part in some)
    held = {}
    for row_id, seen in batch:
        error = _send(ctx, rows.get(UUID(row_id)), parts[UUID(row_id)], seen)
        if error is not None:
            held[row_id] = [error.message, {name: str(value) for name, value in error.params.items()}]
    found.done, found.held = found.done + len(batch), {**found.held, **held}
    if found.done == len(found.lines):
        _finish(ctx, found)
    return len(batch) - len(held)


def _send(ctx: Context, one: Assessment | None, parts: Sequence[Assignment], seen: str) -> DomainError | None:
    """Whole or not at all; the reason where not."""
    if one is None or one.state != AssessmentState.PREPARED or _seen(one, parts) != seen:
        return DomainError(CHANGED)
    try:
        with db.session.begin_nested():
            sending.check_ready(parts, naming.respondents_of(ctx, parts), day_of(ctx.at))
            sending.send_now(ctx, one)
    except DomainError as error:
        return error
    except (NotAllowed, NotFound):
        return DomainError(CHANGED)
    return None


def _finish(ctx: Context, found: RoundSending) -> None:
    found.finished_at = ctx.at
    audit.record(ctx, Act.ROUND_SENT, found)
    if found.held and found.asked_by_id is not None:
        made = db.session.get_one(AssessmentRound, found.round_id)
        notices.post(ctx, found.asked_by_id, STAYED, made, title=made.title, count=str(len(found.held)))
