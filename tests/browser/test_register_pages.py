"""Every page of the register and of the exchange: axe, a phone's width, both languages."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Instance, sign_in_as
from tests.browser.steps import today
from tests.browser.test_import_journeys import COLUMNS, bring, ledger
from tests.browser.test_personas import ENGLISH_ONLY, JAPANESE, faults, foreign, texts

# Name of a record → the list in which its page is the first.
RECORDS = {
    "engagement": "/engagements?q=勘定系", "service": "/services?q=勘定系", "supply": "/supplies",
    "organisation": "/organisations?q=FIXER", "contact": "/contacts", "system": "/systems", "function": "/functions",
}  # fmt: skip
FILE = ("", "/chain", "/subcontractors", "/tier", "/stage", "/approvals", "/documents", "/history", "/edit")
# What somebody enters: a permission in the engagement's unit is asked for.
ENTRIES = ("/judge", "/tier/override")
PLACES = (
    "/engagements", "/engagements/new", *(f"engagement{part}" for part in (*FILE, *ENTRIES)), "engagement?as_at",
    "edge", "edge/use", "/consents", "/chain/checks", "/services", "service", "service/chain", "/services/new",
    "/supplies", "supply", "/supplies/new", "organisation", "organisation/dependents", "/contacts", "contact",
    "/systems", "system", "/functions", "function", "/exchange", "/exchange/engagements/new", "import/mapping",
    "import/differences", "import row", "import/apply", "/exchange/engagements/export", "/exchange/engagements/layouts",
)  # fmt: skip
# For the department that keeps the register.
SETTLED = (
    "bulk", "/organisations/duplicates", "merge", "/settings/register", "/settings/register/tier-rule",
    "/settings/register/tier-rule/edit", "/settings/register/gates", "/exchange/engagements/layouts/add",
)  # fmt: skip


class Reader:
    """One person at one screen, and where their records stand."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, dict[str, str]()

    def go(self, place: str) -> None:
        address = place if place.startswith("/") else self._address(place)
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address

    def _address(self, place: str) -> str:
        if place == "bulk":
            return f"/engagements/bulk?id={self._record('engagement').rsplit('/', 1)[1]}"
        if place == "engagement?as_at":
            return f"{self._record('engagement')}?as_at={today()}"
        name, slash, rest = place.partition("/")
        return self._record(name) + slash + rest

    def _record(self, name: str) -> str:
        if name not in self.found:
            self.found[name] = self._look_for(name)
        return self.found[name]

    def _look_for(self, name: str) -> str:
        if name == "edge":
            return self._first(self._record("engagement") + "/chain", "#chain-table a[href*='/chain/']")
        if name == "merge":
            # Two that nobody merges in another test.
            loser = self._first("/organisations?q=みずうみ", "main tbody a")
            return f"{loser}/merge/{self._record('organisation').rsplit('/', 1)[1]}"
        if name == "import":
            bring(self.page, ledger())
            return self.page.url.removesuffix("/mapping")
        if name == "import row":
            return self._first(self._record("import") + "/differences", "main tbody th a")
        return self._first(RECORDS[name], "main tbody a")

    def _first(self, address: str, selector: str) -> str:
        self.page.goto(address)
        return self.page.locator(selector).first.get_attribute("href") or ""


def reader(browser: Browser, instance: Instance, name: str, *, is_phone: bool) -> Reader:
    context = browser.new_context(
        viewport=PHONE if is_phone else DESKTOP, locale="ja-JP", base_url=instance.url
    )
    page = context.new_page()
    sign_in_as(page, name)
    return Reader(page)


@pytest.fixture(scope="module")
def manager(demonstration: Instance, browser: Browser) -> Iterator[Reader]:
    found = reader(browser, demonstration, "高橋 直子", is_phone=False)
    compare(found)
    yield found
    found.page.context.close()


@pytest.fixture(scope="module")
def abroad(demonstration: Instance, browser: Browser) -> Iterator[Reader]:
    """An officer who reads English, on a phone; Japanese again at the end, for the others' tests."""
    found = reader(browser, demonstration, "木村 誠", is_phone=True)
    compare(found)
    language(found.page, "en")
    yield found
    language(found.page, "ja")
    found.page.context.close()


