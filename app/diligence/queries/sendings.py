"""Reads of what was asked to be sent together: 送付 of a round, and what of it is still to go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, select

from app.core.context import Context
from app.core.db import db
from app.core.errors import NotFound
from app.diligence.models import Assessment, AssessmentRound, Assignment, RoundSending
from app.diligence.queries import rounds
from app.identity.models import User
from app.register.models import Organisation
from app.work.models import Approval, ApprovalState

IS_OPEN = RoundSending.is_refused.is_(False), RoundSending.finished_at.is_(None)


def ids_of(sending: RoundSending) -> list[UUID]:
    """All that it is about, in the order in which it was shown."""
    return [UUID(line[0]) for line in sending.lines]


def left_of(sending: RoundSending) -> list[UUID]:
    return ids_of(sending)[sending.done :]


def open_of(round_id: UUID) -> Sequence[RoundSending]:
    """Waiting for the confirmation, or confirmed and not carried out to the end."""
    query = select(RoundSending).where(RoundSending.round_id == round_id, *IS_OPEN)
    return db.session.scalars(query.order_by(RoundSending.asked_at, RoundSending.id)).all()


def asked_with(assessment: Assessment) -> RoundSending | None:
    """The sending that this assessment still waits for, with others of its round."""
    if assessment.round_id is None:
        return None
    return next((one for one in open_of(assessment.round_id) if assessment.id in left_of(one)), None)


def asked_alone(ids: Collection[UUID], act: str) -> set[UUID]:
    """Of these, those whose sending somebody was asked to confirm by itself."""
    query = select(Approval.subject_id).where(
        Approval.act == act, Approval.state == ApprovalState.REQUESTED, Approval.subject_id.in_(ids)
    )
    return set(db.session.scalars(query)) if ids else set()


def of_round(made: AssessmentRound) -> Sequence[RoundSending]:
    """The newest first."""
    query = select(RoundSending).where(RoundSending.round_id == made.id)
    return db.session.scalars(query.order_by(RoundSending.asked_at.desc(), RoundSending.id)).all()


def get_sending(ctx: Context, sending_id: UUID) -> tuple[RoundSending, AssessmentRound]:
    found = db.session.get(RoundSending, sending_id)
    if found is None:
        raise NotFound
    return found, rounds.get_round(ctx, found.round_id)


def confirmed(most: int) -> Sequence[RoundSending]:
    """Confirmed, and something of it is still to go."""
    query = select(RoundSending).where(RoundSending.confirmed_at.is_not(None), *IS_OPEN)
    return db.session.scalars(query.order_by(RoundSending.confirmed_at, RoundSending.id).limit(most)).all()


def assessments_of(ids: Collection[UUID]) -> dict[UUID, Assessment]:
    query = select(Assessment).where(Assessment.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query)} if ids else {}


def all_of(query: Select[Assessment]) -> Sequence[Assessment]:
    return db.session.scalars(query).all()


def parts_of(ids: Collection[UUID]) -> dict[UUID, list[Assignment]]:
    """The respondents of many, ours first; who leads and where they are is read along."""
    query = select(Assignment).where(Assignment.assessment_id.in_(ids))
    found: dict[UUID, list[Assignment]] = {one: [] for one in ids}
    if not ids:
        return found
    for part in db.session.scalars(query.order_by(Assignment.level, Assignment.id)):
        found[part.assessment_id].append(part)
    return found


def people_and_places(parts: Iterable[Assignment]) -> list[object]:
    """Loaded, so that asking for one of them by its id costs nothing; held by the caller meanwhile."""
    rows = list(parts)
    leads = {one.lead_id for one in rows if one.lead_id}
    places = {one.organisation_id for one in rows if one.organisation_id}
    people = db.session.scalars(select(User).where(User.id.in_(leads))).all() if leads else ()
    there = (
        db.session.scalars(select(Organisation).where(Organisation.id.in_(places))).all() if places else ()
    )
    return [*people, *there]
