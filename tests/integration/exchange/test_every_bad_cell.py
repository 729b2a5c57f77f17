"""Every bad cell of a row is named at once, whatever is wrong with it; and nothing that is not wrong."""

from datetime import date

import pytest

from app.core.words import value_label
from app.exchange.kinds import organisations, ours, parties, uses
from app.exchange.models import Outcome
from app.exchange.reading import values as read
from app.exchange.reading.rows import REQUIRED
from app.identity.roles import Role
from app.register.models import ExitPlan
from app.register.rules import engagements as rules
from app.register.rules import organisations as organisation_rules
from app.register.rules import supplies as supply_rules
from app.register.rules.organisations import WEBSITE_SHAPE
from tests.factories import chain, masters, register
from tests.factories import engagements as make
from tests.factories.imports import compared, whys

CONTRACT = "委託番号,件名,契約の相手方,サービス,区分,所管部署"
EDGE = "提供元（委託先）,サービス,利用先の提供元（再委託先）,利用先サービス"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def service(ctx):
    return masters.service(ctx.at, "株式会社みどり計算")


# --- engagements ---------------------------------------------------------------------------


def test_all_references_of_an_engagement_are_told(ctx, service):
    _, (found,) = compared(
        ctx, "engagements", CONTRACT + ",管理責任者,業務,情報システム",
        ",件名,みどり計算,知らないサービス,クラウド,知らない部,知らない人,業務一、業務二,知らない系",
    )  # fmt: skip
    assert found.outcome == Outcome.ERROR
    assert sorted(whys([found])) == sorted(
        [
            ("unit_id", ours.NO_UNIT),
            ("service_id", parties.NO_SERVICE),
            ("owner_id", ours.NO_PERSON),
            ("functions", ours.NO_FUNCTION),
            ("functions", ours.NO_FUNCTION),
            ("systems", ours.NO_SYSTEM),
        ]
    )
    assert {one["params"]["name"] for one in found.problems if one["field"] == "functions"} == {
        "業務一", "業務二"
    }  # fmt: skip


def test_a_cell_that_cannot_be_read_hides_no_reference_and_no_rule(ctx, service):
    _, found = compared(
        ctx, "engagements", CONTRACT + ",データの件数,契約開始日,満了日,出口計画の日,年間金額",
        ",件名,知らない会社,クラウド基盤,どれでもない,知らない部,多数,2026/4/1,2026/3/31,,-5",
    )  # fmt: skip
    assert sorted(whys(found)) == sorted(
        [
            ("category", read.NOT_CHOICE),
            ("data_volume", read.NOT_NUMBER),
            ("vendor_id", parties.NO_PARTY),
            ("unit_id", ours.NO_UNIT),
            ("ends_on", rules.ENDS_BEFORE),
            ("annual_amount", rules.NEGATIVE),
        ]
    )


def test_all_rules_that_an_engagement_breaks_are_told(ctx, service):
    _, found = compared(
        ctx, "engagements", CONTRACT + ",契約開始日,満了日,データの件数,段階,外部委託該当性,個人データの判定",
        ",件名,みどり計算,クラウド基盤,,つばめ銀行,2026/4/1,2026/3/31,-1,終了,外部委託,委託",
    )  # fmt: skip
    told = [field for field, _ in whys(found)]
    assert told == [
        "category", "ends_on", "data_volume", "ended_on", "outsourcing_reason", "personal_data_reason",
    ]  # fmt: skip


def test_a_rule_is_silent_about_what_was_not_read(ctx, service, root):
    make.engagement(ctx.at, root, service, number="K-1")
    head = "委託番号,件名,契約開始日,満了日,個人データ,要配慮個人情報"
    _, found = compared(
        ctx, "engagements", head,
        "K-1,,いつか,2020/3/31,?,○",
        ",新しい,いつか,2020/3/31,?,○",
    )  # fmt: skip
    assert [field for field, _ in whys(found[:1])] == ["has_personal_data", "started_on"]
    assert [field for field, _ in whys(found[1:])] == [
        "has_personal_data", "started_on", "unit_id", "category", "service_id",
    ]  # fmt: skip


def test_a_title_that_none_has_is_of_a_new_one_and_a_number_says_which(ctx, service, root):
    """So what such a row leaves out is missing, or recorded, whoever else it names."""
    make.engagement(ctx.at, root, service, number="K-1", started_on=date(2026, 4, 1))
    _, found = compared(
        ctx, "engagements", CONTRACT + ",満了日,外部委託該当性",
        ",新しい件名,知らない会社,,,知らない部,,外部委託",
        "K-1,,知らない会社,,,,2026/3/31,",
    )  # fmt: skip
    assert sorted(field for field, _ in whys(found[:1])) == [
        "category", "outsourcing_reason", "unit_id", "vendor_id",
    ]  # fmt: skip
    assert whys(found[1:]) == [("vendor_id", parties.NO_PARTY), ("ends_on", rules.ENDS_BEFORE)]


