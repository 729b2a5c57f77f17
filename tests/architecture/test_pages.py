"""The page lint that every integration test goes through sees what is wrong with a page."""

from __future__ import annotations

import pytest
from flask import Flask, redirect, request

from tests.pages import Pages, problems

FORM = """<form method="post"><input type="hidden" name="csrf_token" value="t">
<input type="hidden" name="version" value="3">
<label for="name">Name</label><input id="name" name="name" value="old">
<label><input type="checkbox" name="is_big" value="y" checked> Big</label>
<label for="kind">Kind</label>
<select id="kind" name="kind"><option value="a">A<option value="b" selected>B</select>
<label for="note">Note</label><textarea id="note" name="note">
line</textarea>
<fieldset><legend>Tier</legend><label><input type="radio" name="tier" value="1"> 1</label></fieldset>
<button name="act" value="save">Save</button><button name="act" value="drop">Drop</button></form>"""


def page(
    body: str = "",
    *,
    title: str = "Home – Sekisho",
    root: str = '<html lang="ja">',
    h1: str = "<h1>Home</h1>",
) -> str:
    return (
        f"<!doctype html>{root}<head><title>{title}</title></head><body><main>{h1}{body}</main></body></html>"
    )


GOOD = page(
    FORM
    + '<a href="#name">Name</a><a href="/x" aria-label="Open"></a><img src="/x.png" alt="">'
    + '<input type="search" name="q" aria-label="Search">'
    + '<script type="module" nonce="n" src="/x.js"></script>'
    + '<script type="application/json">{}</script><svg role="img" aria-label="Chart"></svg>'
)

BAD = {
    "unclosed": (page("<p><b>x</p>"), "not valid HTML5"),
    "no doctype": ("<html lang='ja'></html>", "not valid HTML5"),
    "nested form": (page(FORM.replace("</form>", "<form></form></form>")), "not valid HTML5"),
    "no language": (page(root="<html>"), "its language"),
    "two h1": (page("<h1>Home</h1>"), "2 h1"),
    "no h1": (page(h1=""), "0 h1"),
    "title": (page(title="Other"), "does not echo"),
    "two mains": (page("</main><main>"), "exactly one main"),
    "id twice": (page('<p id="a"></p><p id="a"></p>'), "used twice"),
    "no label": (page('<input name="a">'), "no label"),
    "empty label": (page('<label for="a"></label><select id="a" name="a"></select>'), "no label"),
    "label of another": (
        page('<label for="b">B</label><textarea id="a"></textarea><p id="b"></p>'),
        "no label",
    ),
    "label to nothing": (page('<label for="gone">B</label>'), "points at nothing"),
    "described by nothing": (page('<p aria-describedby="gone"></p>'), "points at nothing"),
    "no legend": (page("<fieldset></fieldset>"), "without a legend"),
    "lonely radio": (page('<label><input type="radio" name="a"> A</label>'), "outside a named group"),
    "dead anchor": (page('<a href="#gone">x</a>'), "leads nowhere"),
    "bare anchor": (page('<a href="#">x</a>'), "leads nowhere"),
    "no address": (page("<a>x</a>"), "leads nowhere"),
    "script address": (page('<a href="javascript:x()">x</a>'), "runs a script"),
    "window": (page('<a href="/" target="_blank">x</a>'), "reach back"),
    "empty link": (page('<a href="/"><i class="icon"></i></a>'), "nothing to read"),
    "empty button": (page("<button></button>"), "nothing to read"),
    "empty submit": (page('<input type="submit" value="">'), "nothing to read"),
    "style": (page('<p style="x"></p>'), "blocks style="),
    "handler": (page('<p onclick="x"></p>'), "blocks onclick="),
    "script": (page("<script>x()</script>"), "without nonce"),
    "no token": (page('<form method="post"></form>'), "without token"),
    "empty token": (
        page('<form method="post"><input type="hidden" name="csrf_token"></form>'),
        "without token",
    ),
    "no alt": (page('<img src="/x.png">'), "without words"),
    "no title in a drawing": (page('<svg role="img"></svg>'), "without a title"),
}


def test_a_good_page_has_no_problems():
    assert problems(GOOD) == []


@pytest.mark.parametrize(("html", "words"), BAD.values(), ids=BAD)
def test_a_planted_fault_is_seen(html, words):
    assert any(words in problem for problem in problems(html)), problems(html)


def test_a_piece_of_a_page_needs_no_frame_but_is_checked_otherwise():
    assert problems("<p>x</p>", whole=False) == []
    assert problems("<button></button>", whole=False) != []


@pytest.fixture
def pages():
    """A small site whose form sends back what it got."""
    app = Flask("planted")
    app.sent = []  # type: ignore[attr-defined]

    @app.route("/form", methods=["GET", "POST"])
    def form():
        if request.method == "GET":
            return page(FORM)
        app.sent.append(request.form.to_dict(flat=False))  # type: ignore[attr-defined]
        return redirect("/done", 303)

    app.add_url_rule("/done", view_func=lambda: page("<p>done</p>"), endpoint="done")
    app.add_url_rule("/bad", view_func=lambda: page("<button></button>"), endpoint="bad")
    app.add_url_rule("/data", view_func=lambda: {"a": 1}, endpoint="data")
    return Pages(app.test_client())


def test_a_form_is_sent_as_a_browser_would(pages):
    done = pages.follow(pages.submit("/form", "Drop", name="new", is_big=None))
    assert done.select_one("p").text == "done"
    assert pages.client.application.sent == [
        {
            "csrf_token": ["t"],
            "version": ["3"],
            "name": ["new"],
            "kind": ["b"],
            "note": ["line"],
            "act": ["drop"],
        }
    ]


def test_the_first_button_is_pressed_where_none_is_named(pages):
    pages.submit("/form")
    assert pages.client.application.sent[0]["act"] == ["save"]
    assert pages.client.application.sent[0]["is_big"] == ["y"]


def test_a_field_or_button_that_the_page_does_not_have_is_an_error(pages):
    with pytest.raises(AssertionError, match="fields"):
        pages.submit("/form", nmae="x")
    with pytest.raises(AssertionError, match="no button"):
        pages.submit("/form", "Send")
    with pytest.raises(AssertionError, match="no field"):
        pages.submit("/form", "Save", nmae="x")


def test_a_bad_page_or_status_stops_the_test(pages):
    with pytest.raises(AssertionError, match="nothing to read"):
        pages.get("/bad")
    with pytest.raises(AssertionError, match="answered 404"):
        pages.get("/gone")
    assert pages.get("/data").json == {"a": 1}
