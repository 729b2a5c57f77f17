"""自己点検 of an engagement: begun, entered, outside the premises, moved to a newer version, ended."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.core.errors import DomainError, NotAllowed, NotFound, StaleVersion
from app.identity.roles import Role
from app.references.models import (
    Conformity,
    OwnState,
    ReferenceVersion,
    SecurityReference,
    SelfCheck,
    SelfCheckItem,
)
from app.references.queries import checking as queries
from app.references.queries import touching
from app.references.rules.checking import Ground, Result
from app.references.rules.facts import ReferenceFacts
from app.references.services import checking as services
from app.references.services import keeping, writing
from app.references.services.checking import OwnFacts
from app.register.models import ServiceModel
from tests.conftest import begins_with
from tests.factories import chain, engagements, masters
from tests.factories import self_checks as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)


@pytest.fixture
def check(ctx, engagement, version):
    return make.check(ctx, engagement, version)


def result_of(ctx, engagement, check, item="統1"):
    return make.opened(ctx, engagement, check).line(item).result


# --- both halves --------------------------------------------------------------------------------


def test_an_item_conforms_once_our_half_is_done(ctx, engagement, check):
    found = make.opened(ctx, engagement, check)
    assert found.grounds == ()
    assert found.counts[Result.CONFORMS] == 0
    assert len(found.lines) >= 308
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    make.entered(ctx, engagement, check, "統2", OwnState.PARTLY)
    make.entered(ctx, engagement, check, "統3", OwnState.NOT_DONE)
    make.entered(ctx, engagement, check, "統4", OwnState.DONE, "規程第3条")
    found = make.opened(ctx, engagement, check)
    results = [found.line(item).result for item in ("統1", "統2", "統3", "統4", "統24")]
    assert results == [Result.CONFORMS, Result.PARTLY, Result.FAILS, Result.OPEN, Result.OPEN]


def test_nothing_needed_wants_its_reason_and_a_measure_wants_a_state(ctx, engagement, check):
    for facts, field in (
        (OwnFacts(OwnState.NOT_NEEDED), "measure"),
        (OwnFacts(None, "規程"), "state"),
    ):
        with pytest.raises(DomainError) as caught:
            services.set_item(ctx, engagement, check, "統1", facts, version=0)
        assert caught.value.field == field


def test_two_people_at_one_item_do_not_overwrite_each_other(ctx, engagement, check):
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    with pytest.raises(DomainError):
        services.set_item(ctx, engagement, check, "統1", OwnFacts(OwnState.PARTLY), version=0)
    with pytest.raises(StaleVersion):
        services.set_item(ctx, engagement, check, "統1", OwnFacts(OwnState.PARTLY), version=7)
    make.entered(ctx, engagement, check, "統2", OwnState.DONE, "規程第3条")  # another item is no conflict


def test_an_entry_without_a_state_is_taken_out(ctx, engagement, check):
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    make.entered(ctx, engagement, check, "統1", None)
    assert queries.rows_of(check) == []


def test_several_items_are_entered_at_once_and_keep_what_is_left_empty(ctx, engagement, check):
    make.entered(ctx, engagement, check, "統1", OwnState.NOT_DONE, "来期に整備")
    with pytest.raises(DomainError):
        services.set_items(ctx, engagement, check, {"統1": 0}, OwnFacts(OwnState.DONE))
    services.set_items(ctx, engagement, check, {"統1": 1, "統2": 0}, OwnFacts(OwnState.PARTLY))
    db.session.commit()
    rows = {row.item: (row.state, row.measure) for row in queries.rows_of(check)}
    assert rows == {"統1": (OwnState.PARTLY, "来期に整備"), "統2": (OwnState.PARTLY, "")}


# --- outside the premises -------------------------------------------------------------------------


def grounds_of(ctx, engagement, check):
    db.session.expire_all()
    return make.opened(ctx, engagement, check).grounds


def test_a_service_model_that_the_version_does_not_speak_of_is_outside(at, ctx, engagement, check, platform):
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    masters.service_edited(at, platform, model=ServiceModel.SAAS)
    assert grounds_of(ctx, engagement, check) == (Ground.OTHER_MODEL,)
    assert result_of(ctx, engagement, check) == Result.OUTSIDE
    assert make.opened(ctx, engagement, check).counts[Result.CONFORMS] == 0


def test_an_engagement_reaches_the_service_through_its_chain_and_not_over_an_unused_edge(
    at, root, ctx, platform, version
):
    managed = masters.service(at, "株式会社みどり計算", "運用代行", model=ServiceModel.MANAGED)
    supply = masters.supply(at, managed, platform)
    engagement = engagements.engagement(at, root, managed)
    check = make.check(ctx, engagement, version)
    assert grounds_of(ctx, engagement, check) == ()
    assert [one.id for one in touching.touched(ctx, version_reference(version))] == [engagement.id]
    chain.use(at, engagement, supply, is_unused=True)
    assert grounds_of(ctx, engagement, check) == (Ground.NOT_REACHED,)
    (touched,) = touching.touched(ctx, version_reference(version))
    assert (touched.is_reached, touched.check_id) == (False, check.id)


def version_reference(version):
    return db.session.get_one(SecurityReference, version.reference_id)


def test_an_old_version_warns_and_one_that_is_withdrawn_supports_nothing(
    at, manager, ctx, engagement, platform, reference
):
    old = make.published(manager, reference, as_of_on=day_of(at) - timedelta(days=800))
    check = make.check(ctx, engagement, old)
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    assert grounds_of(ctx, engagement, check) == (Ground.TOO_OLD,)
    assert result_of(ctx, engagement, check) == Result.CONFORMS
    keeping.withdraw_reference(manager, reference, reason="公表が終わった", seen=reference.version)
    db.session.commit()
    assert grounds_of(ctx, engagement, check) == (Ground.WITHDRAWN, Ground.TOO_OLD)
    assert result_of(ctx, engagement, check) == Result.OUTSIDE


def test_where_the_newest_version_is_withdrawn_a_check_goes_back_to_the_one_in_use(
    manager, ctx, pages_as, engagement, reference, version, check
):
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    newer = make.next_version(manager, reference, version, {"統2": {"needed": "年次で見直す"}})
    services.move(ctx, engagement, check, newer, version=check.version)
    writing.withdraw_version(manager, newer, reason="誤りがあった", seen=newer.version)
    db.session.commit()
    assert grounds_of(ctx, engagement, check) == (Ground.WITHDRAWN,)
    pages, here = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/self-checks/{check.id}"
    page = pages.get(here)
    assert "誤りがあった" in words(page.select_one(".check-grounds"))
    assert page.select_one(f"a[href='{here}/move']")
    pages.submit(f"{here}/move", "自己点検をこの版に移す")
    assert grounds_of(ctx, engagement, check) == ()
    assert result_of(ctx, engagement, check) == Result.CONFORMS


# --- a newer version ------------------------------------------------------------------------------


def test_a_newer_version_takes_over_what_was_entered_and_marks_what_reads_otherwise(
    manager, ctx, engagement, reference, version, check
):
    for item in ("統1", "統2"):
        make.entered(ctx, engagement, check, item, OwnState.DONE, "規程第3条")
    newer = make.next_version(manager, reference, version, {"統2": {"needed": "年次で見直す"}})
    assert grounds_of(ctx, engagement, check) == (Ground.SUPERSEDED,)
    moved = services.move(ctx, engagement, check, newer, version=check.version)
    db.session.commit()
    assert (moved.same, moved.changed) == (("統1",), ("統2",))
    assert result_of(ctx, engagement, check, "統1") == Result.CONFORMS
    assert result_of(ctx, engagement, check, "統2") == Result.OPEN
    make.entered(ctx, engagement, check, "統2", OwnState.DONE, "規程第3条")  # looked at and saved
    assert result_of(ctx, engagement, check, "統2") == Result.CONFORMS
    with pytest.raises(DomainError):
        services.move(ctx, engagement, check, newer, version=check.version)


def test_a_draft_is_not_checked_against(manager, ctx, engagement, reference):
    draft = make.written(manager, reference)
    with pytest.raises(DomainError):
        services.begin(ctx, engagement, draft)


def test_an_ended_check_goes_with_its_entries_and_the_log_keeps_why(ctx, engagement, check):
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    with pytest.raises(DomainError):
        services.remove(ctx, engagement, check, "", version=check.version)
    services.remove(ctx, engagement, check, "案件の形が変わった", version=check.version)
    db.session.commit()
    assert db.session.query(SelfCheck).count() == db.session.query(SelfCheckItem).count() == 0


# --- rights ---------------------------------------------------------------------------------------


def test_only_the_unit_enters_and_strangers_find_nothing(at, root, pages_as, pages_of, engagement, check):
    _unit, stranger = engagements.branch(at, root)
    address = f"/engagements/{engagement.id}/self-checks"
    pages = pages_of(stranger)
    for url in (
        address,
        f"{address}/{check.id}",
        f"{address}/{check.id}/items/統1",
        f"{address}/{check.id}.xlsx",
    ):
        pages.get(url, 404)
    auditor = pages_as(Role.AUDITOR)
    assert not auditor.get(f"{address}/{check.id}").select("main form[method=post]")
    auditor.get(f"{address}/{check.id}/together", 403)


def test_a_check_of_another_engagement_is_not_found_and_not_changed(
    at, root, ctx, ctx_of, engagement, check, platform
):
    other = engagements.engagement(at, root, platform, title="別の案件")
    with pytest.raises(NotFound):
        queries.get_check(ctx, other, check.id)
    with pytest.raises(NotAllowed):
        services.begin(
            ctx_of(Role.AUDITOR), engagement, version=db.session.get_one(ReferenceVersion, check.version_id)
        )


# --- found ----------------------------------------------------------------------------------------


def found_by(pages, text):
    return [words(row) for row in pages.get(f"/search?q={quote(text)}").select("#self_check tbody th")]


def test_a_check_is_found_where_its_engagement_is(
    at, root, manager, pages_as, pages_of, engagement, reference, check
):
    title = f"{engagement.title} – {reference.title}"
    officer = pages_as(Role.OFFICER)
    for text in (engagement.number, engagement.title, reference.title):
        assert found_by(officer, text) == [title]
    _unit, stranger = engagements.branch(at, root)
    assert found_by(pages_of(stranger), engagement.title) == []
    page = officer.get(f"/search?q={quote(engagement.number)}")
    link = page.select_one("#self_check tbody th a")["href"]
    assert officer.client.get(link).location.endswith(f"/self-checks/{check.id}")
    pages_of(stranger).get(link, 404)
    facts = ReferenceFacts(title="新しい件名", service_id=reference.service_id, edition=reference.edition)
    keeping.edit_reference(manager, reference, facts, seen=reference.version)
    db.session.commit()
    assert found_by(officer, "新しい件名") == [f"{engagement.title} – 新しい件名"]


# --- pages ----------------------------------------------------------------------------------------


def test_a_check_is_begun_entered_narrowed_and_taken_out_in_pages(pages_as, ctx, engagement, version):
    pages = pages_as(Role.OFFICER)
    address = f"/engagements/{engagement.id}/self-checks"
    page = pages.get(address)
    assert "みどりクラウド 対応リファレンス" in words(page.select_one("#offers"))
    response = pages.submit(
        f"{address}/new?reference={version.reference_id}", "自己点検を始める", note="更改に向けて"
    )
    here = response.location
    page = pages.follow(response)
    assert "更改に向けて" in words(page.select_one(".check-facts"))
    pages.submit(f"{here}/items/統1", "onward", state="done", measure="規程第3条")
    pages.submit(f"{here}/together", "チェックした項目に記入", state="not_done", items=["統2:0", "統3:0"])
    page = pages.get(f"{here}?show=fails")
    assert [words(one)[:2] for one in page.select("tbody th a")] == ["統2", "統3"]
    assert "規程第3条" in words(pages.get(here).select_one("tbody tr"))
    assert pages.get(f"{here}/items/統999", 404)
    book = pages.client.get(f"{here}.xlsx")
    assert book.status_code == 200
    pages.submit(f"{here}/edit", "保存", note="見直した")
    assert "見直した" in words(pages.get(here).select_one(".check-facts"))
    pages.submit(f"{here}/end", "この自己点検を終える", reason="誤って始めた", is_confirmed="y")
    assert "誤って" not in words(pages.get(address).select_one("main"))


def test_the_page_says_why_nothing_conforms(at, pages_as, ctx, engagement, check, platform):
    masters.service_edited(at, platform, model=ServiceModel.SAAS)
    page = pages_as(Role.OFFICER).get(f"/engagements/{engagement.id}/self-checks/{check.id}")
    assert "前提の外" in words(page.select_one(".notice-attention"))
    assert "SaaS" in words(page.select_one(".notice-attention"))


@pytest.mark.parametrize("model", [ServiceModel.IAAS, ServiceModel.SAAS])
def test_what_the_filters_count_adds_up_and_is_what_they_leave(
    at, model, pages_as, ctx, engagement, check, platform
):
    """SaaS is outside the premises, where no item is still open."""
    for item, state in (("統1", OwnState.DONE), ("統2", OwnState.NOT_DONE), ("統3", OwnState.PARTLY)):
        make.entered(ctx, engagement, check, item, state, "規程第3条")
    masters.service_edited(at, platform, model=model)
    pages, here = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/self-checks/{check.id}"
    page = pages.get(here)
    total = len(page.select(".self-check-items tbody tr"))
    for nav, part in ((".outcomes", slice(1, None)), (".answer-filter", slice(None))):
        links = page.select(f"{nav} a")
        counts = [int(one.select_one("strong, .count").text) for one in links]
        assert sum(counts[part]) == total
        for link, count in zip(links, counts, strict=True):
            assert len(pages.get(link["href"]).select(".self-check-items tbody tr")) == count
    (row,) = pages.get(f"/engagements/{engagement.id}/self-checks").select(".self-checks tbody tr")
    items, *results, entered = (int(cell.text) for cell in row.select("td.num"))
    assert (sum(results), entered) == (items, 3) == (total, 3)


def test_a_model_that_is_missing_leads_to_where_it_is_recorded(
    at, pages_as, ctx, engagement, check, platform
):
    masters.service_edited(at, platform, model=ServiceModel.UNKNOWN)
    address = f"/engagements/{engagement.id}/self-checks"
    manager, auditor = pages_as(Role.VENDOR_MANAGER), pages_as(Role.AUDITOR)
    edit = f"/services/{platform.id}/edit#model"
    assert manager.get(f"{address}/{check.id}").select_one(".check-grounds a")["href"] == edit
    assert (
        auditor.get(f"{address}/{check.id}").select_one(".check-grounds a")["href"] == edit.rsplit("/", 1)[0]
    )
    assert "サービスモデル未登録" in words(manager.get(address).select_one(".self-checks tbody"))


def test_a_warning_about_the_model_says_whose_it_is_and_so_does_where_it_leads(
    at, pages_as, ctx, engagement, check, platform
):
    here, manager = f"/engagements/{engagement.id}/self-checks/{check.id}", pages_as(Role.VENDOR_MANAGER)
    for model in (ServiceModel.UNKNOWN, ServiceModel.SAAS):
        masters.service_edited(at, platform, model=model)
        told = words(manager.get(here).select_one(".check-grounds"))
        assert "サービスを使うすべての案件に共通" in told
    masters.service_edited(at, platform, model=ServiceModel.UNKNOWN)
    form = manager.get(manager.get(here).select_one(".check-grounds a")["href"].partition("#")[0])
    assert "このサービスを使うすべての案件に共通" in words(form.select_one(".field:has(#model)"))
    auditor = pages_as(Role.AUDITOR)
    page = auditor.get(auditor.get(here).select_one(".check-grounds a")["href"])
    assert "このサービスを使うすべての案件に共通" in words(page.select_one("#facts"))


def test_by_a_version_that_states_no_service_model_no_item_conforms(
    manager, ctx, pages_as, engagement, reference
):
    manager_pages = pages_as(Role.VENDOR_MANAGER)
    draft = make.written(manager, reference, premise_models=())
    publish = manager_pages.get(f"/references/versions/{draft.id}/publish")
    assert "前提にサービスモデルがありません" in words(publish.select_one("#notes"))
    assert not publish.select("#faults")
    check = make.check(ctx, engagement, make.out(manager, draft))
    make.entered(ctx, engagement, check, "統1", OwnState.DONE, "規程第3条")
    assert grounds_of(ctx, engagement, check) == (Ground.MODELS_UNSTATED,)
    assert result_of(ctx, engagement, check) == Result.OUTSIDE
    address = f"/engagements/{engagement.id}/self-checks"
    pages = pages_as(Role.OFFICER)
    told = words(pages.get(address).select_one(".self-checks tbody"))
    assert "サービスモデルの記載なし" in told
    assert "前提の範囲内" not in told
    link = pages.get(f"{address}/{check.id}").select_one(".check-grounds a")["href"]
    assert pages.get(link).select_one("h1")


def test_an_old_reference_is_told_beside_its_premises(at, manager, ctx, pages_as, engagement, reference):
    old = make.published(manager, reference, as_of_on=day_of(at) - timedelta(days=800))
    check = make.check(ctx, engagement, old)
    address = f"/engagements/{engagement.id}/self-checks"
    pages = pages_as(Role.OFFICER)
    told = words(pages.get(address).select_one(".self-checks tbody"))
    assert "前提の範囲内" in told
    assert "内容が古い" in told
    page = pages.get(f"{address}/{check.id}")
    assert not page.select(".check-grounds")
    assert "24か月より前" in words(page.select_one(".notice-attention"))


def test_the_page_of_a_newer_version_shows_what_reads_otherwise(
    manager, ctx, pages_as, engagement, reference, version, check
):
    pages, here = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/self-checks/{check.id}"
    assert pages.client.get(f"{here}/move").status_code == 303
    make.entered(ctx, engagement, check, "統2", OwnState.DONE, "規程第3条")
    make.next_version(manager, reference, version, {"統2": {"conformity": Conformity.OUT_OF_SCOPE}})
    page = pages.get(f"{here}/move")
    assert "適合可能" in words(page.select_one("#changed"))
    assert "対象外" in words(page.select_one("#changed"))
    response = pages.submit(f"{here}/move", "自己点検をこの版に移す")
    assert response.location.endswith("?show=confirm")


@pytest.mark.parametrize("part", ["", "/items/統1", "/together"])
def test_three_hundred_items_cost_few_statements(pages_as, count_queries, ctx, engagement, check, part):
    every = {f"実{n}": 0 for n in range(1, 145)}
    services.set_items(ctx, engagement, check, every, OwnFacts(OwnState.DONE, "規程第3条"))
    db.session.commit()
    pages, address = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/self-checks/{check.id}{part}"
    pages.get(address)
    db.session.expire_all()
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12, count_queries.sent


def test_the_tab_costs_few_statements(pages_as, count_queries, engagement, check):
    pages, address = pages_as(Role.OFFICER), f"/engagements/{engagement.id}/self-checks"
    pages.get(address)
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12, count_queries.sent
