"""Information systems and business functions: entry, lists, and which third parties they rest on."""

import csv
import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import settings
from app.core.audit import reading
from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register import reminding
from app.register.models import (
    BusinessFunction,
    EngagementFunction,
    EngagementSystem,
    EngagementTier,
    InformationSystem,
    SystemGrade,
    SystemGround,
)
from app.work import waiting
from tests.factories import identity, register
from tests.factories import ours as make
from tests.pages import words

SYSTEMS, FUNCTIONS = "/systems", "/functions"
OF_BOTH = pytest.mark.parametrize(
    ("base", "made", "words_of_none"),
    [
        (SYSTEMS, make.system, "この情報システムに紐付く案件"),
        (FUNCTIONS, make.function, "この業務に紐付く案件"),
    ],
)


def names(page) -> list[str]:
    return [words(cell) for cell in page.select("tbody th")]


# --- entry -----------------------------------------------------------------------------------


def test_a_system_is_added_with_its_owner_and_its_data(pages_as, people, root, session):
    pages = pages_as(Role.VENDOR_MANAGER)
    page = pages.follow(
        pages.submit(
            f"{SYSTEMS}/new", button="情報システムを追加する", ledger_number="S-10", name="審査システム",
            name_kana="シンサシステム", grade="designated", ground="both", unit_id=str(root.id),
            owner_id=str(people[Role.OFFICER].id), support_ends_on="令和9年3月31日", asset_numbers="D-1\r\nD-2\r\nD-1",
        )
    )  # fmt: skip
    assert "情報システムを追加しました。" in words(page)
    system = db.session.scalars(select(InformationSystem)).one()
    assert system.asset_numbers == ["D-1", "D-2"]
    assert (system.grade, system.ground) == (SystemGrade.DESIGNATED, SystemGround.BOTH)
    shown = words(page.select_one("main"))
    assert all(each in shown for each in ("D-2", root.name, people[Role.OFFICER].name, "2027-03-31"))
    assert [entry.event for entry in reading.entries_of(system)] == ["information_system:record:added"]


def test_a_designation_needs_its_ground_beside_whatever_else_is_missing(pages_as, session):
    page = pages_as(Role.OFFICER).submit(
        f"{SYSTEMS}/new", button="情報システムを追加する", status=422, grade="designated"
    )
    summary = words(page.select_one(".error-summary"))
    assert "特定システムとする根拠を選んでください。" in summary
    assert "台帳の番号を入力してください。" in summary


def test_a_ledger_number_belongs_to_one_system(pages_as, at, session):
    make.system(at, "S-1", "勘定系システム")
    other = make.system(at, "S-2", "情報系システム")
    page = pages_as(Role.OFFICER).submit(
        f"{SYSTEMS}/{other.id}/edit", button="変更を保存", status=422, ledger_number="S-1"
    )
    assert "この台帳番号は勘定系システムに登録されています" in words(page.select_one("#ledger_number-error"))


def test_a_vendors_person_is_no_owner_of_ours(pages_as, people, session):
    nobody = "01a1fbde-0000-7000-8000-000000000000"
    page = pages_as(Role.OFFICER).submit(
        f"{SYSTEMS}/new",
        button="情報システムを追加する",
        status=422,
        ledger_number="S-1",
        name="甲",
        owner_id=nobody,
    )
    assert "一覧から選んでください" in words(page.select_one("#owner_id-error"))


def test_a_function_is_added_with_its_hours(pages_as, root, session):
    pages = pages_as(Role.OFFICER)
    page = pages.follow(
        pages.submit(
            f"{FUNCTIONS}/new", button="業務を追加する", name="振込", name_kana="フリコミ", unit_id=str(root.id),
            is_important="y", tolerance_hours="４", rto_hours="2", rpo_hours="0",
        )
    )  # fmt: skip
    function = db.session.scalars(select(BusinessFunction)).one()
    assert (function.tolerance_hours, function.rto_hours, function.rpo_hours) == (4, 2, 0)
    assert "4時間" in words(page.select_one("#hours"))
    assert "0時間" in words(page.select_one("#hours"))
    assert "重要な業務" in words(page.select_one("h1").parent)


@pytest.mark.parametrize("hours", ["-1", "2.5", "二", "99999"])
def test_hours_that_are_no_hours_are_refused(pages_as, session, hours):
    page = pages_as(Role.OFFICER).submit(
        f"{FUNCTIONS}/new", button="業務を追加する", status=422, name="振込", rto_hours=hours
    )
    assert "0から8760までの整数" in words(page.select_one("#rto_hours-error"))
    assert page.select_one("#rto_hours")["value"] == hours


