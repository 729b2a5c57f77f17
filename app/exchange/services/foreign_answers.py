"""Answers in a form of somebody else, brought to a request: entered by us where it is answered by mail, else offered to
the respondent, who takes them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, select

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
from app.exchange.rules.foreign_rows import Question
from app.exchange.rules.foreign_words import Said
from app.exchange.services import answer_imports, answer_offers, foreign_forms

OFFERED = 200
NOTHING_PAIRED = N_("Say of at least one question which of the form it is.")
PAIRED_TWICE = N_("“%(number)s” of the form was chosen for two questions. Choose one of them.")


@dataclass(frozen=True)
class Request:
    """`is_entered`: we enter what they wrote; else it is offered to them."""

    part: Assignment
    whole: Assessment
    is_entered: bool


def requests_of(ctx: Context) -> Sequence[Request]:
    """Requests that are open, of assessments that one sees and sends; those by mail first."""
    query = (
        select(Assignment, Assessment)
        .join(Assessment, Assessment.id == Assignment.assessment_id)
        .where(
            Assessment.id.in_(assessments.visible_to(ctx).with_only_columns(Assessment.id)),
            Assignment.state.in_(states.OPEN),
        )
        .order_by(
            case((Assignment.channel == Channel.MAIL, 0), else_=1), Assessment.started_at.desc(), Assignment.id
        )
        .limit(OFFERED)
    )  # fmt: skip
    found = (_request(ctx, part, whole) for part, whole in db.session.execute(query).all())
    return [one for one in found if one is not None]


def get_request(ctx: Context, assignment_id: UUID) -> Request:
    part = db.session.get(Assignment, assignment_id)
    if part is None:
        raise NotFound
    found = _request(ctx, part, assessments.get_assessment(ctx, part.assessment_id))
    if found is None:
        raise NotFound
    return found


def _request(ctx: Context, part: Assignment, whole: Assessment) -> Request | None:
    if answering.may_answer(ctx, part):
        return Request(part, whole, True)
    return Request(part, whole, False) if answer_offers.may_offer(ctx, part) else None


def questions_of(kept: ForeignForm) -> list[tuple[str, Question]]:
    """Every question of the form with its place."""
    found = foreign_staged.asked(foreign_forms.form_of(kept))
    return [(foreign_staged.place_of(sheet, one), one) for sheet, one in found]


def proposed(theirs: Sequence[tuple[str, Question]], assignment: Assignment, key: str) -> list[Pair]:
    """For each question that is asked of them."""
    asked = set(assignment.questions)
    ours = [one for one in queries.paper_for(assignment.content_id).questions() if one.id in asked]
    return pairing.pairs(ours, theirs, key)


def bring(
    ctx: Context,
    kept: ForeignForm,
    request: Request,
    chosen: Mapping[str, str],
    means: Mapping[Said, Meaning],
) -> AnswerImport:
    """`chosen`: our question → its place in the form. Nothing is an answer before the differences were looked at."""
    assignment = request.part
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
    keep = answer_imports.keep if request.is_entered else answer_offers.offer
    return keep(ctx, assignment, kept.file_name, kept.sha256, backs)
