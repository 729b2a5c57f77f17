"""The state of a list and its address."""

from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask_babel import lazy_gettext as _l
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.core import listing
from app.core.db import db
from app.core.errors import DomainError
from app.core.listing import Column, Filter, ListDefinition, Page, page_of, read
from app.register.models import Organisation

COLOURS = ("red", "blue", "日本 & more")
DEFINITION = ListDefinition(
    "things",
    columns=(
        Column("name", _l("Name"), (Organisation.sort_key,), is_fixed=True),
        Column("kind", _l("Kind"), (Organisation.kind, Organisation.sort_key)),
        Column("note", _l("Note"), is_shown=False),
        Column("updated_at", _l("Updated"), (Organisation.updated_at,)),
    ),
    filters=(
        Filter("colour", _l("Kind"), COLOURS.__contains__, str),
        Filter("place", _l("Country"), str.isdigit, str),
    ),
)
TOLD = settings(max_examples=200, deadline=None, database=None)


def state(query: str = ""):
    return listing.read_text(DEFINITION, "/things", query)


def addresses():
    keys = st.sampled_from(
        ["q", "sort", "dir", "page", "col", "colour", "place", "count", "as_at", "on", "other"]
    )
    known = st.sampled_from(
        ["name", "kind", "note", "updated_at", "asc", "desc", "exact", "2", "21", *COLOURS]
    )
    return st.lists(st.tuples(keys, known | st.text(max_size=12)), max_size=14)


@TOLD
@given(addresses())
def test_an_address_written_from_a_state_is_read_as_that_state(pairs):
    first = read(DEFINITION, "/things", MultiDict(pairs))
    address = urlsplit(first.url(page=first.page))
    assert address.path == "/things"
    assert read(DEFINITION, "/things", MultiDict(parse_qsl(address.query, keep_blank_values=True))) == first


def test_a_list_just_opened_has_a_bare_address():
    assert state().url() == "/things"


def test_what_means_nothing_is_left_out():
    found = state("sort=note&dir=desc&page=-3&colour=green&place=x&col=nothing&count=maybe&evil=1")
    assert found.sort == "name"
    assert (found.dir, found.page, found.chosen, found.is_exact) == ("asc", 1, (), False)
    assert found.columns == ("name", "kind", "updated_at")


def test_nobody_pages_deeper_than_a_thousand_rows():
    assert state("page=99999").page == listing.DEEPEST // DEFINITION.size
    assert state("page=99999999999999999999").page == 1


def test_a_change_begins_at_the_first_page_and_keeps_the_rest():
    found = state("page=3&colour=red&q=みどり&as_at=2026-03-31")
    assert state(urlsplit(found.url(sort="kind", dir="desc")).query).sort == "kind"
    again = state(urlsplit(found.url(place="7")).query)
    assert (again.page, again.q, again.chosen) == (1, "みどり", (("colour", "red"), ("place", "7")))
    assert again.moment == (("as_at", "2026-03-31"),)


def test_a_filter_is_replaced_and_taken_away():
    found = state("colour=red&place=7")
    assert found.url(colour="blue") == "/things?colour=blue&place=7"
    assert found.url(colour=None) == "/things?place=7"
    assert found.clear_url == "/things"


def test_the_fixed_column_stays_when_others_are_chosen():
    assert state("col=note").columns == ("name", "note")
    assert [key for key, _, is_shown in state("col=note").column_choices() if is_shown] == ["note"]


def test_a_view_worth_a_name_has_no_page_and_no_moment():
    assert state("page=3&colour=red&as_at=2026-03-31&count=exact").as_view().query() == "colour=red"


def test_the_order_always_ends_with_the_id():
    assert [str(part) for part in state("sort=kind&dir=desc").order()] == [
        "organisation.kind DESC",
        "organisation.sort_key DESC",
        "organisation.id DESC",
    ]


@pytest.mark.parametrize("unserved", [(Organisation.note,), (Organisation.sort_key, Organisation.kind)])
def test_an_order_without_an_index_is_refused(unserved):
    with pytest.raises(ValueError, match="no index"):
        ListDefinition("things", (Column("name", _l("Name"), unserved),))


def test_an_index_of_some_rows_serves_no_order():
    assert not listing._is_indexed((Organisation.ended_on,))


@pytest.mark.parametrize("is_sqlite", [True, False])
def test_rows_in_memory_take_the_same_order(monkeypatch, is_sqlite):
    """Without a database: whichever another test has left would decide."""
    monkeypatch.setattr(type(db), "is_sqlite", is_sqlite)
    rows = [SimpleNamespace(id=n, sort_key=key) for n, key in ((1, "b"), (2, "a"), (3, "b"))]
    assert [row.id for row in state().in_order(rows)] == [2, 1, 3]
    assert [row.id for row in state("sort=name&dir=desc").in_order(rows)] == [3, 1, 2]


def test_a_page_of_rows_in_memory_knows_its_neighbours():
    page = page_of(list(range(120)), state("page=2"), 120)
    assert (list(page.rows), page.has_prev, page.has_next) == (list(range(50, 100)), True, True)
    last = page_of(list(range(120)), state("page=3"), 120)
    assert (len(last.rows), last.has_next) == (20, False)
    assert page_of([1, 2], state("page=3"), 2).state.page == 1


def test_the_deepest_page_says_that_more_is_found_by_narrowing():
    page = Page([0] * 50, state("page=20"), 1000, is_more=True, has_next_rows=True)
    assert page.is_deepest
    assert not page.has_next
    assert page.count_url == "/things?page=20&count=exact"


def test_too_many_rows_to_export_are_refused_not_cut():
    with pytest.raises(DomainError):
        listing.not_too_many(range(listing.EXPORTED + 1))
    assert len(listing.not_too_many(range(listing.EXPORTED))) == listing.EXPORTED
