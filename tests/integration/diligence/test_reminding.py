"""督促: from some days before on, every few days, until the answers are there."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, text

from app.core import outbox, settings
from app.core.audit import AuditEvent
from app.core.context import system_context
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence import reminding as levels
from app.diligence.models import Assessment, Assignment, AssignmentState
from app.diligence.queries import assessments as queries
from app.diligence.services import applying, asking, reminding
from app.identity.roles import Role
from app.jobs import assessments as job
from app.jobs.schedule import JOBS
from tests.conftest import begins_with, context_of
from tests.factories import assessments as make
from tests.factories import portal
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def part(ctx, engagement):
    return queries.assignments_of(make.sent(ctx, engagement))[1]


@pytest.fixture
def clerk(at, root, ctx, part):
    made = portal.person(at, root, part.organisation_id, "clerk@fixer.example", "担当 花子")
    portal.named(ctx, part, lead_id=made.id)
    return made


def due_in(ctx, part, days):
    portal.named(ctx, part, due_on=day_of(ctx.at) + timedelta(days=days))


def run(ctx, days=0):
    """The job as it runs some days from now; who was reminded."""
    later = system_context(ctx.at + timedelta(days=days), "jobs")
    found = job.are_to_be_reminded(later)
    done = int(job.remind_respondents(later))
    db.session.commit()
    assert found == bool(done)
    return done


def mails_to(user):
    return list(db.session.scalars(select(outbox.Mail).where(outbox.Mail.address == user.email)))


def test_from_a_week_before_on_and_every_three_days_until_they_have_answered(ctx, part, clerk):
    assert run(ctx) == 0
    due_in(ctx, part, levels.days_before())
    assert run(ctx) == 1
    assert run(ctx) == 0
    assert run(ctx, 2) == 0
    assert run(ctx, 3) == 1
    assert (part.reminders, len(mails_to(clerk))) == (2, 2)
    assert f"/requests/{part.id}" in mails_to(clerk)[0].body or "サインイン" in mails_to(clerk)[0].body
    told = select(AuditEvent).where(AuditEvent.event == "diligence:assignment:reminded")
    assert len(db.session.scalars(told).all()) == 2
    portal.named(ctx, part, state=AssignmentState.SUBMITTED)
    assert run(ctx, 9) == 0


def test_who_asked_for_a_later_day_is_not_reminded_before_the_reply(ctx, part, clerk, at):
    due_in(ctx, part, 2)
    wanted = part.due_on + timedelta(days=10)
    applying.ask_due(context_of(clerk, at), part, wanted_on=wanted, reason="決算のため")
    db.session.commit()
    assert run(ctx) == 0
    assert run(ctx, 5) == 0


def test_a_superior_who_was_asked_is_reminded_instead(ctx, part, clerk, at, root):
    head = portal.person(at, root, part.organisation_id, "head@fixer.example", "上長 太郎")
    portal.named(
        ctx,
        part,
        state=AssignmentState.OWN_APPROVAL,
        approver_id=head.id,
        due_on=day_of(at) - timedelta(days=1),
    )
    assert run(ctx) == 1
    (mail,) = mails_to(head)
    assert "承認を待っています" in mail.body
    assert "期限を過ぎています" in mail.body
    assert not mails_to(clerk)


def test_a_unit_of_ours_gets_notices_and_a_withdrawn_one_nothing(ctx, part, people):
    from app.core import notices
    from app.diligence.models import Assessment

    ours = queries.assignments_of(db.session.get_one(Assessment, part.assessment_id))[0]
    due_in(ctx, ours, 1)
    assert run(ctx) == 1
    assert [one.user_id for one in mails_to(people[Role.OFFICER])] == [people[Role.OFFICER].id]
    assert [one.about for one in notices.unread(people[Role.OFFICER].id)] == [("assignment", ours.id)]
    portal.named(ctx, ours, state=AssignmentState.CLOSED)
    assert run(ctx, 6) == 0


def test_the_institution_sets_how_often(ctx, part, clerk, monkeypatch):
    longer = replace(settings.definition(levels.DAYS_BEFORE), default=60)
    monkeypatch.setitem(settings._definitions, levels.DAYS_BEFORE, longer)
    assert run(ctx) == 2
    assert next(one for one in JOBS if one.name == "remind_respondents").hour == 8


def test_of_two_presses_at_one_moment_the_second_sees_the_first(ctx, part, clerk):
    """What this request read before it waited for the lock is old by then."""
    assessment = db.session.get_one(Assessment, part.assessment_id)
    assert part.reminded_at is None
    other = text("UPDATE assignment SET reminded_at = :at, reminders = 1 WHERE id = :id")
    kind = Assignment.__table__.c
    other = other.bindparams(
        bindparam("at", ctx.at, kind.reminded_at.type), bindparam("id", part.id, kind.id.type)
    )
    db.session.connection().execute(other)
    with pytest.raises(DomainError) as caught:
        reminding.remind_by_hand(ctx, assessment, part)
    assert caught.value.message == reminding.TODAY
    assert not mails_to(clerk)


def test_what_is_left_to_do_is_said_also_where_nothing_is_unanswered(ctx, ctx_of, part, clerk):
    assessment = db.session.get_one(Assessment, part.assessment_id)
    portal.named(ctx, part, answered_count=part.asked_count)
    reminding.remind_by_hand(ctx, assessment, part)
    (mail,) = mails_to(clerk)
    assert "あとは提出のみ" in mail.body
    assert "未回答は0問" not in mail.body
    asking.write(ctx_of(Role.RISK), part, part.questions[0], "根拠は？", is_ours=True)
    portal.named(
        ctx, part, state=AssignmentState.RETURNED, returned_reason="根拠が足りません", reminded_at=None,
        answered_count=part.asked_count - 2,
    )  # fmt: skip
    reminding.remind_by_hand(ctx, assessment, part)
    said = next(one.body for one in mails_to(clerk) if "差戻しの理由" in one.body)
    assert "差戻しの理由：根拠が足りません" in said
    assert "ご返信をお待ちしている照会：1件" in said
    assert "未回答の質問：2問" in said


def test_reminded_by_hand_on_the_page(ctx, part, clerk, pages_as):
    pages = pages_as(Role.OFFICER)
    here = f"/assessments/{part.assessment_id}"
    fixer = f"form[action='{here}/respondents/{part.id}/remind']"
    page = pages.follow(pages.submit(here, form=fixer))
    assert "督促を送ります。" in words(page)
    db.session.refresh(part)
    assert (part.reminders, len(mails_to(clerk))) == (1, 1)
    assert "本日はすでに督促しています" in words(pages.follow(pages.submit(here, form=fixer)))
    assert len(mails_to(clerk)) == 1
    assert not pages_as(Role.AUDITOR).get(here).select(fixer)
    portal.named(ctx, part, lead_id=None, reminded_at=ctx.at - timedelta(days=1))
    assert "連絡できる人がいません" in words(pages.follow(pages.submit(here, form=fixer)))
    assert reminding.remind(ctx, part) is False
