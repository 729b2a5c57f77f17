"""Sabotage: a file is written some time after its row was committed."""

import io
import threading
from collections.abc import Callable
from typing import BinaryIO

from app.core.files.storing import LocalFolder

LATER = 0.6


def install() -> None:
    put = LocalFolder.put

    def put_later(self: LocalFolder, address: str, write: Callable[[BinaryIO], object]) -> None:
        held = io.BytesIO()
        write(held)
        timer = threading.Timer(LATER, put, (self, address, lambda target: target.write(held.getvalue())))
        timer.daemon = True
        timer.start()

    def one_byte(self: LocalFolder, address: str) -> int | None:
        return 1

    LocalFolder.put = put_later  # type: ignore[method-assign]
    LocalFolder.size = one_byte  # type: ignore[method-assign]
