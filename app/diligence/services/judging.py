"""判定: what the second line says to an answer; apart from the answer, and never by who gave it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from app.core import audit
from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, StaleVersion
from app.core.words import N_
from app.diligence.events import DiligenceAct as Act
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentState,
    Assignment,
    AssignmentState,
    Judgement,
    Reliance,
    Stance,
    Verdict,
)
from app.diligence.permissions import DiligencePermission as P
from app.diligence.queries import answers as queries
from app.diligence.queries import relying
from app.diligence.rules import states
from app.diligence.rules.refusing import is_refused
from app.diligence.services import advancing
from app.work.services import tasks

NOT_NOW = N_("This assessment is not under review. Open it again to see how it stands.")
NOT_ASKED = N_("This question was not asked of this respondent.")
OWN_ANSWER = N_("You gave this answer, so somebody else must judge it.")
NO_MEASURE = N_("Say which measure stands in for it.")
NO_REASON = N_("Say why.")
NO_COMMENT = N_("Say in the comment why.")
NO_END = N_("Say until when the measure is accepted.")
PAST_END = N_("This day has passed. Enter a day that is still to come, or today.")
NOT_CLAIMED = N_("The answer does not say that it does not apply. Choose another judgement.")
OWN_JUDGEMENT = N_("You judged this yourself, so somebody else must look at it.")
NO_REPORT = N_("Choose a report that is about this subject.")
NO_SUBSTITUTE = N_("The respondent named nothing that could be relied on. Choose a report, or nothing.")
NO_PLACE = N_("Say on which page or in which section it stands.")
NOT_REFUSED = N_(
    "Only where an answer is refused can the judgement rest on something else. Choose refused ones only."
)
NONE_CHOSEN = N_("Choose at least one answer.")
MOVED = N_(
    "Somebody changed an answer or its judgement meanwhile. Nothing was judged: look at the answers again."
)
NO_RELEASE_REASON = N_("Say why nobody waits for their answers any more.")


@dataclass(frozen=True)
class Said:
    verdict: Verdict
    comment: str = ""
    measure: str = ""
    reason: str = ""
    until_on: date | None = None
    relies_on: Reliance | None = None
    report_id: UUID | None = None
    relied_place: str = ""
    relied_until_on: date | None = None


def release(ctx: Context, assessment: Assessment, part: Assignment, *, reason: str) -> None:
    """Nobody waits for this respondent any more; what they left open counts as not answered."""
    if not ctx.may(P.ASSESSMENT_SEND, assessment.unit_id):
        raise NotAllowed
    if not reason:
        raise DomainError(NO_RELEASE_REASON, "reason")
    if not states.may_move_assignment(part.state, AssignmentState.CLOSED):
        raise DomainError(NOT_NOW)
    part.state, part.closed_reason = AssignmentState.CLOSED, reason
    audit.record(ctx, Act.ASSIGNMENT_CLOSED, part, reason=reason)
    tasks.close_tasks_of(ctx, "assignment", part.id)
    advancing.advance(ctx, assessment)


def judge(
    ctx: Context, assessment: Assessment, part: Assignment, question: str, said: Said, *, version: int | None
) -> Judgement:
    """`version`: of the judgement as the reviewer saw it; None where there was none."""
    _must(ctx, assessment)
    if assessment.state != AssessmentState.REVIEWING:
        raise DomainError(NOT_NOW)
    if part.assessment_id != assessment.id or question not in part.questions:
        raise DomainError(NOT_ASKED)
    row = queries.judgements_of(assessment).get((part.id, question))
    if (row.version if row else None) != version:
        raise StaleVersion(row or assessment)
    answer = queries.answers_of(part).get(question)
    _check(ctx, answer, said)
    said = _placed(answer, said)
    _check_reliance(answer, said, _reports(ctx, assessment, part.service_id, said))
    row = row or _new(assessment, part.id, question)
    _fill(ctx, row, answer, said)
    advancing.keep_score(ctx, assessment)
    audit.record(ctx, Act.ANSWER_JUDGED, row)
    return row


def _new(assessment: Assessment, part_id: UUID, question: str) -> Judgement:
    row = Judgement(assessment_id=assessment.id, assignment_id=part_id, question=question)
    db.session.add(row)
    return row


def _fill(ctx: Context, row: Judgement, answer: Answer | None, said: Said) -> None:
    for name, value in vars(said).items():
        setattr(row, name, value)
    row.answer_version = answer.version if answer else None
    row.judged_by_id, row.judged_at = ctx.actor_id, ctx.at
    row.accepted_by_id = ctx.actor_id if said.verdict == Verdict.COMPENSATED else None
    row.seconded_by_id = row.seconded_at = None  # a new judgement wants a new look


def _check(ctx: Context, answer: Answer | None, said: Said) -> None:
    if answer is not None and ctx.actor_id is not None and answer.answered_by_id == ctx.actor_id:
        raise DomainError(OWN_ANSWER)
    if said.verdict == Verdict.COMPENSATED:
        _check_measure(ctx, said)
    if said.verdict in (Verdict.NOT_MET, Verdict.PARTLY_MET) and not (said.comment or said.reason):
        raise DomainError(NO_COMMENT, "comment")
    given = queries.given_of(answer) if answer is not None else None
    is_claimed = given is not None and given.stance == Stance.NOT_APPLICABLE
    if said.verdict == Verdict.NOT_APPLICABLE and not is_claimed:
        raise DomainError(NOT_CLAIMED, "verdict")


def _placed(answer: Answer | None, said: Said) -> Said:
    """Where the respondent says that it stands, unless the reviewer says where."""
    if said.relies_on != Reliance.SUBSTITUTE or said.relied_place or answer is None:
        return said
    return replace(said, relied_place=answer.substitute_place)


def _reports(ctx: Context, assessment: Assessment, service_id: UUID | None, said: Said) -> frozenset[UUID]:
    """Those that it may rest on; looked up only where it rests on one."""
    if said.relies_on != Reliance.REPORT:
        return frozenset()
    return frozenset(one.id for one in relying.offered(ctx, assessment, service_id))


def _check_reliance(answer: Answer | None, said: Said, reports: Collection[UUID]) -> None:
    """A report is one of those that the subject reaches."""
    if said.relies_on is None:
        return
    if said.relies_on == Reliance.REPORT and said.report_id not in reports:
        raise DomainError(NO_REPORT, "report_id")
    names_it = answer is not None and (answer.substitute or answer.substitute_address)
    if said.relies_on == Reliance.SUBSTITUTE and not names_it:
        raise DomainError(NO_SUBSTITUTE, "relies_on")
    if not said.relied_place:
        raise DomainError(NO_PLACE, "relied_place")


def _check_measure(ctx: Context, said: Said) -> None:
    if not said.measure:
        raise DomainError(NO_MEASURE, "measure")
    if not said.reason:
        raise DomainError(NO_REASON, "reason")
    if said.until_on is None:
        raise DomainError(NO_END, "until_on")
    if said.until_on < day_of(ctx.at):
        raise DomainError(PAST_END, "until_on")


def accept_unchanged(ctx: Context, assessment: Assessment, keys: Iterable[tuple[UUID, str]]) -> int:
    """一括承認: what was judged last year and has not changed since is judged alike, one row each."""
    _must(ctx, assessment)
    if assessment.state != AssessmentState.REVIEWING:
        raise DomainError(NOT_NOW)
    there = queries.judgements_of(assessment)
    before = queries.judged_before(assessment)
    made = []
    for key in keys:
        if key in there or key not in before:
            continue
        old, answer = before[key]
        if ctx.actor_id is not None and answer.answered_by_id == ctx.actor_id:
            continue
        row = _new(assessment, *key)
        _fill(ctx, row, answer, _as_before(old))
        made.append(row)
    if made:
        advancing.keep_score(ctx, assessment)
        audit.record(ctx, Act.ANSWER_JUDGED, *made)
    return len(made)


def _as_before(old: Judgement) -> Said:
    return Said(**{name: getattr(old, name) for name in Said.__dataclass_fields__})


@dataclass(frozen=True)
class Pick:
    """One answer of several, as the reviewer saw it: its version and its judgement's, None where there was none."""

    part_id: UUID
    question: str
    answer_version: int | None
    version: int | None

    @property
    def key(self) -> tuple[UUID, str]:
        return self.part_id, self.question


