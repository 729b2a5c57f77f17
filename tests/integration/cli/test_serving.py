"""`python -m app.serve` as `make run` starts it: prints, answers, lets people in, refuses, stops."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parents[3]
PORT = 8628
pytestmark = pytest.mark.slow


def start(folder: Path, **environ: str) -> subprocess.Popen[str]:
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SEKISHO_PRODUCTION")}
    surroundings |= {"SEKISHO_DATA": str(folder), "PORT": str(PORT), "LC_ALL": "C.UTF-8", **environ}
    return subprocess.Popen(
        [sys.executable, "-m", "app.serve"], cwd=ROOT, env=surroundings, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if not environ else subprocess.PIPE,
    )  # fmt: skip


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever happens in the block, the process and its pipe are gone after it."""
    with process:
        try:
            yield
        finally:
            if process.poll() is None:
                process.kill()


class Served:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self.process = process
        self.greeting: list[str] = []
        for line in process.stdout:
            self.greeting.append(line.rstrip())
            if line.startswith("Stop with"):
                break
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, str, dict[str, str]]:
        return self._open(urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=headers or {}))

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str, dict[str, str]]:
        return self._open(
            urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", data=urlencode(fields).encode())
        )

    def _open(self, request: urllib.request.Request) -> tuple[int, str, dict[str, str]]:
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    process = start(folder)
    with ended(process):
        yield Served(process)


def test_it_says_where_it_is_and_who_can_sign_in(served: Served) -> None:
    assert served.greeting[0] == f"Sekisho: http://localhost:{PORT}"
    assert any("佐藤 美咲" in line for line in served.greeting)


def test_it_answers_without_naming_its_version(served: Served) -> None:
    status, page, headers = served.get("/login")
    assert status == 200
    assert "<h1" in page
    assert "Server" not in headers


def test_one_click_signs_a_persona_in(served: Served) -> None:
    status, page, _ = served.get("/demo")
    assert status == 200
    form = next(found for found in re.findall(r"<form\b.*?</form>", page, re.S) if "佐藤" in found)
    action = re.search(r'action="([^"]+)"', form)
    fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', form))
    status, page, _ = served.post(action.group(1) if action else "/demo", fields)
    assert status == 200
    assert "佐藤 美咲" in page
    assert served.get("/")[0] == 200


def test_one_click_is_not_there_through_a_proxy(served: Served) -> None:
    assert served.get("/demo", {"X-Forwarded-For": "203.0.113.9"})[0] == 404


def test_a_second_start_says_that_the_port_is_taken(served: Served, tmp_path: Path) -> None:
    second = start(tmp_path / "other", SEKISHO_SCHEDULER="0")
    _, said = second.communicate(timeout=60)
    assert second.returncode == 1
    assert f"port {PORT} on 127.0.0.1 is not free" in said
    assert "Traceback" not in said
    assert not (tmp_path / "other").exists()


def test_nothing_can_be_thrown_away_while_it_serves(served: Served, folder: Path) -> None:
    surroundings = {**os.environ, "SEKISHO_DATA": str(folder), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "flask", "--app", "app", "demo", "reset", "--yes"]
    refused = subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, timeout=60, check=False
    )
    assert refused.returncode == 1
    assert "Stop it first" in refused.stderr


def test_it_stops_when_told_and_starts_again_with_what_it_had(served: Served, folder: Path) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(20) == 0
    began = time.monotonic()
    process = start(folder)
    with ended(process):
        again = Served(process)
        assert again.get("/login")[0] == 200
        assert time.monotonic() - began < 20  # five on a quiet machine; the benchmark holds that
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_production_does_not_serve_a_demonstration(served: Served, folder: Path) -> None:
    refused = start(folder, SEKISHO_PRODUCTION="1")
    _, said = refused.communicate(timeout=60)
    assert refused.returncode == 1
    assert "does not serve in production like this" in said
    assert "Traceback" not in said
