"""評価 begun: a questionnaire in use put to an engagement, a service, an organisation or ourselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from app.diligence.models import Assessment, Assignment, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import assessments as queries
from app.diligence.rules.respondents import Party
from app.register.rules.rulebook import Depth
from app.standards.queries.contents import Published

RUNNING = N_("%(number)s asks the same already and is not concluded. Open it and go on there.")
PAST_DUE = N_("This day has passed. Enter a day that is still to come, or today.")
NOBODY = N_(
    "Nobody would be asked anything. Choose another questionnaire, or complete the responsibility matrix."
)


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


def start(ctx: Context, subject: Subject, plan: Plan) -> Assessment:
    _may(ctx, subject, plan)
    made = Assessment(
        number=queries.next_number(numbering.series(day_of(ctx.at))), subject_kind=subject.kind,
        **subject.columns, unit_id=subject.unit_id, owner_id=plan.owner_id or ctx.actor_id,
        questionnaire=plan.version.key, content_id=plan.version.id, depth=plan.depth, due_on=plan.due_on,
        started_by_id=ctx.actor_id, started_at=ctx.at, previous_id=_previous(subject, plan),
        round_id=plan.round_id, note=plan.note, sort_key=subject.sort_key,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    parts = [_assignment(made, plan, party, refs) for party, refs in plan.asked.items()]
    db.session.add_all(parts)
    audit.record(ctx, Act.ASSESSMENT_STARTED, made, *parts)
    return made


def _may(ctx: Context, subject: Subject, plan: Plan) -> None:
    if not ctx.may(P.ASSESSMENT_EDIT, subject.unit_id):
        raise NotAllowed
    if plan.due_on < day_of(ctx.at):
        raise DomainError(PAST_DUE, "due_on")
    if not any(plan.asked.values()):
        raise DomainError(NOBODY, "questionnaire")
    same = queries.running(subject.conditions, plan.version.key)
    if same is not None:
        raise DomainError(RUNNING, "questionnaire", number=same.number)


def _previous(subject: Subject, plan: Plan) -> UUID | None:
    before = queries.latest_concluded(subject.conditions, plan.version.key)
    return before.id if before else None


def _assignment(made: Assessment, plan: Plan, party: Party, refs: Sequence[str]) -> Assignment:
    return Assignment(
        assessment_id=made.id, organisation_id=party.organisation_id, unit_id=party.unit_id,
        level=party.level, title=plan.title, due_on=plan.due_on, content_id=plan.version.id,
        questions=list(refs), conditions={}, borrowed={}, asked_count=len(refs),
    )  # fmt: skip
