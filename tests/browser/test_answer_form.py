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