def test_what_the_record_holds_counts_as_said(ctx, service, root):
    """The beginning is recorded, so the end in the file lies before it; nothing else of the record is missing."""
    made = make.engagement(ctx.at, root, service, number="K-1", started_on=date(2026, 4, 1))
    _, (found,) = compared(
        ctx, "engagements", "委託番号,満了日,データの件数,管理責任者", "K-1,2026/3/31,多数,知らない人"
    )
    assert sorted(whys([found])) == sorted(
        [
            ("data_volume", read.NOT_NUMBER),
            ("owner_id", ours.NO_PERSON),
            ("ends_on", rules.ENDS_BEFORE),
        ]
    )
    assert found.record_id == made.id


def test_an_id_that_no_record_has_is_told_beside_the_rest(ctx, service):
    unknown = "0198c0de-0000-7000-8000-000000000000"
    for key, head, row in (
        ("engagements", "Sekisho ID,件名,データの件数", f"{unknown},件名,多数"),
        ("services", "Sekisho ID,提供者,サービス名,提供国", f"{unknown},みどり計算,名,どこか"),
        ("supplies", f"Sekisho ID,{EDGE},開始日", f"{unknown},みどり計算,クラウド基盤,みどり計算,クラウド基盤,いつか"),
        ("uses", "Sekisho ID,委託番号,再委託先,申請日", f"{unknown},K-1,みどり計算,いつか"),
        ("organisations", "Sekisho ID,商号,決算期", f"{unknown},甲株式会社,いつか"),
    ):  # fmt: skip
        _, found = compared(ctx, key, head, row)
        assert ("id", organisations.UNKNOWN_ID) in whys(found), key
        assert len(whys(found)) >= 2, key


def test_looking_over_a_bad_row_adds_nothing_for_those_behind_it(ctx):
    """A row that will not be stored plans neither party nor service: the next one cannot mean them."""
    _, found = compared(
        ctx, "engagements", CONTRACT + ",データの件数",
        ",一件,甲社,新しいサービス,クラウド,つばめ銀行,多数",
        ",二件,,新しいサービス,クラウド,つばめ銀行,",
        is_adding_parties=True,
    )  # fmt: skip
    assert whys(found) == [("data_volume", read.NOT_NUMBER), ("provider", parties.WHOSE_SERVICE)]


# --- the other kinds -------------------------------------------------------------------------


def test_all_bad_cells_of_an_organisation_are_told(ctx):
    register.organisation(ctx.at, "株式会社みどり計算", corporate_number=register.NUMBERS[0])
    _, found = compared(
        ctx, "organisations", "商号,カナ,法人番号,種別,親会社,決算期,URL,純資産,インボイス番号",
        f"甲株式会社,漢字,{register.NUMBERS[1]},会社,知らない親,いつか,ftp://a.example,1,T{register.NUMBERS[0]}",
        ",カナ,1234567890123,会社,知らない親,,,1,",
    )  # fmt: skip
    assert sorted(field for field, _ in whys(found[:1])) == [
        "fiscal_year_end", "invoice_number", "name_kana", "parent_id", "website",
    ]  # fmt: skip
    assert ("parent_id", organisations.NO_PARENT) in whys(found[:1])
    assert ("invoice_number", organisation_rules.INVOICE_DIFFERS) in whys(found[:1])
    # Whether the accounts are recorded already cannot be said of a row without a name.
    assert sorted(field for field, _ in whys(found[1:])) == ["corporate_number", "name", "parent_id"]


def test_a_number_that_is_taken_and_a_parent_that_is_unknown_are_told_together(ctx):
    for at, name in enumerate(("株式会社あおい", "株式会社みなと")):
        register.organisation(ctx.at, name, corporate_number=register.NUMBERS[at])
    made = register.organisation(ctx.at, "株式会社ひかり", no_number_note="")
    _, found = compared(
        ctx, "organisations", "Sekisho ID,商号,法人番号,親会社,純資産",
        f"{made.id},株式会社ひかり,{register.NUMBERS[0]},知らない親,1",
    )  # fmt: skip
    assert sorted(whys(found)) == sorted(
        [
            ("parent_id", organisations.NO_PARENT),
            ("corporate_number", organisations.TAKEN),
            ("fiscal_year_end", organisation_rules.YEAR_MISSING),
        ]
    )


def test_all_bad_cells_of_a_service_are_told(ctx, service):
    _, found = compared(
        ctx, "services", "提供者,サービス名,カナ,URL,サービスの種類,提供国",
        "知らない会社,帳票,漢字,ftp://a.example,知らない種類,どこか",
        "みどり計算,帳票,漢字,ftp://a.example,,",
    )  # fmt: skip
    assert sorted(field for field, _ in whys(found[:1])) == [
        "countries", "kind", "name_kana", "organisation_id", "website",
    ]  # fmt: skip
    assert ("organisation_id", parties.NO_PARTY) in whys(found[:1])
    assert sorted(field for field, _ in whys(found[1:])) == ["name_kana", "website"]
    assert ("website", WEBSITE_SHAPE) in whys(found[1:])


