"""A ledger of engagements: every column, whichever way it is spelt, within the rights of who brings it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core.audit import AuditEvent
from app.core.errors import DomainError
from app.core.text import clean
from app.exchange.kinds import engagements as kind
from app.exchange.kinds import ours, parties
from app.exchange.models import Outcome
from app.exchange.services import applying
from app.identity.roles import Role
from app.register.models import (
    Access,
    Category,
    ChainCheck,
    Connection,
    Engagement,
    EngagementMemo,
    EngagementReader,
    EngagementTier,
    ForeignBasis,
    Organisation,
    OutsourcingJudgement,
    PartyJudgement,
    PersonalDataBasis,
    Service,
    Stage,
    StageMove,
)
from app.register.queries import engagements as queries
from app.register.queries.engagements import Wanted
from app.register.rules import engagements as rules
from app.register.services import engagements as acts
from app.register.services import staging
from tests.factories import engagements as make
from tests.factories import identity, masters, register
from tests.factories import ours as of_ours
from tests.factories.imports import applied, compared, whys
from tests.factories.ledgers import HOSTILE, brought_in, outcomes, taken_out, told

HEAD = "委託番号,件名,契約の相手方,サービス,区分,所管部署"
BASE = ",融資審査システムの利用,みどり計算,クラウド基盤,クラウド,つばめ銀行"


@pytest.fixture
def ctx(session, ctx_of):
    return ctx_of(Role.VENDOR_MANAGER)


@pytest.fixture
def service(ctx):
    return masters.service(ctx.at, "株式会社みどり計算")


def the_one(session):
    return session.scalars(select(Engagement)).one()


def test_a_whole_row_of_a_ledger(session, ctx, service, people, root):
    system, function = of_ours.system(ctx.at), of_ours.function(ctx.at, is_important=True)
    branch, _ = make.branch(ctx.at, root)
    owner = people[Role.OFFICER]
    head = (
        HEAD
        + ",管理責任者,閲覧部署,段階,業務,情報システム,データの種類,データの件数,個人データ,データの保管国,"
        "アクセスレベル,接続方式,年間金額（千円）,契約開始日,満了日,自動更新,重要なサードパーティ,外部委託該当性,該当性判定の理由,判定者,"
        "判定日,個人データの判定,理由（個人データ）,28条の判定,理由（28条）,経緯"
    )
    row = (
        f"K-7,融資審査システムの利用,みどり計算,クラウド基盤,クラウド,000,{owner.email},{branch.code},運用,振込,"
        'Ｓ－００１,"個人データ、取引・口座情報",１２０００,○,日本,閲覧,VPN,"1,200",令和6年4月1日,R9.3.31,×,有,'
        "外部委託,業務の委託,山田,2024/04/01,委託,取扱いあり,当たらない,国内のみ,平成から継続"
    )
    batch, (found,) = compared(ctx, "engagements", head, row)
    assert found.outcome == Outcome.NEW, found.problems
    assert applying.apply(ctx, batch) == {"new": 1}
    session.commit()
    made = the_one(session)
    assert (made.number, made.stage, made.category) == ("K-7", Stage.OPERATION, Category.CLOUD)
    assert (made.vendor_id, made.service_id) == (service.organisation_id, service.id)
    assert (made.unit_id, made.owner_id) == (root.id, owner.id)
    assert made.data_classes == ["personal", "transaction"]
    assert (made.data_volume, made.annual_amount) == (12_000, 1_200_000)
    assert (made.started_on, made.ends_on) == (date(2024, 4, 1), date(2027, 3, 31))
    assert (made.access, made.connection) == (Access.VIEW, Connection.VPN)
    assert (made.has_personal_data, made.is_auto_renewed, made.is_important_third_party) == (
        True,
        False,
        True,
    )
    assert made.outsourcing == OutsourcingJudgement.OUTSOURCING
    assert made.outsourcing_reason == "業務の委託（判定者：山田）"
    assert (made.outsourcing_on, made.outsourcing_by_id) == (date(2024, 4, 1), None)
    judged = session.scalars(select(PartyJudgement)).one()
    assert (judged.personal_data, judged.foreign_basis) == (
        PersonalDataBasis.ENTRUSTED, ForeignBasis.NOT_APPLICABLE,
    )  # fmt: skip
    assert session.scalars(select(EngagementReader.unit_id)).all() == [branch.id]
    assert session.scalars(select(EngagementMemo.body)).all() == ["平成から継続"]
    assert kind._linked(kind.LINKS["systems"], None) == {made.id: [system.id]}
    assert kind._linked(kind.LINKS["functions"], None) == {made.id: [function.id]}
    # The copies, the tier and the index followed in the same act.
    assert made.vendor_sort_key == session.get_one(Organisation, made.vendor_id).sort_key
    assert made.tier == "important"
    assert session.scalars(select(EngagementTier)).one().tier == "important"
    on = date(2026, 11, 20)
    assert [one.id for one in queries.offered(ctx, "みどり計算", on)] == [made.id]
    assert session.execute(queries.listed(ctx, Wanted(on=on, words="K-7"))).one().id == made.id
    moved = session.scalars(select(StageMove)).one()
    assert (moved.from_stage, moved.to_stage) == (Stage.PLANNING, Stage.OPERATION)
    events = set(session.scalars(select(AuditEvent.event).where(AuditEvent.root_id == made.id)))
    assert events >= {"register:records:imported"}
    assert not events & {"engagement:record:added", "engagement:record:moved"}
    # And the same row again says nothing new, memo and judge's name included.
    _, (again,) = compared(ctx, "engagements", head, row)
    assert again.outcome == Outcome.UNCHANGED, again.changes


def test_rows_without_a_number_get_the_next_free_ones_and_are_known_again(session, ctx, service):
    make.engagement(ctx.at, session.merge(acts_unit(session)), service, number="E-2026-0003", title="前から")
    rows = (
        BASE,
        BASE.replace("融資審査", "為替"),
        "E-2026-0005,番号あり,みどり計算,クラウド基盤,クラウド,000",
    )
    assert applied(ctx, "engagements", HEAD, *rows) == {"new": 3}
    numbers = session.scalars(select(Engagement.number).order_by(Engagement.number)).all()
    assert numbers == ["E-2026-0003", "E-2026-0004", "E-2026-0005", "E-2026-0006"]
    _, found = compared(ctx, "engagements", HEAD, *rows)
    assert outcomes(found) == {"unchanged": 3}, told(found)


def acts_unit(session):
    from app.identity import queries as identity_queries

    return identity_queries.root_unit()


def test_a_few_columns_change_what_they_say_and_leave_the_rest(session, ctx, service, root):
    made = make.engagement(ctx.at, root, service, number="K-1", purpose="そのまま")
    assert applied(ctx, "engagements", "委託番号,年間金額（百万円）", "K-1,３") == {"changed": 1}
    session.refresh(made)
    assert (made.annual_amount, made.purpose, made.title) == (3_000_000, "そのまま", "融資審査システムの利用")
    batch, (found,) = compared(ctx, "engagements", "委託番号,年間金額", "K-1,", is_clearing=True)
    assert found.changes == {"annual_amount": [3_000_000, None]}
    assert batch.counts == {"changed": 1}


def test_links_that_the_file_does_not_name_stay_and_those_it_names_are_the_whole_list(
    session, ctx, service, root
):
    for at, name in enumerate(("振込", "為替", "預金")):
        of_ours.function(ctx.at, name)
        of_ours.system(ctx.at, f"S-{at}", name)
    applied(ctx, "engagements", HEAD + ",業務,情報システム", BASE + ',"振込、為替",S-0')
    number = the_one(session).number
    applied(ctx, "engagements", "委託番号,業務", f'{number},"預金;為替"')
    desk = kind.EngagementDesk(ctx)
    current = desk.current(the_one(session).id)
    assert (current["functions"], current["systems"]) == (sorted(["預金", "為替"]), ["振込"])


@pytest.mark.parametrize(
    ("column", "cell", "field", "message"),
    [
        ("所管部署", "知らない部", "unit_id", ours.NO_UNIT),
        ("管理責任者", "知らない人", "owner_id", ours.NO_PERSON),
        ("管理責任者", "auditor@tsubame.example", "owner_id", acts.OWNER_ELSEWHERE),
        ("業務", "知らない業務", "functions", ours.NO_FUNCTION),
        ("情報システム", "S-999", "systems", ours.NO_SYSTEM),
        ("閲覧部署", "つばめ銀行", "readers", None),
        ("契約の相手方", "知らない会社", "vendor_id", parties.NO_PARTY),
        ("サービス", "知らないサービス", "service_id", parties.NO_SERVICE),
        ("要配慮個人情報", "○", "has_personal_data", rules.CARE_IS_PERSONAL),
        ("取引終了日", "2026/3/31", "ended_on", kind.END_NEEDS_STAGE),
        ("段階", "終了", "ended_on", staging.END_DAY),
        ("外部委託該当性", "外部委託", "outsourcing_reason", rules.REASON_MISSING),
        ("個人データの判定", "委託", "personal_data_reason", rules.REASON_MISSING),
        ("満了日", "2020/1/1", "ends_on", rules.ENDS_BEFORE),
    ],
)  # fmt: skip
def test_what_the_register_refuses_is_named_with_its_field(ctx, service, column, cell, field, message):
    known = dict(zip(HEAD.split(","), BASE.split(","), strict=True)) | {
        "契約開始日": "2024/4/1",
        column: cell,
    }
    _, found = compared(ctx, "engagements", ",".join(known), ",".join(known.values()))
    (problem,) = whys(found)
    assert problem[0] == field
    assert message is None or problem[1] == message


def test_a_new_row_needs_category_unit_title_and_service(ctx, service):
    for column, message in (
        ("件名", rules.TITLE_MISSING), ("区分", kind.CATEGORY_MISSING), ("所管部署", kind.UNIT_MISSING),
    ):  # fmt: skip
        known = dict(zip(HEAD.split(","), BASE.split(","), strict=True)) | {column: ""}
        _, found = compared(ctx, "engagements", ",".join(known), ",".join(known.values()))
        assert [problem[1] for problem in whys(found)] == [message], column
    _, found = compared(ctx, "engagements", "件名,区分,所管部署", "件名,クラウド,000")
    assert [problem[1] for problem in whys(found)] == [parties.WHOSE_SERVICE]


def test_the_contract_party_may_be_another_than_the_provider(session, ctx, service):
    reseller = register.organisation(ctx.at, "株式会社あおい通信")
    head = HEAD + ",サービスの提供者"
    applied(ctx, "engagements", head, BASE.replace("みどり計算", "あおい通信") + ",みどり計算")
    made = the_one(session)
    assert (made.vendor_id, made.service_id) == (reseller.id, service.id)
    # Without that column the service is found where only one is called so.
    _, (found,) = compared(ctx, "engagements", HEAD, BASE.replace("みどり計算", "あおい通信"))
    assert found.outcome == Outcome.UNCHANGED, found


def test_parties_of_a_ledger_are_added_when_asked(session, ctx):
    rows = (BASE.replace("みどり計算", "新しい会社"), ",別件,新しい会社,,請負,000")
    assert applied(ctx, "engagements", HEAD, *rows, is_adding_parties=True) == {"new": 2}
    assert sorted(session.scalars(select(Service.name))) == ["クラウド基盤", "（全般）"]
    _, found = compared(ctx, "engagements", HEAD, *rows, is_adding_parties=True)
    assert outcomes(found) == {"unchanged": 2}, told(found)


def test_a_person_brings_in_what_they_may_and_no_more(session, ctx, service, root):
    branch, officer = make.branch(ctx.at, root)
    make.engagement(ctx.at, root, service, number="K-1")
    theirs = make.engagement(ctx.at, branch, service, number="K-2")
    make.reader(ctx.at, session.scalars(select(Engagement).where(Engagement.number == "K-1")).one(), branch)
    mine = make.ctx_of(officer, ctx.at)
    _, found = compared(
        mine, "engagements", "委託番号,件名,契約の相手方,サービス,区分,所管部署",
        "K-1,変える,,,,", "K-2,変える,,,,", "K-3,足す,みどり計算,クラウド基盤,クラウド,000",
        f"K-4,足す,みどり計算,クラウド基盤,クラウド,{branch.code}", "K-2,移す,,,,000",
    )  # fmt: skip
    assert [one.outcome for one in found] == [
        Outcome.ERROR, Outcome.CHANGED, Outcome.ERROR, Outcome.NEW, Outcome.DUPLICATE,
    ]  # fmt: skip
    assert whys(found)[:2] == [("unit_id", kind.MAY_NOT_EDIT), ("unit_id", kind.MAY_NOT_ADD)]
    assert found[0].problems[0]["params"] == {"unit": root.name}
    assert theirs.unit_id == branch.id


def test_the_number_of_an_engagement_that_one_does_not_see_is_taken(ctx, service, root):
    make.engagement(ctx.at, root, service, number="K-1", title="秘密の案件")
    branch, officer = make.branch(ctx.at, root)
    row = f"K-1,足す,みどり計算,クラウド基盤,クラウド,{branch.code}"
    _, found = compared(make.ctx_of(officer, ctx.at), "engagements", HEAD, row)
    assert whys(found) == [("number", kind.TAKEN)]
    assert "秘密" not in str(found)


def test_a_judgement_is_brought_in_by_who_may_judge_only(ctx, service, root):
    from dataclasses import replace

    from app.register.permissions import RegisterPermission as P

    less = replace(ctx, grants={key: units for key, units in ctx.grants.items() if key != P.ENGAGEMENT_JUDGE})
    _, found = compared(
        less, "engagements", HEAD + ",外部委託該当性,該当性判定の理由", BASE + ",外部委託,理由"
    )
    assert whys(found) == [("outsourcing", kind.MAY_NOT_JUDGE)]


def test_a_file_moves_no_engagement_and_ends_none(ctx, service, root):
    make.engagement(ctx.at, root, service, number="K-1", stage=Stage.OPERATION)
    _, found = compared(
        ctx, "engagements", "委託番号,段階,取引終了日", "K-1,終了,2026/3/31",
    )  # fmt: skip
    assert whys(found) == [("stage", kind.STAGE_BY_PAGE), ("ended_on", kind.END_BY_PAGE)]
    _, found = compared(ctx, "engagements", "委託番号,段階,取引終了日", "K-1,運用,2026/3/31")
    assert whys(found) == [("ended_on", kind.END_BY_PAGE)]
    _, found = compared(ctx, "engagements", "委託番号,段階", "K-1,運用")
    assert outcomes(found) == {"unchanged": 1}


def test_an_ended_contract_of_the_old_ledger_comes_in_as_such(session, ctx, service):
    applied(ctx, "engagements", HEAD + ",段階,取引終了日,終了理由", BASE + ",終了,令和8年3月31日,内製化")
    made = the_one(session)
    assert (made.stage, made.ended_on, made.end_reason) == (Stage.ENDED, date(2026, 3, 31), "内製化")


def test_equal_titles_ask_for_a_number(ctx, service, root):
    for _ in range(2):
        make.engagement(ctx.at, root, service)
    _, (found,) = compared(ctx, "engagements", HEAD, BASE)
    assert (found.outcome, found.problems[0]["message"]) == (Outcome.CONFLICT, kind.SEVERAL)


def test_two_colleagues_of_one_name_are_told_apart_by_address(session, ctx, service, root):
    people = [identity.user(ctx.at, f"same{at}@tsubame.example", "同姓 同名") for at in range(2)]
    for person in people:
        identity.grant(ctx.at, person, Role.OFFICER, root)
    session.commit()
    _, found = compared(ctx, "engagements", HEAD + ",管理責任者", BASE + ",同姓同名")
    assert whys(found) == [("owner_id", ours.SEVERAL_PEOPLE)]
    applied(ctx, "engagements", HEAD + ",管理責任者", BASE + ",SAME1@tsubame.example")
    assert the_one(session).owner_id == people[1].id


def test_what_changed_between_looking_and_applying_is_not_overwritten(ctx, service, root):
    made = make.engagement(ctx.at, root, service, number="K-1")
    batch, _ = compared(ctx, "engagements", "委託番号,備考", "K-1,ファイル")
    make.edited(ctx.at, made, note="画面")
    with pytest.raises(DomainError) as refused:
        applying.apply(ctx, batch)
    assert refused.value.message == applying.MOVED_ON
    assert made.note == "画面"


def test_checks_of_the_chain_see_what_came_in(session, ctx, service):
    masters.supply(ctx.at, service, masters.service(ctx.at, "株式会社あおい通信"))
    head = HEAD + ",段階,外部委託該当性,該当性判定の理由"
    applied(ctx, "engagements", head, BASE + ",運用,外部委託,理由")
    found = session.scalars(select(ChainCheck).where(ChainCheck.engagement_id == the_one(session).id))
    assert "consent_missing" in {str(one.check) for one in found}


def test_what_went_out_comes_in_without_a_difference(session, ctx, service, root, people):
    branch, _ = make.branch(ctx.at, root)
    function, system = of_ours.function(ctx.at, "振込、為替"), of_ours.system(ctx.at, name="=1+1")
    links = rules.EngagementLinks(function_ids=[function.id], system_ids=[system.id], reader_ids=[branch.id])
    for at, text in enumerate(map(clean, HOSTILE)):  # as a page stores what is typed
        make.engagement(
            ctx.at, root, service, title=text, purpose=f"{text}\n{text}", note=text, number=f"K-{at}",
            owner_id=people[Role.OFFICER].id, data_classes=["personal"], data_countries=["JP"], links=links,
        )  # fmt: skip
    applied(
        ctx, "engagements", "委託番号,外部委託該当性,該当性判定の理由,個人データの判定,理由（個人データ）,経緯",
        "K-0,外部委託,理由,委託,理由,経緯",
    )  # fmt: skip
    _, found = brought_in(ctx, taken_out(ctx, "engagements").content, "engagements")
    assert outcomes(found) == {"unchanged": len(HOSTILE)}, told(found)


@pytest.mark.parametrize(
    "heading", ["委託番号", "番号", "案件番号", "Engagement number", "Engagement no.", "Number"]
)
def test_the_number_is_known_under_every_name_it_had(session, ctx, root, service, heading):
    made = make.engagement(ctx.at, root, service, number="K-1")
    applied(ctx, "engagements", f"{heading},件名", "K-1,新しい件名")
    session.refresh(made)
    assert made.title == "新しい件名"
