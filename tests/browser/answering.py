"""A questionnaire answered as its respondents do: question by question on the page, the rest in Excel."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from openpyxl.utils import range_boundaries
from playwright.sync_api import FilePayload, Locator, Page, expect

from app.diligence.rules.workbooks import Col, TableRow
from tests.browser.steps import save, today
from tests.factories.asked_books import Clerk
from tests.there import there

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# By the first line of what a workbook says of how a cell is filled in.
IN_CELLS = {"数値": 30, "割合": 0.999, "国・地域": "日本", "複数選択": "1", "文章": "規程に定めている。"}
REFUSED = {"ja": "回答しない", "en": "Will not answer"}


def answer_on_page(page: Page, *, condition: str = "", says: str = "規程に定めている。") -> None:
    """Everything that the question asks for, then the button. With a condition it is an answer that hangs on it."""
    form = page.locator("form#answer")
    if condition:
        form.get_by_label("条件付き").check()
        form.locator("#condition").fill(condition)
    asked = form.locator("[data-stances~=answered]").first
    for group in (
        asked.locator("fieldset.choices").filter(has=page.locator("[type=radio], [type=checkbox]")).all()
    ):
        group.locator("[type=radio], [type=checkbox]").first.check()
    for chooser in asked.locator("select[data-add-country]").all():
        chooser.select_option(label="日本")
    for table in asked.locator("fieldset.answer-table").all():
        if table.locator(".must").first.is_visible() and not table.locator("[data-rows] tr").count():
            table.get_by_role("button", name="行を追加").click()
            expect(table.locator("[data-rows] tr")).to_have_count(1)
    for box in asked.locator("select:visible:not([data-add-country])").all():
        box.select_option(index=1)
    for box in asked.locator("input[type=text]:visible, textarea:visible").all():
        box.fill(_typed(box, says))
    with page.expect_navigation():
        form.locator("[data-primary]").click()
    assert page.locator(".error-summary").count() == 0, page.locator(".error-summary").inner_text()


def _typed(box: Locator, says: str) -> str:
    if box.get_attribute("inputmode") == "decimal":
        return "30"
    if box.get_attribute("list") == "countries":
        return "日本"
    return today(-30) if box.get_attribute("placeholder") else says


def bytes_behind(page: Page, link: str) -> bytes:
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name=link).click()
    return Path(download.value.path()).read_bytes()


def filled(content: bytes, *, only: Collection[str]) -> tuple[bytes, list[str]]:
    """The workbook with these questions answered; and those that it has of them."""
    clerk, done = Clerk(content), list[str]()
    for row, question in _rows(clerk):
        if question in only:
            _answer(clerk, row, question)
            done += [question] if question not in done else []
    return clerk.saved(), done


def refused(content: bytes, substitute: str, language: str) -> tuple[bytes, list[str]]:
    """The workbook with a refusal of every question, and what can be looked at instead."""
    clerk, done = Clerk(content), list[str]()
    for row, question in _rows(clerk):
        if question not in done:
            _refuse(clerk, row, substitute, REFUSED[language])
            done.append(question)
    return clerk.saved(), done


def _rows(clerk: Clerk) -> list[tuple[int, str]]:
    found = ((row, clerk.cell(row, Col.QUESTION).value) for row in range(3, clerk.sheet.max_row + 1))
    return [(row, str(question)) for row, question in found if question]


def _refuse(clerk: Clerk, row: int, substitute: str, said: str) -> None:
    clerk.cell(row, Col.STANCE).value = said
    clerk.cell(row, Col.REASON).value = "個別の回答は行っていない。"
    clerk.cell(row, Col.SUBSTITUTE).value = substitute


def _answer(clerk: Clerk, row: int, question: str) -> None:
    how = str(clerk.cell(row, Col.HOW).value)
    if how.startswith("表"):
        _enter(clerk.table(question))
    elif not how.startswith("ファイル"):
        cell = clerk.cell(row, Col.ANSWER)
        cell.value = _fitting(clerk.sheet, cell, how)


def _enter(sheet: Any) -> None:
    """One row, below the heads."""
    for at, told in enumerate(sheet[TableRow.HOW + 1], start=1):
        if told.value:
            cell = sheet.cell(TableRow.ENTRIES + 1, at)
            cell.value = _fitting(sheet, cell, str(told.value))


def _fitting(sheet: Any, cell: Any, how: str) -> Any:
    """The first of a drop-down; else by what the workbook says of the cell."""
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list" and cell.coordinate in rule.sqref:
            return _first_of(sheet.parent, str(rule.formula1))
    if how.startswith("日付"):
        return today(-30)
    return next(value for words, value in IN_CELLS.items() if how.startswith(words))


def _first_of(book: Any, formula: str) -> Any:
    if formula.startswith('"'):
        return formula.strip('"').split(",")[0]
    named = book.defined_names.get(formula.lstrip("="))
    place = named.attr_text if named is not None else formula.lstrip("=")
    name, _, cells = place.partition("!")
    column, row, _last, _end = range_boundaries(cells.replace("$", ""))
    return book[name.strip("'")].cell(there(row), there(column)).value


def upload(page: Page, content: bytes) -> None:
    """From the page of the workbook to its differences."""
    payload: FilePayload = {"name": "回答.xlsx", "mimeType": EXCEL, "buffer": content}
    page.locator("#workbook").set_input_files(payload)
    save(page)
    expect(page.locator("h1")).to_contain_text("回答.xlsx")


def outcomes(page: Page) -> dict[str, int]:
    """How many questions of the workbook came to what."""
    cells = page.locator(".outcomes .outcome").all_inner_texts()
    found = (re.fullmatch(r"(\D+?)\s*(\d+)", cell.strip()) for cell in cells)
    return {match.group(1): int(match.group(2)) for match in found if match}
