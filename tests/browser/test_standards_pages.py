"""Every page of standards, questionnaires and responsibility matrices: axe, a phone's width, both languages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Instance
from tests.browser.test_personas import ENGLISH_ONLY, JAPANESE, faults
from tests.browser.test_register_pages import Reader, language, left_over, reader

TITLE = "個人ローン審査システムのクラウド基盤"
ENGAGEMENT = f"/engagements?q={TITLE}"
# Items are called by their numbers in every language, an engagement as somebody called it.
DATA = re.compile(f"[統実設監運技前選例稿][0-9]*[①-⑳]?|{TITLE}")
ITEM = "/standards/fisc/9r2/items/統24"
QUESTION = "/questionnaires/to24/questions/24-04"
EDITIONS = ("fisc/8r", "fisc/9", "fisc/9r2", "fisc/13", "fsa-cyber/2025-07", "fintech-association/draft-2016")
QUESTIONNAIRES = (
    "to20", "to21", "to22", "to23", "to24", "fsa-self-check", "fintech-start", "clerical-outsourcing",
    "shared-centre", "intake",
)  # fmt: skip
PLACES = (
    "/standards", *(f"/standards/{edition}" for edition in EDITIONS), "/standards/fisc/9r2/changes?since=9",
    ITEM, "/standards/fisc/8r/items/運108", "/standards/fisc/9r2?q=クラウド",
    "/questionnaires", *(f"/questionnaires/{key}" for key in QUESTIONNAIRES), QUESTION, f"{QUESTION}?preview=both",
    "/questionnaires/to22/questions/22-15", "/questionnaires/to24/draft", "/questionnaires/to24/changes",
    "/matrices", "/matrices/cloud-config-fs", "/matrices/cloud-config-fs?actor=platform",
    "engagement/responsibility", "engagement/responsibility?gap=unknown",
    "engagement/responsibility/cloud-config-fs/rows/r06", "engagement/responsibility/cloud-config-fs/questions",
)  # fmt: skip
# For the department that keeps standards and questionnaires.
KEPT = (
    f"{ITEM}/wording", f"{ITEM}/link/new", "/questionnaires/to24/own-questions/new", "/questionnaires/to24/publish",
    *(f"{QUESTION}/{act}" for act in ("reword", "weigh", "hide", "require")),
    "engagement/responsibility/cloud-config-fs/conditions", "engagement/responsibility/cloud-config-fs/actors",
    "engagement/responsibility/cloud-config-fs/settle", "/standards/crosswalks/fsa-fisc",
    "/standards/crosswalks/fsa-fisc/add",
)  # fmt: skip


def standards_reader(browser: Browser, instance: Instance, name: str, *, is_phone: bool) -> Reader:
    found = reader(browser, instance, name, is_phone=is_phone)
    found.page.goto(ENGAGEMENT)
    found.found["engagement"] = found.page.locator("main tbody a").first.get_attribute("href") or ""
    return found


@pytest.fixture(scope="module")
def keeper(demonstration: Instance, browser: Browser) -> Iterator[Reader]:
    found = standards_reader(browser, demonstration, "高橋 直子", is_phone=False)
    yield found
    found.page.context.close()


@pytest.fixture(scope="module")
def abroad(demonstration: Instance, browser: Browser) -> Iterator[Reader]:
    found = standards_reader(browser, demonstration, "渡辺 翔太", is_phone=True)
    language(found.page, "en")
    yield found
    language(found.page, "ja")
    found.page.context.close()


@pytest.mark.parametrize("place", PLACES + KEPT)
def test_axe_finds_no_fault_and_no_english_is_left(keeper: Reader, place: str) -> None:
    keeper.go(place)
    width = keeper.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 1440, f"{place} is {width} wide"
    assert faults(keeper.page) == []
    assert left_over(keeper.page, ENGLISH_ONLY) == []


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_a_phone_in_english(abroad: Reader, place: str) -> None:
    abroad.go(place)
    width = abroad.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"{place} is {width} wide"
    assert faults(abroad.page, undecided_contrast=False) == []
    left = [DATA.sub("", text) for text in left_over(abroad.page, JAPANESE)]
    assert [text for text in left if JAPANESE.search(text)] == []


def test_an_open_menu_can_be_read(keeper: Reader) -> None:
    keeper.go(QUESTION)
    keeper.page.get_by_text("自社用に変更").click()
    assert keeper.page.get_by_role("link", name="重み").first.is_visible()
    assert faults(keeper.page) == []
