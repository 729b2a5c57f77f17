"""What is done when an approval is given or refused: filled once from `app/subscriptions.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.context import Context

Act = Callable[[Context, UUID], Any]


@dataclass(frozen=True)
class Executor:
    """`approve` does what was asked for, on its subject; `refuse` closes it."""

    approve: Act
    refuse: Act | None = None


_executors: dict[str, Executor] = {}


def wire(table: Mapping[str, Executor]) -> None:
    _executors.clear()
    _executors.update(table)


def executor(act: str) -> Executor | None:
    return _executors.get(act)


def known() -> frozenset[str]:
    return frozenset(_executors)
