"""Where links in mails lead."""

from dataclasses import replace

import pytest

from app.core import addresses


@pytest.fixture
def called(app, monkeypatch):
    def base(host: str, public_url: str = "") -> str:
        config = replace(app.extensions["sekisho"], public_url=public_url, port=8000)
        monkeypatch.setitem(app.extensions, "sekisho", config)
        with app.test_request_context(base_url=f"http://{host}"):
            return addresses.of_page("overview.home")

    return base


def test_a_stranger_s_host_never_gets_into_a_mail(app, called):
    assert called("localhost:9000") == "http://localhost:9000/"
    assert called("127.0.0.1:9000") == "http://127.0.0.1:9000/"
    assert called("evil.example") == called("localhost.evil.example") == "http://localhost:8000/"
    assert called("evil.example", "https://sekisho.example") == "https://sekisho.example/"


def test_outside_a_request_only_the_address_that_was_set_is_known(app, monkeypatch):
    with app.app_context():
        assert not addresses.are_known()
        monkeypatch.setitem(
            app.extensions,
            "sekisho",
            replace(app.extensions["sekisho"], public_url="https://sekisho.example"),
        )
        assert addresses.of_page("overview.home") == "https://sekisho.example/"
