"""Every page of what others have published: axe, no page wider than its screen, English without Japanese words."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.assessment_places import CLOUD, Ours, Reader, Theirs, signed_in
from tests.browser.conftest import Instance
from tests.browser.steps import open_link, save
from tests.browser.test_assessment_pages import widths
from tests.browser.test_personas import JAPANESE, faults
from tests.browser.test_publication_journeys import (
    EXCEL,
    ON_AWS,
    SHARED,
    begin_next,
    bring,
    change_record,
    publish,
    register_reference,
)
from tests.browser.test_register_pages import language, left_over
from tests.factories import foreign_books, reference_books

MANAGER, READER, OWNER, PROVIDER, VENDOR = "高橋 直子", "渡辺 翔太", "佐藤 美咲", "堀 千尋", "山田 花子"
# Written for these pages alone: other tests count the versions of the demonstration's own.
OWN, DEVELOPMENT = "画面確認用のリファレンス", "個人ローン審査システムの開発・保守"
ITEM = quote("統20")
REPORT = (
    "",
    "/exceptions",
    "/subservices",
    "/controls",
    "/scope",
    "/files",
    "/readers",
    "/duties",
    "/duties/list",
    "/history",
)
REPORT_FORMS = (
    "/exceptions/new", "/subservices/new", "/controls/new", "/letters/new", "/files/new", "/readers/new",
    "/edit", "/kind", "/withdraw", "/next",
)  # fmt: skip
PART_FORMS = (
    *(f"report.exception/{act}" for act in ("edit", "remove", "finding")),
    *(f"report.{part}/{act}" for part in ("subservice", "control", "letter") for act in ("edit", "remove")),
    "report.note", "report.file", "report.file/edit", "report.file/withdraw", "report.end",
)  # fmt: skip
ASSURANCE = (
    "/assurance", "/assurance?q=nothing-like-this", "/assurance/timeline", "/assurance/new",
    "/assurance/new?kind=soc2", "/assurance/new?kind=iso27001", *(f"report{tab}" for tab in REPORT),
    *(f"report{form}" for form in REPORT_FORMS), *PART_FORMS, "certificate", "certificate/edit", "certificate/kind",
    "engagement/assurance", "printing/assurance", "printing.duty", "organisation/reports", "service/reports",
)  # fmt: skip
VERSION = ("", "/papers", "/head")
REFERENCES = (
    "/references", "/references?q=nothing-like-this", "/references/new", "/references/skeletons",
    "/references/compare", "compared",
    *(f"reference{tab}" for tab in ("", "/changes", "/engagements", "/history", "/terms")),
    *(f"reference{tab}" for tab in ("/import", "/edit", "/withdraw")),
    *(f"version{tab}" for tab in (*VERSION, "/withdraw")), "version.record",
    *(f"draft{tab}" for tab in (*VERSION, "/edit", "/publish", "/withdraw", "/papers/new")),
    "draft.record", "draft.writing", "draft.paper/edit", "draft.paper/remove", "empty/versions/new",
    "mapping", "differences",
)  # fmt: skip
FOREIGN = (
    "/assessments/foreign", "foreign", "foreign/sheets/1", "foreign/questionnaire", "foreign/answers", "pairing",
)  # fmt: skip
MANAGERS = (*ASSURANCE, *REFERENCES, *FOREIGN, "outside/self-checks", "outside.check")
OWNERS = (
    "development/self-checks", "development/self-checks/new", "check", "check/together", "check.item",
    "check/edit", "check/move", "check/end", "development/assurance",
)  # fmt: skip
PROVIDERS = (
    "/portal/references", "portal", "portal/import", "portal.version", f"portal.version/items/{ITEM}", "written",
    *(f"written/{act}" for act in ("edit", "publish", "withdraw", "papers/new")), f"written/items/{ITEM}",
    f"written/remove-item/{ITEM}", "written.paper/edit", "written.paper/remove",
)  # fmt: skip
PLACES = {
    MANAGER: MANAGERS, READER: ("report.file",), OWNER: OWNERS, PROVIDER: PROVIDERS,
    VENDOR: ("request/elsewhere", "/portal/references"),
}  # fmt: skip
# Half of these lies outside its frame, or is drawn; there axe cannot judge colours. Shorter lists have them all.
SCROLLED = frozenset({"/assurance/timeline", "report/subservices", "outside.check"})
# What people entered, where it stands in full behind a shortened text or as the name of a bar.
TYPED = re.compile("統[0-9]|委託元は|印刷・封入・発送|株式会社|プライバシーマーク")
EVERY = [(name, place) for name, places in PLACES.items() for place in places]

# Name of a record → the list in which its page is the first, and the link there.
LISTED = {
    "report": "/assurance?q=受託会社報告書", "certificate": "/assurance?q=プライバシーマーク",
    "printing": "/engagements?q=印刷・封入・発送", "outside": f"/engagements?q={ON_AWS}",
    "development": f"/engagements?q={DEVELOPMENT}", "reference": f"/references?q={OWN}",
    "empty": f"/references?q={SHARED}", "engagement": f"/engagements?q={CLOUD}",
}  # fmt: skip
# Of a record: on which of its pages, behind which link there, and how much of that link's end is an act.
PARTS = {
    "report.exception": ("/exceptions", "main a[href*='/exceptions/'][href$='/edit']", "/edit"),
    "report.subservice": ("/subservices", "main a[href*='/subservices/'][href$='/edit']", "/edit"),
    "report.control": ("/controls", "main a[href*='/controls/'][href$='/edit']", "/edit"),
    "report.letter": ("", "main a[href*='/letters/'][href$='/edit']", "/edit"),
    "report.note": ("/scope", "main a[href*='/scope/']", ""),
    "report.end": ("/readers", "main a[href$='/end']", ""),
    "printing.duty": ("/assurance", "main a[href*='/duties/'], main a[href*='/controls/']", ""),
    "version.record": ("", "main tbody th a[href*='/items/']", ""),
    "draft.record": ("", "main tbody th a[href*='/items/']", ""),
    "draft.paper": ("/papers", "main a[href*='/papers/'][href$='/edit']", "/edit"),
    "outside.check": ("/self-checks", "table.self-checks th a", ""),
    "check.item": ("", "table.self-check-items th a", ""),
    "portal.version": ("", "main tbody tr:has-text('公開済み') th a, main tbody tr:has-text('Published') th a", ""),
    "written.paper": ("", "main a[href*='/papers/'][href$='/edit']", "/edit"),
}  # fmt: skip


class Publications(Ours):
    """Of the bank: reports, references, self-checks. What was begun for these tests is put into `found`."""

    def look_for(self, name: str) -> str:
        if name in LISTED:
            return self.first(LISTED[name], "main tbody th a")
        if name in PARTS:
            return part_of(self, name)
        return super().look_for(name)


class Portal(Theirs):
    """Of who is asked: references that are shared with them."""

    def look_for(self, name: str) -> str:
        return part_of(self, name) if name in PARTS else super().look_for(name)


def part_of(reader: Reader, name: str) -> str:
    tab, selector, act = PARTS[name]
    found = reader.first(reader.address(name.partition(".")[0]) + tab, selector)
    return quote(found.removesuffix(act), safe="/:%")


@pytest.fixture(scope="module")
def readers(demonstration: Instance, browser: Browser) -> Iterator[dict[str, Reader]]:
    """One sign-in for each; a reference in two versions and a draft, a check of the older one, files brought."""
    found: dict[str, Reader] = {
        name: (Portal if name in (PROVIDER, VENDOR) else Publications)(
            signed_in(browser, demonstration, name)
        )
        for name in PLACES
    }
    manager, owner, provider = found[MANAGER], found[OWNER], found[PROVIDER]
    begin_reference(manager)
    begin_check(owner)
    write_further(provider)
    bring_forms(manager)
    name_file(manager, found[READER])
    found[VENDOR].address("request")  # by its name in Japanese
    yield found
    for one in found.values():
        one.page.context.close()


def begin_reference(manager: Reader) -> None:
    page = manager.page
    own = register_reference(page, OWN, "azure", "開発・保守", is_shared=True)
    bring(page, own, reference_books.azure_like(service="開発・保守", provider="事業者"))
    save(page)
    publish(page, own)
    manager.found |= {"reference": own, "version": page.url}


def begin_check(owner: Reader) -> None:
    page = owner.page
    owner.go("development/self-checks/new")
    page.locator("#reference").select_option(label=next(
        text for text in page.locator("#reference option").all_inner_texts() if OWN in text
    ))  # fmt: skip
    save(page)
    expect(page.locator("h1")).to_contain_text(OWN)
    owner.found["check"] = page.url.split("?")[0]


def write_further(provider: Reader) -> None:
    """A version that changes what the check is held against, and a draft after it."""
    page = provider.page
    begin_next(page, OWN, "第二版")
    change_record(page, "統20", "委託先の手順書を年二回見直す。")
    open_link(page, "版を公開")
    save(page)
    begin_next(page, OWN, "第三版")
    provider.found["written"] = page.url
    provider.found["portal"] = provider.first("/portal/references", f"main tbody tr:has-text('{OWN}') th a")


def bring_forms(manager: Reader) -> None:
    """Our own draft, with a workbook that says otherwise and one waiting to be read; the form of somebody else."""
    page = manager.page
    page.goto("/references/skeletons")
    manager.found["draft"] = manager.first("/references?draft=yes&q=Azure", "main tbody th a")
    azure = manager.found["draft"]
    bring(page, azure, reference_books.azure_like(provider="Microsoft"))
    manager.found |= {"differences": page.url, "mapping": f"{page.url}/mapping"}
    manager.found["draft"] = manager.first(azure, "#versions tbody tr:has-text('下書き') th a")
    record = manager.address("draft.record")
    manager.found["draft.writing"] = record.replace("/items/", "/edit-item/")
    left, right = (manager.address(one).rsplit("/", 1)[1] for one in ("reference", "empty"))
    manager.found["compared"] = f"/references/compare?left={left}&right={right}"
    page.goto("/assessments/foreign")
    page.locator("#form_file").set_input_files(
        {"name": "form.xlsx", "mimeType": EXCEL, "buffer": foreign_books.caiq_like().content}
    )
    save(page)
    manager.found["foreign"] = page.url
    manager.found["pairing"] = manager.first(f"{page.url}/answers", "main tbody th a")


def name_file(manager: Reader, reader: Reader) -> None:
    """Who edits its terms sees its address, who is named reads it."""
    address = manager.first(manager.address("report") + "/files", "main a[href*='/files/'][href$='/edit']")
    for one in (manager, reader):
        one.found["report.file"] = address.removesuffix("/edit")


@pytest.mark.parametrize(("name", "place"), EVERY)
def test_axe_finds_no_fault_and_the_page_fits(readers: dict[str, Reader], name: str, place: str) -> None:
    reader = readers[name]
    reader.go(place)
    assert faults(reader.page, undecided_contrast=place not in SCROLLED) == []
    assert widths(reader.page) == {}


@pytest.fixture(scope="module")
def abroad(readers: dict[str, Reader]) -> Iterator[dict[str, Reader]]:
    for one in readers.values():
        language(one.page, "en")
    yield readers
    for one in readers.values():
        language(one.page, "ja")


@pytest.mark.parametrize(("name", "place"), EVERY)
def test_in_english_the_page_fits_and_no_japanese_is_left(
    abroad: dict[str, Reader], name: str, place: str
) -> None:
    reader = abroad[name]
    reader.go(place)
    assert widths(reader.page) == {}
    assert [text for text in left_over(reader.page, JAPANESE) if not TYPED.search(text)] == []
