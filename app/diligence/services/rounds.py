"""一斉点検: the same questionnaire to many at once, looked at before and begun in one act; run again, it adds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentRound, AssessmentState, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import contacting, proposals
from app.diligence.queries import rounds as queries
from app.diligence.queries.rounds import Reach, Standing
from app.diligence.rules.foreseeing import Foreseen, foreseen
from app.diligence.rules.respondents import Chosen, Party
from app.diligence.rules.rounds import Why
from app.diligence.rules.states import UNDER_WAY
from app.diligence.services import starting
from app.diligence.services.starting import Begun, Plan, Subject
from app.register.models import Engagement
from app.register.rules.rulebook import Depth
from app.standards.queries.contents import Published

if TYPE_CHECKING:
    from app.diligence.queries.proposals import Setting
    from app.standards.content.questionnaires import Questionnaire

MOST = 300
TOO_MANY = N_("More than %(most)s engagements fit. Narrow the round by tier, unit or category.")
NOTHING = N_(
    "Nobody would be asked anything. Look at who is left out and why, then change what the round reaches."
)
MOVED_ON = N_("What the round reaches changed after it was shown. Look at it again, then start it.")
UNIT_MISSING = N_("Choose the unit that takes up the assessments of organisations.")


@dataclass(frozen=True)
class Line:
    """What one subject gets. `number`: of the assessment for which it is left out; `unreached`: who of those
    asked has neither an account nor a contact."""

    subject: Subject
    name: str
    depth: Depth
    chosen: Chosen
    told: Mapping[Party, Foreseen]
    previous_id: UUID | None = None
    why: Why | None = None
    number: str = ""
    unreached: tuple[UUID, ...] = ()

    @property
    def subject_id(self) -> UUID | None:
        return self.subject.engagement_id or self.subject.organisation_id


@dataclass(frozen=True)
class Outlook:
    """Everything a round would do, before anything is stored; `contacts`: who would lead at each organisation."""

    version: Published
    lines: Sequence[Line]
    contacts: Mapping[UUID, tuple[UUID | None, str, str] | None]

    @property
    def begun(self) -> list[Line]:
        return [line for line in self.lines if line.why is None]

    @property
    def left_out(self) -> list[Line]:
        return [line for line in self.lines if line.why is not None]

    @property
    def seen(self) -> str:
        """What a page says it showed: the same when and only when the same would be begun."""
        told = [
            f"{line.subject_id} {line.depth} {sorted(map(str, line.chosen.asked.items()))}"
            for line in self.begun
        ]
        return hashlib.sha256("\n".join([str(self.version.id), *told]).encode()).hexdigest()


@dataclass(frozen=True)
class RoundFacts:
    title: str
    due_on: date
    note: str = ""


def outlook(ctx: Context, reach: Reach, round_id: UUID | None = None) -> Outlook:
    """`round_id`: of one that is run again."""
    version = next((one for one in proposals.fitting(reach.kind) if one.key == reach.questionnaire), None)
    if version is None:
        raise DomainError(starting.NOBODY, "questionnaire")
    found = queries.reached(ctx, reach, MOST)
    if len(found) > MOST:
        raise DomainError(TOO_MANY, most=str(MOST))
    content = proposals.content_of(version)
    asked = _of_engagements(ctx, found, content) if reach.kind == SubjectKind.ENGAGEMENT else (
        _of_organisations(ctx, found, content, reach.in_charge_id)
    )  # fmt: skip
    there = queries.standing(reach, [line.subject_id for line in asked if line.subject_id], ctx.at)
    lines = [_judged(line, there.get(line.subject_id, []), round_id) for line in asked]  # type: ignore[arg-type]
    contacts = _contacts(ctx, [line for line in lines if line.why is None])
    return Outlook(version, [_with_contacts(line, contacts) for line in lines], contacts)


def _of_engagements(ctx: Context, found: Sequence[Engagement], content: Questionnaire) -> list[Line]:
    settings = proposals.settings_of(ctx, found)
    return [_line(starting.of_engagement(one), one.title, settings[one.id], content) for one in found]


def _line(subject: Subject, name: str, setting: Setting, content: Questionnaire) -> Line:
    chosen = setting.chosen(content)
    told = {party: foreseen(content.questions(), refs, setting.facts) for party, refs in chosen.asked.items()}
    return Line(subject, name, setting.depth, chosen, told)


def _of_organisations(
    ctx: Context, found: Sequence[Engagement], content: Questionnaire, unit_id: UUID | None
) -> list[Line]:
    """Each contract party once, for all its engagements."""
    if unit_id is None:
        raise DomainError(UNIT_MISSING, "in_charge_id")
    parties = queries.parties_of(ctx, found)
    return [
        _line(
            starting.of_organisation(one, unit_id), one.name,
            proposals.setting_of_organisation(ctx, one, unit_id), content,
        )
        for one in parties
    ]  # fmt: skip


def _judged(line: Line, there: Sequence[Standing], round_id: UUID | None) -> Line:
    """The first reason counts. Whoever was in this round, withdrawn or not, is not asked by it again."""
    own = next((one for one in there if round_id is not None and one.round_id == round_id), None)
    running = next((one for one in there if one.state in UNDER_WAY), None)
    fresh = next((one for one in there if one.is_fresh), None)
    before = next((one for one in there if one.state == AssessmentState.CONCLUDED), None)
    previous = before.id if before else None
    for why, cause in ((Why.IN_ROUND, own), (Why.RUNNING, running), (Why.FRESH, fresh)):
        if cause is not None:
            return replace(line, previous_id=previous, why=why, number=cause.number)
    why_not = None if any(one.questions for one in line.told.values()) else Why.NOBODY
    return replace(line, previous_id=previous, why=why_not)


def _contacts(ctx: Context, lines: Sequence[Line]) -> dict[UUID, tuple[UUID | None, str, str] | None]:
    parties = {party.organisation_id for line in lines for party in line.chosen.asked}
    today = day_of(ctx.at)
    return {one: contacting.proposed(ctx, one, today) for one in sorted(filter(None, parties), key=str)}


def _with_contacts(line: Line, contacts: Mapping[UUID, object]) -> Line:
    if line.why is not None:
        return line
    outside = [party.organisation_id for party in line.chosen.asked if party.organisation_id]
    missing = tuple(one for one in outside if contacts.get(one) is None)
    return replace(line, unreached=missing)


def start(ctx: Context, reach: Reach, facts: RoundFacts, seen: str) -> AssessmentRound:
    if not ctx.may(P.ROUND_START):
        raise NotAllowed
    found = _seen(outlook(ctx, reach), seen)
    made = AssessmentRound(
        title=facts.title, questionnaire=reach.questionnaire, due_on=facts.due_on, note=facts.note,
        reach=reach.stored, started_by_id=ctx.actor_id, started_at=ctx.at,
    )  # fmt: skip
    db.session.add(made)
    audit.record(ctx, Act.ROUND_STARTED, made)
    _begin(ctx, made, found)
    return made


def run_again(
    ctx: Context, made: AssessmentRound, reach: Reach, seen: str, widened: str = ""
) -> list[Assessment]:
    """Adds what fits now and was never in the round, which keeps its conditions. `widened`: those of this run where
    they differ, in words for the log."""
    if not ctx.may(P.ROUND_START):
        raise NotAllowed
    db.session.refresh(made, with_for_update=True)
    found = _seen(outlook(ctx, reach, made.id), seen)
    audit.witness(ctx, Act.ROUND_RUN_AGAIN, made, reason=widened)
    return _begin(ctx, made, found)


def _seen(found: Outlook, seen: str) -> Outlook:
    if not found.begun:
        raise DomainError(NOTHING)
    if found.seen != seen:
        raise DomainError(MOVED_ON)
    return found


def _begin(ctx: Context, made: AssessmentRound, found: Outlook) -> list[Assessment]:
    return starting.start_all(
        ctx,
        [
            Begun(
                line.subject, _plan(made, found.version, line), line.previous_id,
                {one: lead for one, lead in found.contacts.items() if lead is not None},
            )
            for line in found.begun
        ],
    )  # fmt: skip


def _plan(made: AssessmentRound, version: Published, line: Line) -> Plan:
    return Plan(
        version, line.depth, made.due_on, line.chosen.asked, version.title_ja, note=made.note,
        round_id=made.id, told=line.told,
    )  # fmt: skip
