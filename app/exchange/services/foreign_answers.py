"""Answers in a form of somebody else, brought to a request that they answer by mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from app.core.context import Context
from app.core.db import db
from app.core.errors import DomainError, NotFound
from app.core.words import N_
from app.diligence.models import Assessment, Assignment, Channel
from app.diligence.queries import answers as queries
from app.diligence.queries import assessments
from app.diligence.rules import states
from app.diligence.services import answering
from app.exchange.models import AnswerImport, ForeignForm
from app.exchange.rules import foreign_pairing as pairing
from app.exchange.rules import foreign_staged
from app.exchange.rules.foreign_pairing import Meaning, Pair
from app.exchange.rules.foreign_values import Said
from app.exchange.services import answer_imports, foreign_forms

OFFERED = 200
NOTHING_PAIRED = N_("Say of at least one question which of the form it is.")
PAIRED_TWICE = N_("“%(number)s” of the form was chosen for two questions. Choose one of them.")


def offered(ctx: Context) -> Sequence[tuple[Assignment, Assessment]]:
    """Requests that are answered by mail and open, of assessments that one sees and may enter for."""
    query = (
        select(Assignment, Assessment)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(
            Assessment.id.in_(assessments.visible_to(ctx).with_only_columns(Assessment.id)),
            Assignment.channel == Channel.MAIL, Assignment.state.in_(states.OPEN),
        )
        .order_by(Assessment.started_at.desc(), Assignment.id)
        .limit(OFFERED)
    )  # fmt: skip
    return [
        (part, whole) for part, whole in db.session.execute(query).all() if answering.may_answer(ctx, part)
    ]


def get_offered(ctx: Context, assignment_id: UUID) -> tuple[Assignment, Assessment]:
    found = db.session.get(Assignment, assignment_id)
    if found is None:
        raise NotFound
    whole = assessments.get_assessment(ctx, found.assessment_id)
    if found.channel != Channel.MAIL or not answering.may_answer(ctx, found):
        raise NotFound
    return found, whole


def proposed(kept: ForeignForm, assignment: Assignment, key: str) -> list[Pair]:
    """For each question that is asked of them."""
    asked = set(assignment.questions)
    ours = [one for one in queries.paper_for(assignment.content_id).questions() if one.id in asked]
    theirs = [
        (foreign_staged.place_of(sheet, one), one)
        for sheet, one in foreign_staged.asked(foreign_forms.form_of(kept))
    ]
    return pairing.pairs(ours, theirs, key)


def bring(
    ctx: Context,
    kept: ForeignForm,
    assignment: Assignment,
    chosen: Mapping[str, str],
    means: Mapping[Said, Meaning],
) -> AnswerImport:
    """`chosen`: our question → its place in the form. Nothing is an answer before the differences were looked at."""
    places = [place for place in chosen.values() if place]
    if not places:
        raise DomainError(NOTHING_PAIRED)
    theirs = {
        foreign_staged.place_of(sheet, one): (sheet.name, one)
        for sheet, one in foreign_staged.asked(foreign_forms.form_of(kept))
    }
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise DomainError(PAIRED_TWICE, number=theirs[twice][1].id or theirs[twice][1].row)
    ours = {one.id: one for one in queries.paper_for(assignment.content_id).questions()}
    standing = {ref: one.version for ref, one in queries.answers_of(assignment).items()}
    backs = [
        back
        for ref, place in chosen.items()
        if place in theirs
        and (back := pairing.back_of(ours[ref], *theirs[place], means, standing.get(ref))) is not None
    ]
    if not backs:
        raise DomainError(NOTHING_PAIRED)
    return answer_imports.keep(ctx, assignment, kept.file_name, kept.sha256, backs)
