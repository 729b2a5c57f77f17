"""Everything that a reviewer weighs of an assessment, read once: answers, files, inquiries, what was said last time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import and_, select

from app.core.context import Context
from app.core.db import db
from app.diligence.models import (
    Answer,
    Assessment,
    Assignment,
    Conclusion,
    Evidence,
    Judgement,
    Message,
    Verdict,
)
from app.diligence.queries import answers, assessments, elsewhere, inquiries, proposals, scores
from app.diligence.queries.answers import Heard, says_the_same
from app.diligence.queries.relying import Relied, leaning_of, relied_upon
from app.diligence.queries.scores import Standing
from app.diligence.rules import exceptions
from app.diligence.rules.elsewhere import Other
from app.diligence.rules.exceptions import Before, Flag, Seen
from app.work import queries as work
from app.work.models import Finding

if TYPE_CHECKING:
    from app.standards.content.questionnaires import Question, Questionnaire

Key = tuple[UUID, str]
NOT_ALIKE = {Flag.EVIDENCE_EXPIRED, Flag.NOT_ATTESTED, Flag.DIFFERS, *exceptions.WRITTEN}


@dataclass(frozen=True)
class Earlier:
    """What the same respondent said to the same question last time."""

    answer: Answer
    judgement: Judgement | None


@dataclass(frozen=True)
class Line:
    """One respondent's part of one question that is asked now."""

    question: Question
    part: Assignment
    flags: tuple[Flag, ...]
    judgement: Judgement | None
    answer: Answer | None

    @property
    def key(self) -> Key:
        return self.part.id, self.question.id

    @property
    def is_settled(self) -> bool:
        return exceptions.is_settled(self.flags)

    @property
    def needs_eyes(self) -> bool:
        return exceptions.needs_eyes(self.flags)

    def is_plain(self, on: date) -> bool:
        """Says exactly what is expected, and there is nothing else to look at."""
        given = answers.given_of(self.answer) if self.answer else None
        return exceptions.fits(self.question, given, on) and not {*self.flags} - {Flag.UNREVIEWED, Flag.NEW}


@dataclass(frozen=True)
class Material:
    """`before`: by respondent and question; None where there was no assessment before. `differing`: what is said
    otherwise elsewhere; `relied`: the reports that judgements rest on."""

    assessment: Assessment
    content: Questionnaire
    heard: Heard
    standing: Standing
    files: Mapping[Key, Sequence[Evidence]]
    threads: Mapping[Key, Sequence[Message]]
    before: Mapping[tuple[UUID | None, str], Earlier] | None
    lines: tuple[Line, ...]
    differing: Mapping[Key, Sequence[Other]] = field(default_factory=dict)
    relied: Mapping[UUID, Relied] = field(default_factory=dict)

    def line(self, key: Key) -> Line | None:
        return next((one for one in self.lines if one.key == key), None)

    def earlier(self, line: Line) -> Earlier | None:
        return (self.before or {}).get((_who(line.part), line.question.id))


def material_of(assessment: Assessment, on: date) -> Material:
    """The lines stand in the order in which they are looked at."""
    content = proposals.content_read(assessment.content_id)
    heard = answers.heard(assessment)
    relied = relied_upon(heard.judgements.values(), on)
    standing = scores.standing(heard, content, on, relied)
    files, threads = _evidence(assessment), inquiries.of_assessment(assessment)
    before, differing = _before(assessment), elsewhere.of_assessment(assessment, heard, content)
    lines = []
    for question in content.questions():
        for part in standing.asked.get(question.id, ()):
            key = (part.id, question.id)
            answer, judgement = heard.answers.get(key), heard.judgements.get(key)
            earlier = (before or {}).get((_who(part), question.id))
            told = replace(
                _seen(answer, judgement, files.get(key, ()), threads.get(key, ())),
                differs=key in differing, is_lapsed=leaning_of(judgement, relied, answer).has_lapsed(on),
            )  # fmt: skip
            found = exceptions.flags(question, _since(told, answer, earlier, before is not None), on)
            lines.append(Line(question, part, found, judgement, answer))
    lines.sort(key=lambda line: exceptions.rank(line.flags))
    return Material(
        assessment, content, heard, standing, files, threads, before, tuple(lines), differing, relied
    )


