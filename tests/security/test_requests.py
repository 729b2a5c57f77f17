"""S19, headers, sizes, addresses: what is true of every request, whatever the route does."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask_wtf.csrf import CSRFProtect
from werkzeug.test import encode_multipart

from app.core.web import safe_next
from tests.security import snapshot
from tests.security.conftest import IS_FULL
from tests.security.effects import NOISE, effect
from tests.security.forms import Found, filled, send_until_done
from tests.security.test_extra_fields import SECRETS
from tests.security.walk import Actor, Answer, Route, Walker, routes

STATIC = {"static", "bootstrap.static"}
# A browser sends its reports without a token of ours; they change nothing but the log of refusals.
WITHOUT_TOKEN = {"overview.csp_report"}
EVIL = "evil.example"


def unsafe(walker: Walker) -> list[Route]:
    return [route for route in routes(walker.app) if route.is_unsafe]


# --- S19 -----------------------------------------------------------------------------------


def accepted_without_token(walker: Walker, offers: dict[str, list[Found]]) -> list[str]:
    """Unsafe requests with no token, a stranger's, or one made up, that were not refused."""
    wrong = []
    for route in unsafe(walker):
        if route.endpoint in WITHOUT_TOKEN:
            continue
        offer = (
            offers.get(route.endpoint) or [Found(route, walker.path(route), "", _somebody(walker, route))]
        )[0]
        fields = filled(walker, offer)
        for token in ([], ["made-up"], [_foreign(walker)]):
            answer, changed = effect(walker, offer, {**fields, "csrf_token": token})
            if answer.status != 400 or [change for change in changed if change.table not in NOISE]:
                wrong.append(f"{answer} with the token {token}")
    return wrong


def _somebody(walker: Walker, route: Route) -> Actor:
    return (walker.allowed(route) or [walker.actors["stranger"]])[0]


def _foreign(walker: Walker) -> str:
    from itsdangerous import URLSafeTimedSerializer

    return str(
        URLSafeTimedSerializer(str(walker.app.secret_key), salt="wtf-csrf-token").dumps("another session's")
    )


def test_nothing_unsafe_happens_without_the_sessions_own_token(
    walker: Walker, offers: dict[str, list[Found]]
) -> None:
    wrong = accepted_without_token(walker, offers)
    assert not wrong, "\n".join(wrong)


