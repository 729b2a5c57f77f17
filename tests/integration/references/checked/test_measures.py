"""対応の記載なし: our half is called done, and our own measure has to say what was done."""

import io

import pytest
from openpyxl import load_workbook

from app.core import audit
from app.core.db import db
from app.core.errors import DomainError
from app.identity.roles import Role
from app.references.events import ReferencesAct as Act
from app.references.models import OwnState
from app.references.queries import checking as queries
from app.references.rules import checking as rules
from app.references.rules.checking import Result
from app.references.services import checking as services
from app.references.services.checking import OwnFacts
from tests.conftest import begins_with
from tests.factories import self_checks as make
from tests.factories.standards import published as content
from tests.pages import words

ground = begins_with(content)


@pytest.fixture
def check(ctx, engagement, version):
    return make.check(ctx, engagement, version)


@pytest.fixture
def here(engagement, check):
    return f"/engagements/{engagement.id}/self-checks/{check.id}"


@pytest.fixture
def stored_before(ctx, engagement, check):
    """As it could be entered before a measure was wanted."""
    make.entered(ctx, engagement, check, "統1", OwnState.PARTLY)
    (row,) = queries.rows_of(check)
    row.state = OwnState.DONE
    audit.record(ctx, Act.CHECK_ITEM_SET, row)
    db.session.commit()
    return row


def test_each_state_that_wants_a_measure_has_words_for_that():
    assert {state for state in OwnState if rules.wants_measure(state)} == set(services.WANTED)


@pytest.mark.parametrize("state", [OwnState.DONE, OwnState.NOT_NEEDED])
@pytest.mark.parametrize("measure", ["", "　\n"])
def test_what_is_done_says_what_was_done(state, measure, ctx, engagement, check):
    with pytest.raises(DomainError) as caught:
        services.set_item(ctx, engagement, check, "統1", OwnFacts(state, measure), version=0)
    assert caught.value.field == "measure"


def test_the_form_refuses_it_at_the_field(pages_as, ctx, engagement, check, here):
    pages = pages_as(Role.OFFICER)
    page = pages.submit(f"{here}/items/統1", "onward", state="done", status=422)
    assert "実施した内容を入力" in words(page.select_one(".error-summary li:has(a[href='#measure'])"))
    assert page.select_one("#state option[selected]")["value"] == "done"
    pages.submit(f"{here}/items/統1", "onward", state="done", measure="規程第3条")
    assert make.opened(ctx, engagement, check).line("統1").result == Result.CONFORMS


def test_several_are_refused_with_the_items_that_have_no_measure(ctx, engagement, check):
    make.entered(ctx, engagement, check, "統1", OwnState.NOT_DONE, "来期に整備")
    seen = {"統1": 1, "統2": 0, "統3": 0}
    with pytest.raises(DomainError) as caught:
        services.set_items(ctx, engagement, check, seen, OwnFacts(OwnState.DONE))
    assert caught.value.field == "measure"
    assert caught.value.params == {"count": "2", "items": "統2、統3"}
    assert [row.state for row in queries.rows_of(check)] == [OwnState.NOT_DONE]
    services.set_items(ctx, engagement, check, {"統1": 1}, OwnFacts(OwnState.DONE))
    services.set_items(ctx, engagement, check, {"統2": 0, "統3": 0}, OwnFacts(OwnState.DONE, "規程第3条"))
    db.session.commit()
    measures = {row.item: row.measure for row in queries.rows_of(check)}
    assert measures == {"統1": "来期に整備", "統2": "規程第3条", "統3": "規程第3条"}


def test_of_very_many_the_first_are_named_and_all_are_counted(ctx, engagement, check):
    every = {f"実{n}": 0 for n in range(1, 145)}
    with pytest.raises(DomainError) as caught:
        services.set_items(ctx, engagement, check, every, OwnFacts(OwnState.NOT_NEEDED))
    assert caught.value.params["count"] == "144"
    assert caught.value.params["items"].startswith("実1、実2、")
    assert caught.value.params["items"].endswith("…")


def test_the_page_for_several_names_them_at_the_field(pages_as, check, here):
    page = pages_as(Role.OFFICER).submit(
        f"{here}/together", "チェックした項目に記入", state="done", items=["統2:0", "統3:0"], status=422
    )
    told = words(page.select_one(".error-summary li:has(a[href='#measure'])"))
    assert "（2件）：統2、統3" in told
    assert len(page.select("input[name=items][checked]")) == 2


def test_what_was_stored_without_one_does_not_conform_and_says_so(
    pages_as, ctx, engagement, check, here, stored_before
):
    found = make.opened(ctx, engagement, check)
    assert (found.line("統1").result, found.counts[Result.CONFORMS]) == (Result.OPEN, 0)
    pages = pages_as(Role.OFFICER)
    page = pages.get(here)
    link = next(one for one in page.select(".answer-filter a") if "対応の記載なし" in words(one))
    assert words(link.select_one(".count")) == "1"
    (row,) = pages.get(link["href"]).select(".self-check-items tbody tr")
    badge = row.select_one("td:last-child .tag")
    assert words(badge) == "対応の記載なし"
    assert "attention" in " ".join(badge["class"])
    assert "対応の記載なし" in words(
        pages.get(f"{here}/together?show=without_measure").select_one("tbody tr")
    )
    for role in (Role.OFFICER, Role.AUDITOR):
        item = pages_as(role).get(f"{here}/items/統1")
        assert "対応の記載なし" in words(item.select_one("#ours"))
    (line,) = pages.get(f"/engagements/{engagement.id}/self-checks").select(".self-checks tbody tr")
    assert words(line.select_one("td[data-label='適合']")) == "0"


def test_the_workbook_says_so(pages_as, here, stored_before):
    sheet = load_workbook(io.BytesIO(pages_as(Role.OFFICER).client.get(f"{here}.xlsx").data)).worksheets[0]
    row = next([cell.value for cell in row] for row in sheet if row[0].value == "統1")
    assert [said for said in row if said in ("完了", "対応の記載なし", "適合", "未確認")] == [
        "完了", "対応の記載なし", "未確認",
    ]  # fmt: skip


def test_saving_it_with_its_measure_makes_it_conform(pages_as, ctx, engagement, check, here, stored_before):
    pages = pages_as(Role.OFFICER)
    pages.submit(f"{here}/items/統1", status=422)
    pages.submit(f"{here}/items/統1", measure="規程第3条")
    db.session.expire_all()
    assert make.opened(ctx, engagement, check).line("統1").result == Result.CONFORMS
    assert "対応の記載なし" not in words(pages.get(here).select_one("main"))