def test_recovery_after_the_tolerance_is_asked_about_and_may_be_saved(pages_as, session):
    pages = pages_as(Role.OFFICER)
    given = {"name": "振込", "tolerance_hours": "2", "rto_hours": "3"}
    page = pages.submit(f"{FUNCTIONS}/new", button="業務を追加する", status=422, **given)
    assert "目標復旧時間（3時間）が耐性度（2時間）を超えています" in words(
        page.select_one("#is_confirmed-error")
    )
    sent = {tag["name"]: tag.get("value", "") for tag in page.select("form.form input[type=hidden][name]")}
    page = pages.follow(pages.post(f"{FUNCTIONS}/new", fields={**sent, **given, "is_confirmed": "y"}))
    assert "超えています" in words(page.select_one(".notice-attention"))
    function = db.session.scalars(select(BusinessFunction)).one()
    pages.submit(f"{FUNCTIONS}/{function.id}/edit", button="変更を保存", note="承知のうえ")  # asked only once


def test_a_name_of_a_function_is_given_once(pages_as, at, session):
    make.function(at, "預金")
    page = pages_as(Role.OFFICER).submit(f"{FUNCTIONS}/new", button="業務を追加する", status=422, name="預金")
    assert "同じ名称の業務がすでに登録されています" in words(page.select_one("#name-error"))


# --- lists -------------------------------------------------------------------------------------


@pytest.fixture
def systems(session, at, root):
    today = day_of(at)
    here = identity.unit(at, "830", "システム部", root)
    make.system(
        at, "S-1", "勘定系システム", name_kana="カンジョウケイ", grade=SystemGrade.DESIGNATED,
        ground=SystemGround.BOTH, unit_id=here.id, support_ends_on=today + timedelta(days=100), asset_numbers=("DA-7",),
    )  # fmt: skip
    make.system(at, "S-2", "情報系システム", support_ends_on=today + timedelta(days=300))
    make.system(at, "S-3", "旧端末", support_ends_on=today - timedelta(days=3), ended_on=today)
    return here


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["勘定系システム", "情報系システム", "旧端末"]),
        ("grade=designated", ["勘定系システム"]),
        ("support=soon", ["勘定系システム", "旧端末"]),
        ("support=soon&ended=no", ["勘定系システム"]),
        ("unit={unit}", ["勘定系システム"]),
        ("q=かんじょう", ["勘定系システム"]),
        ("q=DA-7", ["勘定系システム"]),
        ("q=S-2", ["情報系システム"]),
        ("sort=ledger_number&dir=desc", ["旧端末", "情報系システム", "勘定系システム"]),
    ],
)
def test_systems_are_found_and_narrowed(pages_as, systems, query, found):
    shown = names(pages_as(Role.AUDITOR).get(f"{SYSTEMS}?{query.format(unit=systems.id)}"))
    assert (shown if "sort" in query else sorted(shown)) == (found if "sort" in query else sorted(found))


def test_how_early_support_is_warned_of_is_a_setting(pages_as, systems, ctx_of):
    settings.change(ctx_of(Role.ADMINISTRATOR), reminding.SUPPORT_DAYS, 400)
    db.session.commit()
    assert "情報系システム" in names(pages_as(Role.RISK).get(f"{SYSTEMS}?support=soon"))


@pytest.mark.parametrize("sort", ["name", "ledger_number", "grade", "support_ends_on", "updated_at"])
def test_each_order_of_systems_works_both_ways(pages_as, systems, sort):
    pages = pages_as(Role.LEGAL)
    up = names(pages.get(f"{SYSTEMS}?sort={sort}&dir=asc"))
    assert names(pages.get(f"{SYSTEMS}?sort={sort}&dir=desc")) == up[::-1]


def test_functions_are_found_and_narrowed(pages_as, at, session):
    make.function(at, "預金", name_kana="ヨキン", is_important=True)
    make.function(at, "広報", ended_on=day_of(at))
    pages = pages_as(Role.COMMITTEE)
    assert names(pages.get(f"{FUNCTIONS}?important=yes")) == ["預金"]
    assert names(pages.get(f"{FUNCTIONS}?important=no")) == ["広報"]
    assert names(pages.get(f"{FUNCTIONS}?ended=yes")) == ["広報"]
    assert names(pages.get(f"{FUNCTIONS}?q=よきん")) == ["預金"]
    assert sorted(names(pages.get(f"{FUNCTIONS}?sort=is_important"))) == sorted(["広報", "預金"])


