"""An act that needs two people and leaves a trace, for tests of approvals."""

from typing import Any

import pytest

from app.work import approvals
from app.work.approvals import Executor


class Trace:
    """What the executor was told to do."""

    def __init__(self) -> None:
        self.approved: list[Any] = []
        self.refused: list[Any] = []


@pytest.fixture
def trace(app, monkeypatch):
    told = Trace()
    executor = Executor(
        lambda ctx, subject_id: told.approved.append((ctx.actor_id, subject_id)),
        lambda ctx, subject_id: told.refused.append((ctx.actor_id, subject_id)),
    )
    monkeypatch.setitem(approvals._executors, "test:act", executor)
    return told
