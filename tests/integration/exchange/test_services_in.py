"""Services from a file: known by provider and name."""

import pytest
from sqlalchemy import select

from app.core.errors import DomainError
from app.exchange.kinds import parties, services
from app.exchange.models import Outcome
from app.exchange.services import applying
from app.identity.roles import Role
from app.register.models import NoNumberReason, Organisation, Service, ServiceModel
from app.register.queries import services as queries
from app.register.services import services as acts
from tests.factories import masters, register
from tests.factories.imports import applied, compared, whys
from tests.factories.ledgers import brought_in, outcomes, taken_out, told
from tests.there import there

HEAD = "提供者,サービス名,サービスの種類,サービスモデル,提供国,備考"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def fixer(ctx):
    return register.organisation(
        ctx.at, "株式会社みどり計算", corporate_number="5010001008846", name_latin="Midori Computing, Inc."
    )


@pytest.mark.parametrize(
    "provider",
    [
        "株式会社みどり計算",
        "（株）みどり計算",
        "みどり計算",
        "５０１０００１００８８４６",
        "Midori Computing",
        "ﾐﾄﾞﾘ計算㈱",
    ],
)
def test_a_service_is_added_whichever_way_its_provider_is_spelt(session, ctx, fixer, provider):
    counts = applied(ctx, "services", HEAD, f'{provider},クラウド基盤,クラウド基盤,IaaS,"日本、米国",')
    assert counts == {"new": 1}
    made = session.scalars(select(Service)).one()
    assert (made.organisation_id, made.kind, made.model) == (fixer.id, "cloud_platform", ServiceModel.IAAS)
    assert made.countries == ["JP", "US"]
    assert made.provider_sort_key == fixer.sort_key
    assert [row.name for row in queries.offered(ctx, "クラウド", ctx.at.date())] == ["クラウド基盤"]


def test_another_spelling_of_the_same_row_is_no_change(ctx, fixer):
    applied(ctx, "services", HEAD, "株式会社みどり計算,クラウド基盤,クラウド基盤,IaaS,日本;米国,備考")
    _, found = compared(ctx, "services", HEAD, "みどり計算㈱,クラウド基盤,cloud_platform,iaas,US;JP,備考")
    assert outcomes(found) == {"unchanged": 1}, told(found)


def test_a_changed_field_is_shown_and_stored_and_the_index_follows(session, ctx, fixer):
    made = masters.service(ctx.at, fixer, "クラウド基盤")
    batch, (found,) = compared(
        ctx, "services", "Sekisho ID,提供者,サービス名", f"{made.id},みどり計算,共同基盤"
    )
    assert found.outcome == Outcome.CHANGED
    assert found.changes == {"name": ["クラウド基盤", "共同基盤"]}
    applying.apply(ctx, batch)
    session.commit()
    assert [row.id for row in queries.offered(ctx, "共同基盤", ctx.at.date())] == [made.id]


def test_a_name_of_another_spelling_is_confirmed_first(ctx, fixer):
    masters.service(ctx.at, fixer, "クラウド基盤")
    _, (found,) = compared(ctx, "services", HEAD, "みどり計算,クラウド 基盤,,,,")
    assert (found.outcome, found.problems[0]["message"]) == (Outcome.DUPLICATE, services.ALIKE)


def test_two_services_of_one_name_are_told_apart_by_their_id(ctx, fixer):
    for _ in range(2):
        masters.service(ctx.at, fixer, "クラウド基盤")
    _, (found,) = compared(ctx, "services", HEAD, "みどり計算,クラウド基盤,,,,")
    assert (found.outcome, found.problems[0]["message"]) == (Outcome.CONFLICT, parties.SEVERAL_SERVICES)


def test_a_provider_that_nobody_recorded_is_an_error_or_added_when_asked(session, ctx):
    row = "株式会社あおい通信,回線,通信回線・ネットワーク,,,"
    _, found = compared(ctx, "services", HEAD, row)
    assert whys(found) == [("organisation_id", parties.NO_PARTY)]
    assert applied(ctx, "services", HEAD, row, is_adding_parties=True) == {"new": 1}
    added = session.scalars(select(Organisation).where(Organisation.name == "株式会社あおい通信")).one()
    assert (added.country, added.no_number_reason) == ("", NoNumberReason.NOT_YET_CHECKED)
    assert session.scalars(select(Service)).one().organisation_id == added.id


def test_the_rules_of_the_page_hold(ctx, fixer):
    acts.placeholder_of(ctx, fixer)
    general = there(queries.placeholder(fixer.id))
    _, found = compared(
        ctx, "services", "Sekisho ID,提供者,名称,URL,サービスの種類",
        f"{general.id},みどり計算,新しい名,,",
        ",みどり計算,帳票,ftp://midori.example,",
        ",みどり計算,帳票2,,知らない種類",
        "0198c0de-0000-7000-8000-000000000000,みどり計算,帳票3,,",
    )  # fmt: skip
    assert [one.outcome for one in found] == [
        Outcome.ERROR, Outcome.ERROR, Outcome.ERROR, Outcome.CONFLICT,
    ]  # fmt: skip
    assert [field for field, _ in whys(found)][:3] == ["name", "website", "kind"]


def test_an_ambiguous_provider_asks_for_its_number(ctx):
    for number in register.NUMBERS[:2]:
        register.organisation(ctx.at, "株式会社ひかり", corporate_number=number)
    _, found = compared(ctx, "services", HEAD, "ひかり,回線,,,,", f"{register.NUMBERS[0]},回線,,,,")
    assert [one.outcome for one in found] == [Outcome.ERROR, Outcome.NEW]
    assert whys(found) == [("organisation_id", parties.SEVERAL_PARTIES)]


def test_what_changed_between_looking_and_applying_is_not_overwritten(ctx, fixer):
    made = masters.service(ctx.at, fixer, "クラウド基盤", note="前")
    batch, _ = compared(ctx, "services", HEAD, "みどり計算,クラウド基盤,,,,ファイル")
    masters.service_edited(ctx.at, made, note="画面")
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, batch)
    assert refused.value.message == applying.MOVED_ON
    assert made.note == "画面"


def test_what_went_out_comes_in_without_a_difference(ctx, fixer):
    other = register.organisation(ctx.at, "株式会社みどり計算", no_number_note="同名")
    for owner in (fixer, other):
        acts.placeholder_of(ctx, owner)
        for name in ("=1+1", "a、b", "a、b", "00123"):
            masters.service(ctx.at, owner, name, countries=("JP", "US"), note="一行\n二行")
    _, found = brought_in(ctx, taken_out(ctx, "services").content, "services")
    assert outcomes(found) == {"unchanged": 10}, told(found)
