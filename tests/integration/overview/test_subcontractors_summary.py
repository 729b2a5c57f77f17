"""The line below 再委託先一覧 counts in words, one as well as several."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.core.translating import in_language
from app.overview import subcontractors


@pytest.mark.parametrize(
    ("counted", "language", "expected"),
    [
        ((1, 1), "en", "1 subcontractor, 1 service, down to level 2"),
        ((1, 3), "en", "1 subcontractor, 3 services, down to level 2"),
        ((0, 0), "en", "0 subcontractors, 0 services, down to level 2"),
        ((1, 1), "ja", "再委託先1社・1サービス、最深の階層は2です。"),
    ],
)
def test_one_is_not_said_as_several(app, monkeypatch, counted, language, expected):
    monkeypatch.setattr(subcontractors, "counted", lambda _chain: counted)
    chain: Any = SimpleNamespace(deepest=2)
    with app.test_request_context(), in_language(language):
        assert subcontractors.summary(chain) == expected
