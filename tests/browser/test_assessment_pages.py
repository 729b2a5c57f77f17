"""Every page of due diligence, of the bank and of its vendor: axe, no page wider than its screen, both languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import bytes_behind, filled, upload
from tests.browser.assessment_places import ROUND, Ours, Reader, Theirs, signed_in
from tests.browser.conftest import DESKTOP, PHONE, Instance
from tests.browser.steps import fill, save, today
from tests.browser.test_personas import faults
from tests.browser.test_register_pages import language

MANAGER, REVIEWER, OFFICER, VENDOR = "高橋 直子", "渡辺 翔太", "木村 誠", "山田 花子"
TABS = ("", "/questions", "/evidence", "/accounts")
JUDGING = ("/review", "/score", "/conclusion", "/changes", "/compare")
STARTS = ("engagement/assessments", "organisation/assessments", "service/assessments")
BEGUN = (
    "engagement/assessments/new?questionnaire=to23", "organisation/assessments/new?questionnaire=fintech-start",
    "service/assessments/new?questionnaire=to24", "/assessments/new/institution?questionnaire=fsa-self-check",
)  # fmt: skip
MANAGERS = (
    "/assessments", "/assessments?q=nothing-like-this", "/assessments/board", "/assessments/compare",
    "/assessments/new",
    *(f"/assessments/new?kind={kind}" for kind in ("engagement", "organisation", "service")),
    "/assessments/new/institution", *STARTS, *(f"{place}/new" for place in STARTS), *BEGUN,
    "/assessments/rounds", "/assessments/rounds/new", "round", "round/again", "round/send",
    *(f"prepared{tab}" for tab in ("", "/questions", "/withdraw", "/respondents/add")),
    *(f"prepared.respondent/{act}" for act in ("edit", "remove")),
    *(f"answering{tab}" for tab in TABS), *(f"answering{tab}" for tab in JUDGING), "answering/respondents/add",
    *(f"answering.respondent/{act}" for act in ("delegate", "release", "workbook")),
    *(f"concluded{tab}" for tab in (*TABS, *JUDGING)), "answering.compare", "answering.due", "answering.subcontract",
)  # fmt: skip
REVIEWERS = (
    *(f"reviewing{tab}" for tab in (*TABS, *JUDGING)), "reviewing/review/together", "reviewing/review?show=all",
    "reviewing.line", "reviewing.line/finding", "reviewing.respondent/return", "reviewing.file/terms",
)  # fmt: skip
VENDORS = (
    "/", "/requests", "/requests/colleagues", "/requests/colleagues/invite", "request", "request?show=open",
    *(f"request/questions/{one}" for one in ("jim-01", "jim-02", "jim-04", "jim-22")),
    "request/evidence", "request/evidence/new", "request/evidence/zip", "file/edit", "file/withdraw",
    "request/workbook", "differences", "request/changes", "request/elsewhere", "request/submit", "request/applications",
    "request/applications/subcontract",
)  # fmt: skip
# Our own unit is asked, too, and has not applied for a later date yet.
OFFICERS = ("/requests", "request", "request/submit", "request/applications/due")
PLACES = {MANAGER: MANAGERS, REVIEWER: REVIEWERS, OFFICER: OFFICERS, VENDOR: VENDORS}
# Half of the list lies outside its frame, where axe cannot judge colours; the shorter list has them all.
SCROLLED = frozenset({"reviewing/review?show=all"})
EVERY = [(name, place) for name, places in PLACES.items() for place in places]


@pytest.fixture(scope="module")
def readers(demonstration: Instance, browser: Browser) -> Iterator[dict[str, Reader]]:
    """One sign-in for each; the vendor has applied for what our side decides, and a round was begun."""
    found: dict[str, Reader] = {
        name: (Theirs if name in (VENDOR, OFFICER) else Ours)(signed_in(browser, demonstration, name))
        for name in PLACES
    }
    apply_for(found[VENDOR])
    bring_back(found[VENDOR])
    begin_round(found[MANAGER])
    yield found
    for one in found.values():
        one.page.context.close()


def apply_for(vendor: Reader) -> None:
    page = vendor.page
    vendor.go("request/applications/due")
    fill(page, wanted_on=today(40), reason="確認に時間を要するため。")
    save(page)
    vendor.go("request/applications/subcontract")
    fill(page, name="夕凪製本株式会社", work="封入の一部", from_on=today(60), reason="繁忙期の増員のため。")
    save(page)
    expect(page.locator("main")).to_contain_text("夕凪製本株式会社")


def bring_back(vendor: Reader) -> None:
    """A workbook whose differences wait to be looked at."""
    vendor.go("request?show=open")
    waiting = vendor.page.locator(".answer-lines .answer-number").all_inner_texts()
    vendor.go("request/workbook")
    content, _done = filled(bytes_behind(vendor.page, "日本語のExcel"), only=waiting)
    upload(vendor.page, content)
    vendor.found["differences"] = vendor.page.url


def begin_round(manager: Reader) -> None:
    """It leaves out the important engagement that a journey in the same demonstration assesses from the start."""
    page = manager.page
    page.goto("/assessments/rounds/new")
    fill(page, title=ROUND, questionnaire="to20", due_on=today(30))
    page.locator("input[name=tiers][value=strict]").check()
    page.get_by_role("button", name="依頼先を確認").click()
    page.get_by_role("button", name="一斉点検を開始").click()
    expect(page.locator("h1")).to_have_text(ROUND)


def widths(page: Page) -> dict[int, int]:
    """Of the page on a screen and on a phone, where it is wider than they are."""
    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            found[size["width"]] = width
    page.set_viewport_size(DESKTOP)
    return found


@pytest.mark.parametrize(("name", "place"), EVERY)
def test_axe_finds_no_fault_and_the_page_fits(readers: dict[str, Reader], name: str, place: str) -> None:
    reader = readers[name]
    reader.go(place)
    assert faults(reader.page, undecided_contrast=place not in SCROLLED) == []
    assert widths(reader.page) == {}


def test_beside_an_answer_that_is_a_table_the_mouse_reaches_the_judgement(readers: dict[str, Reader]) -> None:
    """The table is wider than its column and scrolls in it."""
    reader = readers[REVIEWER]
    reader.go("reviewing/review?show=all&question=21-03")
    page = reader.page
    frame = page.locator(".heard.is-current .table-frame")
    inside, shown = frame.evaluate("frame => [frame.scrollWidth, frame.clientWidth]")
    assert inside > shown
    judge = page.locator(".review-judge").bounding_box()
    table = frame.bounding_box()
    assert judge is not None
    assert table is not None
    assert table["x"] + table["width"] <= judge["x"]
    press_with_the_mouse(page, "#judge #comment")
    page.keyboard.insert_text("指標と目標を確かめた。")
    page.locator("#judge").get_by_label("充足", exact=True).check()
    with page.expect_navigation():
        press_with_the_mouse(page, "#judge [data-primary]")
    reader.go("reviewing/review?show=all&question=21-03")
    expect(page.locator(".ruled")).to_contain_text("指標と目標を確かめた。")


def press_with_the_mouse(page: Page, selector: str) -> None:
    """At the middle of what one sees: whatever lies over it gets the press."""
    box = page.locator(selector)
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)


@pytest.fixture(scope="module")
def abroad(readers: dict[str, Reader]) -> Iterator[dict[str, Reader]]:
    for one in readers.values():
        language(one.page, "en")
    yield readers
    for one in readers.values():
        language(one.page, "ja")


@pytest.mark.parametrize(("name", "place"), EVERY)
def test_the_page_fits_in_english(abroad: dict[str, Reader], name: str, place: str) -> None:
    reader = abroad[name]
    reader.go(place)
    assert widths(reader.page) == {}
