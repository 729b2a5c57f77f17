"""The application over a copy of the bank, on a real port, and a real browser that looks at every page."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, Route, sync_playwright
from sqlalchemy.engine import make_url
from werkzeug.serving import make_server

from app.core import settings
from app.core.db import db
from app.identity.sessions import COOKIE

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
LISTENER = """
window.__violations = [];
document.addEventListener('securitypolicyviolation',
  e => window.__violations.push(e.violatedDirective + ' ' + e.blockedURI));
"""
TEXT = """() => [document.documentElement.textContent,
  ...[...document.querySelectorAll('input,textarea')].map(e => e.value),
  ...[...document.querySelectorAll('option')].map(e => e.textContent)].join('\\u0001')"""
SEND = """([texts, old]) => {
  const form = document.querySelector('main form[method=post]');
  [...form.querySelectorAll('input[type=text],textarea')].forEach((field, at) => { field.value = texts[at % 27]; });
  if (old && form.elements.version) form.elements.version.value = '0';
  form.noValidate = true;
  HTMLFormElement.prototype.submit.call(form);
}"""


@contextmanager
def copied(config: Any, folder: Path) -> Iterator[None]:
    """From here on the application works on a copy of the committed bank."""
    kept = (db.engine, db.sessionmaker)
    target = folder / "copy.db"
    source = sqlite3.connect(make_url(config.database_url).database or "")
    copy = sqlite3.connect(target)
    source.backup(copy)
    source.close()
    copy.close()
    db.bind(f"sqlite:///{target}")
    settings.forget()
    try:
        yield
    finally:
        db.engine.dispose()
        db.engine, db.sessionmaker = kept
        settings.forget()


def whole(app: Callable[..., Iterable[bytes]]) -> Callable[..., list[bytes]]:
    """The answer read and closed before it is sent: the server here leaves the file of a script open where the
    browser has gone away meanwhile."""

    def answered(environ: Any, start_response: Any) -> list[bytes]:
        found = app(environ, start_response)
        try:
            return [b"".join(found)]
        finally:
            if close := getattr(found, "close", None):
                close()

    return answered


@contextmanager
def serving(app: Callable[..., Iterable[bytes]]) -> Iterator[str]:
    """On loopback, on a port that is free."""
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


@dataclass
class Seen:
    """What a browser noticed on one page."""

    path: str
    status: int = 0
    dialogs: int = 0
    violations: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    reports: int = 0
    headings: int = 0
    ran: bool = False
    text: str = ""

    @property
    def problems(self) -> list[str]:
        found = [f"{self.dialogs} dialogs"] if self.dialogs else []
        found += [f"violation {one}" for one in self.violations] + [f"asked {one}" for one in self.foreign]
        found += ["a report of the policy was sent"] if self.reports else []
        found += ["something ran"] if self.ran else []
        found += [f"answered {self.status}"] if self.status >= 500 else []
        found += [f"{self.headings} h1"] if self.headings != 1 and self.text else []
        return [f"{self.path}: {problem}" for problem in found]


class Looker:
    """One browser, several people."""

    def __init__(self, address: str, browser: Any) -> None:
        self.address, self.browser = address, browser
        self.now = Seen("")

    def as_(self, cookie: str) -> Page:
        context = self.browser.new_context()
        if cookie:
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.address}])
        context.add_init_script(LISTENER)
        context.route("**/*", self._sort)
        page: Page = context.new_page()
        page.on("dialog", self._dialog)
        page.set_default_timeout(8000)
        return page

    def _sort(self, route: Route) -> None:
        url = route.request.url
        if url.startswith(f"{self.address}/csp-report"):
            self.now.reports += 1
        if url.startswith(self.address) or url.startswith(("data:", "about:")):
            route.continue_()
        else:
            self.now.foreign.append(url)
            route.abort()

    def _dialog(self, dialog: Any) -> None:
        self.now.dialogs += 1
        dialog.dismiss()

    def look(self, page: Page, path: str) -> Seen:
        self.now = Seen(path)
        return self._note(page, page.goto(self.address + path, wait_until="load"))

    def has_form(self, page: Page) -> bool:
        return page.locator("main form[method=post]").count() > 0

    def send(self, page: Page, texts: list[str], *, old_version: bool) -> Seen:
        """Fill the open page's form with these texts and send it, past what the page itself would check."""
        self.now = Seen(f"{page.url} sent")
        with page.expect_navigation(wait_until="load") as waiting:
            page.evaluate(SEND, [texts, old_version])
        return self._note(page, waiting.value)

    def _note(self, page: Page, response: Response | None) -> Seen:
        seen = self.now
        seen.status = response.status if response else 0
        # Events of the policy come a moment after the load.
        seen.violations = list(
            page.evaluate("new Promise(r => setTimeout(() => r(window.__violations || []), 40))")
        )
        seen.ran = bool(page.evaluate("window.__ran || parent.__ran || false"))
        seen.headings = page.locator("h1").count()
        seen.text = page.evaluate(TEXT)
        return seen


@contextmanager
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()