def _seen(
    answer: Answer | None, judgement: Judgement | None, files: Sequence[Evidence], thread: Sequence[Message]
) -> Seen:
    return Seen(
        given=answers.given_of(answer) if answer else None,
        version=answer.version if answer else None,
        is_carried=bool(answer and answer.carried_from_id and not answer.is_attested_anew),
        expiries=[one.expires_on for one in files if one.expires_on and not one.is_withdrawn],
        verdict=judgement.verdict if judgement else None,
        judged_version=judgement.answer_version if judgement else None,
        until=judgement.until_on if judgement else None,
        is_theirs_last=_waits(thread, judgement),
        is_theirs_alone=not any(one.is_ours for one in thread),
    )


def _waits(thread: Sequence[Message], judgement: Judgement | None) -> bool:
    """The last word is theirs. A reply is dealt with by a judgement after it, what they ask only by an answer."""
    if not thread or thread[-1].is_ours:
        return False
    is_reply = any(one.is_ours for one in thread)
    return not (is_reply and judgement is not None and judgement.judged_at > thread[-1].written_at)


def _since(seen: Seen, answer: Answer | None, earlier: Earlier | None, is_again: bool) -> Seen:
    if not is_again:
        return seen
    is_same = says_the_same(answer, earlier.answer) if answer and earlier else None
    return Seen(**{**vars(seen), "before": Before(is_same)})


def _who(part: Assignment) -> UUID | None:
    return part.organisation_id or part.unit_id


def _evidence(assessment: Assessment) -> Mapping[Key, list[Evidence]]:
    query = select(Evidence).where(Evidence.assessment_id == assessment.id)
    found: defaultdict[Key, list[Evidence]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(Evidence.added_at, Evidence.id)):
        found[one.assignment_id, one.question].append(one)
    return found


def _before(assessment: Assessment) -> dict[tuple[UUID | None, str], Earlier] | None:
    if assessment.previous_id is None:
        return None
    same = and_(Judgement.assignment_id == Answer.assignment_id, Judgement.question == Answer.question)
    query = (
        select(Assignment.organisation_id, Assignment.unit_id, Answer, Judgement)
        .join(Answer, Answer.assignment_id == Assignment.id)
        .outerjoin(Judgement, same)
        .where(Assignment.assessment_id == assessment.previous_id, Answer.stance.is_not(None))
        .order_by(Answer.id)
    )
    return {
        (organisation_id or unit_id, answer.question): Earlier(answer, judgement)
        for organisation_id, unit_id, answer, judgement in db.session.execute(query)
    }


def unchanged(material: Material, on: date) -> list[Line]:
    """What may be judged at once as it was last time. Whose old judgement left something open waits for a look."""
    before = answers.judged_before(material.assessment)
    found = []
    for line in material.lines:
        if line.judgement is None and line.key in before and not NOT_ALIKE & {*line.flags}:
            old = before[line.key][0]
            is_over = old.until_on is not None and old.until_on < on
            if old.verdict != Verdict.TO_BE_CHECKED and not is_over:
                found.append(line)
    return found


# --- findings ------------------------------------------------------------------------------------


def subject_of(assessment: Assessment) -> tuple[str, UUID | None]:
    """What findings are about; of the institution itself there is no record to name."""
    record_id = assessment.engagement_id or assessment.service_id or assessment.organisation_id
    return (assessment.subject_kind.value if record_id else ""), record_id


def origin_words(assessment: Assessment, question: str) -> str:
    """Stands in the finding, and leads back from it."""
    return f"{assessment.number} / {question}"


def findings_of(ctx: Context, assessment: Assessment, question: str) -> list[Finding]:
    kind, record_id = subject_of(assessment)
    query = work.visible_findings(ctx).where(
        Finding.source == origin_words(assessment, question), Finding.subject_type == kind,
        Finding.subject_id == record_id if record_id else Finding.subject_id.is_(None),
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Finding.number)))


