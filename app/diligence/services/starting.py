"""評価 begun: a questionnaire in use put to an engagement, a service, an organisation or ourselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.core.words import N_
from app.diligence import numbering
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, Assignment, Channel, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.queries import contacting, introducing
from app.diligence.queries.introducing import Before
from app.diligence.rules.foreseeing import Foreseen
from app.diligence.rules.respondents import Party
from app.register.models import Engagement, Organisation, Service
from app.register.rules.rulebook import Depth
from app.standards.queries.contents import Published

RUNNING = N_("%(number)s asks the same already and is not concluded. Open it and go on there.")
PAST_DUE = N_("This day has passed. Enter a day that is still to come, or today.")
NOBODY = N_(
    "Nobody would be asked anything. Choose another questionnaire, or complete the responsibility matrix."
)
NONE_CHOSEN = N_("Choose at least one questionnaire.")


@dataclass(frozen=True)
class Subject:
    """What is assessed, whose work that is, and by what it is ordered in lists."""

    kind: SubjectKind
    unit_id: UUID
    sort_key: str
    organisation_id: UUID | None = None
    service_id: UUID | None = None
    engagement_id: UUID | None = None

    @property
    def columns(self) -> dict[str, UUID | None]:
        return {
            "organisation_id": self.organisation_id,
            "service_id": self.service_id,
            "engagement_id": self.engagement_id,
        }

    @property
    def conditions(self) -> list[object]:
        return [Assessment.subject_kind == self.kind, *(getattr(Assessment, name) == value
                for name, value in self.columns.items() if value is not None)]  # fmt: skip


def of_engagement(engagement: Engagement) -> Subject:
    return Subject(
        SubjectKind.ENGAGEMENT, engagement.unit_id, engagement.sort_key, engagement_id=engagement.id
    )


def of_organisation(organisation: Organisation, unit_id: UUID) -> Subject:
    return Subject(SubjectKind.ORGANISATION, unit_id, organisation.sort_key, organisation_id=organisation.id)


def of_service(service: Service, unit_id: UUID) -> Subject:
    return Subject(SubjectKind.SERVICE, unit_id, service.sort_key, service_id=service.id)


def of_institution(unit_id: UUID) -> Subject:
    """It stands before everybody else."""
    return Subject(SubjectKind.INSTITUTION, unit_id, "")


@dataclass(frozen=True)
class Plan:
    """`asked`: who is asked which questions; `titles`: what stands above them, in the institution's language."""

    version: Published
    depth: Depth
    due_on: date
    asked: Mapping[Party, Sequence[str]]
    title: str
    owner_id: UUID | None = None
    note: str = ""
    round_id: UUID | None = None
    # What each will be asked, where it was looked at; the sending looks again.
    told: Mapping[Party, Foreseen] = field(default_factory=dict)


Lead = tuple[UUID | None, str, str]


@dataclass(frozen=True)
class Begun:
    """One of many that are begun together; `leads`: account, name and address of who leads at an organisation."""

    subject: Subject
    plan: Plan
    previous_id: UUID | None
    leads: Mapping[UUID, Lead] = field(default_factory=dict)


def start(ctx: Context, subject: Subject, plan: Plan) -> Assessment:
    _may(ctx, subject, plan)
    same = queries.running(subject.conditions, plan.version.key)
    if same is not None:
        raise DomainError(RUNNING, "questionnaire", number=same.number)
    (made,) = _add(ctx, [Begun(subject, plan, _previous(subject, plan), _leads(ctx, plan))])
    return made


def _leads(ctx: Context, plan: Plan) -> dict[UUID, Lead]:
    """Who leads there, as far as it is known: a proposal that can be changed before the sending."""
    ids = [party.organisation_id for party in plan.asked if party.organisation_id is not None]
    found = {one: contacting.proposed(ctx, one, day_of(ctx.at)) for one in ids}
    return {one: lead for one, lead in found.items() if lead is not None}


@dataclass(frozen=True)
class Outlook:
    """What a new one would take over: from the one before, and from the register."""

    previous: Assessment | None
    leads: Mapping[Party, Lead]
    ways: Mapping[Party, Channel]


def outlook(ctx: Context, subject: Subject, plan: Plan) -> Outlook:
    """Nothing is stored; the same would be proposed by `start`."""
    previous = queries.latest_concluded(subject.conditions, plan.version.key)
    last = introducing.before([previous.id]) if previous else {}
    known = _leads(ctx, plan)
    leads: dict[Party, Lead] = {}
    ways: dict[Party, Channel] = {}
    for party in plan.asked:
        respondent = party.organisation_id or party.unit_id
        then = last.get((previous.id, respondent)) if previous and respondent else None
        register = known.get(party.organisation_id) if party.organisation_id else None
        leads[party] = (then.lead if then else None) or register or (None, "", "")
        ways[party] = then.channel if then else Channel.HERE
    return Outlook(previous, leads, ways)