def compare(who: Reader) -> None:
    """An import with its differences, which waits to be applied."""
    who.go("import/mapping")
    who.page.locator("#form [data-primary]").last.click()
    expect(who.page.locator(".outcomes")).to_be_visible()


def language(page: Page, wanted: str) -> None:
    page.goto("/")
    page.locator("form.language button").first.evaluate("button => button.form.requestSubmit(button)")
    expect(page.locator("html")).to_have_attribute("lang", wanted)


DATA = "tbody, dd, h1, header.top, .side-institution, .heading-note, .parents, svg, option, .chip, .facts, li"


HEADINGS = re.compile("|".join(COLUMNS))


def left_over(page: Page, is_foreign: re.Pattern[str]) -> list[str]:
    """Words of the other language that are not what people typed."""
    data = set(page.locator(DATA).all_text_contents())
    found = [HEADINGS.sub("", text) for text in texts(page)]
    return [text for text in foreign(found, is_foreign) if not any(text in cell for cell in data)]


@pytest.mark.parametrize("place", PLACES + SETTLED)
def test_axe_finds_no_fault_and_no_english_is_left(manager: Reader, place: str) -> None:
    manager.go(place)
    assert faults(manager.page) == []
    assert left_over(manager.page, ENGLISH_ONLY) == []


@pytest.mark.parametrize("place", PLACES)
def test_it_fits_a_phone_in_english(abroad: Reader, place: str) -> None:
    abroad.go(place)
    width = abroad.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"{place} is {width} wide"
    assert faults(abroad.page, undecided_contrast=False) == []
    assert left_over(abroad.page, JAPANESE) == []


LISTS = (
    "/engagements", "/consents", "/chain/checks", "/services", "/supplies", "/contacts", "/systems", "/functions",
    "/organisations", "/assessments", "/assessments/compare", "/references", "/assurance",
)  # fmt: skip
OUT_OF_SIGHT = """
    () => [...document.querySelectorAll(".table-frame")]
        .filter((frame) => frame.scrollWidth > frame.clientWidth + 4)
        .map((frame) => `${frame.getAttribute("aria-label")}: ${frame.scrollWidth - frame.clientWidth}`)
"""


@pytest.mark.parametrize("place", LISTS)
def test_on_a_laptop_every_column_of_a_list_is_in_sight(manager: Reader, place: str) -> None:
    manager.page.set_viewport_size({"width": 1280, "height": 800})
    manager.go(place)
    found = manager.page.evaluate(OUT_OF_SIGHT)
    manager.page.set_viewport_size(DESKTOP)
    assert found == []


@pytest.mark.parametrize("place", LISTS)
def test_on_a_laptop_the_longer_words_of_english_fit_too(abroad: Reader, place: str) -> None:
    abroad.page.set_viewport_size({"width": 1280, "height": 800})
    abroad.go(place)
    found = abroad.page.evaluate(OUT_OF_SIGHT)
    abroad.page.set_viewport_size(PHONE)
    assert found == []


def test_on_a_laptop_every_report_is_in_sight_in_english_too(abroad: Reader) -> None:
    """Ten columns, whose English words are the longest."""
    before = abroad.page.viewport_size
    abroad.page.set_viewport_size({"width": 1280, "height": 800})
    abroad.go("/assurance")
    found = abroad.page.evaluate(OUT_OF_SIGHT)
    abroad.page.set_viewport_size(before or DESKTOP)
    assert found == []


# What is chosen stands in a closed list as far as it fits in it, beside its mark.
CUT_OFF = """
    () => [...document.querySelectorAll("main .choice select")].filter((box) => {
        const pen = document.createElement("canvas").getContext("2d");
        pen.font = getComputedStyle(box).font;
        return pen.measureText(box.selectedOptions[0].text).width > box.clientWidth - 28;
    }).map((box) => box.selectedOptions[0].text)
"""


def test_the_chosen_columns_of_a_mapping_can_be_read(manager: Reader) -> None:
    manager.page.set_viewport_size({"width": 1280, "height": 800})
    manager.go("import/mapping")
    assert manager.page.locator("main .choice select").count() > 5
    found = manager.page.evaluate(CUT_OFF)
    manager.page.set_viewport_size(DESKTOP)
    assert found == []
