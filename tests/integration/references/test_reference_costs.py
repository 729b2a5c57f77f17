"""Pages of 300 items and 50 references: in few statements, whatever they show."""

import pytest

from app.core.db import db
from app.identity.roles import Role
from app.references.models import Conformity
from app.references.services import writing
from tests.factories import masters, register
from tests.factories import references as make

MANY = 300


@pytest.fixture
def version(session, at, ctx):
    make.laid(at, MANY)
    of = make.reference(ctx, make.service(at))
    long = {f"実{n}": make.record(documents=("05",), confirmed="あ" * 500) for n in range(1, MANY + 1)}
    first = make.published(ctx, of, **long)
    second = writing.begin(ctx, of, first)
    writing.set_record(ctx, second, "実7", make.record(conformity=Conformity.OUT_OF_SCOPE))
    writing.edit_version(ctx, second, make.head(), seen=second.version)
    db.session.commit()
    return second


@pytest.mark.parametrize(
    "path",
    ["", "?show=changed", "/papers", "/head", "/publish", "/items/実7", "/edit-item/実7"],
)
def test_a_version_of_many_items_costs_few_statements(path, version, pages_as, count_queries):
    pages, address = pages_as(Role.VENDOR_MANAGER), f"/references/versions/{version.id}{path}"
    pages.get(address)
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12, count_queries.sent


def test_the_table_loads_none_of_the_texts(version, pages_as, count_queries):
    pages = pages_as(Role.VENDOR_MANAGER)
    count_queries.sent.clear()
    page = pages.get(f"/references/versions/{version.id}")
    assert len(page.select("main tbody tr[data-href]")) == MANY
    selected = [one.partition(" FROM ")[0] for one in count_queries.sent]
    assert not [one for one in selected if "reference_record.confirmed" in one]


@pytest.mark.parametrize("tail", ["", "/changes", "/engagements", "/history"])
def test_a_reference_costs_few_statements(tail, version, pages_as, count_queries):
    pages, address = pages_as(Role.VENDOR_MANAGER), f"/references/{version.reference_id}{tail}"
    pages.get(address)
    count_queries.sent.clear()
    pages.get(address)
    assert len(count_queries) <= 12, count_queries.sent


def test_a_list_of_fifty_costs_few_statements(version, ctx, at, pages_as, count_queries):
    provider = register.organisation(at, "アマゾン")
    for number in range(49):
        make.published(ctx, make.reference(ctx, masters.service(at, provider, f"サービス{number}")))
    pages = pages_as(Role.VENDOR_MANAGER)
    pages.get("/references")
    count_queries.sent.clear()
    assert len(pages.get("/references").select("main tbody tr")) == 50
    assert len(count_queries) <= 12, count_queries.sent
