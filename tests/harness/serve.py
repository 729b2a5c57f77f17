"""Program: serve the application as `make run` does, with what a harness asks for loaded into it first.

A harness never changes the product's code: what it takes out, it takes out here, in a process of its own.
"""

import ctypes
import importlib
import os
import signal
from dataclasses import replace

from waitress import serve

LOAD = "SEKISHO_TEST_LOAD"
THREADS = "SEKISHO_TEST_THREADS"


DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    # A test run that is killed must not leave servers behind.
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    from app import create_app
    from app.config import from_environment

    for name in filter(None, os.environ.get(LOAD, "").split(",")):
        importlib.import_module(name).install()
    # Hundreds of clients share one address here; the brake per address is tested elsewhere.
    app = create_app(replace(from_environment(), rate_limits=False))
    port, threads = int(os.environ["PORT"]), int(os.environ.get(THREADS, "8"))
    serve(app, host="127.0.0.1", port=port, threads=threads, connection_limit=400, _quiet=True)


if __name__ == "__main__":
    main()
