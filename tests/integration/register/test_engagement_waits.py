"""What home says of the engagements one answers for."""

from datetime import date, timedelta

from flask import current_app

from app.core.dates import day_of
from app.core.db import db
from app.core.ids import uuid7
from app.core.translating import in_language
from app.identity.roles import Role
from app.register.models import ChainCheck, Stage
from app.register.queries.waits import waiting_engagements
from app.register.views.engagement_waits import list_engagements
from app.work import waiting
from tests.factories import engagements as factory


def said(ctx, asked):
    with current_app.test_request_context(), in_language("ja"):
        return asked(ctx)


def titles(ctx):
    return [line.title for line in list_engagements(ctx, 50)]


def test_what_nobody_filled_in_waits_for_who_answers_for_it(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    made = factory.engagement(at, root, title="通帳の印刷", owner_id=ctx.actor_id)
    assert any(made.number in title and "未入力" in title for title in said(ctx, titles))


def test_a_day_that_comes_is_named_with_its_date(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    end = day_of(at) + timedelta(days=30)
    made = factory.engagement(
        at, root, title="通帳の印刷", owner_id=ctx.actor_id, started_on=date(2024, 4, 1), ends_on=end
    )
    lines = said(ctx, lambda ctx: list_engagements(ctx, 50))
    assert [line.due_on for line in lines if "更新・終了" in line.title] == [end]
    later = factory.engagement(
        at, root, title="帳票の保管", owner_id=ctx.actor_id, ends_on=day_of(at) + timedelta(days=91)
    )
    lines = said(ctx, lambda ctx: list_engagements(ctx, 50))
    assert not [line for line in lines if later.number in line.title and "更新・終了" in line.title]
    assert made.stage != Stage.ENDED


def test_a_check_that_fails_leads_to_the_chain(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    made = factory.engagement(at, root, title="通帳の印刷", owner_id=ctx.actor_id)
    db.session.add(
        ChainCheck(
            engagement_id=made.id, unit_id=made.unit_id, check="no_consent", severity="high", severity_rank=0,
            subject_type="supply", subject_id=uuid7(), params={}, more=0,
        )
    )  # fmt: skip
    db.session.flush()
    lines = said(ctx, lambda ctx: list_engagements(ctx, 50))
    assert [line.url for line in lines if "点検" in line.title] == [f"/engagements/{made.id}/chain"]


def test_what_is_somebody_elses_does_not_wait_for_me(session, ctx_of, people, root, at):
    factory.engagement(at, root, title="通帳の印刷", owner_id=people[Role.APPROVER].id)
    assert said(ctx_of(Role.OFFICER), titles) == []


def total(ctx):
    waiting.forget()
    return waiting.count(ctx)


def test_the_number_beside_home_counts_them_all(session, ctx_of, root, at):
    ctx = ctx_of(Role.OFFICER)
    before = total(ctx)
    factory.engagement(at, root, title="通帳の印刷", owner_id=ctx.actor_id)
    assert total(ctx) == before + 1
    assert len(waiting_engagements(ctx)) == 4


def test_who_keeps_the_rules_sees_one_line_for_all_grave_faults(session, ctx_of, people, root, at):
    keeper = ctx_of(Role.VENDOR_MANAGER)
    before = total(keeper)
    made = factory.engagement(at, root, title="通帳の印刷", owner_id=people[Role.OFFICER].id)
    assert not [title for title in said(keeper, titles) if "点検" in title]
    for number, severity in enumerate(("high", "high", "low")):
        db.session.add(
            ChainCheck(
                engagement_id=made.id, unit_id=made.unit_id, check="no_consent", severity=severity,
                severity_rank=number, subject_type="supply", subject_id=uuid7(), params={}, more=0,
            )
        )  # fmt: skip
    db.session.flush()
    found = [line for line in said(keeper, lambda ctx: list_engagements(ctx, 50)) if "点検" in line.title]
    assert [(line.title, line.url) for line in found] == [
        ("サプライチェーンの点検で重大な不備2件", "/chain/checks?severity=high")
    ]
    assert total(keeper) == before + 1
    assert "重大な不備2件" in " ".join(said(ctx_of(Role.OFFICER), titles))
    assert not [line for line in said(ctx_of(Role.RISK), titles) if "点検" in line]
