"""The form of an own question in a real browser: what a click must not lose, and what a choice brings into sight."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Instance, Open, sign_in_as
from tests.browser.steps import fill, pick

KEEPER = "高橋 直子"
NEW = "/questionnaires/to22/own-questions/new"


def opened(instance: Instance, open_page: Open) -> Page:
    page = open_page(instance)
    sign_in_as(page, KEEPER)
    page.goto(NEW)
    expect(page.locator("#touches")).to_have_attribute("role", "combobox")  # its script has come
    return page


def test_one_click_saves_and_tells_the_text_that_is_no_item(demonstration: Instance, open_page: Open) -> None:
    page = opened(demonstration, open_page)
    fill(page, key="no-item", text_ja="試しの質問です。", reason="試すため。")
    box = page.locator("#touches")
    box.press_sequentially("統99")
    note = page.locator(".picker-note", has_text="該当がありません")
    expect(note).to_be_visible()
    button = page.locator("#form [data-primary]").last
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    assert place is not None
    # The upper edge goes away first when the form grows.
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + 2)
    page.mouse.down()
    assert button.bounding_box() == place
    with page.expect_navigation():
        page.mouse.up()
    expect(page.locator(".error-summary")).to_contain_text("「統99」")
    expect(page.locator(".picker-chosen .chip")).to_contain_text("統99")


def test_a_typed_text_is_said_to_be_added_only_where_it_is_an_item(
    demonstration: Instance, open_page: Open
) -> None:
    page = opened(demonstration, open_page)
    box, chips = page.locator("#touches"), page.locator(".picker-chosen .chip")
    for typed, said in (
        ("統99", "「統99」は見つかりません"),
        ("統24", "統24を追加しました"),
        ("統", "保存のときに確認します"),
    ):
        box.fill(typed)
        box.press("Tab")
        expect(page.locator(".picker-note", has_text=said)).to_be_visible()
    expect(chips).to_have_text([re.compile("^統99見つかりません"), re.compile("^統24×"), re.compile("^統×")])
    # A picked one is known as before, and what was typed goes to the server as it is.
    pick(page, "touches", "統23")
    expect(chips).to_have_count(4)
    assert page.locator("textarea[name=touches]").input_value().split("\n")[:3] == ["統99", "統24", "統"]


def test_a_rating_asks_for_its_own_steps_and_nothing_of_numbers(
    demonstration: Instance, open_page: Open
) -> None:
    page = opened(demonstration, open_page)
    steps = page.locator("[data-step]:visible")
    fill(page, type="number")
    expect(page.locator("#unit_ja")).to_be_visible()
    expect(page.locator("#low")).to_be_hidden()
    fill(page, type="score")
    expect(page.locator("#low")).to_be_visible()
    for name in ("unit_ja", "unit_en", "decimals"):
        expect(page.locator(f"#{name}")).to_be_hidden()
    expect(steps).to_have_count(0)
    expect(page.locator("[data-no-steps]")).to_be_visible()
    fill(page, low="１", high="3")
    expect(steps).to_have_count(3)
    expect(page.locator("[data-no-steps]")).to_be_hidden()
    fill(page, step_3_ja="良い", high="2")
    expect(steps).to_have_count(3)  # what is filled in stays in sight

    expect(page.locator("#when_not")).to_be_hidden()
    fill(page, when="fact")
    expect(page.locator("#when_not")).to_be_visible()
