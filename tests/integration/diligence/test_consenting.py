"""再委託の承諾申請: recorded in the register by a form that is filled in, decided there, and the reply follows."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import audit, outbox
from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError
from app.diligence.models import SubcontractRequest
from app.diligence.queries import consenting as consents
from app.diligence.services import applying, consenting
from app.diligence.services.applying import Subcontract
from app.identity.roles import Role
from app.register.models import ConsentState, EngagementSupply, Organisation, Service, Stage, Supply
from app.register.rules.consents import Decision
from app.register.services import consents as register
from app.register.services import merging
from app.work import waiting
from tests.conftest import begins_with, context_of
from tests.factories import register as parties
from tests.factories.identity import Made
from tests.factories.questionnaires import published
from tests.pages import words

ground = begins_with(lambda at: published(at, "to24"))


@pytest.fixture
def asked(part, clerk, at):
    """By the vendor; each time another row."""

    def ask(name="株式会社下請け"):
        facts = Subcontract(
            name, "JP", "夜間の運用監視", day_of(at) + timedelta(days=30), "夜間の体制", "ログ"
        )
        row = applying.ask_consent(context_of(clerk, at), part, facts)
        db.session.commit()
        return row

    return ask


def url_of(sent, row, end=""):
    return f"/assessments/{sent.id}/subcontract-requests/{row.id}{end}"


def counted(*models):
    return [db.session.scalar(select(func.count()).select_from(model)) for model in models]


def mails_to(user):
    query = select(outbox.Mail).where(outbox.Mail.address == user.email).order_by(outbox.Mail.id)
    return [one.body for one in db.session.scalars(query)]


def typed(page):
    """What a form that was given back holds, without its boxes."""
    form = page.select_one("main form[method=post]")
    fields = {one["name"]: one.get("value", "") for one in form.select("input[name]:not([type=checkbox])")}
    fields |= {one["name"]: one.text.strip() for one in form.select("textarea[name]")}
    return fields | {
        one["name"]: (one.select_one("option[selected]") or one.select_one("option"))["value"]
        for one in form.select("select[name]")
    }


def recorded(pages, sent, row, **said):
    """The form as it stands; the consent that came of it."""
    response = pages.submit(url_of(sent, row, "/record"), **said)
    return response, db.session.scalars(select(EngagementSupply)).one()


def test_it_is_asked_recorded_examined_and_granted(part, sent, asked, clerk, at, pages_of, pages_as):
    theirs, ours, boss = pages_of(clerk), pages_as(Role.OFFICER), pages_as(Role.APPROVER)
    here = f"/requests/{part.id}/applications"
    said = {
        "name": "株式会社下請け",
        "country": "JP",
        "work": "夜間の運用監視",
        "handled": "ログ",
        "reason": "体制",
    }
    theirs.submit(f"{here}/subcontract", status=422, **said, from_on="")
    theirs.submit(f"{here}/subcontract", **said, from_on=(day_of(at) + timedelta(days=30)).isoformat())
    row = db.session.scalars(select(SubcontractRequest)).one()
    page = ours.get(url_of(sent, row))
    assert not page.select("[name=decision]"), "nothing is granted here"
    assert page.select(f"a[href='{url_of(sent, row, '/record')}']")
    form = ours.get(url_of(sent, row, "/record"))
    assert form.select_one("[name=name]")["value"] == "株式会社下請け"
    assert "夜間の運用監視" in form.select_one("[name=purpose]").text
    assert "ログ" in form.select_one("[name=note]").text
    assert "日本" in form.select_one("[name=countries]").text
    response, use = recorded(ours, sent, row)
    assert response.location == f"/engagements/{sent.engagement_id}/chain/{use.supply_id}"
    assert (use.state, use.countries) == (ConsentState.APPLIED, ["JP"])
    assert "担当 花子" in use.applied_by
    new = db.session.scalars(select(Organisation).where(Organisation.name == "株式会社下請け")).one()
    base = db.session.get_one(Service, db.session.get_one(Supply, use.supply_id).base_service_id)
    assert (base.organisation_id, base.is_placeholder) == (new.id, True)
    consent = response.location
    assert "夜間の運用監視" in words(ours.follow(response))
    boss.submit(f"{consent}/examine", examined_on=day_of(at).isoformat(), examination="問題なし")
    assert "返答待ち" in words(theirs.get(here)), "examined is not decided"
    form = boss.get(f"{consent}/decide")
    assert "委託先に知らせます" in words(form)
    until = (day_of(at) + timedelta(days=365)).isoformat()
    boss.submit(
        f"{consent}/decide", outcome="granted", decided_on=day_of(at).isoformat(), conditions="年次で報告",
        expires_on=until,
    )  # fmt: skip
    db.session.refresh(row)
    assert row.is_granted is True
    told = words(theirs.get(here))
    assert "承認" in told
    assert "年次で報告" in told
    assert until in told
    (mail,) = mails_to(clerk)
    assert "承諾します" in mail
    assert "年次で報告" in mail
    assert consent in str(ours.get(url_of(sent, row)))


def test_while_it_stands_in_the_register_nobody_decides_it_here(part, sent, asked, at, ctx, pages_as):
    row, ours = asked(), pages_as(Role.OFFICER)
    waiting.forget()
    assert url_of(sent, row) in str(ours.get("/"))
    twice = typed(ours.get(url_of(sent, row, "/record")))
    _response, use = recorded(ours, sent, row)
    waiting.forget()
    assert url_of(sent, row) not in str(ours.get("/"))
    assert "台帳に登録済み" in words(ours.get(f"/assessments/{sent.id}").select_one("#applications"))
    page = ours.get(url_of(sent, row))
    assert not page.select("textarea[name=answer]")
    assert not page.select("a[href$='/record']")
    assert ours.client.get(url_of(sent, row, "/record")).status_code == 303
    page = ours.post(url_of(sent, row, "/record"), 422, fields=twice)
    assert "すでに台帳に登録されています" in words(page)
    with pytest.raises(DomainError) as caught:
        consenting.refuse(ctx, sent, part, row, answer="不要")
    assert caught.value.message == consenting.IN_REGISTER
    page = ours.follow(
        ours.submit(f"/engagements/{use.engagement_id}/chain/{use.supply_id}/withdraw", reason="入力を誤った")
    )
    db.session.refresh(row)
    assert row.decided_at is None
    waiting.forget()
    assert url_of(sent, row) in str(ours.get("/")), "taken back there, it waits here again"
    recorded(ours, sent, row)
    for one in (use, row):
        db.session.refresh(one)
    assert use.state == ConsentState.APPLIED
    assert consents.use_of(row) is use


def test_what_is_in_the_register_already_is_used_and_not_doubled(sent, asked, at, ctx, pages_as):
    known = parties.organisation(at, "下請け株式会社")
    parties_before = counted(Organisation)
    ours = pages_as(Role.OFFICER)
    first = asked("下請け㈱")
    form = ours.get(url_of(sent, first, "/record"))
    assert form.select_one("[name=organisation_id]")["value"] == str(known.id)
    recorded(ours, sent, first)
    rows = counted(Organisation, Service, Supply, EngagementSupply)
    assert rows[0] == parties_before[0]
    second = asked("下請け株式会社")
    _response, use = recorded(ours, sent, second)
    assert counted(Organisation, Service, Supply, EngagementSupply) == rows
    assert {one.id for one in consents.requests_of(use)} == {first.id, second.id}


def test_a_consent_that_folds_into_another_takes_its_application_along(sent, asked, at, ctx_of, pages_as):
    """The subcontractor was recorded twice: what its two applications ask for is one consent by then."""
    first, second = (parties.organisation(at, name) for name in ("下請け株式会社", "シタウケ株式会社"))
    ours, rows = pages_as(Role.OFFICER), [asked("下請け株式会社"), asked("シタウケ株式会社")]
    for row in rows:
        ours.submit(url_of(sent, row, "/record"))
        db.session.refresh(row)
    gone, stays = (consents.use_of(row) for row in rows)
    assert stays is not None
    assert gone is not stays
    merging.merge_organisations(ctx_of(Role.VENDOR_MANAGER), first, second, taken=(), reason="同じ会社")
    db.session.commit()
    assert [consents.use_of(row) for row in rows] == [stays, stays]
    assert {one.id for one in consents.requests_of(stays)} == {row.id for row in rows}


def test_a_new_one_that_looks_like_another_is_asked_about(sent, asked, at, pages_as):
    for name in ("下請け株式会社", "株式会社下請け"):
        parties.organisation(at, name)
    row, ours = asked("下請け"), pages_as(Role.OFFICER)
    url, before = url_of(sent, row, "/record"), counted(Organisation)
    page = ours.submit(url, status=422, organisation_id="", organisation_id_text="")
    assert "登録済みの取引先" in words(page)
    assert counted(Organisation) == before
    ours.post(url, fields={**typed(page), "is_confirmed": "y"})
    assert counted(Organisation) == [before[0] + 1]


def test_refused_at_once_leaves_no_trace_in_the_register(part, sent, asked, clerk, ctx, pages_as):
    row, ours = asked(), pages_as(Role.OFFICER)
    late = typed(ours.get(url_of(sent, row, "/record")))
    ours.submit(url_of(sent, row), status=422, answer="")
    ours.submit(url_of(sent, row), answer="再委託はできません")
    db.session.refresh(row)
    assert row.is_granted is False
    assert counted(EngagementSupply) == [0]
    (mail,) = mails_to(clerk)
    assert "再委託はできません" in mail
    page = ours.get(url_of(sent, row))
    assert "再委託はできません" in words(page)
    assert not page.select("textarea[name=answer]")
    assert "決定済み" in words(ours.post(url_of(sent, row, "/record"), 422, fields=late))
    assert counted(EngagementSupply) == [0]


def test_who_recorded_it_does_not_decide_it(sent, asked, at, ctx_of, pages_as, engagement):
    row, boss = asked(), ctx_of(Role.APPROVER)
    _response, use = recorded(pages_as(Role.APPROVER), sent, row)
    register.examine(boss, engagement, use, examined_on=day_of(at), examination="可", version=use.version)
    db.session.commit()
    with pytest.raises(DomainError) as caught:
        register.grant(boss, engagement, use, Decision(decided_on=day_of(at)), version=use.version)
    assert caught.value.message == register.OWN_APPLICATION


def test_the_reply_follows_the_register_ever_after(
    part, sent, asked, clerk, at, ctx_of, pages_as, engagement
):
    """Refused there, or withdrawn later: the vendor never reads another thing than the register holds."""
    row, ours = asked(), pages_as(Role.OFFICER)
    _response, use = recorded(ours, sent, row)
    boss = ctx_of(Role.APPROVER)
    register.examine(boss, engagement, use, examined_on=day_of(at), examination="可", version=use.version)
    decision = Decision(decided_on=day_of(at), conditions="")
    register.grant(boss, engagement, use, decision, version=use.version)
    db.session.commit()
    assert row.is_granted is True
    register.withdraw(boss, engagement, use, reason="重大な事故", version=use.version)
    db.session.commit()
    assert (row.is_granted, row.answer) == (False, "重大な事故")
    assert any("承諾を取り消しました" in one and "重大な事故" in one for one in mails_to(clerk))
    assert len(mails_to(clerk)) == 2


def test_of_an_assessment_without_an_engagement_those_that_depend_on_the_vendor_are_offered(
    asked, engagement, ctx, ctx_of
):
    about_the_vendor: Any = SimpleNamespace(engagement_id=None)
    row = asked()
    assert consents.engagements_for(ctx, about_the_vendor, row) == [engagement]
    assert consents.engagements_for(ctx_of(Role.RISK), about_the_vendor, row) == []
    engagement.stage = Stage.ENDED
    audit.record(ctx, Made.FOR_TEST, engagement)
    db.session.commit()
    assert consents.engagements_for(ctx, about_the_vendor, row) == []


def test_whose_it_is_not(sent, asked, at, pages_as, ctx):
    row = asked()
    pages_as(Role.RISK).get(url_of(sent, row, "/record"), 403)
    pages_as(Role.OFFICER).get(f"/assessments/{sent.id}/subcontract-requests/{sent.id}/record", 404)
    page = pages_as(Role.OFFICER).get(url_of(sent, row, "/record"))
    first = page.select_one("[name=place] option")["value"]
    assert first.startswith(str(sent.engagement_id))
    pages_as(Role.OFFICER).submit(url_of(sent, row, "/record"), status=422, place=f"{sent.id}:{row.id}")
    assert counted(EngagementSupply) == [0]
