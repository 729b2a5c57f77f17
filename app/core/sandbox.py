"""Files from outside are parsed in a process of their own, which can neither take long nor grow large.

A new interpreter, not a fork: a fork of a process with threads may wait for ever for a lock that nobody in the
copy holds. It gets none of our environment, sets its own limits before it sees the file (`sandboxed.py`), and
answers in lines of JSON that are counted here; what it sends is data to judge, never objects to trust.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Collection, Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from app.core.errors import DomainError
from app.core.words import N_

TOO_SLOW = N_(
    "Reading the file took longer than %(seconds)s seconds and was stopped. Split the file and retry."
)
TOO_HEAVY = N_(
    "Reading the file needs too much memory. Delete the rows and columns outside of the table, or split it, and retry."
)
TOO_LONG = N_("The file holds more than can be taken at once. Split it and retry.")
BROKEN = N_(
    "The file could not be read; it may be damaged. Open it where it was made, save it again and retry."
)
BUSY = N_("Other files are being read just now. Wait a minute and try again.")

CHILD = Path(__file__).with_name("sandboxed.py")
AT_ONCE = 2
_slots = threading.BoundedSemaphore(AT_ONCE)

# How the child dies when it may not have more memory: the allocator aborts, or the kernel kills.
_STARVED = frozenset({-6, -9})
_OUT_OF_TIME = -24
_LONGEST_VALUE = 200


class SandboxError(DomainError):
    """The child came to no good end; the message says what to do about the file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of time and of work, bytes of address space, bytes of answer and of one line of it."""

    seconds: int = 10
    memory: int = 300 * 1024 * 1024
    answer: int = 200 * 1024 * 1024
    line: int = 8 * 1024 * 1024


USUAL = Limits()


def run(
    target: str,
    content: bytes,
    args: Mapping[str, Any] | None = None,
    *,
    refusals: Collection[str] = (),
    limits: Limits = USUAL,
) -> Generator[Any, None, None]:
    """What the generator `target` ("app.package.module:function") yields for `(content, **args)`, piece by piece.

    It may refuse by raising a ``DomainError`` whose message is one of `refusals`, raised here again.
    """
    if not _slots.acquire(timeout=limits.seconds):
        raise SandboxError(BUSY)
    try:
        with _child(limits) as (process, is_late):
            _send(process, {"target": target, "args": dict(args or {}), "limits": asdict(limits)}, content)
            yield from _answers(process, limits, frozenset(refusals), is_late)
    finally:
        _slots.release()


@contextmanager
def _child(limits: Limits) -> Iterator[tuple[subprocess.Popen[bytes], threading.Event]]:
    is_late = threading.Event()
    process = subprocess.Popen(  # noqa: S603 (our own interpreter on our own file)
        [sys.executable, "-I", "-B", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"LANG": "C.UTF-8", "RUST_BACKTRACE": "0"},
    )

    def stop() -> None:
        is_late.set()
        process.kill()

    timer = threading.Timer(limits.seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield process, is_late
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                _open(pipe).close()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("both ends were asked for")
    return pipe


def _send(process: subprocess.Popen[bytes], order: dict[str, Any], content: bytes) -> None:
    """The child reads everything before it answers, so that neither waits for the other."""
    pipe = _open(process.stdin)
    with suppress(OSError):  # a child that is gone already is judged by how it ended
        pipe.write(json.dumps(order).encode() + b"\n")
        pipe.write(content)
        pipe.close()


def _answers(
    process: subprocess.Popen[bytes], limits: Limits, refusals: frozenset[str], is_late: threading.Event
) -> Iterator[Any]:
    pipe = _open(process.stdout)
    received = 0
    while line := pipe.readline(limits.line + 1):
        received += len(line)
        if len(line) > limits.line or received > limits.answer:
            raise SandboxError(TOO_LONG)
        if not line.endswith(b"\n"):  # the child ended in the middle of a word
            break
        kind, value = _understood(line)
        if kind == "end":
            return
        if kind == "refused":
            raise _refusal(value, refusals)
        if kind == "starved":
            raise SandboxError(TOO_HEAVY)
        if kind != "part":
            raise SandboxError(BROKEN)
        yield value
    raise _death(process.wait(), limits, is_late=is_late.is_set())


def _understood(line: bytes) -> tuple[str, Any]:
    try:
        (kind, value), *others = json.loads(line, parse_constant=_no_number).items()
    except (ValueError, AttributeError, RecursionError):
        raise SandboxError(BROKEN) from None
    if others:
        raise SandboxError(BROKEN)
    return kind, value


def _no_number(name: str) -> float:
    raise ValueError(name)


def _refusal(value: Any, refusals: frozenset[str]) -> DomainError:
    """Only a message that the caller expects, with short plain values, is ever shown."""
    match value:
        case {"message": str(message), "params": dict(params)} if message in refusals:
            plain = {str(name): _short(value) for name, value in params.items()}
            with suppress(KeyError, ValueError, TypeError):
                _ = message % plain
                return DomainError(message, None, **plain)
    return SandboxError(BROKEN)


def _short(value: Any) -> str | int:
    return value if isinstance(value, int) else str(value)[:_LONGEST_VALUE]


def _death(code: int, limits: Limits, *, is_late: bool) -> SandboxError:
    if is_late or code == _OUT_OF_TIME:
        return SandboxError(TOO_SLOW, seconds=limits.seconds)
    return SandboxError(TOO_HEAVY if code in _STARVED else BROKEN)
