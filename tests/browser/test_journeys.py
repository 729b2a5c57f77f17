"""The foundation's journeys, as a new administrator, a new clerk and an auditor go them."""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from playwright.sync_api import Page, Route, expect

from tests.browser import steps
from tests.browser.conftest import Instance, Open, sign_in_as


def test_a_new_institution_gets_from_the_command_line_to_its_first_organisation(
    institution: Instance, open_page: Open
) -> None:
    institution.flask("db", "upgrade")
    links = []
    for number, name in ((1, "管理 一郎"), (2, "管理 二子")):
        said = institution.flask(
            "admin", "create", "--email", f"admin{number}@tsubame.example", "--name", name
        )
        links.append(re.search(r"https?://\S+/enrol/\S+", said))
    institution.start()
    first, second = open_page(institution), open_page(institution)
    assert links[0] is not None
    assert links[1] is not None
    steps.enrol(first, links[0].group())
    steps.enrol(second, links[1].group())

    # No demonstration here: nobody signs in with one click.
    assert first.request.get("/demo").status == 404

    # Invite a colleague with a role and a unit.
    first.goto("/users/invite")
    first.locator("#email").fill("clerk@tsubame.example")
    first.locator("#name").fill("担当 花子")
    first.locator("#role").select_option("vendor_manager")
    first.locator("#unit_id").select_option(index=1)
    first.locator("#reason").fill("委託先管理の担当に着任したため")
    first.get_by_role("button", name="招待").click()
    invitation = first.locator("#link").input_value()

    # Nobody approves what they made: the second administrator does.
    second.goto("/approvals")
    second.locator("main tbody a").first.click()
    second.get_by_role("link", name="承認", exact=False).first.click()
    second.locator("main form").get_by_role("button").first.click()
    expect(second.locator(".flashes")).to_contain_text(re.compile("承認"))

    clerk = open_page(institution)
    steps.enrol(clerk, invitation)
    clerk.goto("/organisations/new")
    clerk.locator("#name").fill("独立行政法人高齢・障害・求職者雇用支援機構")
    clerk.locator("#name_kana").fill("コウレイショウガイキュウショクシャコヨウシエンキコウ")
    clerk.locator("#no_number_reason").select_option("not_yet_checked")
    clerk.locator("main form").first.get_by_role("button").last.click()
    expect(clerk.locator("h1")).to_contain_text("独立行政法人高齢・障害・求職者雇用支援機構")
    clerk.locator("#top-search").fill("雇用")
    clerk.locator("#top-search").press("Enter")
    expect(clerk.locator("main")).to_contain_text("独立行政法人高齢・障害・求職者雇用支援機構")

    said = institution.flask("audit", "verify")
    assert "whole" in said or "異常" not in said


def edit_page(page: Page, name: str) -> None:
    page.goto("/organisations")
    page.locator("main tbody a", has_text=name).first.click()
    page.get_by_role("link", name="編集").first.click()
    page.wait_for_url("**/edit", wait_until="networkidle")


