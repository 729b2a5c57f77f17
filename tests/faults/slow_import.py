"""Loaded into a server: an import that holds its transaction for longer than anybody waits."""

import time
from typing import Any

from app.exchange.services import applying

HELD_SECONDS = 8.0


def install() -> None:
    apply = applying.apply

    def apply_slowly(*args: Any, **options: Any) -> dict[str, int]:
        counts = apply(*args, **options)
        time.sleep(HELD_SECONDS)
        return counts

    applying.apply = apply_slowly
