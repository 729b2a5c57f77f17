"""What a person does to sign in for the first time, and afterwards."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from passlib.totp import TOTP  # type: ignore[import-untyped]
from playwright.sync_api import Locator, Page, expect

PASSWORD = "kappa-lantern-9-umbrella"


def code_for(key: str, *, step: int = 0) -> str:
    return str(TOTP(key=key, new=False).generate(time=time.time() + 30 * step).token)


def enrol(page: Page, link: str) -> str:
    """Follow a one-time link: password, authenticator, recovery codes. Returns the authenticator's key."""
    page.goto(re.sub(r"^https?://[^/]+", "", link))
    page.locator("#password").fill(PASSWORD)
    page.locator("#password_again").fill(PASSWORD)
    page.locator("main form button[type=submit], main form button:not([type])").first.click()
    page.wait_for_url("**/tf-setup*")
    if page.locator(".setup-key").count() == 0:
        page.locator("main form").first.get_by_role("button").first.click()
    key = page.locator(".setup-key").inner_text().replace(" ", "")
    page.locator("#code").fill(code_for(key))
    page.get_by_role("button", name="完了").click()
    expect(page.locator("body")).not_to_have_class("plain")
    return key


def sign_in(page: Page, email: str, key: str, *, step: int = 1) -> None:
    """Password, then a code that was not used before."""
    page.goto("/login")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form").first.get_by_role("button", name="サインイン").click()
    page.wait_for_url("**/tf-validate*")
    page.locator("#code").fill(code_for(key, step=step))
    page.locator("main form").first.get_by_role("button").first.click()
    page.wait_for_url(lambda url: "tf-validate" not in url)


def save(page: Page) -> None:
    """The form's own button, whatever it is called; what follows is another page or the form with its errors."""
    with page.expect_navigation():
        page.locator("#form [data-primary]").last.click()


def pick(page: Page, name: str, words: str) -> None:
    """Choose the first that a picker finds, with the keyboard alone."""
    box = page.locator(f"#{name}")
    expect(box).to_have_attribute("role", "combobox")  # its script has come
    box.focus()
    page.keyboard.insert_text(words)
    options = page.locator(f"#{box.get_attribute('aria-controls')} [role=option]", has_text=words)
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_attribute("aria-expanded", "false")


def fill(page: Page, **fields: str) -> None:
    """Boxes by their names; a value that a list offers is chosen."""
    for name, value in fields.items():
        box = page.locator(f"#{name}")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)


def fact(page: Page, label: str | re.Pattern[str]) -> Locator:
    """What stands beside a label on the page of a record."""
    return page.locator("dl.facts > div").filter(has=page.locator("dt", has_text=label)).locator("dd")


def today(days: int = 0) -> str:
    """The institution's day, as one types it."""
    return (datetime.now(ZoneInfo("Asia/Tokyo")).date() + timedelta(days=days)).isoformat()


def open_link(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
