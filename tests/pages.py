"""Visit pages the way a reader does: every page that comes back is checked before the test sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNLABELLED_TYPES = frozenset({"hidden", "submit", "button", "reset", "image"})
REFERENCES = frozenset(
    {"aria-describedby", "aria-labelledby", "aria-controls", "aria-owns", "for", "form", "list", "headers"}
)


class Pages:
    """A client that refuses to go on after a page that is not well made."""

    def __init__(self, client: FlaskClient, *, looks_closely: bool = True) -> None:
        self.client = client
        self.looks_closely = looks_closely

    def get(self, url: str, /, status: int = 200, **options: Any) -> Any:
        """A checked page (BeautifulSoup), or the response itself where it is no page."""
        return self._checked(self.client.get(url, **options), status)

    def post(
        self, url: str, /, status: int = 303, fields: Mapping[str, Any] | None = None, **data: Any
    ) -> Any:
        """Send exactly these fields and no others; `fields` is for names that are no identifiers."""
        return self._checked(self.client.post(url, data={**(fields or {}), **data}), status)

    def submit(
        self,
        url: str,
        /,
        button: str | None = None,
        status: int = 303,
        form: str | None = None,
        fields: Mapping[str, Any] | None = None,
        **data: Any,
    ) -> Any:
        """Open the page, fill in its form as a browser would, and press a button.

        Hidden inputs (token, version, idempotency key) and values already there are sent along. A value
        of None leaves a field out, a list sends several. `button` is a button's words, name or value;
        `form` a CSS selector where the page has several forms.
        """
        page = self.get(url)
        given = {**(fields or {}), **data}
        chosen, pressed = _find_form(page, button, form, set(given))
        sent = _filled(page, chosen, pressed, given)
        action = (pressed.get("formaction") if pressed else None) or chosen.get("action") or url
        return self._checked(self.client.post(str(action), data=sent, content_type=_encoding(chosen)), status)

    def follow(self, response: TestResponse, status: int = 200) -> Any:
        """Go where a redirect points."""
        assert response.status_code in REDIRECTS, f"{response.status_code} is no redirect"
        return self.get(response.headers["Location"], status)

    def part(self, url: str, /, status: int = 200, **options: Any) -> BeautifulSoup:
        """A piece of a page, as fetched by a script of ours."""
        response = self.client.get(url, **options)
        assert response.status_code == status, _summary(response)
        page = BeautifulSoup(response.text, "html.parser")
        found = problems(response.text, page, whole=False)
        assert not found, f"{response.request.path}: " + "; ".join(found)
        return page

    def _checked(self, response: TestResponse, status: int) -> Any:
        assert response.status_code == status, _summary(response)
        if response.mimetype != "text/html" or status in REDIRECTS:
            return response
        page = BeautifulSoup(response.text, "html.parser")
        found = problems(response.text, page) if self.looks_closely else []
        assert not found, f"{response.request.path}: " + "; ".join(found)
        return page


class Content:
    """The tags of a page, walked through once: thousands of pages are looked at, each by ten checks."""

    def __init__(self, page: BeautifulSoup) -> None:
        self.title = page.title
        self.tags: list[Tag] = [tag for tag in page.descendants if isinstance(tag, Tag)]
        self.by_name: dict[str, list[Tag]] = {}
        self.by_id: dict[str, Tag] = {}
        self.labels: dict[str, list[Tag]] = {}
        for tag in self.tags:
            self.by_name.setdefault(tag.name, []).append(tag)
            if tag.has_attr("id"):
                self.by_id.setdefault(_attribute(tag, "id"), tag)
            if tag.name == "label" and tag.has_attr("for"):
                self.labels.setdefault(_attribute(tag, "for"), []).append(tag)

    def named(self, *names: str) -> list[Tag]:
        return [tag for name in names for tag in self.by_name.get(name, ())]


def problems(html: str, page: BeautifulSoup | None = None, *, whole: bool = True) -> list[str]:
    """What is wrong with a page (or, with whole=False, with a piece of one), in words."""
    try:
        parser = html5lib.HTMLParser(strict=True)
        parser.parse(html) if whole else parser.parseFragment(html)
    except ParseError as error:
        line, column = parser.errors[-1][0] if parser.errors else (0, 0)
        return [f"not valid HTML5 at {line}:{column}: {error}"]
    content = Content(page or BeautifulSoup(html, "html.parser"))
    checks = [_ids, _labels, _groups, _names, _anchors, _inline, _tokens, _images]
    if whole:
        checks = [_frame, _references, *checks]
    return [problem for check in checks for problem in check(content)]


def words(tag: Tag) -> str:
    """The text a reader hears, with white space made even."""
    return " ".join(tag.get_text(" ").split())


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name) or ""
    return " ".join(value) if isinstance(value, list) else str(value)


def _shown(tag: Tag) -> str:
    return str(tag)[:90]


def _summary(response: TestResponse) -> str:
    text = response.text if (response.mimetype or "").startswith("text/") or response.is_json else ""
    page = BeautifulSoup(text, "html.parser")
    main = page.select_one("main") or page
    return f"{response.request.path} answered {response.status}: {words(main)[:600]}"


def _frame(page: Content) -> Iterator[str]:
    if not any(_attribute(root, "lang") for root in page.named("html")):
        yield "the page does not say its language"
    headings = page.named("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
        return
    title = words(page.title) if page.title else ""
    heading = words(headings[0])
    if not heading or heading not in title:
        yield f"the title {title!r} does not echo the h1 {heading!r}"
    if len(page.named("main")) != 1:
        yield "the page needs exactly one main"


def _ids(page: Content) -> Iterator[str]:
    seen: set[str] = set()
    for tag in page.tags:
        if not tag.has_attr("id"):
            continue
        name = _attribute(tag, "id")
        if name in seen or not name:
            yield f"the id {name!r} is used twice or empty"
        seen.add(name)


def _references(page: Content) -> Iterator[str]:
    for tag in page.tags:
        for name in REFERENCES & tag.attrs.keys():
            for target in _attribute(tag, name).split():
                if target not in page.by_id:
                    yield f"{name}={target!r} points at nothing"


def _is_named(page: Content, control: Tag) -> bool:
    if _attribute(control, "aria-label").strip():
        return True
    pointed = [page.by_id.get(target) for target in _attribute(control, "aria-labelledby").split()]
    labels = page.labels.get(_attribute(control, "id"), []) if control.get("id") else []
    wrapping = control.find_parent("label")
    return any(isinstance(tag, Tag) and words(tag) for tag in (*pointed, *labels, wrapping))


def _labels(page: Content) -> Iterator[str]:
    for control in page.named("input", "select", "textarea"):
        if control.name == "input" and _attribute(control, "type").lower() in UNLABELLED_TYPES:
            continue
        if not _is_named(page, control):
            yield f"no label: {_shown(control)}"


def _groups(page: Content) -> Iterator[str]:
    for fieldset in page.named("fieldset"):
        legend = fieldset.find("legend")
        named = _attribute(fieldset, "aria-label") or _attribute(fieldset, "aria-labelledby")
        if not named and not (isinstance(legend, Tag) and words(legend)):
            yield "a fieldset without a legend"
    for radio in page.named("input"):
        if _attribute(radio, "type") != "radio":
            continue
        if not radio.find_parent("fieldset") and not radio.find_parent(attrs={"role": "radiogroup"}):
            yield f"a choice outside a named group: {_shown(radio)}"


def _names(page: Content) -> Iterator[str]:
    for tag in page.named("a", "button", "summary"):
        pictures = [_attribute(image, "alt") for image in tag.find_all("img")]
        titles = [words(title) for title in tag.find_all("title")]
        if tag.name == "a" and not tag.get("href"):
            yield f"a link that leads nowhere: {_shown(tag)}"
        if not (words(tag) or _attribute(tag, "aria-label").strip() or any(pictures) or any(titles)):
            yield f"nothing to read on: {_shown(tag)}"
    for tag in page.named("input"):
        if _attribute(tag, "type") in ("submit", "button", "reset") and not (
            _attribute(tag, "value") or _attribute(tag, "aria-label")
        ):
            yield f"nothing to read on: {_shown(tag)}"


def _anchors(page: Content) -> Iterator[str]:
    for link in page.named("a"):
        target = _attribute(link, "href")
        if target.startswith("#") and target[1:] not in page.by_id:
            yield f"the link {target!r} leads nowhere"
        if target.strip().lower().startswith("javascript:"):
            yield f"a link that runs a script: {_shown(link)}"
        if link.get("target") == "_blank" and "noopener" not in _attribute(link, "rel").split():
            yield f"a new window that can reach back: {_shown(link)}"


def _inline(page: Content) -> Iterator[str]:
    for tag in page.tags:
        for name in tag.attrs:
            if name.lower() == "style" or name.lower().startswith("on"):
                yield f"the policy blocks {name}= on {_shown(tag)}"
        is_data = _attribute(tag, "type") == "application/json"
        if tag.name in ("script", "style") and not tag.get("nonce") and not is_data:
            yield f"the policy blocks a {tag.name} without nonce"


def _tokens(page: Content) -> Iterator[str]:
    for form in page.named("form"):
        if _attribute(form, "method").lower() != "post":
            continue
        token = form.find("input", attrs={"name": "csrf_token"})
        if not isinstance(token, Tag) or not token.get("value"):
            yield f"a form without token: {_shown(form)}"


def _images(page: Content) -> Iterator[str]:
    for image in page.named("img"):
        if image.get("alt") is None:
            yield f"a picture without words: {_shown(image)}"
    for image in page.named("svg"):
        title = image.find("title")
        if _attribute(image, "role") == "img" and not (
            _attribute(image, "aria-label") or (isinstance(title, Tag) and words(title))
        ):
            yield "a drawing without a title"


def _encoding(form: Tag) -> str:
    return _attribute(form, "enctype") or "application/x-www-form-urlencoded"


def _controls(page: BeautifulSoup, form: Tag) -> list[Tag]:
    inside = form.find_all(["input", "select", "textarea", "button"])
    outside = page.find_all(["input", "select", "textarea", "button"], attrs={"form": form.get("id") or "\0"})
    return [tag for tag in (*inside, *outside) if not tag.get("form") or tag.get("form") == form.get("id")]


def _find_form(
    page: BeautifulSoup, button: str | None, selector: str | None, names: set[str]
) -> tuple[Tag, Tag | None]:
    found = page.select(selector) if selector else page.select("main form") or page.select("form")
    forms = [form for form in found if _attribute(form, "method").lower() == "post"]
    assert forms, "the page has no form to send"
    if button is not None:
        for form in forms:
            for tag in _controls(page, form):
                if button in (words(tag), tag.get("name"), tag.get("value")) and _presses(tag):
                    return form, tag
        raise AssertionError(f"no button {button!r}")
    for form in forms:
        if names <= {_attribute(tag, "name") for tag in _controls(page, form)}:
            return form, next((tag for tag in _controls(page, form) if _presses(tag)), None)
    raise AssertionError(f"no form of the page has all of the fields {sorted(names)}")


def _presses(tag: Tag) -> bool:
    kind = _attribute(tag, "type").lower()
    return (tag.name == "button" and kind in ("", "submit")) or (tag.name == "input" and kind == "submit")


def _values(control: Tag) -> list[str]:
    if control.has_attr("disabled"):
        return []
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        marked = [option for option in options if option.has_attr("selected")]
        shown = marked or ([] if control.has_attr("multiple") else options[:1])
        return [_attribute(o, "value") if o.has_attr("value") else words(o) for o in shown]
    kind = _attribute(control, "type").lower()
    if kind in ("checkbox", "radio"):
        return [_attribute(control, "value") or "on"] if control.has_attr("checked") else []
    return [] if kind in ("file", "submit", "button", "reset", "image") else [_attribute(control, "value")]


def _filled(page: BeautifulSoup, form: Tag, pressed: Tag | None, given: Mapping[str, Any]) -> dict[str, Any]:
    controls = _controls(page, form)
    unknown = set(given) - {_attribute(tag, "name") for tag in controls}
    assert not unknown, f"the form has no field {sorted(unknown)}"
    sent: dict[str, Any] = {}
    for control in controls:
        name = _attribute(control, "name")
        if name and name not in given and control.name != "button":
            sent.setdefault(name, []).extend(_values(control))
    if pressed is not None and pressed.get("name"):
        sent[_attribute(pressed, "name")] = [_attribute(pressed, "value")]
    sent.update({name: value for name, value in given.items() if value is not None})
    return {name: value for name, value in sent.items() if value != []}
