"""Every page of identity opens for who may see it, and is refused to the rest."""

import pytest

from app.identity.roles import Role

LISTS = ["/users", "/units", "/stand-ins", "/hand-overs", "/access", "/me", "/me/sessions"]


@pytest.mark.parametrize("url", LISTS)
def test_the_lists_open_for_an_administrator(pages_as, url):
    page = pages_as(Role.ADMINISTRATOR).get(url)
    assert page.select_one("h1")


@pytest.mark.parametrize("url", LISTS)
def test_nobody_sees_them_signed_out(anonymous, url):
    answer = anonymous.get(url, 303)
    assert answer.headers["Location"].startswith("/login?next=")
