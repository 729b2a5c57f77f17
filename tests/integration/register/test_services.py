"""Services: added, edited, listed, found, as at before; and what they are built on."""

import csv
import io
from datetime import date, timedelta

import pytest

from app.core import search
from app.core.db import db
from app.identity.roles import Role
from app.register.models import Supply
from app.register.queries import services as queries
from tests.factories import chain
from tests.factories import masters as make
from tests.factories import register as parties
from tests.harness.client import fields_of
from tests.pages import words

NEW = "/services/new"


def add(pages, party, status=303, **facts):
    return pages.submit(
        NEW, button="サービスを追加する", status=status, organisation_id=str(party.id),
        **{"name": "クラウド基盤", "countries": "日本\nUS", "kind": "cloud_platform", **facts},
    )  # fmt: skip


def confirm(pages, path, page):
    """Tick the box that came with the warning, and save again."""
    pages.post(path, fields={**fields_of(page), "is_confirmed": "y"})


def test_what_was_entered_is_stored_and_shown(pages_as, at):
    party = parties.organisation(at, "株式会社みどり計算")
    pages = pages_as(Role.OFFICER)
    page = pages.follow(add(pages, party, name_kana="クラウドキバン"))
    (found,) = queries.named_alike(party.id, "ｸﾗｳﾄﾞ基盤")
    assert found.countries == ["JP", "US"]
    assert found.provider_sort_key == party.sort_key
    told = words(page.select_one("main"))
    assert "日本" in told
    assert "クラウド基盤" in told
    assert page.select_one(f'main a[href="/organisations/{party.id}"]')


def test_a_name_that_the_provider_has_already_is_asked_about(pages_as, at):
    kept = make.service(at, "株式会社みどり計算", "クラウド基盤")
    party = db.session.get_one(type(parties.organisation(at, "乙商事")), kept.organisation_id)
    pages = pages_as(Role.OFFICER)
    page = add(pages, party, status=422, name="ｸﾗｳﾄﾞ基盤")
    assert "同じ名称のサービスがすでに登録されています" in words(page)
    confirm(pages, NEW, page)
    other = parties.organisation(at, "丙商事")
    add(pages, other)
    assert len(queries.named_alike(party.id, "クラウド基盤")) == 2


def test_a_service_in_general_is_made_once(session, at):
    party = parties.organisation(at)
    first, second = make.placeholder(at, party), make.placeholder(at, party)
    assert first.id == second.id
    assert first.is_placeholder
    with pytest.raises(Exception, match="general"):
        make.service_edited(at, first, name="基幹サービス")


def test_the_history_names_the_countries(pages_as, at):
    found = make.service(at, "株式会社みどり計算", countries=("JP",))
    make.service_edited(at, found, countries=("JP", "SG"))
    told = words(pages_as(Role.OFFICER).get(f"/services/{found.id}/history").select_one("main"))
    assert "日本、シンガポール" in told


def test_the_list_and_its_file_say_the_same(pages_as, at):
    make.service(at, "株式会社みどり計算", "帳票印刷", countries=("JP",))
    make.service(at, "株式会社あおば", "回線", model="iaas")
    pages = pages_as(Role.OFFICER)
    told = words(pages.get("/services?q=みどり").select_one("tbody"))
    assert "帳票印刷 株式会社みどり計算" in told
    assert "回線" not in told
    assert "回線" in words(pages.get("/services?countries=none").select_one("tbody"))
    answer = pages.client.get("/services/export?q=みどり")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["名称"], row["提供者"], row["提供国"]) for row in rows] == [
        ("帳票印刷", "株式会社みどり計算", "日本")
    ]


def test_a_list_of_services_costs_few_queries(pages_as, at, count_queries):
    for number in range(30):
        make.service(at, f"第{number}商事", f"サービス{number}")
    pages = pages_as(Role.OFFICER)
    for path in ("/services", "/services?q=商事", "/services?sort=provider"):
        pages.get(path)
        count_queries.sent.clear()
        assert len(pages.get(path).select("tbody tr")) == 30
        assert len(count_queries) <= 12, count_queries.sent


def test_a_picker_tells_services_of_one_name_apart(pages_as, at):
    make.service(at, "株式会社みどり計算", "データ保管")
    make.service(at, "株式会社あおば", "データ保管", name_latin="Storage")
    pages = pages_as(Role.OFFICER)
    found = pages.client.get("/services/options?q=データ").get_json()
    assert {row["detail"] for row in found} == {"株式会社みどり計算", "株式会社あおば"}
    (one,) = pages.client.get("/services/options?q=あおば").get_json()
    assert one["label"] == "データ保管"
    assert pages.client.get("/services/options?q=storage").get_json() == [one]


