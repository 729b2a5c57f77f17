"""Sabotage: SQLite no longer waits for the disk."""

from typing import Any

from sqlalchemy import Engine, event

from app.core import sqlite

LEVEL = "OFF"


def install(level: str = LEVEL) -> None:
    attach = sqlite.attach

    def attach_and_loosen(engine: Engine, *args: Any, **options: Any) -> None:
        attach(engine, *args, **options)

        @event.listens_for(engine, "connect")
        def loosen(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA synchronous={level}")

    sqlite.attach = attach_and_loosen