@pytest.mark.parametrize(
    ("kind", "query", "found"), [("system", "勘定", "S-1"), ("function", "振込", "重要な業務")]
)
def test_a_picker_is_offered_what_is_still_there(pages_as, systems, at, kind, query, found):
    make.function(at, "振込", is_important=True)
    pages = pages_as(Role.OFFICER)
    assert [each["detail"] for each in pages.get(f"/{kind}s/options?q={query}").json] == [found]
    assert pages.get(f"/{kind}s/options?q=旧端末").json == []
    assert pages.get(f"/{kind}s/options?q=").json == []


@pytest.mark.parametrize(
    ("base", "columns", "expected"),
    [
        (SYSTEMS, "grade", [["名称", "特定・通常"], ["勘定系システム", "特定システム"]]),
        (FUNCTIONS, "is_important", [["名称", "重要な業務"], ["振込", "はい"]]),
    ],
)
def test_the_export_says_what_the_list_says(pages_as, systems, at, base, columns, expected):
    make.function(at, "振込", is_important=True)
    query = f"col={columns}&grade=designated&important=yes"
    data = pages_as(Role.LEGAL).get(f"{base}/export?{query}").get_data().decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(data))) == expected


@OF_BOTH
def test_a_list_costs_the_same_whatever_it_holds(
    pages_as, at, root, count_queries, base, made, words_of_none
):
    pages = pages_as(Role.OFFICER)
    pages.get(base)
    cost = []
    for size in (3, 30):
        for number in range(size):
            made(
                at,
                f"{size}-{number}",
                **({"name": f"系{size}-{number}"} if base == SYSTEMS else {}),
                unit_id=root.id,
            )
        count_queries.sent.clear()
        assert len(names(pages.get(base))) >= size
        cost.append(len(count_queries))
    assert cost[0] == cost[1] <= 12, count_queries.sent


@OF_BOTH
def test_the_list_of_a_past_moment_knows_the_old_name(
    pages_as, at, session, days_later, base, made, words_of_none
):
    record = made(at, name="まえの名")
    days_later(2)
    pages = pages_as(Role.OFFICER)
    pages.submit(f"{base}/{record.id}/edit", button="変更を保存", name="あとの名")
    assert names(pages.get(f"{base}?as_at={day_of(at).isoformat()}")) == ["まえの名"]
    assert names(pages.get(f"{base}?as_at={day_of(at).isoformat()}&q=あとの")) == []
    assert names(pages.get(base)) == ["あとの名"]
    assert "まえの名" in words(pages.get(f"{base}/{record.id}/history"))


@OF_BOTH
def test_the_page_of_a_past_moment_is_read_as_it_stood(
    pages_as, at, session, root, days_later, base, made, words_of_none
):
    record, then = made(at, name="まえの名"), day_of(at).isoformat()
    tied = make.engagement(at, register.organisation(at, "株式会社みなと印刷"), root, "E-77")
    pages = pages_as(Role.OFFICER)
    page = f"{base}/{record.id}"
    pages.submit(f"{page}/engagements/new", button="案件を紐付ける", engagement_id=str(tied.id))
    days_later(2)
    pages.submit(f"{page}/edit", button="変更を保存", name="あとの名")
    pages.submit(page, form=f'form[action="{page}/engagements/{tied.id}/remove"]')
    shown = pages.get(f"{page}?as_at={then}")
    assert words(shown.select_one("h1")) == "まえの名"
    assert words(shown.select_one("#engagements tbody th")) == "株式会社みなと印刷"
    assert shown.select_one(".as-at") is not None
    assert not shown.select("main form[method=post], main a[href*='/edit'], main a[href*='/new']")
    assert f"/engagements/{tied.id}?as_at={then}" in str(shown.select_one("#engagements"))
    assert words_of_none in words(pages.get(page).select_one("#engagements"))
    assert pages.get(f"{base}?as_at={then}").select_one("tbody th a")["href"] == f"{page}?as_at={then}"


@OF_BOTH
def test_before_it_was_recorded_there_is_nothing_to_show(pages_as, at, session, base, made, words_of_none):
    record = made(at)
    before = (day_of(at) - timedelta(days=40)).isoformat()
    page = pages_as(Role.OFFICER).get(f"{base}/{record.id}?as_at={before}")
    assert "登録されていませんでした" in words(page.select_one("main"))
    assert page.select_one(f"main a[href='{base}/{record.id}']") is not None


