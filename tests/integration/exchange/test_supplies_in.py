"""Edges of the chain from a file: with services, or with two columns of companies only."""

import pytest
from sqlalchemy import func, select

from app.core.asat import Moment
from app.core.audit import AuditEvent
from app.core.dates import day_of
from app.exchange.kinds import parties
from app.exchange.models import Outcome
from app.identity.roles import Role
from app.register.models import EngagementSupply, NoNumberReason, Organisation, Service, Supply
from app.register.queries import chain as chain_queries
from app.register.queries import supplies as queries
from app.register.rules.chain_checks import checked as chain_checked
from app.register.services import merging
from app.register.services import supplies as acts
from tests.factories import chain, masters, register
from tests.factories import engagements as make
from tests.factories.imports import applied, compared, whys
from tests.factories.ledgers import brought_in, outcomes, taken_out, told
from tests.there import there

HEAD = (
    "提供元（委託先）,サービス,利用先の提供元（再委託先）,利用先サービス,業務・用途,取扱いがあり得る国,開始日"
)
PAIRS = "company,sub_processor"
AWS = (
    "AWS", "Amazon Web Services", "\"Amazon Web Services, Inc.\"", "Amazon Web Services (AWS)",
    "アマゾン ウェブ サービス", "Amazon AWS", "Amazon.com AWS LLC**",
)  # fmt: skip


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def named(session, name):
    return session.scalars(select(Organisation).where(Organisation.name == name)).one()


def test_an_edge_joins_two_services_that_are_recorded(session, ctx):
    upper, lower = (
        masters.service(ctx.at, "株式会社みどり計算"),
        masters.service(ctx.at, "株式会社あおい通信", "回線"),
    )
    row = "みどり計算㈱,クラウド基盤,あおい通信,回線,専用線,日本,令和8年4月1日"
    assert applied(ctx, "supplies", HEAD, row) == {"new": 1}
    made = session.scalars(select(Supply)).one()
    assert (made.service_id, made.base_service_id) == (upper.id, lower.id)
    assert (made.countries, made.from_on.isoformat()) == (["JP"], "2026-04-01")
    assert (made.service_sort_key, made.base_sort_key) == (upper.sort_key, lower.sort_key)
    _, found = compared(ctx, "supplies", HEAD, row, "みどり計算,クラウド基盤,あおい通信,回線,,,")
    assert [one.outcome for one in found] == [Outcome.UNCHANGED, Outcome.DUPLICATE]


def test_a_missing_party_is_an_error_that_says_how(ctx):
    masters.service(ctx.at, "株式会社みどり計算")
    _, found = compared(
        ctx, "supplies", HEAD,
        "みどり計算,クラウド基盤,知らない会社,回線,,,",
        "みどり計算,知らないサービス,みどり計算,クラウド基盤,,,",
        "みどり計算,,みどり計算,クラウド基盤,,,",
    )  # fmt: skip
    assert whys(found) == [
        ("base_provider", parties.NO_PARTY),
        ("service_id", parties.NO_SERVICE),
        ("service_id", parties.NO_SERVICE),
    ]


def test_parties_and_services_are_added_when_asked_once_each(session, ctx):
    rows = (
        "あおい通信,,みどり計算,クラウド基盤,,,",
        "ひかり,,みどり計算,クラウド基盤,,,",
        "ひかり,,あおい通信,,,,",
    )
    assert applied(ctx, "supplies", HEAD, *rows, is_adding_parties=True) == {"new": 3}
    names = sorted(one.name for one in session.scalars(select(Service)))
    assert names == ["クラウド基盤", "（全般）", "（全般）"]
    general = session.scalars(select(Service).where(Service.is_placeholder)).all()
    assert [service.name_kana for service in general] == ["ゼンパン", "ゼンパン"]
    aoi = named(session, "あおい通信")
    assert (aoi.country, aoi.no_number_reason) == ("", NoNumberReason.NOT_YET_CHECKED)
    acts_of = set(session.scalars(select(AuditEvent.event).where(AuditEvent.subject_id == aoi.id)))
    assert acts_of == {"register:records:imported"}


def test_nobody_adds_parties_for_whom_that_is_not(ctx_of, session, ctx):
    from dataclasses import replace

    from app.register.permissions import RegisterPermission as P

    less = replace(ctx, grants={key: units for key, units in ctx.grants.items() if key != P.ORGANISATION_ADD})
    _, found = compared(less, "supplies", PAIRS, "あおい通信,みどり計算", is_adding_parties=True)
    assert whys(found) == [(end, parties.MAY_NOT_ADD) for end in ("provider", "base_provider")]


def test_headings_of_two_companies_are_understood_in_both_languages(ctx):
    for head in (PAIRS, "委託先,再委託先", "Company,Sub-processor"):
        batch, _ = compared(ctx, "supplies", head, "あおい通信,みどり計算", is_adding_parties=True)
        assert list(batch.mapping) == ["provider", "base_provider"], head


