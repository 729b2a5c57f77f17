"""`make run`: set the instance up if need be, and serve it on this machine only."""

import errno
import gc
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from flask import Flask, g
from flask_babel import gettext

from app import MAX_BODY, create_app
from app.cli.checking import refuse_if_grave
from app.cli.demonstrating import clear_half_loaded, load_if_empty, serving
from app.cli.opening import prepare
from app.cli.speaking import language
from app.config import Config, ConfigProblem, from_environment
from app.core import words
from app.core.db import db
from app.core.keys import KeyProblem
from app.core.schema import OldSchema
from app.core.words import N_
from app.demo import personas
from app.jobs.scheduler import Scheduler

HOST = "127.0.0.1"

# A page is a few milliseconds of work under one interpreter lock: more threads, and handing it on more often,
# only cost. Measured with eight clients at once: 120 pages a second before the three settings, 172 after.
SWITCH_SECONDS = 0.02
THREADS = 4

WAITRESS: dict[str, Any] = {
    "threads": THREADS,
    # Hundreds of slow clients must not keep others out; poll() knows no limit of descriptors.
    "connection_limit": 1000,
    "asyncore_use_poll": True,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "max_request_header_size": 64 * 1024,
    "max_request_body_size": MAX_BODY + 1024 * 1024,
    "ident": "",
    "expose_tracebacks": False,
    # The one-click sign-in refuses whatever came through a proxy, so it has to see that it did.
    "clear_untrusted_proxy_headers": False,
}


def main() -> int:
    # Set here, because a shell that starts a program in the background tells it to ignore Ctrl+C.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        config = from_environment()
        with listening(config.port) as listener, _lock(config):
            run(config, listener)
    except (ConfigProblem, KeyProblem, OldSchema) as problem:
        print(f"Sekisho: {problem}", file=sys.stderr)
        return 1
    return 0


def _lock(config: Config) -> Any:
    config.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return serving(config)


def settle() -> None:
    """Once everything is loaded: what was loaded stays, so it need not be looked through for rubbish again."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def listening(port: int) -> socket.socket:
    """Taken before anything else, so that a second start does nothing and says why."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1024)
    except OSError as problem:
        listener.close()
        if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise ConfigProblem(
            f"port {port} on {HOST} is not free. Stop what uses it, or choose another: make run PORT={port + 1}"
        ) from None
    return listener


def run(config: Config, listener: socket.socket) -> None:
    clear_half_loaded(config)
    prepare(config)
    refuse_if_grave(config)
    app = create_app(config)
    with app.app_context(), db.scope(writes=True):
        g.language = language()
        if not config.is_production:
            load_if_empty(config)
        greeting = _greeting(config)
    scheduler = Scheduler(app) if config.with_scheduler else None
    if scheduler is not None:
        scheduler.start()
    try:
        _serve(app, listener, greeting)
    finally:
        if scheduler is not None:
            scheduler.stop()
        db.engine.dispose()


def _serve(app: Flask, listener: socket.socket, greeting: str) -> None:
    from waitress.server import create_server

    server = create_server(app, sockets=[listener], **WAITRESS)
    settle()
    print(greeting, flush=True)
    with suppress(SystemExit):
        server.run()  # lets the requests under way end
    server.close()


def _stop(_signal: int, _frame: Any) -> None:
    raise SystemExit(0)


def _greeting(config: Config) -> str:
    lines = [f"Sekisho: {config.public_url or f'http://localhost:{config.port}'}"]
    people = personas() if config.demonstration_mark.exists() and not config.is_production else []
    if people:
        lines.append(gettext(N_("Demonstration. Sign in with one click on /demo as:")))
        lines += [f"  {words.value_label(role)}: {name} ({unit})" for role, name, unit in people]
    else:
        lines.append(gettext(N_("The first administrator is made with `flask admin create`.")))
    lines.append(gettext(N_("Stop with Ctrl+C.")))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
