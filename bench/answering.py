"""What a respondent does with 96 questions: one answer saved, the workbook taken out, brought back and taken over."""

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

SAVES = 40
CHANGED = "計測のために書き換えた回答です。"
# In seconds, each with its page that follows.
GOALS = {"Excel out": 1.0, "Excel in, differences": 2.0, "Excel in, taken over": 2.0}
SAVE_GOAL_MS = 40.0


class Browser:
    """A client that sends forms as their page has them."""

    def __init__(self, app: Flask, cookie: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.headers = {"Cookie": cookie}

    def get(self, path: str) -> TestResponse:
        return self._good(self.client.get(path, headers=self.headers), 200)

    def fields(self, path: str, form: str) -> dict[str, Any]:
        found = BeautifulSoup(self.get(path).text, "html5lib").select_one(form)
        if found is None:
            raise RuntimeError(f"{path} has no {form}")
        fields: dict[str, Any] = {}
        for one in found.select("input[name], textarea[name]"):
            if one.get("type") not in ("radio", "checkbox", "file", "submit") or one.has_attr("checked"):
                fields.setdefault(str(one["name"]), []).append(_value(one))
        return fields

    def post(self, path: str, fields: dict[str, Any], expected: int, **headers: str) -> TestResponse:
        answer = self.client.post(
            path, data=fields, headers={**self.headers, **headers}, base_url="http://localhost"
        )
        return self._good(answer, expected)

    @staticmethod
    def _good(answer: TestResponse, expected: int) -> TestResponse:
        if answer.status_code != expected:
            raise RuntimeError(f"{answer.request.path} answered {answer.status}")
        return answer


def _value(one: Tag) -> str:
    return one.get_text() if one.name == "textarea" else str(one.get("value", ""))


def measured(app: Flask, cookie: str, request: str, question: str) -> dict[str, Any]:
    browser = Browser(app, cookie)
    figures: dict[str, Any] = {"save one answer": saves(browser, f"{request}/questions/{question}")}
    made, figures["Excel out"] = timed(lambda: browser.get(f"{request}/workbook.xlsx"))
    fields = browser.fields(f"{request}/workbook", "form[enctype]")
    fields["workbook"] = (io.BytesIO(changed(made.data)), "answers.xlsx")
    page, figures["Excel in, differences"] = timed(lambda: _brought(browser, f"{request}/workbook", fields))
    _, figures["Excel in, taken over"] = timed(lambda: _taken(browser, page))
    return figures


def timed(act: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    began, used = time.perf_counter(), time.process_time()
    found = act()
    return found, {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_s": round(time.process_time() - used, 2),
    }


def saves(browser: Browser, path: str) -> dict[str, float]:
    """As the page saves while somebody types: each answer differs from the one before."""
    fields = browser.fields(path, "form#answer")
    taken, cpu = [], []
    for number in range(SAVES):
        fields["comment"] = f"{number}回目の保存です。"
        began, used = time.perf_counter(), time.thread_time()
        answer = browser.post(path, fields, 200, Accept="application/json")
        cpu.append(time.thread_time() - used)
        taken.append(time.perf_counter() - began)
        fields["version"] = answer.get_json()["version"]
    if int(fields["version"]) <= SAVES:
        raise RuntimeError("answers were not stored")
    taken.sort()
    return {
        "p50_ms": round(statistics.median(taken) * 1000, 1),
        "p95_ms": round(taken[int(len(taken) * 0.95) - 1] * 1000, 1),
        "cpu_ms": round(statistics.median(cpu) * 1000, 1),
    }


def changed(content: bytes) -> bytes:
    """Every free text of the answers written anew, as somebody does who goes through the whole file."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("規程に定め"):
                    cell.value = CHANGED
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _brought(browser: Browser, path: str, fields: dict[str, Any]) -> str:
    page = browser.post(path, fields, 303).location
    if CHANGED not in browser.get(page).text:
        raise RuntimeError("the differences do not show what was changed")
    return page


def _taken(browser: Browser, page: str) -> None:
    fields = browser.fields(page, "form:has([name=seen])")
    browser.get(browser.post(page, fields, 303).location)
