"""Time, CPU, queries and bytes of one page in this process; requests per second of a server beside it."""

import http.client
import logging
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from flask import Flask
from sqlalchemy import event

from app.core import logs
from app.core.db import db


@dataclass(frozen=True)
class Page:
    p50_ms: float
    p95_ms: float
    cpu_ms: float
    queries: int
    kilobytes: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def first(app: Flask, cookie: str, path: str) -> float:
    """The first page of a process, which reads what later ones find in memory."""
    began = time.perf_counter()
    answer = app.test_client(use_cookies=False).get(path, headers={"Cookie": cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return round(time.perf_counter() - began, 2)


def page(app: Flask, cookie: str, path: str, times: int = 60) -> Page:
    """After a warm-up; CPU is of this thread, so that a noisy neighbour shows in the time alone."""
    client = app.test_client(use_cookies=False)
    headers = {"Cookie": cookie}
    logs.configure(logging.ERROR)
    for _ in range(5):
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    client.get(path, headers=headers)
    event.remove(db.engine, "before_cursor_execute", note)
    taken, cpu = [], []
    for _ in range(times):
        began, used = time.perf_counter(), time.thread_time()
        client.get(path, headers=headers)
        cpu.append(time.thread_time() - used)
        taken.append(time.perf_counter() - began)
    taken.sort()
    return Page(
        p50_ms=round(statistics.median(taken) * 1000, 1),
        p95_ms=round(taken[int(len(taken) * 0.95) - 1] * 1000, 1),
        cpu_ms=round(statistics.median(cpu) * 1000, 1),
        queries=len(statements),
        kilobytes=round(len(answer.data) / 1024, 1),
    )


def export(app: Flask, cookie: str, path: str) -> dict[str, Any]:
    """One file with the whole ledger: it is made once a month, so it is measured once."""
    client = app.test_client(use_cookies=False)
    began, used = time.perf_counter(), time.process_time()
    answer = client.get(path, headers={"Cookie": cookie})
    size = len(answer.data)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_s": round(time.process_time() - used, 2),
        "kilobytes": round(size / 1024),
    }


class Server:
    """A process of its own, as `make run` has it."""

    def __init__(self, folder: Path, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = port = int(probe.getsockname()[1])
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.serving", str(folder), url, str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        while time.perf_counter() - began < 20:
            try:
                if self.get("/health/live", "")[0] == 200:
                    break
            except OSError:
                time.sleep(0.02)
        else:
            raise RuntimeError("the server did not start")
        self.start_seconds = time.perf_counter() - began

    def get(self, path: str, cookie: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def memory_mb(self) -> float:
        return round(psutil.Process(self.process.pid).memory_info().rss / 1024**2, 1)

    def cpu_seconds(self) -> float:
        times = psutil.Process(self.process.pid).cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def load(
    server: Server, cookie: str, path: str, *, workers: int = 8, seconds: float = 3.0
) -> dict[str, float]:
    """Requests per second at a concurrency, with both sides' CPU, as they share two cores."""
    until = time.perf_counter() + seconds
    counts, taken = [0] * workers, [[] for _ in range(workers)]  # type: list[int], list[list[float]]

    def work(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.perf_counter() < until:
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            taken[number].append(time.perf_counter() - began)
            counts[number] += 1
        connection.close()

    own, theirs = time.process_time(), server.cpu_seconds()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    everything = sorted(t for some in taken for t in some)
    return {
        "requests_per_s": round(sum(counts) / seconds, 1),
        "p50_ms": round(statistics.median(everything) * 1000, 1),
        "p95_ms": round(everything[int(len(everything) * 0.95) - 1] * 1000, 1),
        "server_cpu_s": round(server.cpu_seconds() - theirs, 2),
        "load_cpu_s": round(time.process_time() - own, 2),
    }
