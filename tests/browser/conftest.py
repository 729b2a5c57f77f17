"""A real browser on real servers: one with the demonstration, one that a new institution would begin with."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.mailbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 15_000
# The demonstration is loaded before the first answer; seconds.
START = 90
expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Instance:
    """`make run` over a folder of its own."""

    folder: Path
    port: int = field(default_factory=free_port)
    mail_port: int | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        own = {"SEKISHO_DATA": str(self.folder), "PORT": str(self.port), "PYTHONPATH": str(ROOT)}
        if self.mail_port is not None:
            own |= {"SEKISHO_SMTP_HOST": "127.0.0.1", "SEKISHO_SMTP_PORT": str(self.mail_port)}
        return kept | own

    def flask(self, *words: str) -> str:
        """A command as the operator types it; its output."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.serve"], cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        until = time.monotonic() + START
        while time.monotonic() < until:
            with (
                suppress(OSError),
                closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as asked,
            ):
                asked.request("GET", "/login")
                asked.getresponse().read()
                return
            assert self.process.poll() is None, (self.folder / "server.log").read_text()
            time.sleep(0.1)
        raise AssertionError((self.folder / "server.log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(15)


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where the mails of the demonstration arrive."""
    found = Mailbox(free_port())
    found.controller.start()
    yield found
    found.controller.stop()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, mailbox: Mailbox) -> Iterator[Instance]:
    instance = Instance(tmp_path_factory.mktemp("demonstration"), mail_port=mailbox.controller.port)
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()


@pytest.fixture
def institution(tmp_path: Path) -> Iterator[Instance]:
    """Empty but for what the operator typed; started by the test."""
    instance = Instance(tmp_path)
    yield instance
    instance.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    assert program is not None, "no chromium: `make setup-system` says what to install"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


class Watch:
    """What a page must never do: speak in the console, ask elsewhere, open a dialog nobody asked for."""

    def __init__(self, allowed: str) -> None:
        self.allowed, self.troubles = allowed, list[str]()

    def follow(self, context: BrowserContext) -> None:
        context.on("console", lambda m: self._note(f"console: {m.text}") if m.type == "error" else None)
        context.on("weberror", lambda e: self._note(f"script: {e.error}"))
        context.on("request", self._request)

    def _request(self, request: object) -> None:
        url = getattr(request, "url", "")
        if not url.startswith((self.allowed, "data:")):
            self._note(f"foreign request: {url}")

    def _note(self, trouble: str) -> None:
        # A status that the journey means to see is reported by the browser as an error of its own.
        if not re.search(r"status of (400|401|403|404|409|410|422)", trouble):
            self.troubles.append(trouble)


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A page of a new person (own cookies) on an instance; troubles fail the test at its end."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def opened(instance: Instance, *, phone: bool = False, path: str = "/login") -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale="ja-JP", base_url=instance.url
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(instance.url)
        watch.follow(context)
        contexts.append((context, watch))
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    troubles = [trouble for _, watch in contexts for trouble in watch.troubles]
    for context, _ in contexts:
        context.close()
    assert troubles == []


def sign_in_as(page: Page, name: str) -> None:
    """One click in the demonstration."""
    page.goto("/demo")
    page.locator("form", has_text=name).or_(page.locator("tr", has_text=name).locator("form")).get_by_role(
        "button"
    ).first.click()
    page.wait_for_url("**/")
