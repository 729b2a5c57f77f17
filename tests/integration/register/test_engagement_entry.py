"""Adding and editing an engagement, as a clerk does."""

from datetime import date

import pytest
from sqlalchemy import select

from app.core import audit
from app.core.audit import reading
from app.core.dates import day_of, fiscal_year
from app.core.db import db
from app.core.errors import DomainError, NotAllowed
from app.identity.roles import Role
from app.register.models import (
    Access,
    Engagement,
    EngagementFunction,
    EngagementSupply,
    EngagementSystem,
    OutsourcingJudgement,
    Stage,
)
from app.register.queries import engagements as queries
from app.register.rules.engagements import EngagementLinks
from app.register.services import engagements as services
from tests.factories import chain, ours
from tests.factories import engagements as make
from tests.factories import register as parties
from tests.factories.identity import Made, context
from tests.pages import words

NEW = "/engagements/new"
BUTTON = "案件を追加する"


@pytest.fixture
def service(at, session):
    return chain.service(at, "株式会社みどり計算", "融資クラウド")


def only() -> Engagement:
    return db.session.scalars(select(Engagement)).one()


def entered(service, root, **given):
    return {
        "title": "融資審査システムの利用",
        "service_id": str(service.id),
        "unit_id": str(root.id),
        "category": "cloud",
        **given,
    }


def series(at) -> str:
    return f"E-{fiscal_year(day_of(at))}-"


@pytest.mark.parametrize(("url", "select"), [(NEW, "#category"), ("/engagements", "#filter-category")])
def test_the_categories_stand_in_two_groups(pages_as, service, root, at, url, select):
    make.engagement(at, root, service)
    groups = pages_as(Role.VENDOR_MANAGER).get(url).select(f"{select} optgroup")
    assert [group["label"] for group in groups] == ["外部委託", "外部委託以外のサードパーティ"]
    first, second = ([option["value"] for option in group.select("option")] for group in groups)
    assert ("cloud" in first, "api" in second, len(first), len(second)) == (True, True, 6, 5)


def test_all_that_is_wrong_is_told_in_one_answer(pages_as, service, root, at):
    pages = pages_as(Role.VENDOR_MANAGER)
    wrong = {
        "title": "", "number": "E 1", "started_on": "2026-10-01", "ends_on": "2026-09-01",
        "has_personal_data": "no", "has_special_care_data": "yes", "exit_plan_on": "2026-01-01",
    }  # fmt: skip
    page = pages.submit(NEW, button=BUTTON, status=422, **entered(service, root, **wrong))
    blamed = {link["href"] for link in page.select(".error-summary a")}
    assert blamed == {"#title", "#number", "#ends_on", "#has_personal_data", "#exit_plan_on"}
    # What could not be read is told alone, and not that it stands against another day.
    wrong = {"started_on": "十月", "ends_on": "2026-09-01", "renewal_notice_on": "2026-10-01"}
    page = pages.submit(NEW, button=BUTTON, status=422, **entered(service, root, **wrong))
    assert [link["href"] for link in page.select(".error-summary a")] == ["#started_on"]
    made = make.engagement(at, root, service)
    url = f"/engagements/{made.id}/edit/term"
    page = pages.submit(url, status=422, started_on="2026-10-01", ends_on="2026-09-01", annual_amount="多い")
    assert {link["href"] for link in page.select(".error-summary a")} == {"#ends_on", "#annual_amount"}


def test_four_fields_are_enough_and_the_rest_is_shown_as_missing(pages_as, service, root, at):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.follow(pages.submit(NEW, button=BUTTON, **entered(service, root)))
    stored = only()
    assert stored.number == series(at) + "0001"
    assert stored.vendor_id == service.organisation_id
    assert stored.vendor_sort_key
    assert stored.stage == Stage.PLANNING
    assert "必須項目のうち14件が未入力です" in words(page)
    assert "案件を登録しました。" in words(page)


