"""評価 of each side in every state of its way: who is asked, what they said, what lies beside it, what we say to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.assurance.models import Disclosure
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
    Channel,
    Conclusion,
    DueRequest,
    Evidence,
    EvidenceAgreement,
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
from app.diligence.rules.evidence import digest_of
from app.diligence.rules.returned import Back, Fate
from app.exchange.models import AnswerImport
from app.identity import queries as identity
from app.identity.roles import Role
from app.register.rules.rulebook import Depth
from app.standards.models import ContentKind, ContentVersion
from tests.factories import identity as make
from tests.factories.files import keep, pdf

if TYPE_CHECKING:
    from tests.security.world import Side

KEY = "to24"
ASKED = 3
A, R = AssessmentState, AssignmentState
# The whole, our part of it and the vendor's. The first is last time's, carried into the next two;
# in the last the vendor's answers come by mail.
STATES = (
    (A.CONCLUDED, R.SUBMITTED, R.SUBMITTED), (A.ANSWERING, R.ANSWERING, R.ANSWERING),
    (A.REVIEWING, R.SUBMITTED, R.SUBMITTED), (A.PREPARED, R.PREPARED, R.PREPARED),
    (A.CONFIRMING, R.SUBMITTED, R.SUBMITTED), (A.ANSWERING, R.OWN_APPROVAL, R.ANSWERING),
)  # fmt: skip
LAST, SAMPLE, AGAIN, BY_MAIL = 0, 1, 2, 5
WALKED = (SAMPLE, AGAIN, BY_MAIL)  # their requests are walked by themselves, the others with their assessment


def _stored(side: Side, row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    if isinstance(row, Audited) and isinstance(row, Entity):
        audit.record(make.context(side.at), make.Made.FOR_TEST, row)
    return row


def add_a_colleague(at: datetime, side: Side) -> None:
    """Invited, and has not come yet."""
    address = f"colleague.{side.key}@tsubame.example"
    made = make.user(at, address, f"{side.canary} 委託先の同僚", organisation_id=side.organisation.id)
    db.session.flush()
    root = identity.root_unit()
    assert root is not None
    make.grant(at, made, Role.VENDOR, root)
    side.others.setdefault("user", []).append(made)


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
    add_a_colleague(at, side)
    for turn in range(len(STATES)):
        rows = _assessment(at, side, version, asked, turn)
        if turn == SAMPLE:
            side.rows.update(rows, question_paper=paper)
        else:
            side.others.setdefault("assessment", []).append(rows["assessment"])
            is_walked = {
                "assignment": turn == BY_MAIL,
                "evidence": turn == BY_MAIL,
                "answer_import": turn == BY_MAIL,
            }
            for name in filter(rows.get, is_walked):
                side.others.setdefault(name if is_walked[name] else f"{name} beside", []).append(rows[name])


def _assessment(
    at: datetime, side: Side, version: ContentVersion, asked: list[str], turn: int
) -> dict[str, Any]:
    state, ours_in, theirs_in = STATES[turn]
    said = f"{side.canary} assessment {turn}"
    made = _stored(side, Assessment(
        number=f"{side.canary}-D{turn}", subject_kind=SubjectKind.ENGAGEMENT,
        engagement_id=side.rows["engagement"].id, unit_id=side.unit.id, owner_id=side.officer.id,
        questionnaire=KEY, content_id=version.id, depth=Depth.STRICT, state=state,
        due_on=side.today + timedelta(days=10), facts={}, started_by_id=side.officer.id, started_at=at,
        sent_at=None if state == A.PREPARED else at, note=f"{said} note", sort_key=said,
        round_id=side.rows["assessment_round"].id, score_low=4000, score_high=5000,
    ))  # fmt: skip
    usual = {
        "assessment_id": made.id, "content_id": version.id, "questions": asked, "conditions": {}, "borrowed": {},
        "due_on": made.due_on, "asked_count": len(asked), "answered_count": 1, "sent_at": made.sent_at,
    }  # fmt: skip
    word = f"{side.canary} assignment {turn}"
    ours = _stored(side, Assignment(
        **usual, state=ours_in, unit_id=side.unit.id, title=f"{word} ours", approver_id=side.approver.id,
        approval_asked_by_id=side.officer.id,
    ))  # fmt: skip
    theirs = _stored(side, Assignment(
        **usual, state=theirs_in, organisation_id=side.organisation.id, level=1, title=f"{word} title",
        message=f"{word} message", about=f"{word} about", contact_name=f"{word} contact", lead_id=side.vendor.id,
        service_id=side.rows["service"].id, submitted_at=at if theirs_in == R.SUBMITTED else None,
        contact_email="tanto@vendor.example", channel=Channel.MAIL if turn == BY_MAIL else Channel.HERE,
    ))  # fmt: skip
    side.others.setdefault("assignment" if turn in WALKED else "assignment beside", []).append(ours)
    if state == A.PREPARED:
        return {"assessment": made, "assignment": theirs}
    # What the vendor said the last time beyond the sample's is offered there.
    said_by_them = {BY_MAIL: asked[1:], LAST: asked[1:2]}.get(turn, [])
    for part, refs in ((ours, asked), (theirs, said_by_them)):
        for ref in refs:
            _answered(side, part, ref, is_again=turn in (SAMPLE, AGAIN))
    if turn == SAMPLE:
        row = _stored(side, _under_terms(at, side, ours, asked[0]))
        side.others.setdefault("evidence", []).append(row)
    return {"assessment": made, "assignment": theirs, **_beside(at, side, theirs, asked[0], str(turn))}


def _answered(side: Side, part: Assignment, ref: str, *, is_again: bool) -> None:
    """Last time's are judged; of this time's one still waits to be attested anew, and one says otherwise by now."""
    last = side.others.get("last answer", [])
    before = next((one for one in last if one.question == ref), None) if is_again else None
    waits = before is not None and part.state == R.ANSWERING and ref == before.question == last[-1].question
    is_anew = before is not None and part.state == R.ANSWERING and ref == last[0].question
    reason = f"{side.canary} answer {ref} reason{' anew' if is_anew else ''}"
    row = Answer(
        assessment_id=part.assessment_id, assignment_id=part.id, organisation_id=part.organisation_id, question=ref,
        stance=Stance.NOT_APPLICABLE, parts={}, reason=reason, is_attested_anew=not waits,
        answered_by_id=side.vendor.id, answered_at=side.at, carried_from_id=before.id if before else None,
    )  # fmt: skip
    _stored(side, row)
    if part.title.startswith(f"{side.canary} assignment {LAST}"):
        side.others.setdefault("last answer", []).append(row)
        judged = Judgement(
            assessment_id=part.assessment_id, assignment_id=part.id, question=ref, verdict=Verdict.MET,
            answer_version=1, judged_by_id=side.approver.id, judged_at=side.at,
        )  # fmt: skip
        _stored(side, judged)


def _brought_back(side: Side, question: str, state: str) -> Back:
    facts = {
        "stance": Stance.REFUSED.value, "parts": {}, "reason": f"{side.canary} answer_import {state} reason",
        "condition": "", "substitute": "", "comment": "",
    }  # fmt: skip
    return Back(question, Fate.READ, "回答", 3, facts)


def _under_terms(at: datetime, side: Side, part: Assignment, question: str) -> Evidence:
    """Laid there by our own unit, and agreed to by nobody yet."""
    file, said = (
        keep(pdf(f"{side.canary} evidence ours"), f"{side.canary}.pdf"),
        f"{side.canary} evidence ours",
    )
    return Evidence(
        assessment_id=part.assessment_id, assignment_id=part.id, question=question, name=file.name,
        stored_file_id=files.attach(file, at).id, media_type=file.media_type, size=file.size, sha256=file.sha256,
        note=f"{said} note", disclosure=Disclosure.NDA, terms=f"{said} terms", added_by_id=side.officer.id, added_at=at,
    )  # fmt: skip


def _beside(at: datetime, side: Side, part: Assignment, question: str, state: str) -> dict[str, Any]:
    def said(table: str, column: str) -> str:
        return f"{side.canary} {table} {state} {column}"

    whole: dict[str, Any] = {"assessment_id": part.assessment_id}
    own: dict[str, Any] = {
        **whole, "assignment_id": part.id, "organisation_id": part.organisation_id,
    }  # fmt: skip
    file = keep(pdf(f"{side.canary} evidence {state}"), f"{side.canary}.pdf")
    rows = {
        "answer": Answer(
            **own, question=question, stance=Stance.NOT_APPLICABLE, parts={}, reason=said("answer", "reason"),
            comment=said("answer", "comment"), answered_by_id=side.vendor.id, answered_at=at,
            is_attested_anew=True,
        ),
        "evidence": Evidence(
            **own, question=question, stored_file_id=files.attach(file, at).id, name=file.name,
            media_type=file.media_type, size=file.size, sha256=file.sha256, note=said("evidence", "note"),
            disclosure=Disclosure.NDA, terms=said("evidence", "terms"), added_by_id=side.vendor.id, added_at=at,
        ),
        "evidence_agreement": EvidenceAgreement(
            **whole, assignment_id=part.id, user_id=side.officer.id, disclosure=Disclosure.NDA, agreed_at=at,
            terms=said("evidence", "terms"), terms_digest=digest_of(Disclosure.NDA, said("evidence", "terms")),
        ),
        "message": Message(
            **own, question=question, text=said("message", "text"), is_ours=True, written_by_id=side.officer.id,
            written_at=at,
        ),
        "due_request": DueRequest(
            **own, wanted_on=side.today + timedelta(days=60), reason=said("due_request", "reason"),
            asked_by_id=side.vendor.id, asked_at=at,
        ),
        "subcontract_request": SubcontractRequest(
            **own, name=said("subcontract_request", "name"), country="JP",
            work=said("subcontract_request", "work"), from_on=side.today,
            reason=said("subcontract_request", "reason"), asked_by_id=side.vendor.id, asked_at=at,
        ),
        "judgement": Judgement(
            **whole, assignment_id=part.id, question=question, verdict=Verdict.PARTLY_MET,
            comment=said("judgement", "comment"), reason=said("judgement", "reason"),
            judged_by_id=side.approver.id, judged_at=at,
        ),
        "answer_import": AnswerImport(
            assignment_id=part.id, organisation_id=part.organisation_id, made_at=at,
            made_by_id=(side.officer if state == str(BY_MAIL) else side.vendor).id,
            file_name=f"{side.canary} answer_import {state}.xlsx", sha256="0" * 64, taken=[],
            content={"rows": returned.stored([_brought_back(side, question, state)])},
        ),
        "conclusion": Conclusion(
            **whole, recommendation=Recommendation.WITH_CONDITIONS, text=said("conclusion", "text"),
            conditions=said("conclusion", "conditions"), proposed_by_id=side.officer.id, proposed_at=at,
        ),
    }  # fmt: skip
    return {name: _stored(side, row) for name, row in rows.items()}
