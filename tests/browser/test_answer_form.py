"""An answer saves itself while one types; the button must not meet what is still under way as a stranger's answer."""

import re

from playwright.sync_api import APIResponse, Route, expect

from tests.browser.assessment_places import Theirs
from tests.browser.conftest import Instance, Open, sign_in_as

QUESTION = "request/questions/jim-01"


def test_who_types_faster_than_the_network_meets_nobody_else(
    demonstration: Instance, open_page: Open
) -> None:
    page = open_page(demonstration)
    sign_in_as(page, "山田 花子")
    vendor, held = Theirs(page), list[tuple[Route, APIResponse]]()
    vendor.go(QUESTION)
    page.wait_for_load_state("networkidle")
    here, comment = page.url, page.locator("form#answer #comment")

    def hold(route: Route) -> None:
        """The server has it; the browser does not know yet."""
        is_script = route.request.headers.get("accept") == "application/json"
        if route.request.method == "POST" and is_script and not held:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/questions/jim-01", hold)
    comment.fill("二つの拠点です。")
    with page.expect_request(lambda request: request.method == "POST"):
        comment.blur()
    expect(page.locator("[data-answer-state]")).to_have_text("保存しています…")
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(50)
    comment.fill("二つの拠点です。増える予定はありません。")
    page.locator("form#answer [data-primary]").click(no_wait_after=True)
    route, answer = held[0]
    route.fulfill(response=answer)
    page.wait_for_url(re.compile(r"/questions/(?!jim-01)"))
    page.unroute("**/questions/jim-01")
    page.goto(here)
    expect(comment).to_have_value("二つの拠点です。増える予定はありません。")


def test_a_refusal_without_its_reason_is_no_answer_and_can_be_taken_back(
    demonstration: Instance, open_page: Open
) -> None:
    """Saved by itself or by the button, before and after the page is loaded again."""
    page = open_page(demonstration)
    sign_in_as(page, "山田 花子")
    Theirs(page).go("request/questions/jim-24")
    form, standing = page.locator("form#answer"), page.locator("[data-standing]")
    lacking, progress = page.locator("[data-lacking]"), page.locator("[data-progress]")
    saved = page.locator("[data-answer-state]")
    expect(standing).to_have_text("前回の回答（要確認）")
    before, entered = progress.inner_text(), form.locator("[data-stances~=answered] :checked").first
    chosen = entered.get_attribute("id")
    page.wait_for_load_state("networkidle")

    form.locator("#stance-refused").check()
    expect(standing).to_have_text("途中")
    expect(lacking).to_have_text("理由")
    expect(saved).to_contain_text("保存しました")
    form.locator("[data-primary]").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.wait_for_load_state("networkidle")
    form.locator("#comment").fill("確認中です。")
    form.locator("#comment").blur()
    expect(saved).to_contain_text("保存しました")
    for _ in range(2):
        expect(standing).to_have_text("途中")
        expect(lacking).to_have_text("理由")
        expect(progress).to_have_text(before)
        expect(page.locator("#last-time")).to_be_visible()
        page.reload()
        page.wait_for_load_state("networkidle")

    # Thought better of it: what was entered is there again, without typing any of it.
    form.locator("#stance-answered").check()
    expect(page.locator(f"#{chosen}")).to_be_checked()
    expect(standing).to_have_text("回答済み")
    form.locator("#stance-refused").check()
    expect(standing).to_have_text("途中")
    form.locator("#reason").fill("社内規程により開示しません。")
    form.locator("#reason").blur()
    expect(standing).to_have_text("回答済み")
    expect(lacking).to_be_hidden()
    page.locator("#last-time").get_by_role("button").click()
    expect(standing).to_have_text("前回の回答（要確認）")
    expect(page.locator(f"#{chosen}")).to_be_checked()
    expect(progress).to_have_text(before)
