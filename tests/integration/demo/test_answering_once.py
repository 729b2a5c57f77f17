"""つばめ銀行 asks one vendor twice and two vendors alike, and holds two versions of a reference."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from app.assurance.models import AssuranceReport
from app.core.context import Context
from app.core.db import db
from app.diligence.models import (
    Answer,
    Assessment,
    AssessmentState,
    Assignment,
    Channel,
    Judgement,
    Reliance,
    Stance,
    SubstituteKind,
)
from app.diligence.queries import answers, assessments, comparing, desks, elsewhere
from app.exchange.models import AnswerImport, ForeignForm
from app.references.models import ReferenceVersion, SecurityReference, SelfCheck, VersionState
from app.references.queries import comparing as laying
from app.references.queries import references
from app.register.models import Engagement
from app.work import queries as work

ContextOf = Callable[[str], Context]
Told = dict[str, Assessment]


@pytest.fixture
def again(told: Told) -> Assignment:
    """みなと's request for the letters, after the one of the company itself."""
    (found,) = [
        one for one in told.values() if (one.questionnaire, one.state) == ("to20", AssessmentState.ANSWERING)
    ]
    return assessments.assignments_of(found)[1]


def test_what_was_said_of_the_company_is_offered_and_a_contradiction_is_seen(
    bank: tuple[Flask, float], context_of: ContextOf, again: Assignment
) -> None:
    with bank[0].test_request_context():
        found = elsewhere.of_desk(context_of("yamada"), desks.desk_of(again))
        assert set(found.proposals) == {"20-06", "20-14", "20-09", "20-10"}
        assert set(found.differing) == {"20-08"}
    given = answers.answers_of(again)
    assert given["20-07"].taken_from_id is not None
    assert given["20-08"].taken_from_id is None


def test_refusals_name_what_stands_in_and_judgements_rely_on_a_page_of_it() -> None:
    query = select(Answer, Judgement).join(
        Judgement,
        (Judgement.assignment_id == Answer.assignment_id) & (Judgement.question == Answer.question),
    )
    refused = {
        answer.question: (answer, judged)
        for answer, judged in db.session.execute(query.where(Answer.stance == Stance.REFUSED)).all()
    }
    file, on_file = refused["21-09"]
    assert (file.substitute_kind, on_file.relies_on) == (SubstituteKind.FILE, Reliance.SUBSTITUTE)
    assert file.substitute_file_id is not None
    named, on_report = refused["20-09"]
    assert (named.substitute_kind, on_report.relies_on) == (SubstituteKind.REPORT, Reliance.REPORT)
    report = db.session.get_one(AssuranceReport, on_report.report_id)
    assert report.title == named.substitute
    assert all(answer.substitute_place and judged.relied_place for answer, judged in refused.values())


def test_two_years_and_two_vendors_can_be_compared(context_of: ContextOf, told: Told) -> None:
    alike = [one for one in told.values() if one.questionnaire == "clerical-outsourcing"]
    assert len(alike) == 3
    ctx = context_of("takahashi")
    (now,) = [one for one in alike if one.previous_id is not None]
    (last,) = comparing.of_same_subject(ctx, now)
    assert last.id == now.previous_id
    (calls,) = comparing.of_others(ctx, now)
    assert comparing.pairing(ctx, now.id, calls.id).names


def test_a_list_of_the_vendors_own_was_brought_and_answers_three_questions(told: Told) -> None:
    form = db.session.scalars(select(ForeignForm)).one()
    assert form.counts["questions"] == form.counts["answered"] == 8
    brought = db.session.scalars(select(AnswerImport)).one()
    assert set(brought.taken) == {"jim-02", "jim-05", "jim-42"}
    part = db.session.get_one(Assignment, brought.assignment_id)
    assert part.channel == Channel.MAIL
    assert part.mailed_at is not None
    assert answers.answers_of(part)["jim-02"].parts == {"subcontracts": "no"}


def test_of_one_edition_two_services_speak_and_one_of_them_in_two_versions(context_of: ContextOf) -> None:
    said = db.session.scalars(
        select(SecurityReference).join(ReferenceVersion, ReferenceVersion.reference_id == SecurityReference.id).where(
            SecurityReference.edition == "fisc/9r2", ReferenceVersion.state == VersionState.PUBLISHED
        )
    ).unique().all()  # fmt: skip
    assert len({one.service_id for one in said}) == 2
    (watched,) = [one for one in said if "監視" in one.title]
    first, second = db.session.scalars(
        select(ReferenceVersion)
        .where(ReferenceVersion.reference_id == watched.id)
        .order_by(ReferenceVersion.number)
    ).all()
    found = laying.between(first, second, references.positions(watched.edition))
    assert sorted(str(one.kind) for one in found.records) == ["added", "changed", "removed"]
    check = db.session.scalars(select(SelfCheck).where(SelfCheck.version_id == first.id)).one()
    assert db.session.get_one(Engagement, check.engagement_id).title == "クラウド監視と運用代行"
    (task,) = work.open_tasks_of("self_check", check.id)
    assert task.owner_id == context_of("kimura").actor_id
