"""Every page of identity opens for who may see it, and is refused to the rest."""

import pytest

from app.core import settings
from app.core.db import db
from app.identity.roles import Role
from tests.factories.identity import context
from tests.pages import words

LISTS = ["/users", "/units", "/stand-ins", "/hand-overs", "/access", "/me", "/me/sessions"]


@pytest.mark.parametrize("url", LISTS)
def test_the_lists_open_for_an_administrator(pages_as, url):
    page = pages_as(Role.ADMINISTRATOR).get(url)
    assert page.select_one("h1")


@pytest.mark.parametrize("url", LISTS)
def test_nobody_sees_them_signed_out(anonymous, url):
    answer = anonymous.get(url, 303)
    assert answer.headers["Location"].startswith("/login?next=")


def test_home_asks_an_administrator_for_the_name_of_the_institution_until_it_has_one(pages_as, at):
    missing = "金融機関の名称がまだ設定されていません"
    assert missing in words(pages_as(Role.ADMINISTRATOR).get("/"))
    assert missing not in words(pages_as(Role.LEGAL).get("/"))
    settings.change(context(at), "institution.name", "つばめ銀行", reason="x")
    db.session.commit()
    assert missing not in words(pages_as(Role.ADMINISTRATOR).get("/"))