def test_a_circle_and_a_loop_come_in_and_are_reported(session, ctx, root):
    rows = ("甲社,乙社", "乙社,丙社", "丙社,甲社", "丁社,丁社", "甲社,丁社")
    assert applied(ctx, "supplies", PAIRS, *rows, is_adding_parties=True) == {"new": 5}
    start = session.scalars(select(Service).where(Service.organisation_id == named(session, "甲社").id)).one()
    engagement = chain.engagement(ctx.at, root, start)
    found = there(chain_queries.chain_of(ctx, engagement, Moment(None, day_of(ctx.at))))
    reported = {str(result.check) for result in chain_checked(found)}
    assert len(found.links) == 5
    assert {"circle", "self_loop"} <= reported, reported


def test_seven_spellings_come_in_apart_and_merging_them_keeps_every_link(session, ctx, root):
    rows = [f"利用者{at},{spelling}" for at, spelling in enumerate(AWS)] + ["AWS,データセンター社"]
    assert applied(ctx, "supplies", PAIRS, *rows, is_adding_parties=True) == {"new": 8}
    names = [spelling.strip('"').removesuffix("**") for spelling in AWS]
    found = [named(session, name) for name in names]
    upper = session.scalars(
        select(Service).where(Service.organisation_id == named(session, "利用者0").id)
    ).one()
    engagement = chain.engagement(ctx.at, root, upper)
    edge = session.scalars(select(Supply).where(Supply.service_id == upper.id)).one()
    chain.use(ctx.at, engagement, edge)
    winner = found[2]
    for loser in [each for each in found if each is not winner]:
        merging.merge_organisations(ctx, loser, winner, taken=(), reason="同じ会社")
        session.commit()
    general = session.scalars(
        select(Service).where(Service.organisation_id == winner.id, Service.merged_into_id.is_(None))
    ).one()
    assert len(queries.built_on(ctx, general.id)) == 7
    assert len(queries.bases_of(ctx, general.id)) == 1
    assert session.scalars(select(EngagementSupply)).one().supply_id == edge.id
    # The same file again, with all the old spellings: everything is there.
    _, again = compared(ctx, "supplies", PAIRS, *rows, is_adding_parties=True)
    assert outcomes(again) == {"unchanged": 8}, told(again)


def test_a_form_of_another_country_is_another_company(session, ctx):
    applied(ctx, "supplies", PAIRS, "Databricks,Databricks GmBH", is_adding_parties=True)
    edge = session.scalars(select(Supply)).one()
    assert edge.service_id != edge.base_service_id
    assert count(session, Organisation) >= 2


@pytest.mark.parametrize(
    ("recorded", "said"),
    [("Databricks", "Databricks GmbH"), ("株式会社みどり", "有限会社みどり"), ("Acme, Inc.", "Acme LLC")],
)
def test_another_legal_form_does_not_mean_a_recorded_company(session, ctx, recorded, said):
    masters.placeholder(ctx.at, register.organisation(ctx.at, recorded))
    _, found = compared(ctx, "supplies", PAIRS, f'"{said}","{recorded}"')
    assert whys(found) == [("provider", parties.NO_PARTY)]
    applied(ctx, "supplies", PAIRS, f'"{said}","{recorded}"', is_adding_parties=True)
    assert named(session, said).id != named(session, recorded).id


def test_ends_of_an_edge_in_use_stay(session, ctx, root):
    upper, lower = (
        masters.service(ctx.at, "株式会社みどり計算"),
        masters.service(ctx.at, "株式会社あおい通信", "回線"),
    )
    edge = masters.supply(ctx.at, upper, lower)
    masters.service(ctx.at, named(session, "株式会社あおい通信"), "別の回線")
    chain.use(ctx.at, make.engagement(ctx.at, root, upper), edge)
    row = f"{edge.id},みどり計算,クラウド基盤,あおい通信,別の回線"
    _, found = compared(ctx, "supplies", "Sekisho ID,提供元,サービス,再委託先,利用先サービス", row)
    assert whys(found) == [("base_service_id", acts.IN_USE)]


def test_a_second_edge_between_two_services_is_refused(ctx):
    services = [masters.service(ctx.at, name) for name in ("甲社", "乙社", "丙社")]
    edges = [masters.supply(ctx.at, services[0], lower) for lower in services[1:]]
    row = f"{edges[0].id},甲社,クラウド基盤,丙社,クラウド基盤"
    _, found = compared(ctx, "supplies", "Sekisho ID,提供元,サービス,再委託先,利用先サービス", row)
    assert whys(found) == [("base_service_id", acts.RECORDED)]


def test_days_that_contradict_each_other_are_refused(ctx):
    masters.service(ctx.at, "甲社")
    _, found = compared(
        ctx, "supplies", "提供元,サービス,再委託先,利用先サービス,開始日,終了日",
        "甲社,クラウド基盤,甲社,クラウド基盤,令和8年4月1日,２０２５/３/３１",
    )  # fmt: skip
    assert [field for field, _ in whys(found)] == ["to_on"]


def test_what_went_out_comes_in_without_a_difference(ctx):
    upper, lower = masters.service(ctx.at, "=甲社", "=1+1"), masters.service(ctx.at, "乙、社", "回線；")
    masters.supply(ctx.at, upper, lower, purpose="専用線\n副線", countries=("JP", "US"))
    masters.supply(ctx.at, lower, lower)
    _, found = brought_in(ctx, taken_out(ctx, "supplies").content, "supplies")
    assert outcomes(found) == {"unchanged": 2}, told(found)
