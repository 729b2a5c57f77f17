"""評価 of each side in every state of its way: who is asked, what they said, what lies beside it, what we say to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core import audit, files
from app.core.audit import Audited
from app.core.db import db
from app.core.model import Entity
from app.diligence import words  # noqa: F401 - acts need their labels
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentState,
    Assignment,
    AssignmentState,
    Conclusion,
    DueRequest,
    Evidence,
    Judgement,
    Message,
    QuestionPaper,
    Recommendation,
    Stance,
    SubcontractRequest,
    SubjectKind,
    Verdict,
)
from app.diligence.queries import proposals
from app.diligence.rules import papers, returned
from app.diligence.rules.returned import Back, Fate
from app.exchange.models import AnswerImport
from app.register.rules.rulebook import Depth
from app.standards.models import ContentKind, ContentVersion
from tests.factories import identity as make
from tests.factories.files import keep, pdf

if TYPE_CHECKING:
    from tests.security.world import Side

KEY = "to24"
ASKED = 3
A, R = AssessmentState, AssignmentState
# What the respondents' parts are in while the whole is in that state.
STATES = {
    A.ANSWERING: R.ANSWERING, A.PREPARED: R.PREPARED, A.REVIEWING: R.SUBMITTED, A.CONFIRMING: R.SUBMITTED,
    A.CONCLUDED: R.SUBMITTED, A.WITHDRAWN: R.CLOSED,
}  # fmt: skip


def _stored(side: Side, row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    if isinstance(row, Audited) and isinstance(row, Entity):
        audit.record(make.context(side.at), make.Made.FOR_TEST, row)
    return row


def ask_questions(at: datetime, side: Side) -> None:
    """The sample is the one being answered; the vendor's request stands for both respondents."""
    query = select(ContentVersion).where(
        ContentVersion.kind == ContentKind.QUESTIONNAIRE, ContentVersion.key == KEY
    )
    version = db.session.scalars(query.order_by(ContentVersion.number.desc())).first()
    assert version is not None
    content = proposals.content_read(version.id)
    paper = db.session.scalars(select(QuestionPaper).where(QuestionPaper.content_id == version.id)).first()
    if paper is None:
        text = papers.written(papers.paper_of(content))
        paper = _stored(side, QuestionPaper(content_id=version.id, content=text))
    asked = [one.id for one in content.questions()][:ASKED]
    for turn, state in enumerate(STATES):
        rows = _assessment(at, side, version, state, asked, turn)
        if not turn:
            side.rows.update(rows, question_paper=paper)
        else:
            for name, row in rows.items():
                side.others.setdefault(name, []).append(row)


def _assessment(
    at: datetime, side: Side, version: ContentVersion, state: AssessmentState, asked: list[str], turn: int
) -> dict[str, Any]:
    said = f"{side.canary} assessment {state}"
    made = _stored(side, Assessment(
        number=f"{side.canary}-D{turn}", subject_kind=SubjectKind.ENGAGEMENT,
        engagement_id=side.rows["engagement"].id, unit_id=side.unit.id, owner_id=side.officer.id,
        questionnaire=KEY, content_id=version.id, depth=Depth.STRICT, state=state,
        due_on=side.today + timedelta(days=30), facts={}, started_by_id=side.officer.id, started_at=at,
        sent_at=None if state == A.PREPARED else at, note=f"{said} note", sort_key=said,
        round_id=side.rows["assessment_round"].id, score_low=4000, score_high=5000,
    ))  # fmt: skip
    usual = {
        "assessment_id": made.id, "content_id": version.id, "questions": asked, "conditions": {}, "borrowed": {},
        "due_on": made.due_on, "state": STATES[state], "asked_count": len(asked), "answered_count": 1,
        "sent_at": made.sent_at,
    }  # fmt: skip
    ours = _stored(side, Assignment(
        **usual, unit_id=side.unit.id, title=f"{said} title ours", lead_id=side.officer.id
    ))  # fmt: skip
    theirs = _stored(side, Assignment(
        **usual, organisation_id=side.organisation.id, level=1, title=f"{said} title",
        message=f"{said} message", contact_name=f"{said} contact", contact_email="tanto@vendor.example",
    ))  # fmt: skip
    side.others.setdefault("assignment", []).append(ours)
    return {"assessment": made, "assignment": theirs, **_beside(at, side, theirs, asked[0], said)}


def _brought_back(question: str, said: str) -> Back:
    facts = {"stance": Stance.REFUSED.value, "parts": {}, "reason": f"{said} answer_import reason"}
    return Back(question, Fate.READ, "回答", 3, facts)


def _beside(at: datetime, side: Side, part: Assignment, question: str, said: str) -> dict[str, Any]:
    whole: dict[str, Any] = {"assessment_id": part.assessment_id}
    own: dict[str, Any] = {
        **whole, "assignment_id": part.id, "organisation_id": part.organisation_id,
    }  # fmt: skip
    file = keep(pdf(f"{said} evidence"), f"{side.canary}.pdf")
    rows = {
        "answer": Answer(
            **own, question=question, stance=Stance.NOT_APPLICABLE, parts={}, reason=f"{said} answer reason",
            comment=f"{said} answer comment", answered_by_id=side.vendor.id, answered_at=at,
            is_attested_anew=True,
        ),
        "evidence": Evidence(
            **own, question=question, stored_file_id=files.attach(file, at).id, name=file.name,
            media_type=file.media_type, size=file.size, sha256=file.sha256, note=f"{said} evidence note",
            added_by_id=side.vendor.id, added_at=at,
        ),
        "message": Message(
            **own, question=question, text=f"{said} message", is_ours=True, written_by_id=side.officer.id,
            written_at=at,
        ),
        "due_request": DueRequest(
            **own, wanted_on=side.today + timedelta(days=60), reason=f"{said} due reason",
            asked_by_id=side.vendor.id, asked_at=at,
        ),
        "subcontract_request": SubcontractRequest(
            **own, name=f"{said} subcontractor", country="JP", work=f"{said} work", from_on=side.today,
            reason=f"{said} subcontract reason", asked_by_id=side.vendor.id, asked_at=at,
        ),
        "judgement": Judgement(
            **whole, assignment_id=part.id, question=question, verdict=Verdict.PARTLY_MET,
            comment=f"{said} judgement comment", reason=f"{said} judgement reason",
            judged_by_id=side.approver.id, judged_at=at,
        ),
        "answer_import": AnswerImport(
            assignment_id=part.id, organisation_id=part.organisation_id, made_by_id=side.vendor.id, made_at=at,
            file_name=f"{said} workbook.xlsx", sha256="0" * 64, taken=[],
            content={"rows": returned.stored([_brought_back(question, said)])},
        ),
        "conclusion": Conclusion(
            **whole, recommendation=Recommendation.WITH_CONDITIONS, text=f"{said} conclusion",
            conditions=f"{said} conclusion conditions", proposed_by_id=side.officer.id, proposed_at=at,
        ),
    }  # fmt: skip
    return {name: _stored(side, row) for name, row in rows.items()}
