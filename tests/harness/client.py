"""A browser reduced to what the harnesses need: a cookie, forms with all their hidden fields, a clock."""

import http.client
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.identity.sessions import COOKIE

KEY = "idempotency_key"
PLAIN = "application/x-www-form-urlencoded"


class LinkLost(Exception):
    """No whole answer came: what was asked for may have happened, or not."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    text: str
    seconds: float

    def form(self, selector: str = "form.form") -> dict[str, str]:
        """What a browser would send if the reader changed nothing."""
        found = BeautifulSoup(self.text, "html.parser").select_one(selector)
        assert found is not None, f"no {selector} on the page: {self.words()[:400]}"
        return fields_of(found)

    def words(self) -> str:
        page = BeautifulSoup(self.text, "html.parser")
        return " ".join((page.select_one("main") or page).get_text(" ").split())


def fields_of(form: Tag) -> dict[str, str]:
    sent: dict[str, str] = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        name = str(control["name"])
        if control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent[name] = str(chosen.get("value", "")) if chosen else ""
        elif control.name == "textarea":
            # A parser drops the line break that a browser ignores after the tag.
            sent[name] = control.get_text().removeprefix("\r\n").removeprefix("\n")
        elif control.get("type") not in ("checkbox", "radio", "submit") or control.has_attr("checked"):
            sent[name] = str(control.get("value", ""))
    return sent


@dataclass
class Client:
    port: int
    cookie: str
    seconds: float = 15
    _csrf: str = field(default="", repr=False)

    def _ask(self, method: str, path: str, body: str | bytes | None, kind: str = PLAIN) -> Answer:
        headers = {"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = kind
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        began = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        try:
            link.request(method, path, body, headers)
            answer = link.getresponse()
            text = answer.read().decode("utf-8", "replace")
            location = answer.getheader("Location", "").removeprefix(f"http://127.0.0.1:{self.port}")
            return Answer(answer.status, location, text, time.monotonic() - began)
        except (OSError, http.client.HTTPException) as error:
            raise LinkLost(f"{method} {path}: {error!r}") from error
        finally:
            link.close()

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def post_file(self, path: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
        """A form with one file in it."""
        sent = {**fields, name: FileStorage(io.BytesIO(content), "試験.pdf")}
        boundary, body = encode_multipart(sent)
        return self._ask("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def filled(self, path: str, **values: str) -> dict[str, str]:
        """The form of a page with these values typed into it, and a fresh idempotency key."""
        answer = self.get(path)
        assert answer.status == 200, f"{path} answered {answer.status}: {answer.words()[:400]}"
        form = answer.form()
        unknown = set(values) - set(form)
        assert not unknown, f"{path} has no field {unknown}, only {sorted(form)}"
        return {**form, **values, KEY: uuid4().hex}

    def submit(self, path: str, **values: str) -> Answer:
        return self.post(path, self.filled(path, **values))