def test_two_people_edit_one_organisation_and_nothing_is_lost(
    demonstration: Instance, open_page: Open
) -> None:
    one, other = open_page(demonstration), open_page(demonstration)
    sign_in_as(one, "高橋 直子")
    sign_in_as(other, "佐藤 美咲")
    for page in (one, other):
        edit_page(page, "株式会社きりしま清掃")
    one.locator("#address").fill("東京都千代田区一番町一番地")
    one.keyboard.press("Control+Enter")
    one.wait_for_url(re.compile(r"/organisations/[0-9a-f-]+$"))
    other.locator("#address").fill("大阪府大阪市北区二番地")
    other.keyboard.press("Control+Enter")
    expect(other.locator("main")).to_contain_text("東京都千代田区一番町一番地")
    assert other.locator("#address").input_value() == "大阪府大阪市北区二番地"
    other.wait_for_load_state("networkidle")
    other.keyboard.press("Control+Enter")
    other.wait_for_url(re.compile(r"/organisations/[0-9a-f-]+$"))
    expect(other.locator("main")).to_contain_text("大阪府大阪市北区二番地")

    auditor = open_page(demonstration)
    sign_in_as(auditor, "加藤 明子")
    auditor.goto("/organisations")
    auditor.locator("main tbody a", has_text="株式会社きりしま清掃").first.click()
    auditor.get_by_role("link", name="履歴", exact=True).first.click()
    for text in ("東京都千代田区一番町一番地", "大阪府大阪市北区二番地", "高橋 直子", "佐藤 美咲"):
        expect(auditor.locator("main")).to_contain_text(text)
    assert auditor.get_by_role("link", name="編集").count() == 0
    auditor.goto("/audit-log/verify")
    expect(auditor.locator("main")).to_contain_text(re.compile("保たれています"))


def test_what_was_typed_comes_back_as_a_draft(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "木村 誠")
    page.goto("/organisations/new")
    with page.expect_response(
        lambda answer: "/drafts/" in answer.url and answer.request.method == "POST"
    ) as saved:
        page.locator("#name").fill("株式会社したがき商会")
        page.locator("#name_kana").fill("シタガキショウカイ")
    assert saved.value.status == 204
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/")
    page.goto("/organisations/new")
    page.get_by_role("button", name="戻す").click()
    expect(page.locator("#name")).to_have_value("株式会社したがき商会")


def test_what_was_typed_before_the_scripts_came_is_kept_too(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "清水 拓也")
    held: list[Route] = []
    page.route("**/js/draft.js*", lambda route: held.append(route))  # noqa: PLW0108 - built-ins are refused
    page.goto("/organisations/new")
    page.locator("#name").fill("株式会社さきうち")
    with page.expect_response(
        lambda answer: "/drafts/" in answer.url and answer.request.method == "POST"
    ) as saved:
        page.wait_for_timeout(200)
        held[0].continue_()
    assert saved.value.status == 204
    page.on("dialog", lambda dialog: dialog.accept())


def test_a_session_that_ends_gives_the_form_back(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "清水 拓也")
    page.goto("/organisations/new")
    page.locator("#name").fill("株式会社じかんぎれ")
    page.locator("#no_number_reason").select_option("not_yet_checked")
    page.context.clear_cookies()
    page.locator("main form").first.get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text(re.compile("サインイン"))
    assert "株式会社じかんぎれ" in page.content()


def test_the_keyboard_reaches_search_list_and_help(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "高橋 直子")
    # The scripts listen once they are fetched; a person is slower than that, a test is not.
    page.goto("/organisations", wait_until="networkidle")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/organisations/[0-9a-f-]{36}"), wait_until="networkidle")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "top-search"
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body")


def test_a_list_shows_at_least_eighteen_rows_at_once(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "高橋 直子")
    page.goto("/organisations")
    visible = page.evaluate(
        "[...document.querySelectorAll('tbody tr')].filter(r => r.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert visible >= 18


def test_the_record_is_shown_as_it_stood_before(demonstration: Instance, open_page: Open) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "高橋 直子")
    edit_page(page, "なぎさ債権回収株式会社")
    address = page.url.removesuffix("/edit")
    before = datetime.now(UTC).isoformat()
    page.locator("#name").fill("なぎさサービサー株式会社")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(address)
    expect(page.locator("h1")).to_contain_text("なぎさサービサー株式会社")
    page.goto(f"{address}?as_at={quote(before)}")
    expect(page.locator(".as-at")).to_be_visible()
    expect(page.locator("h1")).to_contain_text("なぎさ債権回収株式会社")
    assert page.get_by_role("link", name="編集").count() == 0
    page.goto(f"{address}?as_at=2020-03-31")
    expect(page.locator("main")).to_contain_text(re.compile("未登録"))