def test_a_provider_that_is_renamed_is_followed_at_once(session, at, root):
    party = parties.organisation(at, "ンン商事")
    found = make.service(at, party, "保管")
    engagement = chain.engagement(at, root, found)
    upper = make.service(at, "乙商事")
    edge = make.supply(at, upper, found)
    versions = (found.version, engagement.version, edge.version)
    touched = edge.updated_at
    parties.renamed(at, party, "アア商事")
    for row in (found, engagement, edge):
        db.session.refresh(row)
    assert found.provider_sort_key == engagement.vendor_sort_key == party.sort_key
    assert (found.version, engagement.version, edge.version) == versions
    assert edge.updated_at == touched
    for name in ("アア商事", "ンン商事"):  # whoever remembers the old name still gets there
        hits = {hit.record_id for hit in search.find(search.matching(name))}
        assert {found.id, engagement.id} <= hits
    make.service_edited(at, found, name="ワイン保管")
    db.session.refresh(edge)
    assert edge.base_sort_key == found.sort_key


def test_a_rename_of_much_is_one_statement_for_each_copy(session, at, count_queries):
    party = parties.organisation(at, "ンン商事")
    found = make.service(at, party, "保管")
    for number in range(5):
        make.supply(at, make.service(at, party, f"保管{number}"), found)
    count_queries.sent.clear()
    make.service_edited(at, found, name="ワイン保管")
    assert sum(sql.startswith("UPDATE supply") for sql in count_queries.sent) == 2


def test_as_at_before_shows_what_was_built_on_what(pages_as, at, days_later):
    upper, lower = make.service(at, "株式会社みどり計算", "上"), make.service(at, "株式会社あおば", "下")
    make.supply(at, upper, lower, countries=("JP",))
    days_later(2)
    make.service_edited(at, upper, name="新しい上")
    third = make.service(at, "丙商事", "後から")
    make.supply(at, upper, third)
    pages = pages_as(Role.OFFICER)
    then = (at + timedelta(hours=9)).date().isoformat()
    page = pages.get(f"/services/{upper.id}?as_at={then}")
    told = words(page.select_one("main"))
    assert "後から" not in told
    assert "新しい上" not in told
    assert "下 株式会社あおば" in told
    assert page.select_one("main a[href$='/edit']") is None
    rows = words(pages.get(f"/services?as_at={then}").select_one("tbody"))
    assert "後から" not in rows
    assert "上" in rows
    assert "登録されていませんでした" in words(pages.get(f"/services/{third.id}?as_at={then}"))


def test_a_vendor_sees_no_service(pages_as, at):
    found = make.service(at, "株式会社みどり計算")
    pages = pages_as(Role.VENDOR)
    for path in ("/services", f"/services/{found.id}", "/supplies", "/services/options?q=み"):
        assert pages.client.get(path).status_code == 403


# --- supplies --------------------------------------------------------------------------------


def record(pages, upper, lower, *, status=303, **facts):
    return pages.submit(
        "/supplies/new", button="登録する", status=status, service_id=str(upper.id),
        base_service_id=str(lower.id), **facts,
    )  # fmt: skip


@pytest.fixture
def two(session, at):
    return make.service(at, "株式会社みどり計算", "上"), make.service(at, "株式会社あおば", "下")


def test_an_edge_is_recorded_once(pages_as, two):
    pages = pages_as(Role.OFFICER)
    page = pages.follow(record(pages, *two, countries="日本", substitutability="hard"))
    (edge,) = db.session.query(Supply).filter_by(service_id=two[0].id)
    assert edge.countries == ["JP"]
    assert "上 → 下" in words(page.select_one("h1"))
    again = record(pages, *two, status=422)
    assert "すでに登録されています" in words(again.select_one(".error-summary"))
    assert again.select_one(f'a[href="/supplies/{edge.id}"]')


def test_a_circle_is_told_and_may_be_recorded(pages_as, two, at):
    pages = pages_as(Role.OFFICER)
    third = make.service(at, "丙商事", "底")
    make.supply(at, two[0], two[1])
    make.supply(at, two[1], third)
    page = record(pages, third, two[0], status=422)
    assert "循環ができます" in words(page.select_one(".error-summary"))
    confirm(pages, "/supplies/new", page)
    page = record(pages, third, third, status=422)
    assert "自分自身を利用する" in words(page)
    confirm(pages, "/supplies/new", page)
    told = words(pages.get("/supplies?loop=yes").select_one("tbody"))
    assert told.startswith("底 丙商事 底")


