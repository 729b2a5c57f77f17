"""The child of `sandbox.py`: started as a file, limits itself, runs one function on one file, answers, ends.

Nothing of ours is imported before the limits stand, and never the package `app` itself: its `__init__` wires
the whole application, which would take a second and a hundred megabytes.
"""

import importlib
import json
import os
import resource
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_OPEN_FILES = 64


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    _limit(order["limits"])
    content = sys.stdin.buffer.read()
    # The parsers may print; only what `say` writes is an answer.
    answers = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)

    def say(kind: str, value: Any) -> None:
        answers.write(json.dumps({kind: value}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")

    try:
        _work(order, content, say)
    except MemoryError:
        say("starved", None)
    answers.flush()


def _work(order: dict[str, Any], content: bytes, say: Callable[[str, Any], None]) -> None:
    package = types.ModuleType("app")
    package.__path__ = [str(ROOT)]
    sys.modules["app"] = package
    refusal = importlib.import_module("app.core.errors").DomainError
    module, _, function = order["target"].partition(":")
    target = getattr(importlib.import_module(module), function)
    try:
        for part in target(content, **order["args"]):
            say("part", part)
        say("end", None)
    except refusal as error:
        say("refused", {"message": error.message, "params": error.params})


def _limit(limits: dict[str, int]) -> None:
    # At the lower one the process is told why, at the higher one it is killed without a word.
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"] + 1))
    for kind, value in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main()
