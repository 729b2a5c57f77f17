"""The one-click door exists in a demonstration instance, seen from the machine itself, and nowhere else."""

from dataclasses import replace

import pytest

from app.core import audit
from app.core.db import db
from app.identity.guard import Check
from app.identity.roles import Role
from tests.factories.identity import Made, context
from tests.pages import words


@pytest.fixture
def mark(app, session):
    path = app.extensions["sekisho"].demonstration_mark
    path.touch()
    yield path
    path.unlink(missing_ok=True)


@pytest.fixture
def persona(people, at):
    user = people[Role.LEGAL]
    user.is_demonstration, user.tf_primary_method = True, None
    audit.record(context(at), Made.FOR_TEST, user)
    db.session.commit()
    return user


@pytest.fixture
def config(app, monkeypatch):
    """Change a setting of the surroundings for everybody who holds it."""

    def change(**facts):
        changed = replace(app.extensions["sekisho"], **facts)
        monkeypatch.setitem(app.extensions, "sekisho", changed)
        for check in app.before_request_funcs[None]:
            for cell in check.__closure__ or ():
                if isinstance(cell.cell_contents, Check):
                    monkeypatch.setattr(cell.cell_contents, "config", changed)

    return change


def step_in(pages, user, **options):
    page = pages.get("/login")
    token = page.select_one('[name="csrf_token"]')["value"]
    return pages.client.post("/demo", data={"csrf_token": token, "user_id": str(user.id)}, **options)


def test_one_click_signs_a_persona_in(mark, persona, anonymous):
    page = anonymous.get("/demo")
    assert persona.name in words(page)
    anonymous.submit("/demo", button=str(persona.id))
    assert persona.name in words(anonymous.get("/me"))


def test_the_sign_in_page_points_to_the_door_only_where_it_is(mark, persona, anonymous):
    assert anonymous.get("/login").select_one('a[href="/demo"]')
    mark.unlink()
    assert not anonymous.get("/login").select_one('a[href="/demo"]')


def test_a_real_person_cannot_be_stepped_into(mark, persona, people, anonymous):
    assert step_in(anonymous, people[Role.ADMINISTRATOR]).status_code == 404
    assert anonymous.client.get("/me").status_code == 303


def test_a_deactivated_persona_cannot_be_stepped_into(mark, persona, anonymous, at):
    persona.active = False
    audit.record(context(at), Made.FOR_TEST, persona)
    db.session.commit()
    assert step_in(anonymous, persona).status_code == 404


def test_a_persona_cannot_sign_in_by_the_front_door(mark, persona, anonymous):
    for password in ("x", "another 川 nine 椅子 lamp"):
        anonymous.submit("/login", status=200, email=persona.email, password=password)
        assert anonymous.client.get("/").location.startswith("/login")


NOWHERE = {
    "behind a proxy that says so": {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    "with the standard header": {"headers": {"Forwarded": "for=127.0.0.1"}},
    "with the header of nginx": {"headers": {"X-Real-Ip": "127.0.0.1"}},
    "behind a proxy that only leaves its name": {"headers": {"Via": "1.1 office"}},
    "from another machine": {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
    "from nowhere": {"environ_base": {"REMOTE_ADDR": ""}},
    "under another name": {"headers": {"Host": "sekisho.example"}},
    "under a name that only begins alike": {"headers": {"Host": "localhost.example"}},
}


@pytest.mark.parametrize("options", NOWHERE.values(), ids=NOWHERE)
def test_the_door_does_not_exist(mark, persona, anonymous, options):
    assert anonymous.client.get("/demo", **options).status_code == 404
    assert step_in(anonymous, persona, **options).status_code in (400, 404)
    assert anonymous.client.get("/me").status_code == 303


@pytest.mark.parametrize("facts", [{"is_production": True}, {"trusted_proxies": 1}], ids=str)
def test_the_door_does_not_exist_in_such_an_instance(mark, persona, anonymous, config, facts):
    assert anonymous.client.get("/demo").status_code == 200
    config(**facts)
    assert anonymous.client.get("/demo").status_code == 404
    assert step_in(anonymous, persona).status_code == 404
    assert anonymous.client.get("/me").status_code == 303
    assert not anonymous.get("/login").select_one('a[href="/demo"]')


def test_the_door_does_not_exist_without_the_mark(persona, anonymous):
    assert anonymous.client.get("/demo").status_code == 404
    assert step_in(anonymous, persona).status_code == 404


def test_a_persona_proves_itself_by_the_door_again(mark, people, at, pages_of):
    admin = people[Role.ADMINISTRATOR]
    admin.is_demonstration = True
    audit.record(context(at), Made.FOR_TEST, admin)
    db.session.commit()
    pages = pages_of(admin)
    with pages.client.session_transaction() as session:
        session["fs_paa"] = 0
    answer = pages.get("/users/invite", 303)
    assert answer.headers["Location"] == "/demo?next=/users/invite"
    answer = pages.submit(answer.headers["Location"], button=str(admin.id))
    assert answer.headers["Location"] == "/users/invite"
    pages.follow(answer)
