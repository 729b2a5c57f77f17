"""A file's rows in parts: no statement grows without end."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

BATCH = 500
T = TypeVar("T")


def batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for at in range(0, len(rows), BATCH):
        yield rows[at : at + BATCH]