def test_a_view_taken_out_of_the_protection_is_noticed(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    protection: CSRFProtect = walker.app.extensions["csrf"]
    view = walker.app.view_functions["identity.profile"]
    monkeypatch.setattr(
        protection, "_exempt_views", {*protection._exempt_views, f"{view.__module__}.{view.__name__}"}
    )
    only = {"identity.profile": offers["identity.profile"]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.security.test_requests.unsafe", lambda w: [offers["identity.profile"][0].route])
        patch.setitem(walker.app.config, "WTF_CSRF_ENABLED", False)
        assert accepted_without_token(walker, only)


def test_a_method_is_what_the_request_line_says(walker: Walker) -> None:
    """Neither a header nor a field turns a reading request into a writing one, nor a refused one into another."""
    for route in routes(walker.app):
        actors = walker.allowed(route)[:1]
        if not actors or route.method != "GET" or route.endpoint in STATIC:
            continue
        path = walker.path(route)
        plain = walker.try_(actors[0], route, path)
        with walker.undone():
            dressed = walker.send(
                actors[0], route, f"{path}?_method=DELETE",
                headers={"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT"},
            )  # fmt: skip
            changed = walker.changes()
        assert dressed.status == plain.status, dressed
        assert not snapshot.of_business(changed), f"{dressed}: {[str(change) for change in changed]}"


def test_reading_changes_no_record(walker: Walker) -> None:
    for route in routes(walker.app):
        for actor in walker.allowed(route)[: None if IS_FULL else 1]:
            if route.method == "GET" and route.endpoint not in STATIC:
                with walker.undone():
                    answer = walker.send(actor, route, walker.path(route))
                    changed = walker.changes()
                assert not snapshot.of_business(changed), f"{answer}: {[str(change) for change in changed]}"


# --- headers -------------------------------------------------------------------------------


def headers_wrong(answer: Answer) -> Iterator[str]:
    headers = answer.headers
    policy = headers.get("Content-Security-Policy", "")
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if rules.get("default-src") != "'none'" or "unsafe" in policy or "*" in policy or "http:" in policy:
        yield f"policy {policy!r}"
    if rules.get("frame-ancestors") != "'none'" or headers.get("X-Frame-Options") != "DENY":
        yield "may be framed"
    if rules.get("base-uri") != "'none'" or rules.get("form-action") not in ("'self'", "'none'"):
        yield "base or forms may lead elsewhere"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "the type may be guessed"
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        yield "addresses leave with links"
    if (
        answer.route.endpoint not in STATIC
        and not answer.path.startswith("/static/")
        and headers.get("Cache-Control") not in ("no-store", "private, no-store")
    ):
        yield f"may be kept: {headers.get('Cache-Control')}"
    if (headers.get("Content-Type") or "").count("charset") > 1:
        yield f"type {headers.get('Content-Type')!r}"
    if "Access-Control-Allow-Origin" in headers:
        yield "other sites may read it"
    for cookie in headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=" not in cookie:
            yield f"cookie {cookie.split('=')[0]}"
    if re.search("Werkzeug|Python|waitress", headers.get("Server", "")):
        yield "tells its software"


def test_every_answer_bears_the_headers(walker: Walker) -> None:
    wrong, seen = [], 0
    for route in routes(walker.app, every_method=True):
        actors = (*walker.first(route), walker.actors["nobody"], walker.actors["vendor"])
        # HEAD is GET without its body, OPTIONS the same for everybody: one of each tells.
        for actor in actors if IS_FULL or route.method not in ("HEAD", "OPTIONS") else actors[:1]:
            answer = walker.try_(actor, route, walker.path(route))
            seen += 1
            wrong += [f"{answer}: {problem}" for problem in headers_wrong(answer)]
    for path in ("/nowhere", "/static/nowhere.css", "/users/none"):
        answer = walker.try_(walker.actors["auditor"], routes(walker.app)[0], path)
        wrong += [f"{path}: {problem}" for problem in headers_wrong(answer)]
    assert not wrong, "\n".join(wrong)
    assert seen > 200


def test_each_answer_has_a_nonce_of_its_own(walker: Walker) -> None:
    route = next(
        route for route in routes(walker.app) if route.endpoint == "security.login" and route.method == "GET"
    )
    answers = [walker.try_(walker.actors["nobody"], route, "/login") for _ in range(3)]
    nonces = [set(re.findall(r'nonce="([^"]+)"', answer.text)) for answer in answers]
    assert all(len(found) == 1 for found in nonces)
    assert len(set.union(*nonces)) == 3


# --- S18, light ----------------------------------------------------------------------------

FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data"


def file_form(fields: dict[str, str]) -> dict[str, Any]:
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"{FILES}; boundary={boundary}"}


HEAVY: list[tuple[str, dict[str, Any]]] = [
    ("10,000 parts", {"data": "&".join(f"a{n}=1" for n in range(10_000)), "content_type": FORM}),
    ("10,000 parts of a file form", file_form({f"a{n}": "1" for n in range(10_000)})),
    ("a field of 3 MB", {"data": f"name={'a' * 3_000_000}", "content_type": FORM}),
    ("a file form's field of 3 MB", file_form({"name": "a" * 3_000_000})),
    ("40 MB", {"data": b"x" * 40_000_000, "content_type": FORM}),
    ("deep JSON", {"data": "[" * 100_000 + "]" * 100_000, "content_type": "application/json"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "options"), HEAVY, ids=[name for name, _ in HEAVY])
def test_what_is_too_much_is_refused_and_soon(walker: Walker, name: str, options: dict[str, Any]) -> None:
    allowed = (400, 404, 413, 415) if name == "deep JSON" else (400, 404, 413)
    chosen = (
        unsafe(walker)
        if IS_FULL
        else [r for r in unsafe(walker) if r.method == "POST" and not r.arguments][:4]
    )
    for route in chosen:
        actor = (walker.allowed(route) or [walker.actors["stranger"]])[0]
        began = time.process_time()
        answer = walker.try_(actor, route, walker.path(route), **options)
        assert answer.status in allowed, f"{name}: {answer}"
        assert time.process_time() - began < 2.0, f"{name}: {answer}"


def test_long_and_deep_addresses_are_answered_soon(walker: Walker) -> None:
    heavy = [
        "q=" + "ア" * 5_000, "q=" + "%20".join("あ" for _ in range(3_000)), "&".join(f"x{n}=1" for n in range(3_000)),
        "q=" + "((((((((((" * 500, "as_at=" + "9" * 5_000, "page=" + "9" * 400, "sort=" + "-" * 5_000,
    ]  # fmt: skip
    for route in routes(walker.app):
        if route.method == "GET" and not route.arguments and route.endpoint not in STATIC:
            for actor in walker.allowed(route)[:1]:
                for query in heavy:
                    began = time.process_time()
                    answer = walker.try_(actor, route, f"{walker.path(route)}?{query}")
                    assert answer.status < 500, f"{answer} for {query[:30]}"
                    assert time.process_time() - began < 2.0, f"{answer} for {query[:30]}"


# --- where a request leads, and where it came from -----------------------------------------

AWAY = [
    f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}/", f"\\\\{EVIL}/", f"///{EVIL}/", f"/\t/{EVIL}/", f"/\n/{EVIL}",
    f"\t//{EVIL}/", f" //{EVIL}/", f"http:{EVIL}", f"https:/{EVIL}/", f"javascript:alert('{EVIL}')", f"/%09/{EVIL}",
    f"//{EVIL}%2f..", f"https://localhost@{EVIL}/", f"https://localhost.{EVIL}/", f"/..//{EVIL}/", f"\x00//{EVIL}",
    f"/\r\nLocation: https://{EVIL}/", f"data:text/html,{EVIL}", f"／／{EVIL}", f"/／{EVIL}", f"/.//{EVIL}",
]  # fmt: skip


@pytest.mark.parametrize(
    "steering",
    ["_external=1&_scheme=javascript", "_method=DELETE", "endpoint=x", "_anchor=x", "filename=x", "self=x"],
)
def test_a_name_in_an_address_steers_no_link_of_the_page(walker: Walker, steering: str) -> None:
    """Lists carry what was asked into their own links; the names that build a link are not for the reader."""
    for route in routes(walker.app):
        if route.method == "GET" and not route.arguments and route.endpoint not in STATIC:
            for actor in walker.allowed(route)[: None if IS_FULL else 1]:
                for more in ("", "&role=officer&state=all&page=1"):
                    answer = walker.try_(actor, route, f"{walker.path(route)}?{steering}{more}")
                    assert answer.status < 500, f"{answer} for {steering}"
                    links = [
                        html.unescape(link)
                        for link in re.findall(r'(?:href|action|src)="([^"]*)"', answer.text)
                    ]
                    assert not [link for link in links if leads_away(link)], f"{answer} for {steering}"


def leads_away(location: str) -> bool:
    """As a browser reads it: blanks and control characters out, backslash for slash."""
    plain = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return plain.startswith("//") or (
        bool(urlsplit(plain).scheme) and urlsplit(plain).netloc not in ("", "localhost")
    )


@pytest.mark.parametrize("target", AWAY)
def test_the_check_of_an_address_takes_only_paths_of_ours(target: str) -> None:
    assert not leads_away(safe_next(target, "/"))


def test_no_request_leads_to_another_site(walker: Walker, offers: dict[str, list[Found]]) -> None:
    wrong, tried = [], 0
    for endpoint, found in sorted(offers.items()):
        done = None
        if endpoint not in SECRETS:
            done = send_until_done(walker, found, lambda o, fields: effect(walker, o, fields)[0], most=3)
        offer, fields = (done[0], done[2]) if done else (found[0], filled(walker, found[0]))
        thorough = IS_FULL or "next" in offer.names
        for target in AWAY if thorough else AWAY[:2]:
            joint = "&" if "?" in offer.action else "?"
            with walker.undone():
                answer = walker.send(
                    offer.actor, offer.route, f"{offer.action}{joint}next={quote(target)}", {**fields, "next": [target]}
                )  # fmt: skip
            tried += 1
            links = re.findall(r'(?:href|action)="([^"]*)"', answer.text)
            if any(leads_away(html.unescape(link)) for link in (answer.location, *links)):
                wrong.append(f"{answer} for {target!r}")
    assert not wrong, "\n".join(wrong)
    assert tried > 80


def test_a_way_back_leads_to_a_page_of_ours(walker: Walker) -> None:
    """Pages that carry `next` on: signing in, proving again."""
    for path, name in (
        ("/login", "nobody"),
        ("/verify", "stale administrator"),
        ("/verify", "administrator"),
    ):
        route = next(r for r in routes(walker.app) if r.rule == path and r.method == "GET")
        for target in AWAY:
            answer = walker.try_(walker.actors[name], route, f"{path}?next={quote(target)}")
            assert answer.status < 500, f"{answer} for {target!r}"
            assert not leads_away(answer.location), f"{answer} for {target!r}"


def test_the_host_and_the_forwarding_headers_of_a_stranger_count_for_nothing(walker: Walker) -> None:
    forged = {
        "X-Forwarded-Host": EVIL, "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https",
        "Forwarded": f"for=203.0.113.9;host={EVIL};proto=https", "X-Real-IP": "203.0.113.9",
        "X-Original-URL": "/settings", "X-Rewrite-URL": "/settings", "X-Forwarded-Prefix": f"//{EVIL}",
    }  # fmt: skip
    for route in routes(walker.app):
        if route.method != "GET" or route.endpoint in STATIC:
            continue
        for actor in [*walker.first(route), walker.actors["nobody"]]:
            with walker.undone():
                answer = walker.send(actor, route, walker.path(route), headers=forged)
                rows = str(walker.rows().read["security_event"])
            assert EVIL not in answer.text + answer.location, answer
            assert "203.0.113.9" not in rows, answer
