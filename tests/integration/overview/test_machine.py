"""What scripts, browsers and monitors ask: drafts, reports of the policy, health, the last error page."""

import json

import pytest
from sqlalchemy import func, select

from app.core import drafts, schema
from app.core.audit import SecurityEvent
from app.core.drafts import Draft
from app.identity.roles import Role
from app.overview.views import machine
from tests.pages import problems

URL = "/drafts/organisation/new"


@pytest.fixture
def clerk(pages_as, people):
    """A client and what its page would send with every draft."""
    pages = pages_as(Role.OFFICER)
    token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
    pages.headers = {"X-CSRFToken": token, "Referer": "http://localhost/organisations/new?x=1"}
    return pages


def stored(session):
    return session.scalar(select(func.count()).select_from(Draft))


def test_a_draft_is_saved_given_back_and_dropped(clerk):
    assert clerk.client.get(URL).json == {}
    body = {"name": ["甲", "乙"], "password": "p", "version": "3"}
    assert clerk.client.post(URL, data=body, headers=clerk.headers).status_code == 204
    answer = clerk.client.get(URL)
    assert answer.json["fields"] == {"name": ["甲", "乙"]}
    assert answer.json["saved_label"]
    assert clerk.get("/").select_one("#drafts a")["href"] == "/organisations/new"
    assert clerk.client.delete(URL, headers=clerk.headers).status_code == 204
    assert clerk.client.get(URL).json == {}


def test_a_draft_can_be_dropped_without_a_script(clerk, session):
    clerk.client.post(URL, data={"a": "b"}, headers=clerk.headers)
    assert clerk.client.post(f"{URL}/drop", headers=clerk.headers).status_code == 303
    assert stored(session) == 0


def test_a_draft_is_its_persons_alone_and_sealed(clerk, pages_as, session):
    clerk.client.post(URL, data={"name": "canary-7"}, headers=clerk.headers)
    assert pages_as(Role.ADMINISTRATOR).client.get(URL).json == {}
    assert "canary-7" not in session.scalars(select(Draft.content)).one()


def test_without_the_token_nothing_is_saved(clerk, session):
    clerk.client.post(URL, data={"a": "b"})
    assert stored(session) == 0


def test_a_page_of_elsewhere_is_not_kept(clerk, session):
    headers = {**clerk.headers, "Referer": "http://localhost/organisations/new"}
    clerk.client.post(URL, data={"a": "b", "_page": "http://evil.example"}, headers=headers)
    assert drafts.fields_of(session.scalars(select(Draft)).one())["_page"] == ["/organisations/new"]


def test_who_may_change_nothing_keeps_no_drafts(pages_as, session):
    pages = pages_as(Role.AUDITOR)
    token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
    assert pages.client.post(URL, data={"a": "b"}, headers={"X-CSRFToken": token}).status_code == 403
    assert stored(session) == 0


def test_a_draft_has_a_size_and_a_person_so_many(clerk, session):
    big = {"a": "x" * (drafts.LIMIT + 1)}
    assert clerk.client.post(URL, data=big, headers=clerk.headers).status_code == 413
    assert (
        clerk.client.post("/drafts/" + "k" * 201, data={"a": "b"}, headers=clerk.headers).status_code == 404
    )
    for number in range(machine.MOST_DRAFTS + 2):
        clerk.client.post(f"/drafts/organisation/{number}", data={"a": "b"}, headers=clerk.headers)
    assert stored(session) == machine.MOST_DRAFTS
    assert clerk.client.get("/drafts/organisation/0").json == {}
    assert clerk.client.get(f"/drafts/organisation/{machine.MOST_DRAFTS + 1}").json["fields"] == {"a": ["b"]}


def test_signed_out_there_are_no_drafts(anonymous):
    assert anonymous.client.get(URL, headers={"Accept": "application/json"}).status_code == 401


def report(anonymous, body: bytes, status: int = 204) -> None:
    answer = anonymous.client.post("/csp-report", data=body, content_type="application/csp-report")
    assert answer.status_code == status


def reports(session) -> list[str]:
    return list(session.scalars(select(SecurityEvent.detail).where(SecurityEvent.kind == "csp:refused")))


def test_a_report_of_the_policy_leaves_rule_and_path_only(anonymous, session):
    said = {"effective-directive": "script-src", "document-uri": "https://a/b?token=s", "script-sample": "x"}
    report(anonymous, json.dumps({"csp-report": said}).encode())
    assert reports(session) == ["script-src /b"]


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"\x00" * 100, b'{"csp-report": 5}'])
def test_what_is_no_report_leaves_nothing(body, anonymous, session):
    report(anonymous, body)
    assert not reports(session)


def test_a_report_has_a_size(anonymous):
    report(anonymous, b"x" * (machine.LARGEST_REPORT + 1), status=413)


def test_health_says_nothing_but_whether_it_is_well(anonymous, monkeypatch):
    assert anonymous.client.get("/health/live").json == {"status": "ok"}
    assert anonymous.client.get("/health").json == {"status": "ok"}
    monkeypatch.setattr(schema, "current", lambda _connection: "0000")
    answer = anonymous.client.get("/health")
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})


def test_the_last_page_needs_neither_layout_nor_database_nor_words(app, anonymous, monkeypatch):
    def broken(*_args: object, **_more: object) -> None:
        raise OSError

    setattr(broken, "access", app.view_functions["overview.health_live"].access)  # noqa: B010 - a mark, as routes bear it
    monkeypatch.setitem(app.view_functions, "overview.health_live", broken)
    monkeypatch.setattr("app.shell.language", broken)
    monkeypatch.setitem(app.jinja_env.globals, "csp_nonce", broken)
    answer = anonymous.client.get("/health/live")
    assert answer.status_code == 500
    assert not problems(answer.text)
    assert "照会番号" in answer.text
    assert "went wrong" in answer.text


@pytest.mark.parametrize(
    ("method", "url", "status"), [("POST", "/search", 405), ("GET", "/nothing/here", 404)]
)
def test_errors_of_addresses_have_pages(method, url, status, pages_as):
    pages = pages_as(Role.OFFICER)
    token = pages.get("/").select_one("meta[name=csrf-token]")["content"]
    answer = pages.client.open(url, method=method, headers={"X-CSRFToken": token})
    assert answer.status_code == status
    assert not problems(answer.text)


def test_a_form_sent_after_the_session_ended_is_given_back(anonymous, app, monkeypatch):
    answer = anonymous.client.post("/organisations/new", data={"name": "株式会社しおかぜ"})
    assert answer.status_code in (400, 401)
    assert not problems(answer.text)