def check_together(ctx: Context, assessment: Assessment, picks: Sequence[Pick], said: Said) -> None:
    """Whether all of them could be judged so now."""
    _must(ctx, assessment)
    if assessment.state != AssessmentState.REVIEWING:
        raise DomainError(NOT_NOW)
    if not picks:
        raise DomainError(NONE_CHOSEN, "answers")
    heard = queries.heard(assessment)
    parts = {one.id: one for one in heard.assignments}
    services = {parts[one.part_id].service_id for one in picks if one.part_id in parts}
    reports = {one: _reports(ctx, assessment, one, said) for one in services}
    for pick in picks:
        if pick.part_id not in parts or pick.question not in parts[pick.part_id].questions:
            raise DomainError(NOT_ASKED)
        answer, row = heard.answers.get(pick.key), heard.judgements.get(pick.key)
        if (_version(answer), _version(row)) != (pick.answer_version, pick.version):
            raise DomainError(MOVED)
        _check(ctx, answer, said)
        _check_leaning(answer, said, reports[parts[pick.part_id].service_id])


def _check_leaning(answer: Answer | None, said: Said, reports: Collection[UUID]) -> None:
    given = queries.given_of(answer) if answer is not None else None
    if said.relies_on is not None and not is_refused(given):
        raise DomainError(NOT_REFUSED, "relies_on")
    _check_reliance(answer, _placed(answer, said), reports)


def judge_together(ctx: Context, assessment: Assessment, picks: Sequence[Pick], said: Said) -> int:
    """One judgement said of several answers: a row each, or none of them at all."""
    check_together(ctx, assessment, picks, said)
    heard, rows = queries.heard(assessment), []
    for key in dict.fromkeys(one.key for one in picks):
        row = heard.judgements.get(key) or _new(assessment, *key)
        answer = heard.answers.get(key)
        _fill(ctx, row, answer, _placed(answer, said))
        rows.append(row)
    try:
        db.session.flush()
    except (IntegrityError, StaleDataError):
        raise DomainError(MOVED) from None
    advancing.keep_score(ctx, assessment)
    audit.record(ctx, Act.ANSWER_JUDGED, *rows)
    return len(rows)


def _version(row: Answer | Judgement | None) -> int | None:
    return row.version if row is not None else None


def second(ctx: Context, assessment: Assessment, row: Judgement, *, version: int) -> None:
    """二次確認, by somebody else than who judged."""
    _must(ctx, assessment)
    if row.version != version:
        raise StaleVersion(row)
    if row.judged_by_id == ctx.actor_id:
        raise DomainError(OWN_JUDGEMENT)
    row.seconded_by_id, row.seconded_at = ctx.actor_id, ctx.at
    audit.record(ctx, Act.JUDGEMENT_SECONDED, row)


def _must(ctx: Context, assessment: Assessment) -> None:
    if not ctx.may(P.ANSWER_JUDGE, assessment.unit_id):
        raise NotAllowed
