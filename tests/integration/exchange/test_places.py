"""Pages of the exchange stand in the side bar at the list whose records they are about."""

import io

import pytest

from app.exchange.kinds import KINDS
from app.identity.roles import Role
from tests.pages import words

PLACES = {
    "organisations": "取引先・サービス",
    "services": "取引先・サービス",
    "supplies": "取引先・サービス",
    "engagements": "案件",
    "uses": "案件",
    "wordings": "基準・質問票",
}


@pytest.fixture
def pages(session, pages_as):
    return pages_as(Role.VENDOR_MANAGER)


def place(page) -> str:
    (marked,) = page.select("nav.side [aria-current]")
    return words(marked.select_one("a > span"))


@pytest.mark.parametrize("key", KINDS)
def test_a_ledger_on_its_way_belongs_to_its_list(pages, key):
    assert place(pages.get(f"/exchange/{key}/new")) == PLACES[key]
    if KINDS[key].goes_out:
        assert place(pages.get(f"/exchange/{key}/export")) == PLACES[key]
        assert place(pages.get(f"/exchange/{key}/layouts")) == PLACES[key]


def test_so_does_a_file_that_was_read(pages):
    file = (io.BytesIO("サービス名,提供者\n勘定系,甲社\n".encode()), "台帳.csv")
    mapping = pages.submit("/exchange/services/new", ledger=file).headers["Location"]
    assert place(pages.get(mapping)) == PLACES["services"]


def test_the_page_of_all_ledgers_belongs_to_where_it_is_opened_from(pages):
    assert place(pages.get("/exchange")) == "ホーム"
