"""A day may pass between two acts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from app.core.audit import chain


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """From now on the log is written so many days later; pages still open today."""

    def pass_by(days: int) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(days=days)

        monkeypatch.setattr(chain, "datetime", Clock)

    return pass_by
