"""What a person does to sign in for the first time, and afterwards."""

import re
import time

from passlib.totp import TOTP  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

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
