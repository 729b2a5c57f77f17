"""Pages of forms of others: a form of 261 questions and a list of many files, in few statements."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app.core.db import db
from app.diligence.rules.respondents import Party
from app.exchange.models import ForeignForm
from app.exchange.services import foreign_forms
from app.identity.roles import Role
from tests.conftest import begins_with
from tests.factories import asked_books as make
from tests.factories import foreign_books as books
from tests.factories import matrices

ground = begins_with(make.laid)
START = "/assessments/foreign"
MANY = 25


@pytest.fixture
def pages(pages_as):
    return pages_as(Role.VENDOR_MANAGER)


@pytest.fixture
def places(pages, session, at, root, ctx_of):
    engagement = matrices.engagement(at, root)
    (part,) = make.asked(
        ctx_of(Role.OFFICER), engagement, Party(organisation_id=engagement.vendor_id, level=1)
    )
    pages.submit(START, form_file=(BytesIO(books.caiq_like().content), "form.xlsx"))
    form = f"{START}/{db.session.scalars(select(ForeignForm.id)).one()}"
    return {
        "form": form, "further": f"{form}?page=2", "sheet": f"{form}/sheets/1",
        "questionnaire": f"{form}/questionnaire", "choose": f"{form}/answers", "pair": f"{form}/answers/{part.id}",
        "search": f"{form}/questions?q=measure",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["form", "further", "sheet", "questionnaire", "choose", "pair", "search"])
def test_a_page_costs_few_statements(name, places, pages, count_queries):
    def get():
        return pages.client.get(places[name]) if name == "search" else pages.get(places[name])

    get()
    count_queries.sent.clear()
    assert get()
    assert len(count_queries) <= 12, count_queries.sent


def test_the_list_is_paged_and_loads_no_cells(pages, ctx_of, count_queries):
    ctx = ctx_of(Role.VENDOR_MANAGER)
    for number in range(MANY):
        kept = foreign_forms.stage(ctx, foreign_forms.read(f"form-{number:02}.csv", books.text().content))
        kept.made_at += timedelta(minutes=number)
    db.session.commit()
    pages.get(START)
    count_queries.sent.clear()
    page = pages.get(START)
    assert len(count_queries) <= 12, count_queries.sent
    assert not [one for one in count_queries.sent if "foreign_form.content" in one]
    shown = [one.text for one in page.select("main tbody th")]
    assert (len(shown), shown[0]) == (20, "form-24.csv")
    older = pages.get(page.select_one("a[rel=next]")["href"])
    assert [one.text for one in older.select("main tbody th")][-1] == "form-00.csv"
    found = pages.get(f"{START}?q=form-07")
    assert [one.text for one in found.select("main tbody th")] == ["form-07.csv"]
