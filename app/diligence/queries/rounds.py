"""Reads of 一斉点検: the rounds, how far they are, and what a new one would reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, cast, false, func, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, AssessmentRound, AssessmentState, Conclusion, SubjectKind
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries.assessments import visible_to
from app.diligence.rules.states import UNDER_WAY
from app.register.models import Category, Engagement, Organisation, Stage
from app.register.queries import engagements, organisations
from app.register.rules.engagements import OVER

MOST_ROUNDS = 200


def visible_rounds(ctx: Context) -> Select[AssessmentRound]:
    query = select(AssessmentRound)
    return query if ctx.may(P.ASSESSMENT_VIEW) and not ctx.is_vendor else query.where(false())


def get_round(ctx: Context, round_id: UUID) -> AssessmentRound:
    found = db.session.scalars(visible_rounds(ctx).where(AssessmentRound.id == round_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def latest(ctx: Context) -> Sequence[AssessmentRound]:
    query = visible_rounds(ctx).order_by(AssessmentRound.started_at.desc(), AssessmentRound.id.desc())
    return db.session.scalars(query.limit(MOST_ROUNDS)).all()


def titles_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    query = select(AssessmentRound.id, AssessmentRound.title).where(AssessmentRound.id.in_(list(ids)))
    return {row.id: row.title for row in db.session.execute(query)}


class Tally(NamedTuple):
    """So many assessments of a round in one unit and state; `late`: of these past their due date."""

    round_id: UUID
    unit_id: UUID
    state: AssessmentState
    number: int
    late: int


def tallies(ctx: Context, ids: Collection[UUID], today: date) -> list[Tally]:
    """One statement for all rounds of a page; only of what the reader may see."""
    is_late = (Assessment.due_on < today) & Assessment.state.in_(UNDER_WAY)
    query = (
        visible_to(ctx)
        .with_only_columns(
            Assessment.round_id, Assessment.unit_id, Assessment.state, func.count(),
            func.sum(cast(is_late, Integer)),
        )
        .where(Assessment.round_id.in_(list(ids)))
        .group_by(Assessment.round_id, Assessment.unit_id, Assessment.state)
    )  # fmt: skip
    rows: Sequence[Any] = db.session.execute(query).all()
    return [Tally(row[0], row[1], row[2], int(row[3]), int(row[4] or 0)) for row in rows]


def prepared(ctx: Context, made: AssessmentRound) -> Sequence[Assessment]:
    """Its assessments that are not sent yet, where one may send them."""
    query = visible_to(ctx).where(
        Assessment.round_id == made.id, Assessment.state == AssessmentState.PREPARED,
        Assessment.unit_id.in_(ctx.units(P.ASSESSMENT_SEND)),
    )  # fmt: skip
    return db.session.scalars(query.order_by(Assessment.id)).all()


# --- what a round reaches ------------------------------------------------------------------------


@dataclass(frozen=True)
class Reach:
    """Which engagements that are not over; what is empty narrows nothing. `fresh_days`: whoever was concluded
    within them is left out. `in_charge_id`: the unit that takes up the assessments of organisations."""

    questionnaire: str
    kind: SubjectKind = SubjectKind.ENGAGEMENT
    tiers: tuple[str, ...] = ()
    unit_ids: tuple[UUID, ...] = ()
    categories: tuple[Category, ...] = ()
    stages: tuple[Stage, ...] = ()
    fresh_days: int = 0
    in_charge_id: UUID | None = None

    def fresh_from(self, at: datetime) -> datetime | None:
        return at - timedelta(days=self.fresh_days) if self.fresh_days else None

    @property
    def stored(self) -> dict[str, Any]:
        """As a round keeps it."""
        return {
            "kind": self.kind.value, "tiers": list(self.tiers), "unit_ids": [str(one) for one in self.unit_ids],
            "categories": [one.value for one in self.categories], "stages": [one.value for one in self.stages],
            "fresh_days": self.fresh_days, "in_charge_id": str(self.in_charge_id) if self.in_charge_id else None,
        }  # fmt: skip


def reach_of(made: AssessmentRound) -> Reach | None:
    """None for a round that was begun before rounds kept it."""
    told = made.reach
    if told is None:
        return None
    return Reach(
        made.questionnaire, SubjectKind(told["kind"]), tuple(told["tiers"]),
        tuple(UUID(one) for one in told["unit_ids"]), tuple(Category(one) for one in told["categories"]),
        tuple(Stage(one) for one in told["stages"]), told["fresh_days"],
        UUID(told["in_charge_id"]) if told["in_charge_id"] else None,
    )  # fmt: skip


def reached(ctx: Context, reach: Reach, most: int) -> Sequence[Engagement]:
    """Only where one may prepare assessments, in the order of the vendors; one more than `most` says there are more."""
    query = engagements.visible_to(ctx).where(Engagement.unit_id.in_(ctx.units(P.ASSESSMENT_EDIT)))
    wanted: tuple[tuple[Any, Sequence[Any]], ...] = (
        (Engagement.tier, reach.tiers), (Engagement.unit_id, reach.unit_ids),
        (Engagement.category, reach.categories), (Engagement.stage, reach.stages),
    )  # fmt: skip
    for column, values in wanted:
        if values:
            query = query.where(column.in_(values))
    if not reach.stages:
        query = query.where(Engagement.stage.not_in(OVER))
    return db.session.scalars(query.order_by(Engagement.vendor_sort_key, Engagement.id).limit(most + 1)).all()


def parties_of(ctx: Context, found: Iterable[Engagement]) -> Sequence[Organisation]:
    """The contract parties, each once, in the order of lists."""
    query = organisations.visible_to(ctx).where(Organisation.id.in_({one.vendor_id for one in found}))
    return db.session.scalars(query.order_by(Organisation.sort_key, Organisation.id)).all()


class Standing(NamedTuple):
    """An assessment that is there already; `is_fresh`: concluded not long ago."""

    id: UUID
    subject_id: UUID
    number: str
    state: AssessmentState
    round_id: UUID | None
    is_fresh: bool


SUBJECTS = {
    SubjectKind.ENGAGEMENT: Assessment.engagement_id,
    SubjectKind.ORGANISATION: Assessment.organisation_id,
}


def standing(reach: Reach, ids: Collection[UUID], at: datetime) -> dict[UUID, list[Standing]]:
    """Of the same questionnaire about each subject, the newest first. Asked about all, whoever may see them:
    nobody is asked the same twice."""
    column = SUBJECTS[reach.kind]
    rows: Sequence[Any] = db.session.execute(
        select(Assessment.id, column, Assessment.number, Assessment.state, Assessment.round_id)
        .where(column.in_(list(ids)), Assessment.questionnaire == reach.questionnaire)
        .order_by(Assessment.started_at.desc(), Assessment.id.desc())
    ).all()
    fresh = _fresh([row[0] for row in rows], reach.fresh_from(at))
    found: dict[UUID, list[Standing]] = {}
    for row in rows:
        found.setdefault(row[1], []).append(Standing(row[0], row[1], row[2], row[3], row[4], row[0] in fresh))
    return found


def _fresh(ids: Sequence[UUID], since: datetime | None) -> set[UUID]:
    if since is None or not ids:
        return set()
    query = select(Conclusion.assessment_id).where(
        Conclusion.assessment_id.in_(ids), Conclusion.confirmed_at >= since, Conclusion.is_refused.is_(False)
    )
    return set(db.session.scalars(query))