def test_all_bad_cells_of_an_edge_are_told(ctx, service):
    _, found = compared(
        ctx, "supplies", f"{EDGE},開始日,終了日,取扱いがあり得る国",
        "知らない会社,回線,みどり計算,知らないサービス,2026/4/1,2026/3/31,どこか",
        ",回線,みどり計算,知らないサービス,2026/4/1,,",
    )  # fmt: skip
    assert sorted(whys(found[:1])) == sorted(
        [
            ("countries", read.NOT_COUNTRY),
            ("provider", parties.NO_PARTY),
            ("base_service_id", parties.NO_SERVICE),
            ("to_on", supply_rules.TO_BEFORE_FROM),
        ]
    )
    assert sorted(whys(found[1:])) == sorted(
        [("provider", REQUIRED), ("base_service_id", parties.NO_SERVICE)]
    )


@pytest.fixture
def known(ctx, root, service):
    lower = masters.service(ctx.at, "株式会社あおい通信", "回線")
    edge = masters.supply(ctx.at, service, lower)
    return chain.engagement(ctx.at, root, service, number="K-1"), edge


def test_all_bad_cells_of_a_use_are_told(ctx, known):
    _, found = compared(
        ctx, "uses", "委託番号,再委託元,再委託先,国,承諾種別,申請日,決定日,有効期限",
        "K-9,知らない元,知らない先,どこか,事前承諾,2026/4/10,2026/4/1,2026/3/1",
        "K-1,みどり計算,あおい通信,どこか,事前承諾,2026/4/10,2026/4/1,2026/3/1",
        "K-1,みどり計算,あおい通信,,事前承諾,2026/4/1,2026/4/10,2026/3/1",
    )  # fmt: skip
    assert sorted(field for field, _ in whys(found[:1])) == [
        "base_provider", "countries", "decided_on", "engagement_id", "provider",
    ]  # fmt: skip
    assert ("engagement_id", uses.NO_ENGAGEMENT) in whys(found[:1])
    assert sorted(field for field, _ in whys(found[1:2])) == ["countries", "decided_on"]
    assert [field for field, _ in whys(found[2:])] == ["expires_on"]


def test_a_consent_with_an_unreadable_day_is_not_called_incomplete(ctx, known):
    _, found = compared(
        ctx, "uses", "委託番号,再委託先,承諾種別,申請日,条件", "K-1,あおい通信,事前承諾,いつか,国内のみ"
    )
    assert [field for field, _ in whys(found)] == ["applied_on"]


# --- nothing that is not wrong ---------------------------------------------------------------

FULL = {
    "organisations": (
        "商号,カナ,英文名,種別,国,法人番号,LEI,インボイス番号,親会社,決算期,純資産,取引先コード,備考",
        "株式会社あおぞら,アオゾラ,Aozora,会社,日本,{number},,T{number},みどり計算,2026/3/31,1000,A-1,よい",
    ),
    "services": (
        "提供者,サービス名,カナ,サービスの種類,サービスモデル,提供国,URL,備考",
        "みどり計算,帳票,チョウヒョウ,クラウド基盤,IaaS,日本,https://a.example,よい",
    ),
    "supplies": (
        f"{EDGE},取扱いがあり得る国,開始日,終了日",
        "みどり計算,クラウド基盤,みどり計算,クラウド基盤,日本,2026/4/1,2027/3/31",
    ),
    "engagements": (
        CONTRACT + ",データの種類,データの件数,個人データ,要配慮個人情報,年間金額,契約開始日,満了日,更新通知期限,"
        "出口計画,出口計画の日,外部委託該当性,該当性判定の理由,判定日,個人データの判定,理由（個人データ）,段階,取引終了日,備考",
        ",件名,みどり計算,クラウド基盤,クラウド,つばめ銀行,個人データ,5,○,○,100,2025/4/1,2026/3/31,2026/1/31,{plan},"
        "2025/4/1,外部委託,業務,2025/4/1,委託,取扱い,終了,2026/3/31,よい",
    ),
    "uses": (
        "委託番号,再委託元,再委託元のサービス,再委託先,再委託先のサービス,国,アクセスレベル,承諾種別,承諾の状態,申請日,審査日,決定日,条件,"
        "有効期限,備考",
        "K-1,みどり計算,クラウド基盤,あおい通信,回線,日本,閲覧,事前承諾,承諾済み,2026/4/1,2026/4/2,2026/4/10,国内,2027/3/31,よい",
    ),
}  # fmt: skip


@pytest.mark.parametrize("key", FULL)
def test_one_bad_cell_of_a_good_row_is_the_only_one_told(ctx, known, key):
    """Whatever rests on it is not called missing or wrong."""
    head, row = FULL[key]
    row = row.format(number=register.NUMBERS[2], plan=value_label(ExitPlan.TESTED))
    batch, (found,) = compared(ctx, key, head, row)
    assert found.outcome == Outcome.NEW, found.problems
    columns = {text: at for at, text in batch.headings}
    assert len(batch.mapping) == len(columns), set(columns) - set(batch.mapping.values())
    for field, text in batch.mapping.items():
        cells = row.split(",")
        cells[columns[text]] = "#REF!"
        _, (found,) = compared(ctx, key, head, ",".join(cells))
        assert [one for one, _ in whys([found])] in ([field], []), found.problems
