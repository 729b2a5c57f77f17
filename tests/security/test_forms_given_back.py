"""S8: a form that comes back with its errors quotes what was typed, and never as HTML."""

from __future__ import annotations

import pytest
from flask_babel import lazy_gettext

from app.core import forms as core_forms
from tests.security import forms
from tests.security.conftest import IS_FULL
from tests.security.forms import CONTROL, Found
from tests.security.hostile import corpus
from tests.security.test_extra_fields import SECRETS
from tests.security.walk import Walker


def given_back_raw(copy: Walker, offers: dict[str, list[Found]], strings: list[str]) -> list[str]:
    """Forms that answer with what was typed, unescaped: errors quote it, fields hold it, notes repeat it."""
    wrong = []
    for endpoint, found in sorted(offers.items()):
        texts = sorted(found[0].texts - CONTROL)
        for string in strings if endpoint not in SECRETS else ():
            body = {**forms.filled(copy, found[0]), **{name: [f"{name}{string}"] for name in texts}}
            answer = copy.try_(found[0].actor, found[0].route, found[0].action, body)
            if string in answer.text:
                at = answer.text.index(string)
                wrong.append(f"{answer}: …{answer.text[max(0, at - 60) : at + 40]}")
    return wrong


def test_a_form_given_back_quotes_what_was_typed(walker: Walker, offers: dict[str, list[Found]]) -> None:
    strings = [string for string in corpus(full=IS_FULL) if string.startswith("<")]
    wrong = given_back_raw(walker, offers, strings if IS_FULL else strings[:3])
    assert not wrong, "\n".join(wrong)


def test_an_error_that_calls_itself_safe_is_noticed(
    walker: Walker, offers: dict[str, list[Found]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_forms, "gettext", lazy_gettext)
    only = {"identity.unit_edit": offers["identity.unit_edit"]}
    assert given_back_raw(walker, only, ["<script>"])
