"""結論 of an assessment: proposed by the second line, confirmed by a 役席者 who had no hand in it, opened again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.translating import in_language
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import Assessment, AssessmentState, Conclusion, Recommendation
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers, reviews
from app.diligence.queries import assessments as queries
from app.diligence.rules import states
from app.diligence.services import advancing, asking
from app.work.services import tasks

NOT_UNDER_REVIEW = N_("This assessment is not under review. Open it again to see how it stands.")
NOT_WAITING = N_("No conclusion waits for confirmation here. Open it again to see how it stands.")
NOT_CONCLUDED = N_("This assessment is not concluded. Open it again to see how it stands.")
NO_TEXT = N_("Say what the conclusion rests on.")
NO_CONDITIONS = N_("Say under which conditions it is acceptable.")
NO_REASON = N_("Say why, so that the other person knows what to do next.")
PAST_END = N_("This day has passed. Enter a day that is still to come, or today.")
CRITICAL_OPEN = N_("Critical questions are not judged yet: %(count)s left. Judge them first.")
OWN_PROPOSAL = N_("You proposed this conclusion, so somebody else must confirm it.")
OWN_ANSWERS = N_(
    "You answered or submitted answers for this assessment, so somebody else must confirm the conclusion."
)
OWN_JUDGEMENTS = N_("You judged answers of this assessment, so somebody else must confirm the conclusion.")
CONFIRM_TASK = N_("Confirm the conclusion of “%(title)s” (%(number)s)")
CONCLUDED = N_("The conclusion of the assessment is confirmed.")
LANGUAGE = "ja"  # the institution's own, as in the title of a request
SOURCE = "assessment"


@dataclass(frozen=True)
class Proposal:
    recommendation: Recommendation
    text: str
    conditions: str = ""
    valid_until_on: date | None = None


def propose(ctx: Context, assessment: Assessment, said: Proposal, *, version: int) -> Conclusion:
    """With the figures as they stand now."""
    _must(ctx, assessment, P.CONCLUSION_PROPOSE, version)
    if assessment.state != AssessmentState.REVIEWING:
        raise DomainError(NOT_UNDER_REVIEW)
    _check(ctx, said)
    left = len(reviews.open_points(reviews.material_of(assessment, day_of(ctx.at))).critical)
    if left:
        raise DomainError(CRITICAL_OPEN, count=left)
    advancing.keep_score(ctx, assessment)
    row = Conclusion(
        assessment_id=assessment.id, turn=_next_turn(assessment), **vars(said),
        score_low=assessment.score_low, score_high=assessment.score_high,
        proposed_by_id=ctx.actor_id, proposed_at=ctx.at,
    )  # fmt: skip
    db.session.add(row)
    _move(assessment, AssessmentState.CONFIRMING)
    audit.record(ctx, Act.CONCLUSION_PROPOSED, row, assessment)
    tasks.close_tasks_of(ctx, SOURCE, assessment.id)
    _ask(ctx, assessment, CONFIRM_TASK, P.CONCLUSION_CONFIRM)
    return row


def confirm(ctx: Context, assessment: Assessment, *, version: int) -> None:
    row = _waiting(ctx, assessment, version)
    row.confirmed_by_id, row.confirmed_at = ctx.actor_id, ctx.at
    _move(assessment, AssessmentState.CONCLUDED)
    parts = queries.assignments_of(assessment)
    with in_language(LANGUAGE) as translate:
        asking.end(parts, translate(CONCLUDED))
    audit.record(ctx, Act.CONCLUSION_CONFIRMED, row, assessment, *parts)
    tasks.close_tasks_of(ctx, SOURCE, assessment.id)


def send_back(ctx: Context, assessment: Assessment, *, reason: str, version: int) -> None:
    """差戻し: the review goes on, and a further proposal takes the place of this one."""
    row = _waiting(ctx, assessment, version)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    row.is_refused, row.refusal_reason = True, reason
    _move(assessment, AssessmentState.REVIEWING)
    audit.record(ctx, Act.CONCLUSION_REFUSED, row, assessment, reason=reason)
    tasks.close_tasks_of(ctx, SOURCE, assessment.id)
    _ask(ctx, assessment, advancing.REVIEW_TASK, P.ANSWER_JUDGE)


def reopen(ctx: Context, assessment: Assessment, *, reason: str, version: int) -> None:
    """The conclusion stands in the history; a further one follows."""
    _must(ctx, assessment, P.CONCLUSION_PROPOSE, version)
    if assessment.state != AssessmentState.CONCLUDED:
        raise DomainError(NOT_CONCLUDED)
    if not reason:
        raise DomainError(NO_REASON, "reason")
    _move(assessment, AssessmentState.REVIEWING)
    parts = queries.assignments_of(assessment)
    asking.end(parts, "")
    audit.record(ctx, Act.ASSESSMENT_MOVED, assessment, *parts, reason=reason)
    _ask(ctx, assessment, advancing.REVIEW_TASK, P.ANSWER_JUDGE)


def why_not_confirm(ctx: Context, assessment: Assessment, row: Conclusion) -> str | None:
    """Four eyes: neither who proposed it nor anybody who judged an answer, or looked at a judgement; and nobody who
    answered, for that would be the first line confirming itself."""
    if ctx.actor_id is None or row.proposed_by_id == ctx.actor_id:
        return OWN_PROPOSAL
    heard = answers.heard(assessment)
    if any(ctx.actor_id in (one.judged_by_id, one.seconded_by_id) for one in heard.judgements.values()):
        return OWN_JUDGEMENTS
    submitted = {who for one in heard.assignments for who in (one.submitted_by_id, one.approval_asked_by_id)}
    if ctx.actor_id in submitted | {one.answered_by_id for one in heard.answers.values()}:
        return OWN_ANSWERS
    return None


def _waiting(ctx: Context, assessment: Assessment, version: int) -> Conclusion:
    _must(ctx, assessment, P.CONCLUSION_CONFIRM, version)
    rows = reviews.conclusions_of(assessment)
    if assessment.state != AssessmentState.CONFIRMING or not rows:
        raise DomainError(NOT_WAITING)
    obstacle = why_not_confirm(ctx, assessment, rows[0])
    if obstacle is not None:
        raise DomainError(obstacle)
    return rows[0]


def _must(ctx: Context, assessment: Assessment, permission: P, version: int) -> None:
    if not ctx.may(permission, assessment.unit_id):
        raise NotAllowed
    if assessment.version != version:
        raise StaleVersion(assessment)


def _check(ctx: Context, said: Proposal) -> None:
    if not said.text:
        raise DomainError(NO_TEXT, "text")
    if said.recommendation == Recommendation.WITH_CONDITIONS and not said.conditions:
        raise DomainError(NO_CONDITIONS, "conditions")
    if said.valid_until_on is not None and said.valid_until_on < day_of(ctx.at):
        raise DomainError(PAST_END, "valid_until_on")


def _move(assessment: Assessment, target: AssessmentState) -> None:
    if not states.may_move(assessment.state, target):
        raise DomainError(NOT_UNDER_REVIEW)
    assessment.state = target


def _next_turn(assessment: Assessment) -> int:
    return max((one.turn for one in reviews.conclusions_of(assessment)), default=0) + 1


def _ask(ctx: Context, assessment: Assessment, message: str, permission: P) -> None:
    title = queries.assignments_of(assessment)[0].title
    tasks.open_task(
        ctx, source_type=SOURCE, source_id=assessment.id, message=message,
        params={"title": title, "number": assessment.number}, permission=permission,
        unit_id=assessment.unit_id, not_for_id=ctx.actor_id if permission == P.CONCLUSION_CONFIRM else None,
        due_on=advancing.task_due(ctx, assessment),
    )  # fmt: skip
