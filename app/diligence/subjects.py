"""How tasks and findings name and open what an assessment consists of."""

from uuid import UUID

from app.core.context import Context
from app.diligence.queries import assessments, assignments, rounds, sendings
from app.work import subjects
from app.work.subjects import Found


def _assessment(ctx: Context, assessment_id: UUID) -> Found:
    found = assessments.get_assessment(ctx, assessment_id)
    return Found(found.number, "diligence.assessment", {"assessment_id": assessment_id}, found.unit_id)


def _request(ctx: Context, assignment_id: UUID) -> Found:
    found = assignments.get_addressed(ctx, assignment_id)
    return Found(found.title, "diligence.request_questions", {"assignment_id": assignment_id}, found.unit_id)


def _round(ctx: Context, round_id: UUID) -> Found:
    found = rounds.get_round(ctx, round_id)
    return Found(found.title, "diligence.round_page", {"round_id": round_id})


def _sending(ctx: Context, sending_id: UUID) -> Found:
    found, made = sendings.get_sending(ctx, sending_id)
    return Found(made.title, "diligence.round_page", {"round_id": made.id}, found.unit_id)


subjects.register("assessment", _assessment)
subjects.register("assessment_round", _round)
subjects.register("round_sending", _sending)
subjects.register("assignment", _request)