def test_a_missing_base_is_added_and_linked(pages_as, two, at):
    pages = pages_as(Role.OFFICER)
    page = pages.get(f"/supplies/new?service={two[0].id}")
    to_service = page.select_one("a[href^='/services/new']")["href"]
    to_provider = pages.get(to_service).select_one("a[href^='/organisations/new']")["href"]
    answer = pages.submit(
        to_provider, button="取引先を追加する", status=303, name="丁商事", no_number_reason="not_yet_checked"
    )
    assert answer.headers["Location"].startswith("/services/new?provider=")
    answer = pages.submit(answer.headers["Location"], button="サービスを追加する", status=303, name="土台")
    assert answer.headers["Location"].startswith(f"/supplies/new?service={two[0].id}&base=")
    page = pages.follow(pages.submit(answer.headers["Location"], button="登録する", status=303))
    assert "土台 丁商事" in words(page.select_one("#bases"))


def test_ends_with_consents_stay(pages_as, two, root, at):
    edge = make.supply(at, *two)
    chain.use(at, chain.engagement(at, root, two[0]), edge)
    third = make.service(at, "丙商事", "底")
    pages = pages_as(Role.OFFICER)
    page = pages.submit(
        f"/supplies/{edge.id}/edit", button="変更を保存", status=422, base_service_id=str(third.id)
    )
    assert "両端のサービスは変更できません" in words(page)
    pages.submit(f"/supplies/{edge.id}/edit", button="変更を保存", to_on="2027-03-31")
    db.session.refresh(edge)
    assert edge.to_on == date(2027, 3, 31)


def test_the_page_of_an_edge_shows_what_engagements_recorded(pages_as, two, root, at):
    edge = make.supply(at, *two)
    chain.granted(at, chain.engagement(at, root, two[0], title="融資審査の利用"), edge)
    told = words(pages_as(Role.OFFICER).get(f"/supplies/{edge.id}").select_one("#uses"))
    assert "融資審査の利用" in told
    assert "承諾" in told


def test_edges_are_listed_narrowed_and_exported(pages_as, two, at, count_queries):
    make.supply(at, *two, to_on=date(2020, 1, 1), countries=("JP",))
    make.supply(at, two[1], two[0], substitutability="none")
    pages = pages_as(Role.OFFICER)
    assert len(pages.get("/supplies").select("tbody tr")) == 2
    assert words(pages.get("/supplies?ended=yes").select_one("tbody")).startswith("上 株式会社みどり計算 下")
    assert words(pages.get("/supplies?countries=none").select_one("tbody")).startswith("下")
    assert words(pages.get("/supplies?substitutability=none").select_one("tbody")).startswith("下")
    assert len(pages.get("/supplies?q=あおば").select("tbody tr")) == 2
    assert len(pages.get("/supplies?ended=no&on=2019-12-31").select("tbody tr")) == 2
    count_queries.sent.clear()
    pages.get("/supplies?sort=base")
    assert len(count_queries) <= 12, count_queries.sent
    rows = list(csv.DictReader(io.StringIO(pages.client.get("/supplies/export").data.decode("utf-8-sig"))))
    assert {row["サービスの提供者"] for row in rows} == {"株式会社みどり計算", "株式会社あおば"}


def test_edges_as_at_before(pages_as, two, at, days_later):
    edge = make.supply(at, *two)
    days_later(2)
    make.supply(at, two[1], two[0])
    then = (at + timedelta(hours=9)).date().isoformat()
    pages = pages_as(Role.OFFICER)
    assert len(pages.get(f"/supplies?as_at={then}").select("tbody tr")) == 1
    assert "上 → 下" in words(pages.get(f"/supplies/{edge.id}?as_at={then}").select_one("h1"))
    assert "追加" in words(pages.get(f"/supplies/{edge.id}/history").select_one("main"))


def test_who_may_only_read_is_offered_nothing(pages_as, two, at):
    edge = make.supply(at, *two)
    pages = pages_as(Role.AUDITOR)
    for path in (f"/services/{two[0].id}", f"/supplies/{edge.id}", "/services", "/supplies"):
        page = pages.get(path)
        assert not page.select("main a[href$='/edit'], main a[href*='/new']"), path
    for path in ("/services/new", "/supplies/new", f"/supplies/{edge.id}/edit"):
        assert pages.client.get(path).status_code == 403
