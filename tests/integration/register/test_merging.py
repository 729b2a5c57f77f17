"""The same organisation recorded twice: suspected, and made one without losing a link."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.core import audit, search
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.errors import DomainError
from app.core.model import Model
from app.identity.roles import Role
from app.register.models import (
    Contact,
    ContactRole,
    EngagementSupply,
    NoNumberReason,
    Organisation,
    OrganisationCode,
    OrganisationKey,
    PartyJudgement,
    PersonalDataBasis,
    Screening,
    ScreeningResult,
    Service,
    Supply,
)
from app.register.queries import duplicates, merging
from app.register.services.merging import merge_organisations
from tests.factories import chain, work
from tests.factories import masters as make
from tests.factories import register as parties
from tests.factories.identity import Made, context
from tests.pages import words

SPELLINGS = (
    "Amazon Web Services, Inc.",
    "Amazon Web Services",
    "AWS",
    "アマゾン ウェブ サービス",
    "AMAZON WEB SERVICES INC",
    "Amazon Web Services (AWS)",
    "Ａｍａｚｏｎ　Ｗｅｂ　Ｓｅｒｖｉｃｅｓ",
)


def merge(at, loser, winner, taken=(), reason="所在地と代表者が同じ"):
    plan = merge_organisations(context(at), loser, winner, taken=taken, reason=reason)
    db.session.commit()
    return plan


def kept(at, row):
    db.session.add(row)
    audit.record(context(at), Made.FOR_TEST, row)
    db.session.commit()
    return row


def live_edges():
    query = select(Supply.service_id, Supply.base_service_id).where(Supply.merged_into_id.is_(None))
    return {tuple(row) for row in db.session.execute(query)}


@pytest.fixture
def two(session, at):
    """Winner and loser, each with a service of the same name and a placeholder."""
    winner = parties.organisation(at, "株式会社みどり計算", address="東京都")
    loser = parties.organisation(at, "みどり計算（株）", corporate_number="4011001098993")
    return winner, loser


# --- nothing is forgotten -------------------------------------------------------------------


def test_every_column_that_points_at_an_organisation_is_dealt_with(session):
    known = {(model.__tablename__, name) for model, name in merging.FOLLOWING}
    known |= {("service", "organisation_id"), ("party_judgement", "organisation_id")}
    # Made anew from the facts, and rows that are searched by the record's own id.
    known |= {("organisation_key", "organisation_id"), ("search_entry", "organisation_id")}
    # A workbook that somebody has just brought: brought again by whom it then belongs to.
    known |= {("answer_import", "organisation_id"), ("reference_import", "organisation_id")}
    # Judged anew of the one that stays.
    known |= {("organisation_distinction", "first_id"), ("organisation_distinction", "second_id")}
    found = set()
    for table in Model.metadata.sorted_tables:
        for column in table.columns:
            target = {key.column.table.name for key in column.foreign_keys}
            if target == {"organisation"} or column.name in ("organisation_id", "vendor_id"):
                found.add((table.name, column.name))
    found.discard(("organisation", "organisation_id"))
    assert found | {("organisation", "merged_into_id")} == known


def test_every_column_that_points_at_a_service_or_an_edge_is_dealt_with(session):
    found = {
        (table.name, column.name)
        for table in Model.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("service", "supply")
    }
    assert found == {
        ("supply", "service_id"), ("supply", "base_service_id"), ("engagement", "service_id"),
        ("engagement_supply", "supply_id"), ("assessment", "service_id"), ("assignment", "service_id"),
        ("security_reference", "service_id"),
        ("report_service", "service_id"),
    }  # fmt: skip


def test_all_links_move_and_both_histories_stay(two, at, root, people):
    winner, loser = two
    service = make.service(at, loser, "印刷")
    engagement = chain.engagement(at, root, service)
    child = parties.organisation(at, "子会社", parent_id=loser.id)
    parties.code(at, loser, "D-U-N-S", "690539911")
    make.screening(at, loser, at.date() - timedelta(days=3), ScreeningResult.CLEAR)
    contact = kept(
        at,
        Contact(organisation_id=loser.id, role=ContactRole.BUSINESS, name="山田", sort_key="やまだ"),
    )
    judged = kept(at, PartyJudgement(engagement_id=engagement.id, organisation_id=loser.id))
    vendor = people[Role.VENDOR]
    vendor.organisation_id = loser.id
    audit.record(context(at), Made.FOR_TEST, vendor)
    db.session.commit()

    merge(at, loser, winner)

    for row, name in (
        (service, "organisation_id"), (engagement, "vendor_id"), (child, "parent_id"),
        (contact, "organisation_id"), (judged, "organisation_id"), (vendor, "organisation_id"),
    ):  # fmt: skip
        db.session.refresh(row)
        assert getattr(row, name) == winner.id, name
    assert engagement.vendor_sort_key == service.provider_sort_key == winner.sort_key
    for model in (OrganisationCode, Screening):
        assert db.session.scalars(select(model.organisation_id)).all() == [winner.id]
    db.session.refresh(loser)
    assert loser.merged_into_id == winner.id
    assert winner.corporate_number == "4011001098993"
    assert loser.corporate_number is None
    acts = set(db.session.scalars(select(AuditEvent.act_id).where(AuditEvent.event.like("%merged"))))
    assert len(acts) == 1


def test_services_of_one_name_are_joined_with_their_edges_uses_and_consents(session, two, at, root):
    winner, loser = two
    stays, goes = (
        make.service(at, winner, "クラウド基盤"),
        make.service(at, loser, "ｸﾗｳﾄﾞ基盤", website="https://a.example"),
    )
    upper, other = make.service(at, "上", "審査"), make.service(at, "横", "監視")
    lower = make.service(at, "下", "土台")
    both = (make.supply(at, upper, stays, countries=("JP",)), make.supply(at, upper, goes, countries=("US",)))
    alone = make.supply(at, other, goes)
    downwards = make.supply(at, goes, lower)
    first, second = chain.engagement(at, root, upper), chain.engagement(at, root, upper)
    direct = chain.engagement(at, root, goes)
    only_there = chain.granted(at, first, both[1])
    weaker, stronger = chain.use(at, second, both[0]), chain.granted(at, second, both[1], countries=["US"])
    before = live_edges()

    plan = merge(at, loser, winner)

    assert [len(plan.edges.moved), len(plan.edges.folded)] == [2, 1]
    assert len(live_edges()) == len(before) - 1
    joined = {goes.id: stays.id}
    assert live_edges() == {(joined.get(a, a), joined.get(b, b)) for a, b in before}
    for row in (alone, downwards, direct, only_there, goes, *both):
        db.session.refresh(row)
    assert (alone.base_service_id, downwards.service_id) == (stays.id, stays.id)
    assert direct.service_id == stays.id
    assert both[1].merged_into_id == both[0].id
    assert both[0].countries == ["JP", "US"]
    assert only_there.supply_id == both[0].id
    assert (goes.merged_into_id, stays.website) == (stays.id, "https://a.example")
    db.session.refresh(weaker)
    assert (weaker.state, weaker.decided_on) == ("granted", date(2024, 4, 10))
    assert weaker.countries == ["JP", "US"]
    assert db.session.get(EngagementSupply, stronger.id) is None


def test_placeholders_are_joined_and_an_edge_between_the_two_becomes_a_loop(session, two, at):
    winner, loser = two
    stays, goes = make.placeholder(at, winner), make.placeholder(at, loser)
    edge = make.supply(at, goes, stays)
    plan = merge(at, loser, winner)
    db.session.refresh(edge)
    assert plan.edges.loops == 1
    assert (edge.service_id, edge.base_service_id) == (stays.id, stays.id)


def test_two_judgements_of_one_engagement_become_the_later(session, two, at, root):
    winner, loser = two
    engagement = chain.engagement(at, root, make.service(at, "上", "審査"))

    def judged(party, basis, day):
        return kept(
            at,
            PartyJudgement(
                engagement_id=engagement.id,
                organisation_id=party.id,
                personal_data=basis,
                personal_data_on=day,
            ),
        )

    stays = judged(winner, PersonalDataBasis.NONE, date(2026, 1, 1))
    judged(loser, PersonalDataBasis.ENTRUSTED, date(2026, 2, 1))
    merge(at, loser, winner)
    db.session.refresh(stays)
    assert stays.personal_data == PersonalDataBasis.ENTRUSTED
    assert db.session.scalar(select(func.count()).select_from(PartyJudgement)) == 1


def test_seven_spellings_become_one_and_keep_every_edge(session, at, root):
    made = [
        parties.organisation(at, name, country="US", no_number_reason=NoNumberReason.FOREIGN)
        for name in SPELLINGS
    ]
    made[0].name_kana = ""
    users = [make.service(at, f"利用者{number}", "業務") for number in range(3)]
    for party in made:
        for user in users:
            make.supply(at, user, make.placeholder(at, party))
    parties.organisation(at, "無関係商事")
    facts = parties.facts(SPELLINGS[0], name_kana="アマゾン ウェブ サービス", country="US",
                          no_number_reason=NoNumberReason.FOREIGN)  # fmt: skip
    from app.register.services import organisations

    organisations.edit_organisation(context(at), made[0], facts, version=made[0].version, is_confirmed=True)
    db.session.commit()
    ctx = context(at)
    assert len(duplicates.suspected(ctx)) == len(SPELLINGS) - 1
    while found := duplicates.suspected(ctx):
        merge(
            at,
            db.session.get_one(Organisation, found[0].second_id),
            db.session.get_one(Organisation, found[0].first_id),
        )
    (left,) = [party for party in made if db.session.get_one(Organisation, party.id).merged_into_id is None]
    assert len(live_edges()) == len(users)
    (service,) = db.session.scalars(
        select(Service).where(Service.organisation_id == left.id, Service.merged_into_id.is_(None))
    )
    assert {base for _, base in live_edges()} == {service.id}
    assert {one.merged_into_id for one in db.session.scalars(select(Organisation)) if one.merged_into_id} == {
        left.id
    }
    for spelling in SPELLINGS:
        hits = [hit for hit in search.find(search.matching(spelling)) if hit.kind == "organisation"]
        assert [hit.record_id for hit in hits] == [left.id], spelling


def test_a_winner_below_the_loser_moves_up(session, two, at):
    top = parties.organisation(at, "頂点")
    winner, loser = two
    middle = parties.organisation(at, "中間", parent_id=loser.id)
    for which, parent in ((winner, middle), (loser, top)):
        which.parent_id = parent.id
        audit.record(context(at), Made.FOR_TEST, which)
    db.session.commit()
    merge(at, loser, winner)
    db.session.refresh(middle)
    assert (winner.parent_id, middle.parent_id) == (top.id, winner.id)


def test_a_request_under_way_on_a_consent_that_folds_comes_first(session, two, at, root, people):
    winner, loser = two
    stays, goes = make.service(at, winner, "基盤"), make.service(at, loser, "基盤")
    upper = make.service(at, "上", "審査")
    engagement = chain.engagement(at, root, upper)
    chain.use(at, engagement, make.supply(at, upper, stays))
    waiting = chain.use(at, engagement, make.supply(at, upper, goes))
    work.approval(
        at, maker=people[Role.OFFICER], permission="", unit=root, subject_type="engagement_supply",
        subject_id=waiting.id,
    )  # fmt: skip
    with pytest.raises(DomainError, match="waits to be decided"):
        merge_organisations(context(at), loser, winner, taken=(), reason="同一")


# --- pages -----------------------------------------------------------------------------------


def test_the_pair_is_listed_looked_at_and_merged(pages_as, two, at, root):
    winner, loser = two
    make.service(at, loser, "印刷")
    work.finding(at, root, title="古い指摘", subject_type="organisation", subject_id=loser.id)
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get("/organisations/duplicates")
    row = page.select_one("tbody tr")
    assert "名称・読みが同じ" in words(row)
    # Whoever has a number is proposed to stay.
    address = f"/organisations/{winner.id}/merge/{loser.id}"
    assert row.select_one("a.btn")["href"] == address
    page = pages.get(f"/organisations/{loser.id}/merge/{winner.id}")
    assert "引き継がれるサービス 1" in words(page.select_one("#moves"))
    page = pages.submit(
        f"/organisations/{loser.id}/merge/{winner.id}", button="二つの登録を統合する", status=422
    )
    assert "同一の取引先であることを確認" in words(page.select_one(".error-summary"))
    answer = pages.submit(
        f"/organisations/{loser.id}/merge/{winner.id}", button="二つの登録を統合する", reason="同一",
        is_confirmed="y", fields={"take-name": "loser"},
    )  # fmt: skip
    page = pages.follow(answer)
    assert words(page.select_one("h1")) == "みどり計算（株）"
    assert "古い指摘" in words(page.select_one("#findings"))
    assert f"/organisations/{loser.id}/history" in {a["href"] for a in page.select("#merged a")}
    assert "統合" in words(pages.get(f"/organisations/{loser.id}/history").select_one("main"))
    assert "二重登録の疑いはありません" in words(pages.get("/organisations/duplicates"))


def test_old_addresses_lead_on_and_the_past_shows_two(pages_as, two, at, days_later):
    winner, loser = two
    stays, goes = make.service(at, winner, "基盤"), make.service(at, loser, "基盤")
    upper = make.service(at, "上", "審査")
    edges = make.supply(at, upper, stays), make.supply(at, upper, goes)
    parties.code(at, loser, "D-U-N-S", "690539911")
    days_later(2)
    merge(at, loser, winner)
    pages = pages_as(Role.OFFICER)
    for path, gone, there in (
        ("organisations", loser, winner), ("services", goes, stays), ("supplies", edges[1], edges[0]),
    ):  # fmt: skip
        answer = pages.client.get(f"/{path}/{gone.id}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{path}/{there.id}")
        assert pages.client.get(f"/{path}/{gone.id}/edit").status_code == 404
    then = (at + timedelta(hours=9)).date().isoformat()
    page = pages.get(f"/organisations/{loser.id}?as_at={then}")
    assert words(page.select_one("h1")) == "みどり計算（株）"
    assert "690539911" in words(page.select_one("#numbers"))
    assert "基盤" in words(page.select_one("#services"))
    now = pages.get(f"/organisations/{winner.id}?as_at={then}")
    assert "690539911" not in words(now.select_one("#numbers"))
    assert "4011001098993" not in words(now.select_one("#numbers"))
    assert len(pages.get(f"/supplies?as_at={then}").select("tbody tr")) == 2
    assert len(pages.get("/supplies").select("tbody tr")) == 1
    listed = words(pages.get(f"/organisations?as_at={then}&q=みどり").select_one("tbody"))
    assert "みどり計算（株）" in listed
    assert "株式会社みどり計算" in listed
    assert len(pages.get("/organisations?q=みどり").select("tbody tr")) == 1
    assert len(pages.client.get("/organisations/options?q=みどり").get_json()) == 1


def test_the_name_that_went_is_recognised_and_leads_to_the_one_that_stays(pages_as, at):
    winner = parties.organisation(at, "株式会社あおば印刷")
    loser = parties.organisation(at, "青葉プリント")
    merge(at, loser, winner)
    pages = pages_as(Role.OFFICER)
    page = pages.submit(
        "/organisations/new", button="取引先を追加する", status=422, name="㈱青葉プリント",
        no_number_reason="not_yet_checked",
    )  # fmt: skip
    assert "株式会社あおば印刷" in words(page.select_one(".error-summary"))
    child = parties.organisation(at, "子会社")
    pages.submit(f"/organisations/{child.id}/edit", button="変更を保存", parent_id_text="青葉プリント㈱")
    db.session.refresh(child)
    assert child.parent_id == winner.id


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"name": "ＭＤＫ", "website": "https://www.midori.example/about"}, "読み・略称・ウェブサイト・番号"),
        ({"name": "MCI"}, "読み・略称・ウェブサイト・番号"),
        ({"name": "ミドリケイサン"}, "ほぼ同じ名称"),
    ],
)
def test_entry_is_warned_by_more_than_the_name(pages_as, at, facts, told):
    parties.organisation(
        at, "株式会社みどり計算", name_kana="ミドリケイサン", name_latin="Midori Computing International, Inc.",
        website="https://midori.example",
    )  # fmt: skip
    page = pages_as(Role.OFFICER).submit(
        "/organisations/new",
        button="取引先を追加する",
        status=422,
        no_number_reason="not_yet_checked",
        **facts,
    )
    summary = words(page.select_one(".error-summary"))
    assert "株式会社みどり計算" in summary
    assert told in summary or "すでに登録されています" in summary


def test_what_changed_meanwhile_is_looked_at_again(pages_as, two, at):
    winner, loser = two
    address = f"/organisations/{loser.id}/merge/{winner.id}"
    pages = pages_as(Role.VENDOR_MANAGER)
    from tests.harness.client import fields_of

    sent = fields_of(pages.get(address)) | {"reason": "同一", "is_confirmed": "y"}
    parties.renamed(at, winner, "株式会社みどり計算機")
    page = pages.post(address, fields=sent, status=422)
    assert "いずれかの登録が変更されました" in words(page)
    db.session.refresh(loser)
    assert loser.merged_into_id is None


def test_different_numbers_are_two_organisations(pages_as, two, at):
    winner, loser = two
    other = parties.organisation(at, "別会社", corporate_number="7000012050002")
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.get(f"/organisations/{loser.id}/merge/{other.id}")
    assert "法人番号が異なる" in words(page)
    assert page.select_one("form.form") is None
    page = pages.submit(
        f"/organisations/{loser.id}/merge", button="両方を確認する", status=422, other_id=str(other.id)
    )
    assert "法人番号が異なる" in words(page)
    answer = pages.submit(
        f"/organisations/{loser.id}/merge", button="両方を確認する", other_id=str(winner.id)
    )
    assert answer.headers["Location"] == f"/organisations/{winner.id}/merge/{loser.id}"


def test_only_who_may_merges(pages_as, two):
    winner, loser = two
    for role in (Role.OFFICER, Role.AUDITOR, Role.VENDOR):
        pages = pages_as(role)
        for path in ("duplicates", f"{loser.id}/merge", f"{loser.id}/merge/{winner.id}"):
            assert pages.client.get(f"/organisations/{path}").status_code == 403


def test_merging_leaves_no_key_behind(session, two, at):
    winner, loser = two
    merge(at, loser, winner)
    assert set(db.session.scalars(select(OrganisationKey.organisation_id))) & {winner.id, loser.id} == {
        winner.id
    }


def test_what_was_merged_by_then_is_not_listed_then(pages_as, two, at, days_later):
    winner, loser = two
    last = parties.organisation(at, "みどり計算機株式会社")
    merge(at, loser, winner)
    days_later(2)
    merge(at, winner, last)
    db.session.refresh(loser)
    assert loser.merged_into_id == last.id
    then = (at + timedelta(hours=9)).date().isoformat()
    page = pages_as(Role.OFFICER).get(f"/organisations?as_at={then}&q=みどり計算")
    assert {words(row.th) for row in page.select("tbody tr")} == {
        "株式会社みどり計算",
        "みどり計算機株式会社",
    }
