"""Where the pages of due diligence are, found in the demonstration as a reader would find them."""

import re

from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, Instance, sign_in_as

CLOUD = "個人ローン審査システムのクラウド基盤"
PRINT, CLERICAL = "印刷・封入・発送", "事務委託の確認"
ROUND = "夕凪の一斉点検"
# An assessment in each of its states, as the list leads to it.
STATES = {
    "prepared": f"/assessments?state=prepared&q={CLOUD}", "answering": "/assessments?state=answering&q=印刷",
    "reviewing": "/assessments?state=reviewing&q=D-2026-0002", "concluded": "/assessments?state=concluded&q=D-2025",
}  # fmt: skip
RECORDS = {
    "engagement": f"/engagements?q={CLOUD}", "organisation": "/organisations?q=FIXER",
    "service": "/services?q=cloud.config",
}  # fmt: skip


class Reader:
    """One person at one screen; `go` opens a place that begins with the name of a record of theirs."""

    def __init__(self, page: Page) -> None:
        self.page, self.found = page, dict[str, str]()

    def go(self, place: str) -> None:
        address = place if place.startswith("/") else self.address(place)
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        # A page that is not for now leads elsewhere: what is looked at must be what was meant.
        assert self.page.url.split("?")[0].endswith(address.split("?")[0].split("#")[0]), self.page.url

    def address(self, place: str) -> str:
        name = re.split("[/?]", place, maxsplit=1)[0]
        if name not in self.found:
            self.found[name] = self.look_for(name)
        return self.found[name] + place.removeprefix(name)

    def look_for(self, name: str) -> str:
        return self.first({**STATES, **RECORDS}[name], "main tbody a")

    def first(self, address: str, selector: str) -> str:
        self.page.goto(address)
        found = self.page.locator(selector).first.get_attribute("href")
        assert found, f"{address}: nothing is {selector}"
        return found.split("?")[0].split("#")[0]


# Of an assessment: on which of its pages, and behind which link there.
PARTS = {
    "respondent": (
        "",
        "#respondents a[href$='/edit'], #respondents a[href$='/release'], #respondents a[href$='/return']",
    ),
    "due": ("", "#applications a[href*='/due-requests/']"),
    "subcontract": ("", "#applications a[href*='/subcontract']"),
    "line": ("/review", ".review-row"),
    "file": ("/evidence", "main tbody th a[href$='/file']"),
}


class Ours(Reader):
    """Of the bank: assessments, who is asked, rounds."""

    def look_for(self, name: str) -> str:
        state, _dot, part = name.partition(".")
        if part == "compare":
            both = [self.address(one).rsplit("/", 1)[1] for one in ("concluded", "answering")]
            return f"/assessments/compare?left={both[0]}&right={both[1]}"
        if part:
            tab, selector = PARTS[part]
            found = self.first(self.address(state) + tab, selector)
            return found.rsplit("/", 1)[0] if part in ("respondent", "file") else found
        if name == "round":
            return self.first("/assessments/rounds", f"main tbody tr:has-text('{ROUND}') a")
        return super().look_for(name)


class Theirs(Reader):
    """Of who is asked: their requests."""

    def look_for(self, name: str) -> str:
        if name == "request":
            # What waits for an answer stands above what was answered.
            return self.first("/requests", f"main tbody tr:has-text('{CLERICAL}') a")
        if name == "file":
            return self.first(self.address("request/evidence"), "main tbody a[href$='/edit']").removesuffix(
                "/edit"
            )
        return super().look_for(name)


def signed_in(browser: Browser, instance: Instance, name: str) -> Page:
    context = browser.new_context(viewport=DESKTOP, locale="ja-JP", base_url=instance.url)
    page = context.new_page()
    sign_in_as(page, name)
    return page
