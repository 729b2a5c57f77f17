"""The list of engagements: what it shows, how it is narrowed, what it costs, and how it stood then."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core.dates import day_of
from app.core.db import db
from app.identity.roles import Role
from app.register.lists.engagements import ENGAGEMENTS
from app.register.models import Category, Engagement, OutsourcingJudgement, PersonalDataBasis, Stage
from app.register.queries import engagements as queries
from app.register.queries.engagements import Wanted
from app.register.rules import engagements as rules
from app.register.rules.engagements import EngagementLinks
from app.register.services import engagements as services
from tests.factories import chain, ours
from tests.factories import engagements as make
from tests.factories.identity import context
from tests.pages import words

LIST = "/engagements"


@pytest.fixture
def service(at, session):
    return chain.service(at, "株式会社みどり計算", "融資クラウド")


def titles(page) -> list[str]:
    return [words(row.select_one("td .cut")) for row in page.select("tbody tr")]


def test_each_filter_keeps_what_it_says(pages_as, people, at, root, service):
    day = day_of(at)
    me = people[Role.OFFICER]
    make.engagement(
        at, root, service, title="甲", category=Category.LINE, owner_id=me.id, has_personal_data=True
    )
    make.engagement(
        at, root, service, title="乙", stage=Stage.OPERATION, ends_on=day + timedelta(days=90),
        is_important_third_party=True, has_personal_data=False,
    )  # fmt: skip
    function = ours.function(at, "融資", is_important=True, tolerance_hours=4)
    make.engagement(
        at, root, service, title="丙", stage=Stage.DROPPED, ends_on=day + timedelta(days=10),
        links=EngagementLinks(function_ids=[function.id]),
    )  # fmt: skip
    pages = pages_as(Role.OFFICER)
    for query, expected in (
        ("stage=operation", ["乙"]),
        ("category=line", ["甲"]),
        ("owner=me", ["甲"]),
        (f"owner={me.id}", ["甲"]),
        (f"unit={root.id}", ["甲", "乙", "丙"]),
        (f"vendor={service.organisation_id}", ["甲", "乙", "丙"]),
        (f"service={service.id}", ["甲", "乙", "丙"]),
        ("personal=yes", ["甲"]),
        ("personal=no", ["乙"]),
        ("ending=soon", ["乙"]),
        ("function=important", ["丙"]),
        ("important=yes", ["乙"]),
        ("tier=important", ["乙", "丙"]),
        ("missing=yes", ["甲", "乙"]),
        ("over=yes", ["丙"]),
        ("over=no&personal=yes", ["甲"]),
        ("stage=nonsense", ["甲", "乙", "丙"]),
    ):
        assert titles(pages.get(f"{LIST}?{query}")) == expected, query


def test_the_count_of_what_is_missing_is_the_rules_own(pages_as, ctx_of, at, root, service):
    """The filter asks the database what the rule asks the record: they must agree for every field."""
    made = make.engagement(at, root, service)
    ctx, wanted = ctx_of(Role.OFFICER), Wanted(on=day_of(at), is_incomplete=True)
    page = pages_as(Role.OFFICER).get(LIST)
    assert words(page.select("tbody tr td")[-1]) == str(len(rules.missing(made)))
    full = {
        "owner_id": ctx.actor_id, "purpose": "x", "data_classes": ("personal",), "has_personal_data": False,
        "has_sensitive_data": False, "has_special_care_data": False, "data_countries": ("JP",), "access": "none",
        "connection": "none", "annual_amount": 0, "started_on": day_of(at), "ends_on": day_of(at),
        "substitutability": "easy",
    }  # fmt: skip
    services.judge_outsourcing(
        context(at),
        made,
        outsourcing=OutsourcingJudgement.OUTSOURCING,
        reason="x",
        judged_on=None,
        version=made.version,
    )
    for left_out in full:
        make.edited(at, made, **{name: value for name, value in full.items() if name != left_out})
        assert rules.missing(made) == [left_out]
        assert [row.id for row in db.session.execute(queries.listed(ctx, wanted))] == [made.id]
        make.edited(at, made, **full)
        assert db.session.execute(queries.listed(ctx, wanted)).all() == []
        make.edited(at, made, **EMPTY)


EMPTY: dict[str, Any] = {
    "owner_id": None, "purpose": "", "data_classes": (), "has_personal_data": None, "has_sensitive_data": None,
    "has_special_care_data": None, "data_countries": (), "access": "unknown", "connection": "unknown",
    "annual_amount": None, "started_on": None, "ends_on": None, "substitutability": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("key", ENGAGEMENTS.sortable)
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_every_order_works_now_and_then(pages_as, at, root, service, key, direction):
    make.engagement(at, root, service, ends_on=day_of(at))
    make.edited(at, make.engagement(at, root, service), purpose="x")
    pages = pages_as(Role.OFFICER)
    for moment in ("", f"&as_at={day_of(at).isoformat()}"):
        assert len(titles(pages.get(f"{LIST}?sort={key}&dir={direction}{moment}"))) == 2


def test_the_list_costs_the_same_whatever_it_holds(pages_as, people, at, root, service, count_queries):
    pages, cost = pages_as(Role.APPROVER), {}
    pages.get(LIST)
    for size in (3, 60):
        while (db.session.scalar(select(func.count()).select_from(Engagement)) or 0) < size:
            services.add_engagement(context(at), make.facts(root, service, owner_id=people[Role.OFFICER].id))
        db.session.commit()
        pages.get(
            LIST
        )  # what waits for the reader is counted once after an act, by whichever page comes next
        count_queries.sent.clear()
        pages.get(f"{LIST}?sort=vendor")
        cost[size] = len(count_queries)
    # A second page exists, so the whole is counted: one statement more.
    assert cost[60] == cost[3] + 1 <= 12, count_queries.sent


def test_the_page_costs_the_same_whatever_hangs_on_it(pages_as, at, root, service, count_queries):
    made, pages = make.engagement(at, root, service), pages_as(Role.OFFICER)
    cost = []
    for name in ("業務", "事務"):
        pages.get(f"/engagements/{made.id}")
        count_queries.sent.clear()
        pages.get(f"/engagements/{made.id}")
        cost.append(len(count_queries))
        functions = [ours.function(at, f"{name}{n}").id for n in range(15)]
        services.set_functions(context(at), made, functions)
        for n in range(15):
            services.write_memo(context(at), made, body=f"経緯{n}")
        db.session.commit()
    # Names of functions and of authors are asked for once there are any.
    assert cost[1] <= cost[0] + 2
    assert cost[1] <= 40


def test_an_export_holds_what_the_list_shows(pages_as, at, root, service):
    make.engagement(at, root, service, title="甲", annual_amount=1_200_000, ends_on=day_of(at))
    answer = pages_as(Role.OFFICER).get(f"{LIST}/export?col=title&col=vendor&col=annual_amount&col=ends_on")
    lines = answer.get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert lines[0] == "委託番号,件名,契約の相手方,満了日,年間金額（円）"
    assert lines[1].split(",")[1:] == ["甲", "株式会社みどり計算", day_of(at).isoformat(), "1200000"]


# --- as at -------------------------------------------------------------------------------------


def test_page_list_and_export_show_the_past_with_its_parts(pages_as, at, root, service, days_later):
    today = day_of(at).isoformat()
    first, second = ours.function(at, "融資"), ours.function(at, "預金")
    branch, _officer = make.branch(at, root)
    made = make.engagement(
        at,
        root,
        service,
        title="昔の件名",
        links=EngagementLinks(function_ids=[first.id], reader_ids=[branch.id]),
    )
    services.judge_party(
        context(at), made, made.vendor_id,
        services.PartyFacts(personal_data=PersonalDataBasis.ENTRUSTED, personal_data_reason="昔の理由"),
        version=made.version,
    )  # fmt: skip
    db.session.commit()
    days_later(1)
    make.edited(at, made, title="今の件名", is_important_third_party=True)
    services.set_functions(context(at), made, [second.id])
    services.set_readers(context(at), made, [])
    services.judge_party(
        context(at), made, made.vendor_id,
        services.PartyFacts(personal_data=PersonalDataBasis.NONE, personal_data_reason="今の理由"),
        version=made.version,
    )  # fmt: skip
    services.write_memo(context(at + timedelta(days=1)), made, body="後の経緯")
    db.session.commit()
    pages = pages_as(Role.AUDITOR)
    now = words(pages.get(f"/engagements/{made.id}"))
    then = words(pages.get(f"/engagements/{made.id}?as_at={today}"))
    for text, is_then in (
        ("昔の件名", True), ("今の件名", False), ("昔の理由", True), ("今の理由", False), ("後の経緯", False),
        ("融資 ", True), ("預金", False), ("桜町支店", True),
    ):  # fmt: skip
        assert (text in then, text in now) == (is_then, not is_then), text
    assert titles(pages.get(f"{LIST}?as_at={today}")) == ["昔の件名"]
    assert titles(pages.get(f"{LIST}?as_at={today}&q=昔の")) == ["昔の件名"]
    assert titles(pages.get(f"{LIST}?as_at={today}&q=今の")) == []
    assert titles(pages.get(f"{LIST}?as_at={today}&important=yes")) == []
    exported = pages.get(f"{LIST}/export?as_at={today}").get_data(as_text=True)
    assert "昔の件名" in exported
    assert "今の件名" not in exported


def test_before_it_was_recorded_the_page_says_so(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    page = pages_as(Role.AUDITOR).get(f"/engagements/{made.id}?as_at=2020-01-01")
    assert "履歴は" in words(page)
    assert titles(pages_as(Role.AUDITOR).get(f"{LIST}?as_at=2020-01-01")) == []


def test_a_past_page_offers_no_change(pages_as, at, root, service):
    made = make.engagement(at, root, service)
    page = pages_as(Role.OFFICER).get(f"/engagements/{made.id}?as_at={day_of(at).isoformat()}")
    main = words(page.select_one("main"))
    assert "編集" not in main
    assert "判定する" not in main
    assert "経緯を記録" not in main
    listed = pages_as(Role.APPROVER).get(f"{LIST}?as_at={day_of(at).isoformat()}")
    assert not listed.select("[data-tick]")
    assert not listed.select('main a[href="/engagements/new"]')


def test_the_next_date_is_judged_on_the_effective_day(pages_as, at, root, service):
    day = day_of(at)
    make.engagement(
        at, root, service, renewal_notice_on=day + timedelta(days=10), ends_on=day + timedelta(days=40)
    )
    pages = pages_as(Role.OFFICER)
    assert "あと10日" in words(pages.get(LIST).select_one("tbody"))
    later = (day + timedelta(days=11)).isoformat()
    assert "あと29日" in words(pages.get(f"{LIST}?on={later}").select_one("tbody"))


def test_the_history_names_what_it_points_at(pages_as, people, at, root, service):
    function = ours.function(at, "融資")
    made = make.engagement(
        at, root, service, title="甲", owner_id=people[Role.OFFICER].id, data_countries=("JP",),
        data_classes=("personal",), links=EngagementLinks(function_ids=[function.id]),
    )  # fmt: skip
    below = chain.service(at, "株式会社くも基盤", "基盤")
    chain.use(at, made, chain.supply(at, service, below))
    told = words(pages_as(Role.AUDITOR).get(f"/engagements/{made.id}/history").select_one("table.history"))
    for name in (
        "融資クラウド",
        "株式会社みどり計算",
        "融資",
        people[Role.OFFICER].name,
        root.name,
        "日本",
        "個人データ",
    ):
        assert name in told, name
    assert "融資クラウド → 基盤" in told
    assert str(made.id) not in told
