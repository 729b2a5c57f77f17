"""利用内容・承諾 from a ledger: which edge, what of it is used, and what was decided elsewhere."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.errors import DomainError
from app.exchange.kinds import uses as kind
from app.exchange.models import Outcome
from app.exchange.services import applying
from app.identity.roles import Role
from app.register.models import (
    Access,
    ChainCheck,
    ConsentKind,
    ConsentState,
    EngagementSupply,
    OutsourcingJudgement,
    Stage,
)
from app.register.permissions import RegisterPermission as P
from app.register.queries import consents as queries
from app.register.rules import ledger_consents as rules
from app.register.rules.consents import Application, Decision
from app.register.services import consents
from app.work.models import Task
from tests.factories import chain, masters
from tests.factories import engagements as make
from tests.factories.imports import applied, compared, whys
from tests.factories.ledgers import brought_in, outcomes, taken_out, told

HEAD = "委託番号,再委託先,国,アクセスレベル,承諾種別,申請日,決定日,条件,有効期限"
ROW = "K-1,あおい通信㈱,日本,閲覧,事前承諾,令和8年4月1日,R8.4.10,国内のみ,２０２７/３/３１"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def known(ctx, root):
    """An engagement of a service that is built on a line, which is built on a data centre."""
    upper, lower = (
        masters.service(ctx.at, "株式会社みどり計算"),
        masters.service(ctx.at, "株式会社あおい通信", "回線"),
    )
    deep = masters.service(ctx.at, "ひかりセンター株式会社", "棟")
    edges = [masters.supply(ctx.at, upper, lower), masters.supply(ctx.at, lower, deep)]
    engagement = chain.engagement(ctx.at, root, upper, number="K-1")
    assert engagement.outsourcing == OutsourcingJudgement.OUTSOURCING
    return engagement, edges


def the_one(session):
    return session.scalars(select(EngagementSupply)).one()


def test_a_consent_of_the_old_ledger_is_recorded_as_such(session, ctx, known):
    engagement, edges = known
    assert applied(ctx, "uses", HEAD, ROW) == {"new": 1}
    use = the_one(session)
    assert (use.engagement_id, use.supply_id, use.unit_id) == (engagement.id, edges[0].id, engagement.unit_id)
    assert (use.countries, use.access) == (["JP"], Access.VIEW)
    assert (use.consent_kind, use.state) == (ConsentKind.PRIOR, ConsentState.GRANTED)
    assert (use.applied_on, use.decided_on) == (date(2026, 4, 1), date(2026, 4, 10))
    assert (use.conditions, use.expires_on) == ("国内のみ", date(2027, 3, 31))
    assert (use.decided_by_id, use.approval_id) == (None, None)
    events = session.scalars(select(AuditEvent.event).where(AuditEvent.subject_id == use.id)).all()
    assert events == ["register:records:imported"]
    assert not session.scalars(select(Task).where(Task.source_id == use.id)).all()
    # The chain's checks look at it at once: what lacks a consent now is the edge below.
    lacking = session.scalars(select(ChainCheck).where(ChainCheck.check == "consent_missing")).all()
    assert [one.subject_id for one in lacking] == [edges[1].id]
    _, (again,) = compared(ctx, "uses", HEAD, ROW)
    assert again.outcome == Outcome.UNCHANGED, again.changes


def test_what_the_ledger_left_open_waits_for_its_next_step(session, ctx, ctx_of, known):
    engagement, _ = known
    applied(ctx, "uses", "委託番号,再委託先,承諾種別,申請日", "K-1,あおい通信,包括承諾,2026/4/1")
    use = the_one(session)
    assert use.state == ConsentState.APPLIED
    task = session.scalars(select(Task).where(Task.source_id == use.id)).one()
    assert task.permission == P.CONSENT_EXAMINE
    # Who brought the application is not the one who decides it.
    use = consents.examine(
        ctx, engagement, use, examined_on=date(2026, 4, 2), examination="可", version=use.version
    )
    assert queries.recorder_of(use) == ctx.actor_id
    with pytest.raises(DomainError) as refused:
        consents.grant(ctx, engagement, use, Decision(decided_on=date(2026, 4, 3)), version=use.version)
    assert refused.value.message == consents.OWN_APPLICATION


def test_a_decision_is_brought_in_only_by_who_may_decide(ctx, known):
    less = replace(ctx, grants={key: units for key, units in ctx.grants.items() if key != P.CONSENT_DECIDE})
    _, found = compared(less, "uses", HEAD, ROW)
    assert whys(found) == [("engagement_id", kind.UNIT_NOT_YOURS)]
    _, found = compared(less, "uses", HEAD, "K-1,あおい通信,日本,閲覧,事前承諾,2026/4/1,,,")
    assert outcomes(found) == {"new": 1}


def test_a_file_decides_nothing_that_is_being_dealt_with_here(session, ctx, known):
    engagement, edges = known
    application = Application(consent_kind=ConsentKind.PRIOR, applied_on=date(2026, 4, 1))
    consents.apply_for_consent(ctx, engagement, edges[0].id, application)
    session.commit()
    _, found = compared(ctx, "uses", HEAD, ROW)
    assert whys(found) == [("state", rules.DEALT_WITH)]
    # Its use may still be corrected.
    assert applied(ctx, "uses", "委託番号,再委託先,国", "K-1,あおい通信,米国") == {"changed": 1}
    assert the_one(session).state == ConsentState.APPLIED


def test_a_consent_that_was_given_is_not_prolonged_by_a_file(session, ctx, known):
    applied(ctx, "uses", HEAD, ROW)
    _, found = compared(ctx, "uses", HEAD, ROW.replace("２０２７", "２０２９"))
    assert whys(found) == [("state", rules.DEALT_WITH)]


def test_a_use_gets_its_consent_later(session, ctx, known):
    assert applied(ctx, "uses", "委託番号,再委託先,国", "K-1,あおい通信,日本") == {"new": 1}
    assert the_one(session).state == ConsentState.NOT_APPLIED
    batch, (found,) = compared(ctx, "uses", HEAD, ROW)
    assert found.outcome == Outcome.CHANGED, found.problems
    applying.apply(ctx, batch)
    session.commit()
    assert the_one(session).state == ConsentState.GRANTED


def test_a_row_that_does_not_say_to_whom_is_one_bad_row(ctx, known):
    _, found = compared(ctx, "uses", "委託番号,再委託先,国", "K-1,,日本", "K-9,,日本", "K-1,あおい通信,日本")
    assert [one.outcome for one in found] == [Outcome.ERROR, Outcome.ERROR, Outcome.NEW]
    assert whys(found)[0] == ("base_provider", kind.EDGE_MISSING)


def test_the_edge_is_found_by_company_by_service_or_by_its_id(ctx, known):
    _, edges = known
    for head, row in (
        ("委託番号,再委託先", "K-1,ひかりセンター"),
        ("委託番号,再委託先,再委託先のサービス", "K-1,ひかりセンター㈱,棟"),
        ("委託番号,再委託元,再委託先", "K-1,株式会社あおい通信,ひかりセンター"),
        ("委託番号,Supply ID", f"K-1,{edges[1].id}"),
    ):
        _, (found,) = compared(ctx, "uses", head, row)
        assert found.outcome == Outcome.NEW, (head, found.problems)
        assert found.values["base_provider"] == "ひかりセンター株式会社"
        assert found.values["provider"] == "株式会社あおい通信"


def test_several_ways_to_one_company_ask_which(ctx, known):
    _, edges = known
    masters.supply(ctx.at, masters.service(ctx.at, "別の会社", "別"), masters.service(ctx.at, "他社"))
    upper = edges[0].service_id
    from app.core.db import db
    from app.register.models import Service

    deep = db.session.get_one(Service, edges[1].base_service_id)
    masters.supply(ctx.at, db.session.get_one(Service, upper), deep)
    _, found = compared(
        ctx, "uses", "委託番号,再委託先,再委託元", "K-1,ひかりセンター,", "K-1,ひかりセンター,みどり計算"
    )
    assert [one.outcome for one in found] == [Outcome.ERROR, Outcome.NEW]
    assert whys(found) == [("base_provider", kind.SEVERAL_EDGES)]
    _, found = compared(ctx, "uses", "委託番号,再委託先", "K-1,他社", "K-9,ひかりセンター")
    assert whys(found) == [("base_provider", kind.NO_EDGE), ("engagement_id", kind.NO_ENGAGEMENT)]


def test_an_engagement_of_another_unit_is_refused(ctx, known, root):
    engagement, _ = known
    branch, officer = make.branch(ctx.at, root)
    make.reader(ctx.at, engagement, branch)
    mine = make.ctx_of(officer, ctx.at)
    _, found = compared(mine, "uses", "委託番号,再委託先", "K-1,あおい通信")
    assert whys(found) == [("engagement_id", kind.UNIT_NOT_YOURS)]


def test_an_engagement_that_is_over_keeps_its_file(session, ctx, known):
    engagement, edges = known
    chain.use(ctx.at, engagement, edges[0])
    make.edited(ctx.at, engagement)
    engagement.stage = Stage.ENDED
    from app.core import audit
    from tests.factories.identity import Made, context

    audit.record(context(ctx.at), Made.FOR_TEST, engagement)
    session.commit()
    _, found = compared(ctx, "uses", "委託番号,再委託先,備考", "K-1,あおい通信,変更")
    assert whys(found) == [("engagement_id", kind.IS_OVER)]


def test_days_that_do_not_fit_are_refused_with_their_field(ctx, known):
    _, found = compared(ctx, "uses", HEAD, ROW.replace("R8.4.10", "R8.3.1"))
    assert [field for field, _ in whys(found)] == ["decided_on"]
    _, found = compared(ctx, "uses", HEAD, ROW.replace("事前承諾", ""))
    assert whys(found) == [("consent_kind", rules.KIND_MISSING)]


def test_the_differences_lead_to_the_use_that_each_row_concerns(session, ctx, known, pages_as):
    engagement, edges = known
    applied(ctx, "uses", HEAD, ROW)
    batch, _ = compared(
        ctx, "uses", "委託番号,再委託先,備考", "K-1,あおい通信,追記", "K-1,ひかりセンター,新しい"
    )
    session.commit()
    pages = pages_as(Role.VENDOR_MANAGER)
    for shown, expected in (("changed", [edges[0].id]), ("new", [])):
        page = pages.get(f"/exchange/imports/{batch.id}/differences?show={shown}")
        links = [link["href"] for link in page.select(".differences td a")]
        assert links == [f"/engagements/{engagement.id}/chain/{edge}" for edge in expected]
        for link in links:
            pages.get(link)


def test_what_went_out_comes_in_without_a_difference(ctx, known):
    engagement, edges = known
    chain.granted(ctx.at, engagement, edges[0], consent_kind=ConsentKind.PRIOR, conditions="=1\n2", note="、")
    chain.use(ctx.at, engagement, edges[1], is_unused=True, data_classes=["personal"])
    _, found = brought_in(ctx, taken_out(ctx, "uses").content, "uses")
    assert outcomes(found) == {"unchanged": 2}, told(found)
