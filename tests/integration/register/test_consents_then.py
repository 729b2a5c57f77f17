"""A consent on a day that has passed: as it stood that day, whatever was done to it since."""

from datetime import date, timedelta

import pytest

from app.core.asat import Moment
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.models import ConsentKind, Service
from app.register.queries.chain import chain_of
from app.register.rules.consents import Application, Decision, Standing, standing_of
from app.register.services import consents as services
from tests.factories import chain as make
from tests.pages import words


@pytest.fixture
def today(at):
    return day_of(at)


@pytest.fixture
def given(at, root):
    """Applied for on 1 April 2024, given on 10 April with a condition."""
    edge = make.supply(at, make.service(at, "株式会社元請"), make.service(at, "株式会社再委託先"))
    engagement = make.engagement(at, root, db.session.get_one(Service, edge.service_id))
    use = make.granted(
        at, engagement, edge, conditions="国内に限る", expires_on=date(2099, 3, 31),
        consent_kind=ConsentKind.PRIOR,
    )  # fmt: skip
    return engagement, edge, use


def stood(ctx, given, on, instant=None):
    engagement, edge, _use = given
    chain = chain_of(ctx, engagement, Moment(instant, on))
    assert chain is not None
    (link,) = [link for link in chain.links if link.id == edge.id]
    use = chain.uses[edge.id]
    return standing_of(chain, link), use.conditions, use.expires_on


def again(ctx, given, today):
    engagement, edge, use = given
    application = Application(consent_kind=ConsentKind.PRIOR, applied_on=today, applied_by="元請")
    services.apply_for_consent(ctx, engagement, edge.id, application, version=use.version)
    db.session.commit()


def test_before_it_was_withdrawn_the_consent_held(ctx_of, given, today):
    approver, (engagement, _edge, use) = ctx_of(Role.APPROVER), given
    services.withdraw(approver, engagement, use, reason="条件に反した", version=use.version)
    db.session.commit()
    assert stood(approver, given, today)[0] == Standing.WITHDRAWN
    held = (Standing.GIVEN, "国内に限る", date(2099, 3, 31))
    assert stood(approver, given, today - timedelta(days=1)) == held
    assert stood(approver, given, date(2024, 4, 10)) == held
    assert stood(approver, given, date(2024, 4, 9))[0] == Standing.WAITING
    assert stood(approver, given, date(2024, 3, 31))[0] == Standing.MISSING


def test_before_the_next_application_was_refused_the_earlier_consent_held(ctx_of, given, today):
    officer, approver, (engagement, _edge, use) = ctx_of(Role.OFFICER), ctx_of(Role.APPROVER), given
    again(officer, given, today)
    services.examine(officer, engagement, use, examined_on=today, examination="不備", version=use.version)
    db.session.commit()
    services.refuse(approver, engagement, use, Decision(decided_on=today), version=use.version)
    db.session.commit()
    assert stood(approver, given, today)[0] == Standing.REFUSED
    yesterday = today - timedelta(days=1)
    assert stood(approver, given, yesterday) == (Standing.GIVEN, "国内に限る", date(2099, 3, 31))


def test_after_a_withdrawal_and_a_new_application_the_first_consent_is_still_told(ctx_of, given, today):
    officer, approver, (engagement, _edge, use) = ctx_of(Role.OFFICER), ctx_of(Role.APPROVER), given
    services.withdraw(approver, engagement, use, reason="条件に反した", version=use.version)
    db.session.commit()
    again(officer, given, today)
    assert stood(officer, given, today) == (Standing.WAITING, "", None)
    assert stood(officer, given, today - timedelta(days=1))[1:] == ("国内に限る", date(2099, 3, 31))


def test_the_page_of_the_consent_tells_the_same(pages_as, ctx_of, given, today):
    engagement, edge, use = given
    services.withdraw(ctx_of(Role.APPROVER), engagement, use, reason="条件に反した", version=use.version)
    db.session.commit()
    pages, own = pages_as(Role.VENDOR_MANAGER), f"/engagements/{engagement.id}/chain/{edge.id}"
    assert words(pages.get(own).select_one("h1 + .tag")) == "承諾撤回"
    page = pages.get(f"{own}?on={today - timedelta(days=1)}")
    assert words(page.select_one("h1 + .tag")) == "承諾済み"
    assert "国内に限る" in words(page.select_one("main"))
    assert "撤回" not in words(page.select_one("main"))
    assert not page.select('main a[href$="/withdraw"]')