def start_several(ctx: Context, subject: Subject, plans: Sequence[Plan]) -> list[Assessment]:
    """All of them or none."""
    if not plans:
        raise DomainError(NONE_CHOSEN, "questionnaires")
    return [start(ctx, subject, plan) for plan in plans]


def start_all(ctx: Context, begun: Sequence[Begun]) -> list[Assessment]:
    """Many in few statements. Whether one is running already the caller has looked up, in this transaction."""
    for one in begun:
        _may(ctx, one.subject, one.plan)
    return _add(ctx, begun)


def _add(ctx: Context, begun: Sequence[Begun]) -> list[Assessment]:
    numbers = queries.next_numbers(numbering.series(day_of(ctx.at)), len(begun))
    made = [_assessment(ctx, one, number) for one, number in zip(begun, numbers, strict=True)]
    db.session.add_all(made)
    db.session.flush()
    told = _told(made, begun)
    parts = [
        [_assignment(new, one, party, told) for party in one.plan.asked]
        for new, one in zip(made, begun, strict=True)
    ]
    db.session.add_all(part for rows in parts for part in rows)
    db.session.flush()
    for new, rows in zip(made, parts, strict=True):
        audit.record(ctx, Act.ASSESSMENT_STARTED, new, *rows)
    return made


def _assessment(ctx: Context, one: Begun, number: str) -> Assessment:
    subject, plan = one.subject, one.plan
    return Assessment(
        number=number, subject_kind=subject.kind, **subject.columns, unit_id=subject.unit_id,
        owner_id=plan.owner_id or ctx.actor_id, questionnaire=plan.version.key, content_id=plan.version.id,
        depth=plan.depth, due_on=plan.due_on, started_by_id=ctx.actor_id, started_at=ctx.at,
        previous_id=one.previous_id, round_id=plan.round_id, note=plan.note, sort_key=subject.sort_key,
    )  # fmt: skip


def _may(ctx: Context, subject: Subject, plan: Plan) -> None:
    if not ctx.may(P.ASSESSMENT_EDIT, subject.unit_id):
        raise NotAllowed
    if plan.due_on < day_of(ctx.at):
        raise DomainError(PAST_DUE, "due_on")
    if not any(plan.asked.values()):
        raise DomainError(NOBODY, "questionnaire")


def _previous(subject: Subject, plan: Plan) -> UUID | None:
    before = queries.latest_concluded(subject.conditions, plan.version.key)
    return before.id if before else None


@dataclass(frozen=True)
class _Told:
    """Read once for all that are begun together."""

    abouts: Mapping[UUID | None, str]
    askers: Mapping[tuple[UUID, UUID | None], str]
    before: Mapping[tuple[UUID, UUID], Before]

    def last_time(self, made: Assessment, party: Party) -> Before | None:
        respondent = party.organisation_id or party.unit_id
        if made.previous_id is None or respondent is None:
            return None
        return self.before.get((made.previous_id, respondent))


def _told(made: Sequence[Assessment], begun: Sequence[Begun]) -> _Told:
    return _Told(
        introducing.abouts(one.subject for one in begun),
        introducing.askers({(one.unit_id, one.owner_id) for one in made}),
        introducing.before(one.previous_id for one in made),
    )


def _assignment(made: Assessment, one: Begun, party: Party, told: _Told) -> Assignment:
    plan, refs, last = one.plan, one.plan.asked[party], told.last_time(made, party)
    lead_id, name, email = _lead(made, one, party, last)
    subject_id = made.engagement_id or made.service_id or made.organisation_id
    count, more = _counts(plan, party)
    return Assignment(
        assessment_id=made.id, organisation_id=party.organisation_id, unit_id=party.unit_id,
        level=party.level, lead_id=lead_id, contact_name=name, contact_email=email, title=plan.title,
        about=told.abouts.get(subject_id, ""), asker=told.askers.get((made.unit_id, made.owner_id), ""),
        channel=last.channel if last else Channel.HERE, needs_approval=last is not None and last.needs_approval,
        message=last.message if last else "", due_on=plan.due_on, content_id=plan.version.id,
        questions=list(refs), conditions={}, borrowed={}, asked_count=count, more_count=more,
    )  # fmt: skip


def _counts(plan: Plan, party: Party) -> tuple[int, int]:
    """So many are asked whatever is answered, and so many more an answer can bring."""
    seen = plan.told.get(party)
    return (len(plan.asked[party]), 0) if seen is None else (len(seen.certain), seen.possible)


def _lead(made: Assessment, one: Begun, party: Party, last: Before | None) -> Lead:
    """Who led last time, else who is known there."""
    if party.organisation_id is None:
        # The second line has no first line to answer for it: who begins it answers.
        return (made.owner_id if one.subject.kind == SubjectKind.INSTITUTION else None, "", "")
    known = last.lead if last is not None else None
    return known or one.leads.get(party.organisation_id) or (None, "", "")