def all_findings(ctx: Context, assessment: Assessment) -> dict[str, list[Finding]]:
    """By question, in one statement."""
    kind, record_id = subject_of(assessment)
    query = work.visible_findings(ctx).where(
        Finding.source.startswith(origin_words(assessment, ""), autoescape=True), Finding.subject_type == kind,
        Finding.subject_id == record_id if record_id else Finding.subject_id.is_(None),
    )  # fmt: skip
    found: dict[str, list[Finding]] = {}
    for one in db.session.scalars(query.order_by(Finding.number)):
        found.setdefault(one.source.removeprefix(origin_words(assessment, "")), []).append(one)
    return found


# --- the conclusion ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weighed:
    """What a conclusion has to weigh: all that is not simply met. A line may stand in two of them."""

    critical: tuple[Line, ...]
    not_met: tuple[Line, ...]
    partly_met: tuple[Line, ...]
    to_be_checked: tuple[Line, ...]
    compensated: tuple[Line, ...]
    conditional: tuple[Line, ...]
    not_applicable: tuple[Line, ...]


def weighed(material: Material) -> Weighed:
    low = material.standing.score.low
    capped = {ref for ref, _cap in low.caps} if low else set()

    def judged(verdict: Verdict) -> tuple[Line, ...]:
        return tuple(one for one in material.lines if one.judgement and one.judgement.verdict == verdict)

    return Weighed(
        critical=tuple(one for one in material.lines if one.question.id in capped and not _holds(one)),
        not_met=judged(Verdict.NOT_MET), partly_met=judged(Verdict.PARTLY_MET),
        to_be_checked=judged(Verdict.TO_BE_CHECKED), compensated=judged(Verdict.COMPENSATED),
        conditional=tuple(one for one in material.lines if Flag.CONDITIONAL in one.flags),
        not_applicable=judged(Verdict.NOT_APPLICABLE),
    )  # fmt: skip


def _holds(line: Line) -> bool:
    """Of several who were asked a critical question, those whose answer stands are not to blame."""
    kept = (Verdict.MET, Verdict.COMPENSATED, Verdict.NOT_APPLICABLE)
    is_over = Flag.MEASURE_EXPIRED in line.flags
    return line.judgement is not None and line.judgement.verdict in kept and not is_over


@dataclass(frozen=True)
class OpenPoints:
    """`critical` stands in the way of a conclusion; the others are told to who concludes."""

    critical: tuple[Line, ...]
    to_be_checked: tuple[Line, ...]
    inquiries: tuple[Line, ...]
    unreviewed: tuple[Line, ...]
    unanswered: tuple[Line, ...]

    @property
    def any(self) -> bool:
        return any(vars(self).values())


def open_points(material: Material) -> OpenPoints:
    """An inquiry is open until its answer is judged; each line is named where it weighs most."""
    critical = tuple(one for one in material.lines if one.question.critical and not one.is_settled)
    left = [one for one in material.lines if one not in critical]
    to_be_checked = tuple(one for one in left if Flag.TO_BE_CHECKED in one.flags)
    asked = tuple(one for one in left if one not in to_be_checked and _is_asked(material, one))
    rest = [one for one in left if one not in to_be_checked and one not in asked and not one.is_settled]
    unanswered = tuple(one for one in rest if Flag.UNANSWERED in one.flags)
    return OpenPoints(
        critical, to_be_checked, asked, tuple(one for one in rest if one not in unanswered), unanswered
    )


def _is_asked(material: Material, line: Line) -> bool:
    """Ours waits for their reply, or their reply for us."""
    thread = material.threads.get(line.key, ())
    if not thread:
        return False
    judged_at = line.judgement.judged_at if line.judgement else None
    return judged_at is None or thread[-1].written_at > judged_at


def find_by_number(ctx: Context, number: str) -> Assessment | None:
    """What stands in a finding was typed, and may name nothing that the reader sees."""
    return db.session.scalars(assessments.visible_to(ctx).where(Assessment.number == number)).one_or_none()


def conclusions_of(assessment: Assessment) -> Sequence[Conclusion]:
    """The newest first."""
    query = select(Conclusion).where(Conclusion.assessment_id == assessment.id)
    return db.session.scalars(query.order_by(Conclusion.turn.desc())).all()