@OF_BOTH
def test_an_end_is_judged_on_the_day_asked_for(pages_as, at, session, base, made, words_of_none):
    record = made(at, ended_on=day_of(at) - timedelta(days=1))
    pages = pages_as(Role.OFFICER)
    assert "終了" in words(pages.get(f"{base}/{record.id}").select_one(".page-line"))
    earlier = (day_of(at) - timedelta(days=9)).isoformat()
    shown = pages.get(f"{base}/{record.id}?on={earlier}")
    assert "終了" not in words(shown.select_one(".page-line"))
    assert shown.select_one(".page-line a[href$='/edit']") is None


def test_a_phone_finds_the_day_under_the_name(pages_as, systems, at):
    make.system(at, "S-4", "新しい端末")
    rows = pages_as(Role.OFFICER).get(SYSTEMS).select("tbody th")
    said = {words(row): row.get("data-when") for row in rows}
    assert said.pop("新しい端末") is None
    assert all(text.startswith("サポート終了日\n") for text in said.values())
    assert f"あと100日・{(day_of(at) + timedelta(days=100)).isoformat()}" in said["勘定系システム"]


# --- what they rest on ---------------------------------------------------------------------------


@pytest.fixture
def engagement(session, at, root):
    vendor = register.organisation(at, "株式会社みなと印刷")
    return make.engagement(at, vendor, root, "E-77")


@OF_BOTH
def test_an_engagement_is_linked_and_taken_away(pages_as, at, engagement, base, made, words_of_none):
    record = made(at)
    pages = pages_as(Role.OFFICER)
    assert words_of_none in words(pages.get(f"{base}/{record.id}").select_one("#engagements"))
    page = pages.follow(
        pages.submit(
            f"{base}/{record.id}/engagements/new", button="案件を紐付ける", engagement_id=str(engagement.id)
        )
    )
    shown = words(page.select_one("#engagements"))
    assert "株式会社みなと印刷" in shown
    assert "E-77 E-77 の案件" in shown
    assert words(pages.get(base).select_one("tbody td.num:nth-last-child(1)")) == "1"
    again = pages.submit(
        f"{base}/{record.id}/engagements/new",
        button="案件を紐付ける",
        status=422,
        engagement_id=str(engagement.id),
    )
    assert "すでに紐付いています" in words(again)
    remove = f"{base}/{record.id}/engagements/{engagement.id}/remove"
    page = pages.follow(pages.submit(f"{base}/{record.id}", form=f'form[action="{remove}"]'))
    assert words_of_none in words(page.select_one("#engagements"))
    events = [entry.event for entry in reading.entries_of(engagement)]
    assert events.count("engagement:record:edited") == 2


def test_an_engagement_may_be_named_instead_of_picked(pages_as, at, engagement):
    function = make.function(at)
    pages = pages_as(Role.OFFICER)
    pages.submit(
        f"{FUNCTIONS}/{function.id}/engagements/new", button="案件を紐付ける", engagement_id_text="E-77"
    )
    assert db.session.scalars(select(EngagementFunction.engagement_id)).all() == [engagement.id]


@OF_BOTH
def test_engagements_of_other_units_are_neither_seen_nor_linked(
    pages_of, at, root, engagement, base, made, words_of_none
):
    record = made(at)
    pages_of_owner = pages_of(_officer(at, root, "890", unit=root))
    pages_of_owner.submit(
        f"{base}/{record.id}/engagements/new", button="案件を紐付ける", engagement_id=str(engagement.id)
    )
    pages = pages_of(_officer(at, root, "891"))
    page = pages.get(f"{base}/{record.id}")
    assert words_of_none in words(page.select_one("#engagements"))
    assert words(pages.get(base).select_one("tbody td.num:nth-last-child(1)")) == "0"
    page = pages.submit(
        f"{base}/{record.id}/engagements/new",
        button="案件を紐付ける",
        status=422,
        engagement_id=str(engagement.id),
    )
    assert "一覧から選んでください" in words(page.select_one("#engagement_id-error"))
    token = page.select_one("meta[name=csrf-token]")["content"]
    pages.post(f"{base}/{record.id}/engagements/{engagement.id}/remove", status=404, csrf_token=token)


