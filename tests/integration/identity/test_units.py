"""The tree of units: who may change it, what follows from moving one."""

import pytest

from app.core.dates import day_of
from app.core.db import db
from app.identity import queries, services
from app.identity.roles import Role
from tests.factories.identity import grant, unit, user
from tests.pages import words


@pytest.fixture
def admin(pages_as):
    return pages_as(Role.ADMINISTRATOR)


def test_a_unit_is_added_and_shown_in_the_tree(admin, root):
    answer = admin.submit(
        "/units/new",
        code="100",
        name="本店営業部",
        name_kana="ホンテン",
        parent_id=str(root.id),
        from_on="R8.4.1",
    )
    page = admin.follow(answer)
    assert words(page.h1) == "本店営業部"
    assert "2026-04-01" in words(page)
    assert [words(a) for a in admin.get("/units").select("tbody th a")] == [root.name, "本店営業部"]


def test_a_code_is_given_once(admin, root):
    page = admin.submit("/units/new", status=422, code=root.code, name="x", parent_id=str(root.id))
    assert root.name in words(page.select_one(".error-summary"))


def test_there_is_one_root(admin):
    page = admin.submit("/units/new", status=422, code="9", name="x", parent_id="")
    assert page.select_one("#parent_id-error")


def test_what_was_typed_stays_when_something_is_wrong(admin, root):
    page = admin.submit(
        "/units/new",
        status=422,
        code="1",
        name="x",
        parent_id=str(root.id),
        from_on="来週",
        until_on="2026-03-31",
    )
    assert page.select_one("#from_on")["value"] == "来週"
    assert page.select_one("#until_on")["value"] == "2026-03-31"
    admin.submit(
        "/units/new",
        status=422,
        code="1",
        name="x",
        parent_id=str(root.id),
        from_on="2026-04-01",
        until_on="2026-03-31",
    )


def test_moving_a_unit_takes_along_what_is_below_it_and_who_may_see_it(admin, root, at, pages_of, ctx_of):
    a, b = unit(at, "1", "A部", root), unit(at, "2", "B部", root)
    child = unit(at, "11", "A課", a)
    holder = user(at, "x@tsubame.example", "課長")
    grant(at, holder, Role.VENDOR_MANAGER, b)
    db.session.commit()
    pages = pages_of(holder)
    before = _units_of(holder, at)
    admin.submit(f"/units/{a.id}/edit", parent_id=str(b.id))
    db.session.expire_all()
    assert child.path == f"{a.path}{child.id}/"
    assert a.path.startswith(b.path)
    pages.get("/units")
    assert _units_of(holder, at) - before == {a.id, child.id}
    assert {str(a.id), str(child.id)} <= set(_ids_in_session(holder))


def _units_of(holder, at):
    from app.identity import rules

    held, _ = queries.held_by(holder.id, day_of(at))
    return rules.expand(held, queries.unit_paths())[Role.VENDOR_MANAGER]


def _ids_in_session(holder):
    import json

    from sqlalchemy import select

    from app.identity.models import WebSession

    db.session.expire_all()
    row = db.session.scalars(select(WebSession).where(WebSession.user_id == holder.id)).one()
    return json.loads(row.grants)[Role.VENDOR_MANAGER]


def test_a_unit_is_not_put_below_itself(admin, root, at, ctx_of):
    a = unit(at, "1", "A部", root)
    child = unit(at, "11", "A課", a)
    db.session.commit()
    page = admin.get(f"/units/{a.id}/edit")
    offered = {option["value"] for option in page.select("#parent_id option")}
    assert str(child.id) not in offered
    admin.submit(f"/units/{a.id}/edit", status=422, parent_id=str(child.id))


def test_an_edit_keeps_the_organisation_of_a_group_company(admin, root, at, people):
    company = unit(at, "1", "つばめリース", root)
    company.organisation_id = people[Role.VENDOR].organisation_id
    services.edit_unit(
        _system(at), company, code="1", name="つばめリース", parent_id=root.id,
        organisation_id=people[Role.VENDOR].organisation_id,
    )  # fmt: skip
    db.session.commit()
    admin.submit(f"/units/{company.id}/edit", name="つばめリース株式会社")
    db.session.expire_all()
    assert company.organisation_id == people[Role.VENDOR].organisation_id


def _system(at):
    from tests.factories.identity import context

    return context(at)


def test_two_who_edit_one_unit_lose_nothing(admin, root, at):
    a = unit(at, "1", "A部", root)
    db.session.commit()
    page = admin.get(f"/units/{a.id}/edit")
    sent = {field["name"]: field.get("value", "") for field in page.select("#form input")}
    services.edit_unit(_system(at), a, code="1", name="A本部", parent_id=root.id)
    db.session.commit()
    page = admin.post(f"/units/{a.id}/edit", 409, fields={**sent, "name": "A室", "parent_id": str(root.id)})
    assert "A本部" in words(page)
    assert page.select_one("#name")["value"] == "A室"


def test_a_succession_shows_on_both_units(admin, root, at):
    old, new = unit(at, "1", "旧部", root), unit(at, "2", "新部", root)
    db.session.commit()
    admin.submit(f"/units/{old.id}/succeed", new_id=str(new.id), on="2026-04-01")
    assert "新部" in words(admin.get(f"/units/{old.id}").select_one("main"))
    assert "旧部" in words(admin.get(f"/units/{new.id}").select_one("main"))
    admin.submit(f"/units/{old.id}/succeed", status=422, new_id=str(new.id), on="2026-04-01")
    admin.submit(f"/units/{old.id}/succeed", status=422, new_id=str(old.id), on="2026-04-01")


def test_a_unit_names_who_holds_what_in_it(admin, root, people):
    text = words(admin.get(f"/units/{root.id}").select_one("main"))
    for role in (Role.LEGAL, Role.AUDITOR):
        assert people[role].name in text


@pytest.mark.parametrize("path", ["/units/new", "/units/{id}/edit", "/units/{id}/succeed"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.VENDOR])
def test_only_those_who_keep_the_tree_change_it(pages_as, root, path, role):
    pages_as(role).get(path.format(id=root.id), 403)


def test_a_strangers_id_is_no_unit(admin, people):
    admin.get(f"/units/{people[Role.LEGAL].id}", 404)


def test_the_tree_takes_few_queries(admin, root, at, count_queries):
    for number in range(30):
        unit(at, f"u{number}", f"部 {number}", root)
    db.session.commit()
    admin.get("/units")
    count_queries.sent.clear()
    admin.get("/units")
    assert len(count_queries) <= 12, count_queries.sent
