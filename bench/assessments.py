"""Assessments to measure: 1,000 of 96 questions each, answered, every other one judged. Figures and goals are those
of docs/performance.md."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from app import create_app
from app.core.db import db
from app.core.ids import uuid7
from app.core.model import Model
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentState,
    Assignment,
    AssignmentState,
    Channel,
    Judgement,
    QuestionPaper,
    Stance,
    SubjectKind,
    Verdict,
)
from app.diligence.rules import papers
from app.identity.models import User
from app.register.models import Engagement
from app.register.rules.rulebook import Depth
from app.serve import settle
from app.standards.content.questionnaires import Questionnaire
from app.standards.models import ContentKind
from app.standards.queries import contents as published
from app.standards.services import publishing
from bench import answering, bringing, contents, instance, measure, standards

PARTIES = 1000
COUNT = 1000
BATCH = 5000
TODAY = date(2026, 11, 20)
KEY = "bench"
TITLE = f"{COUNT:,} assessments of 96 questions"
# Assessment and request; `{review}`, `{request}` are addresses of one that is under review, and being answered.
PAGES = {
    "assessments": "/assessments",
    "assessments, filtered": "/assessments?state=reviewing",
    "board": "/assessments/board",
    "assessment": "{review}",
    "review": "{review}/review",
    "score": "{review}/score",
    "answering, all": "{request}",
    "answering, one": "{request}/questions/{question}",
    "forms of others": "/assessments/foreign",
    "form of others, 261 questions": "{form}",
    "form of others, its columns": "{form}/sheets/1",
    "form of others, whose answers": "{form}/answers",
    "form of others, question by question": "{form}/answers/{part}",
}
# p95 in milliseconds.
GOALS = {
    "assessments": 80.0, "review": 150.0, "save one answer": answering.SAVE_GOAL_MS,
    **{name: 150.0 for name in PAGES if "of others" in name},
}  # fmt: skip
SECONDS = answering.GOALS
WHOLE = 1  # the number of the one whose unit is asked everything: it is being answered
A, R = AssessmentState, AssignmentState
STATES = ((A.REVIEWING, R.SUBMITTED), (A.ANSWERING, R.ANSWERING), (A.CONCLUDED, R.SUBMITTED))
USUAL: dict[str, Any] = {
    "yes_no": "yes", "text": "規程に定め、年一回見直しています。", "date": "2026-04-01", "percent": "99.9",
    "number": "30", "country": "JP",
}  # fmt: skip


def one(kind: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        config = instance.config_at(Path(folder), kind, "bench_assessments")
        instance.migrate(config)
        cookie = instance.fill(config, PARTIES)
        app = create_app(config)
        with app.app_context(), db.scope(writes=True):
            found = _seed()
        instance.analyse(config.owner_url)
        db.engine.dispose()
        published._texts.clear()
        settle()  # as `make run` does
        figures: dict[str, Any] = {"first page_s": measure.first(app, cookie, found["review"] + "/review")}
        for name, path in PAGES.items():
            figures[name] = measure.page(app, cookie, path.format(**found)).as_dict()
        figures |= answering.measured(app, cookie, found["request"], found["question"])
        db.engine.dispose()
        return figures


def _seed() -> dict[str, str]:
    questionnaires, _ = contents.everything(())
    content = next(one for one in questionnaires if one.key == KEY)
    person = standards._person()
    publishing.publish_questionnaire(standards._now(person), KEY, content, ())
    db.session.commit()
    version = published.get_version(ContentKind.QUESTIONNAIRE, KEY)
    db.session.add(QuestionPaper(content_id=version.id, content=papers.written(papers.paper_of(content))))
    user = db.session.scalars(select(User)).one()
    engagements = db.session.scalars(select(Engagement).order_by(Engagement.number).limit(COUNT)).all()
    made = list(_assessments(engagements, version.id, user.id, content))
    for model in (Assessment, Assignment, Answer, Judgement):
        _store(model, (row for rows in made for row in rows[model]))
    db.session.commit()
    first = {rows[Assessment][0]["state"]: rows for rows in reversed(made)}
    part = first[A.ANSWERING][Assignment][0]["id"]
    form = bringing.brought(standards._now(person))
    db.session.commit()
    return {
        "form": f"/assessments/foreign/{form}", "part": str(part),
        "review": f"/assessments/{first[A.REVIEWING][Assessment][0]['id']}",
        "request": f"/requests/{part}", "question": next(content.questions()).id,
    }  # fmt: skip


def _store(model: type[Model], rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.session.connection().execute(insert(model), batch)
            batch = []
    if batch:
        db.session.connection().execute(insert(model), batch)


def _assessments(
    engagements: Any, content_id: UUID, user_id: UUID, content: Questionnaire
) -> Iterator[dict[type[Model], list[dict[str, Any]]]]:
    """One respondent is ours and one the vendor; each is asked what is theirs."""
    chance = random.Random(20261121)
    questions = list(content.questions())
    for number, engagement in enumerate(engagements):
        state, part_state = STATES[number % len(STATES)]
        made = _assessment(number, engagement, content_id, user_id, state)
        vendors = [one for one in questions if number != WHOLE and one.respondent == "vendor"]
        ours = [one for one in questions if number == WHOLE or one.respondent == "institution"]
        asked = {"unit_id": ours, "organisation_id": vendors}
        parts, answers, judgements = [], [], []
        for column, theirs in asked.items():
            who = engagement.unit_id if column == "unit_id" else engagement.vendor_id
            part = _assignment(made, {column: who}, part_state, [one.id for one in theirs], user_id)
            parts.append(part)
            answers += [_answer(part, one, chance) for one in theirs]
            judgements += [_judgement(part, one.id, user_id) for one in theirs if chance.random() < 0.5]
        yield {
            Assessment: [made], Assignment: parts, Answer: answers,
            Judgement: judgements if state != A.ANSWERING else [],
        }  # fmt: skip


def _row() -> dict[str, Any]:
    return {"id": uuid7(), "version": 1, "updated_at": datetime.now(UTC)}


def _assessment(
    number: int, engagement: Engagement, content_id: UUID, user_id: UUID, state: AssessmentState
) -> dict[str, Any]:
    return {
        **_row(), "number": f"D-2026-{number:04d}", "subject_kind": SubjectKind.ENGAGEMENT,
        "engagement_id": engagement.id, "unit_id": engagement.unit_id, "owner_id": user_id,
        "questionnaire": KEY, "content_id": content_id, "depth": Depth.STRICT, "state": state,
        "due_on": TODAY + timedelta(days=number % 90 - 20), "facts": {}, "started_at": datetime.now(UTC),
        "sent_at": datetime.now(UTC), "note": "", "withdrawal_reason": "", "sort_key": engagement.sort_key,
        "score_low": 5000 + number, "score_high": 6000 + number,
    }  # fmt: skip


def _assignment(
    made: dict[str, Any], who: dict[str, Any], state: AssignmentState, questions: list[str], lead_id: UUID
) -> dict[str, Any]:
    nobody = {"unit_id": None, "organisation_id": None}
    return {
        **_row(), **nobody, **who, "assessment_id": made["id"], "level": int("organisation_id" in who),
        "lead_id": lead_id if "unit_id" in who else None,
        "channel": Channel.HERE, "state": state, "title": "計測用の質問票", "due_on": made["due_on"],
        "content_id": made["content_id"], "questions": questions, "conditions": {}, "borrowed": {},
        "about": "", "asker": "", "contact_name": "", "contact_email": "", "message": "",
        "attested_name": "", "attested_title": "",
        "returned_reason": "", "closed_reason": "", "needs_approval": False, "approval_refusal": "", "reminders": 0,
        "asked_count": len(questions), "answered_count": len(questions), "sent_at": made["sent_at"],
    }  # fmt: skip


def _answer(part: dict[str, Any], question: Any, chance: random.Random) -> dict[str, Any]:
    is_conditional = chance.random() < 0.05
    return {
        **_row(), "assessment_id": part["assessment_id"], "assignment_id": part["id"],
        "organisation_id": part["organisation_id"], "question": question.id,
        "stance": Stance.CONDITIONAL if is_conditional else Stance.ANSWERED,
        "parts": {one.key: _value(one) for one in question.parts if one.type != "file"}, "reason": "",
        "condition": "改修後に限ります。" if is_conditional else "", "substitute": "", "comment": "",
        "is_attested_anew": True, "answered_at": datetime.now(UTC),
    }  # fmt: skip


def _value(part: Any) -> Any:
    match part.type:
        case "table":
            return [{column.key: _value(column) for column in part.columns} for _ in range(3)]
        case "single":
            return part.options[0].key
        case "multi":
            return [part.options[0].key]
        case "score":
            return part.max
    return [USUAL["country"]] if getattr(part, "several", False) else USUAL[part.type]


def _judgement(part: dict[str, Any], question: str, user_id: UUID) -> dict[str, Any]:
    return {
        **_row(), "assessment_id": part["assessment_id"], "assignment_id": part["id"], "question": question,
        "verdict": Verdict.MET, "answer_version": 1, "comment": "規程の写しで確認しました。", "measure": "",
        "reason": "", "judged_by_id": user_id, "judged_at": datetime.now(UTC),
    }  # fmt: skip