def _officer(at, root, code, unit=None):
    person = identity.user(at, f"officer{code}@tsubame.example", f"担当{code}")
    identity.grant(at, person, Role.OFFICER, unit or identity.unit(at, code, f"支店{code}", root))
    db.session.commit()
    return person


def test_who_only_reads_an_engagement_takes_no_link_away(pages_as, at, engagement):
    system = make.system(at)
    pages_as(Role.OFFICER).submit(
        f"{SYSTEMS}/{system.id}/engagements/new", button="案件を紐付ける", engagement_id=str(engagement.id)
    )
    pages = pages_as(Role.AUDITOR)
    page = pages.get(f"{SYSTEMS}/{system.id}")
    assert "E-77" in words(page)
    assert not page.select("main form.post-button")
    pages.get(f"{SYSTEMS}/{system.id}/engagements/new", status=403)
    assert db.session.scalars(select(EngagementSystem.engagement_id)).all() == [engagement.id]


# --- what follows from a change ---------------------------------------------------------------


def test_a_designated_system_is_a_factor_of_what_it_rests_on(pages_as, at, engagement):
    system, pages = make.system(at), pages_as(Role.OFFICER)
    pages.submit(
        f"{SYSTEMS}/{system.id}/engagements/new", button="案件を紐付ける", engagement_id=str(engagement.id)
    )
    before = _factors(engagement)
    pages.submit(f"{SYSTEMS}/{system.id}/edit", button="変更を保存", grade="designated", ground="both")
    assert _factors(engagement) != before


def test_an_important_function_with_a_short_tolerance_is_a_factor(pages_as, at, engagement):
    function, pages = make.function(at), pages_as(Role.OFFICER)
    pages.submit(
        f"{FUNCTIONS}/{function.id}/engagements/new",
        button="案件を紐付ける",
        engagement_id=str(engagement.id),
    )
    before = _factors(engagement)
    pages.submit(
        f"{FUNCTIONS}/{function.id}/edit", button="変更を保存", is_important="y", tolerance_hours="2"
    )
    assert _factors(engagement) != before


def _factors(engagement):
    db.session.expire_all()
    return db.session.scalars(
        select(EngagementTier.factors).where(EngagementTier.engagement_id == engagement.id)
    ).one()


# --- who may, and who is told --------------------------------------------------------------------


@OF_BOTH
def test_readers_read_and_change_nothing(pages_as, at, session, base, made, words_of_none):
    record = made(at)
    for role in (Role.LEGAL, Role.AUDITOR, Role.ADMINISTRATOR):
        pages = pages_as(role)
        page = pages.get(f"{base}/{record.id}")
        assert not page.select(f'a[href="{base}/{record.id}/edit"]')
        pages.get(f"{base}/{record.id}/edit", status=403)
        pages.get(f"{base}/new", status=403)
    for path in ("", f"/{record.id}", "/export", "/options?q=x"):
        pages_as(Role.VENDOR).get(f"{base}{path}", status=403)


def test_the_owner_is_told_that_support_ends(pages_as, pages_of, at, root, people, session):
    today, owner = day_of(at), people[Role.OFFICER]
    make.system(at, "S-1", "近く終わる", owner_id=owner.id, support_ends_on=today + timedelta(days=179))
    make.system(at, "S-2", "まだ先", owner_id=owner.id, support_ends_on=today + timedelta(days=181))
    make.system(at, "S-3", "廃止済み", owner_id=owner.id, support_ends_on=today, ended_on=today)
    make.system(at, "S-4", "人のもの", owner_id=people[Role.LEGAL].id, support_ends_on=today)
    make.system(at, "S-5", "主のないもの", unit_id=root.id, support_ends_on=today)
    waiting.forget()
    shown = words(pages_as(Role.OFFICER).get("/").select_one("#waits"))
    assert shown.index("主のないもののサポート終了後の対応を決めてください") < shown.index(
        "近く終わるのサポート"
    )
    assert not any(name in shown for name in ("まだ先", "廃止済み", "人のもの"))
    assert "サポート終了後" not in words(pages_of(_officer(at, root, "892")).get("/").select_one("#waits"))


def test_the_six_lists_stand_side_by_side(pages_as, session):
    tabs = pages_as(Role.OFFICER).get(SYSTEMS).select("nav.tabs a")
    shown = [words(tab) for tab in tabs]
    assert shown[0] == "取引先"
    assert shown[-3:] == ["連絡先", "情報システム", "業務"]
    assert [words(tab) for tab in tabs if tab.get("aria-current")] == ["情報システム"]