def test_everything_that_was_entered_is_stored(pages_as, service, root, at):
    function, system = ours.function(at, "融資"), ours.system(at, "S-001", "融資システム")
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.submit(
        NEW, button=BUTTON,
        **entered(
            service, root, annual_amount="１，２００，０００円", data_volume="12,000", started_on="令和8年4月1日",
            ends_on="2027-03-31", data_countries="日本\nアメリカ合衆国", has_personal_data="yes",
            has_sensitive_data="no", data_classes=["personal", "internal"], function_ids="融資",
            system_ids="S-001 融資システム", access="change",
        ),
    )  # fmt: skip
    stored = only()
    assert (stored.annual_amount, stored.data_volume) == (1_200_000, 12_000)
    assert (stored.started_on, stored.ends_on) == (date(2026, 4, 1), date(2027, 3, 31))
    assert (stored.data_countries, stored.data_classes) == (["JP", "US"], ["internal", "personal"])
    assert (stored.has_personal_data, stored.has_sensitive_data) == (True, False)
    assert stored.has_special_care_data is None
    assert stored.access == Access.CHANGE
    assert queries.linked_ids(stored, EngagementFunction.function_id) == [function.id]
    assert queries.linked_ids(stored, EngagementSystem.system_id) == [system.id]


def test_a_name_that_means_nothing_is_told_by_its_line(pages_as, service, root):
    page = pages_as(Role.VENDOR_MANAGER).submit(
        NEW,
        button=BUTTON,
        status=422,
        **entered(service, root, data_countries="日本\nどこか", function_ids="無い業務"),
    )
    assert "2行目「どこか」に当てはまるものがありません" in words(page)
    assert "1行目「無い業務」に当てはまるものがありません" in words(page)
    assert page.select_one("textarea[name=data_countries]").text.strip().splitlines() == ["日本", "どこか"]
    assert db.session.scalars(select(Engagement)).all() == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": ""}, "何の案件か分かる件名を入力してください。"),
        ({"service_id": None, "service_id_text": "無いサービス"}, "利用するサービスを選んでください。"),
        ({"category": ""}, "区分を選んでください。"),
        ({"annual_amount": "約百万"}, "「約百万」は整数ではありません"),
        ({"started_on": "2027-04-01", "ends_on": "2027-03-31"}, "満了日が開始日より前です。"),
        ({"has_special_care_data": "yes"}, "要配慮個人情報は個人データに当たります。"),
        ({"data_classes": ["unheard-of"]}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(pages_as, service, root, given, told):
    page = pages_as(Role.VENDOR_MANAGER).submit(
        NEW, button=BUTTON, status=422, **entered(service, root, **given)
    )
    assert told in words(page.select_one(".error-summary"))
    assert db.session.scalars(select(Engagement)).all() == []


def test_numbers_run_on_and_are_given_once(service, root, at, session):
    made = [make.engagement(at, root, service) for _ in range(2)]
    assert [one.number for one in made] == [series(at) + "0001", series(at) + "0002"]
    make.engagement(at, root, service, number="委-77")
    with pytest.raises(DomainError) as caught:
        services.add_engagement(context(at), make.facts(root, service, number="委-77"))
    assert caught.value.field == "number"
    assert caught.value.params["next"] == series(at) + "0003"


def test_the_contract_may_be_with_somebody_else_than_the_provider(service, root, at):
    reseller = parties.organisation(at, "株式会社あおば商事", corporate_number=parties.NUMBERS[1])
    made = make.engagement(at, root, service, vendor_id=reseller.id)
    assert (made.vendor_id, made.vendor_sort_key) == (reseller.id, reseller.sort_key)


def test_one_adds_in_ones_own_units_only(service, root, at, session):
    branch, officer = make.branch(at, root)
    other, _ = make.branch(at, root, "本店営業部")
    ctx = make.ctx_of(officer, at)
    assert services.add_engagement(ctx, make.facts(branch, service)).unit_id == branch.id
    with pytest.raises(DomainError) as caught:
        services.add_engagement(ctx, make.facts(other, service, number="X-1"))
    assert caught.value.field == "unit_id"


def test_the_owner_keeps_engagements_of_that_unit(service, root, at, people):
    branch, officer = make.branch(at, root)
    _other, elsewhere = make.branch(at, root, "本店営業部")
    assert make.engagement(at, branch, service, owner_id=officer.id).owner_id == officer.id
    for stranger in (elsewhere, people[Role.AUDITOR]):
        with pytest.raises(DomainError) as caught:
            services.add_engagement(context(at), make.facts(branch, service, owner_id=stranger.id))
        assert caught.value.field == "owner_id"


def test_who_left_the_unit_stays_owner_until_somebody_else_is_named(service, root, at, people):
    made = make.engagement(at, root, service, owner_id=people[Role.OFFICER].id)
    made.owner_id = people[Role.AUDITOR].id
    audit.record(context(at), Made.FOR_TEST, made)
    db.session.commit()
    assert make.edited(at, made, purpose="改めた目的").purpose == "改めた目的"


def test_a_group_is_edited_by_itself_and_leaves_the_others(pages_as, service, root, at):
    made = make.engagement(at, root, service, purpose="審査", annual_amount=500)
    pages = pages_as(Role.OFFICER)
    page = pages.follow(
        pages.submit(f"/engagements/{made.id}/edit/term", button="変更を保存", annual_amount="1,000")
    )
    assert "変更を保存しました。" in words(page)
    db.session.refresh(made)
    assert (made.annual_amount, made.purpose) == (1000, "審査")
    entry = next(e for e in reading.entries_of(made) if e.subject_type == "engagement")
    assert entry.event == "engagement:record:edited"
    assert entry.changes == {"annual_amount": [500, 1000]}


@pytest.mark.parametrize("part", ["service", "unit", "purpose", "data", "access", "term", "exit"])
def test_each_group_saved_unchanged_changes_nothing(pages_as, service, root, at, part):
    made = make.engagement(
        at, root, service, data_classes=("personal",), data_countries=("JP", "US"), has_personal_data=True
    )
    services.set_functions(context(at), made, [ours.function(at, "融資").id])
    db.session.commit()
    before = len(reading.entries_of(made))
    pages_as(Role.OFFICER).submit(f"/engagements/{made.id}/edit/{part}", button="変更を保存")
    assert len(reading.entries_of(made)) == before
    db.session.refresh(made)
    assert (made.data_classes, made.data_countries) == (["personal"], ["JP", "US"])
    assert len(queries.links_of(made, EngagementFunction.function_id)) == 1


def test_a_group_that_is_none_is_not_found(pages_as, service, root, at):
    made = make.engagement(at, root, service)
    pages_as(Role.OFFICER).get(f"/engagements/{made.id}/edit/nothing", status=404)


def test_the_second_of_two_editors_is_told_and_loses_nothing(pages_as, service, root, at):
    made = make.engagement(at, root, service, annual_amount=1, data_countries=("JP",))
    pages, url = pages_as(Role.OFFICER), f"/engagements/{made.id}/edit/access"
    stale = pages.get(url)
    held = {name: stale.select_one(f"[name={name}]")["value"] for name in ("version", "form_base")}
    make.edited(at, made, data_countries=("JP", "SG"))
    page = pages.submit(url, button="変更を保存", status=409, data_countries="日本\nアメリカ合衆国", **held)
    assert "シンガポール" in words(page.select_one(".conflict"))
    db.session.refresh(made)
    assert made.data_countries == ["JP", "SG"]


def test_links_changed_by_two_people_meet_in_a_409_too(pages_as, service, root, at):
    made = make.engagement(at, root, service)
    first, second = ours.function(at, "融資"), ours.function(at, "預金")
    pages, url = pages_as(Role.OFFICER), f"/engagements/{made.id}/edit/purpose"
    stale = pages.get(url)
    held = {name: stale.select_one(f"[name={name}]")["value"] for name in ("version", "form_base")}
    services.set_functions(context(at), made, [first.id])
    db.session.commit()
    page = pages.submit(url, button="変更を保存", status=409, function_ids="預金", **held)
    assert "融資" in words(page.select_one(".conflict"))
    assert queries.linked_ids(made, EngagementFunction.function_id) == [first.id]
    again = pages.submit(url, button="変更を保存", function_ids="融資\n預金")
    assert again.status_code == 303
    assert set(queries.linked_ids(made, EngagementFunction.function_id)) == {first.id, second.id}


def test_what_stays_linked_keeps_its_row(service, root, at):
    made = make.engagement(at, root, service)
    first, second, third = (ours.function(at, name) for name in ("融資", "預金", "為替"))
    services.set_functions(context(at), made, [first.id, second.id])
    kept = {row.function_id: row.id for row in queries.links_of(made, EngagementFunction.function_id)}
    services.set_functions(context(at), made, [second.id, third.id])
    rows = {row.function_id: row.id for row in queries.links_of(made, EngagementFunction.function_id)}
    assert rows.keys() == {second.id, third.id}
    assert rows[second.id] == kept[second.id]


def test_a_link_to_nothing_is_refused(service, root, at):
    made = make.engagement(at, root, service)
    for links in (
        EngagementLinks(function_ids=[made.id]),
        EngagementLinks(system_ids=[made.id]),
        EngagementLinks(reader_ids=[made.id]),
        EngagementLinks(reader_ids=[root.id]),
    ):
        with pytest.raises(DomainError):
            services.add_engagement(context(at), make.facts(root, service, number="X-9"), links)


def test_the_uses_of_the_chain_follow_the_unit(service, root, at):
    branch, _ = make.branch(at, root)
    below = chain.service(at, "株式会社くも基盤", "基盤")
    edge = chain.supply(at, service, below)
    made = make.engagement(at, root, service)
    use = EngagementSupply(
        engagement_id=made.id, supply_id=edge.id, unit_id=root.id, countries=[], data_classes=[]
    )
    db.session.add(use)
    audit.record(context(at), Made.FOR_TEST, use)
    make.edited(at, made, unit_id=branch.id)
    db.session.refresh(use)
    assert use.unit_id == branch.id


def test_a_tier_is_computed_with_the_first_save(service, root, at):
    made = make.engagement(at, root, service, is_important_third_party=True)
    db.session.refresh(made)
    assert made.tier == "important"


HOSTILE = (
    "<script>alert(1)</script>",
    "'; DROP TABLE engagement; --",
    "=cmd|' /C calc'!A0",
    "％_\\",
    "𠮷野家🏦",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_title_is_text_and_nothing_else(pages_as, service, root, at, text):
    made = make.engagement(at, root, service, title=text, purpose=text)
    pages = pages_as(Role.OFFICER)
    assert words(pages.get(f"/engagements/{made.id}").h1) == " ".join(text.split())
    assert pages.get("/engagements", query_string={"q": text})
    exported = pages.get("/engagements/export").get_data(as_text=True)
    assert text[1:6] in exported


def test_a_reader_who_posts_is_forbidden(service, root, at, people):
    branch, officer = make.branch(at, root)
    made = make.engagement(at, root, service)
    make.reader(at, made, branch)
    ctx = make.ctx_of(officer, at)
    assert queries.get_engagement(ctx, made.id) is made
    with pytest.raises(NotAllowed):
        services.edit_engagement(ctx, made, services.facts_of(made), version=made.version)
    with pytest.raises(NotAllowed):
        services.judge_outsourcing(
            ctx, made, outsourcing=OutsourcingJudgement.OUTSOURCING, reason="理由", judged_on=None,
            version=made.version,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        services.write_memo(ctx, made, body="経緯")
