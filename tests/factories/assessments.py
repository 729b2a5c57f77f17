"""Assessments of an engagement, in every stage of their way."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app.core.context import Context
from app.core.dates import day_of
from app.core.db import db
from app.diligence import words  # noqa: F401 - acts need their labels
from app.diligence.models import Assessment, Assignment, Stance, SubjectKind
from app.diligence.queries import proposals
from app.diligence.queries.proposals import Setting
from app.diligence.services import answering, sending, starting
from app.diligence.services.answering import Facts
from app.diligence.services.starting import Plan, Subject
from app.register.models import Engagement, Service
from app.register.rules.rulebook import Depth
from app.standards.models import ContentKind
from app.standards.queries import contents
from app.standards.queries.contents import Published

KEY = "to24"


def setting_of(ctx: Context, engagement: Engagement) -> Setting:
    return proposals.setting_of(ctx, engagement, db.session.get_one(Service, engagement.service_id))


def subject_of(engagement: Engagement) -> Subject:
    return Subject(
        SubjectKind.ENGAGEMENT, engagement.unit_id, engagement.sort_key, engagement_id=engagement.id
    )


def version(key: str = KEY) -> Published:
    return contents.get_version(ContentKind.QUESTIONNAIRE, key)


def content(key: str = KEY) -> Any:
    return proposals.content_of(version(key))


def plan(setting: Setting, at: datetime, **said: Any) -> Plan:
    usual = {
        "due_on": day_of(at) + timedelta(days=30),
        "asked": setting.chosen(content()).asked,
        "title": "統24",
    }
    return Plan(version(), Depth.STRICT, **{**usual, **said})


def begun(ctx: Context, engagement: Engagement, **said: Any) -> Assessment:
    made = starting.start(ctx, subject_of(engagement), plan(setting_of(ctx, engagement), ctx.at, **said))
    db.session.commit()
    return made


def sent(ctx: Context, engagement: Engagement, **said: Any) -> Assessment:
    made = begun(ctx, engagement, **said)
    sending.send(ctx, made, content(), setting_of(ctx, engagement).facts, version=made.version)
    db.session.commit()
    return made


def answered(ctx: Context, part: Assignment) -> None:
    """Everything that is asked, and submitted."""
    questions = {one.id: one for one in content().questions()}
    while left := answering.progress_of(part).open:
        answering.save(ctx, part, left[0], answer_of(questions[left[0]]), version=None)
        db.session.commit()
    answering.submit(ctx, part, name="佐藤 美咲", title="課長", version=part.version)
    db.session.commit()


FITTING: dict[str, Any] = {
    "yes_no": "yes", "text": "あり", "date": "2026-04-01", "country": "JP", "percent": "99.9", "number": "30",
}  # fmt: skip


def answer_of(question: Any) -> Facts:
    """Something fitting for each part."""
    return Facts(Stance.ANSWERED, {part.key: _value(part) for part in question.parts if part.type != "file"})


def _value(part: Any) -> Any:
    if part.type == "table":
        return [{column.key: _value(column) for column in part.columns}]
    if part.type in ("single", "multi"):
        return part.options[0].key if part.type == "single" else [part.options[0].key]
    if part.type == "score":
        return part.max
    return [FITTING["country"]] if getattr(part, "several", False) else FITTING[part.type]


def beside(part: Assignment, organisation_id: UUID) -> Assignment:
    """The same questions, asked of another organisation."""
    made = Assignment(
        assessment_id=part.assessment_id, organisation_id=organisation_id, level=part.level, title=part.title,
        due_on=part.due_on, content_id=part.content_id, questions=part.questions, conditions=part.conditions,
        borrowed={}, state=part.state, sent_at=part.sent_at,
    )  # fmt: skip
    db.session.add(made)
    return made
