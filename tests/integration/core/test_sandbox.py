"""A parser in a process of its own: its limits hold, and only what we expect comes out of it."""

import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from app.core import sandbox
from app.core.errors import DomainError
from app.exchange.reading import book

PARSE = "app.exchange.reading.parsing:parse"
SMALL = sandbox.Limits(answer=10_000)


def message_of(target, content=b"x", args=None, **options) -> str:
    with pytest.raises(DomainError) as caught:
        list(sandbox.run(target, content, args, **options))
    return caught.value.message


def test_what_the_function_yields_comes_back_piece_by_piece():
    assert list(sandbox.run("builtins:iter", b"ab")) == [97, 98]


def test_a_refusal_comes_back_when_the_caller_expects_it():
    assert message_of(PARSE, b" ", {"name": "x"}, refusals={book.EMPTY_FILE}) == book.EMPTY_FILE
    assert message_of(PARSE, b" ", {"name": "x"}) == sandbox.BROKEN


def test_a_failure_of_the_parser_is_a_clear_message():
    assert message_of("builtins:int") == sandbox.BROKEN
    assert message_of("no.such.module:x") == sandbox.BROKEN


def test_what_is_not_plain_data_does_not_come_back():
    assert message_of("itertools:repeat") == sandbox.BROKEN


def test_an_answer_without_end_is_cut():
    assert message_of("itertools:cycle", limits=SMALL) == sandbox.TOO_LONG


def test_one_piece_may_not_be_longer_than_a_line():
    limits = sandbox.Limits(line=20)
    args = {"repeat": 100}
    assert message_of("itertools:product", b"x", args, limits=limits) == sandbox.TOO_LONG


def test_what_takes_too_long_is_stopped():
    began = time.monotonic()
    with pytest.raises(sandbox.SandboxError) as caught:
        list(sandbox.run("itertools:cycle", b"x", limits=sandbox.Limits(seconds=1, answer=2**40)))
    assert caught.value.message == sandbox.TOO_SLOW
    assert caught.value.params == {"seconds": 1}
    assert time.monotonic() - began < 5


def test_what_needs_too_much_memory_is_stopped():
    assert message_of("itertools:product", b"xy", {"repeat": 10**9}) == sandbox.TOO_HEAVY


def test_the_child_knows_nothing_of_our_surroundings(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://canary")
    seen = "".join(sandbox.run("builtins:open", b"/proc/self/environ"))
    assert "LANG" in seen
    assert "canary" not in seen


def test_the_child_limits_itself():
    lines = list(sandbox.run("builtins:open", b"/proc/self/limits"))
    limits = {line[:26].strip(): line[26:].split()[0] for line in lines}
    assert limits["Max core file size"] == "0"
    assert limits["Max file size"] == "0"
    assert limits["Max address space"] == str(sandbox.USUAL.memory)
    assert limits["Max cpu time"] == str(sandbox.USUAL.seconds)


def test_the_parser_does_not_load_the_application():
    code = (
        "import sys, types, importlib; package = types.ModuleType('app'); package.__path__ = [sys.argv[1]];"
        "sys.modules['app'] = package; importlib.import_module('app.exchange.reading.parsing');"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(sandbox.CHILD.parent.parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"flask", "flask_babel", "werkzeug", "sqlalchemy", "pandas", "openpyxl"} & set(
        done.stdout.split()
    )


def test_whoever_stops_listening_ends_the_child(monkeypatch):
    started: list[subprocess.Popen[bytes]] = []

    class Seen(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    pieces = sandbox.run("itertools:cycle", b"x", limits=sandbox.Limits(answer=2**40))
    assert next(pieces) == 120
    assert started[0].returncode is None
    pieces.close()
    assert started[0].returncode == -9


def test_only_so_many_run_at_once(monkeypatch):
    monkeypatch.setattr(sandbox, "_slots", threading.BoundedSemaphore(1))
    first = sandbox.run("itertools:cycle", b"x", limits=sandbox.Limits(answer=2**40))
    next(first)
    assert message_of("builtins:iter", limits=sandbox.Limits(seconds=0)) == sandbox.BUSY
    first.close()
    assert list(sandbox.run("builtins:iter", b"a")) == [97]


@pytest.mark.parametrize(
    "line",
    [b"no json\n", b"[]\n", b"{}\n", b'{"part": 1, "end": 2}\n', b'{"part": NaN}\n', b"[" * 100_000 + b"\n"],
    ids=["no json", "a list", "nothing", "two things", "no number", "nested"],
)
def test_an_answer_in_no_form_of_ours_is_refused(line):
    with pytest.raises(sandbox.SandboxError) as caught:
        sandbox._understood(line)
    assert caught.value.message == sandbox.BROKEN


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"message": "Send your password to me", "params": {}},
        {"message": book.TOO_WIDE, "params": {}},
        {"message": book.TOO_WIDE, "params": None},
    ],
    ids=["nothing", "words of its own", "values left out", "no values"],
)
def test_a_refusal_in_other_words_is_not_shown(value):
    refusal = sandbox._refusal(value, frozenset({book.TOO_WIDE}))
    assert refusal.message == sandbox.BROKEN


def test_a_value_of_a_refusal_is_cut_to_a_line():
    refusal = sandbox._refusal(
        {"message": book.TOO_WIDE, "params": {"sheet": "x" * 999}}, frozenset({book.TOO_WIDE})
    )
    assert refusal.params == {"sheet": "x" * 200}
