"""Banks for the harnesses, and the figures they found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.server import Bank, prepare

_figures: list[str] = []


@pytest.fixture
def bank_of(tmp_path: Path) -> Callable[[str], Bank]:
    return lambda kind: prepare(kind, tmp_path / kind, "faults")


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """What a harness measured is printed at the end of the run, whether it passed or not."""
    return lambda text: _figures.append(f"{request.node.name}: {text}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _figures:
        terminalreporter.section("figures of the fault harnesses")
        for line in _figures:
            terminalreporter.write_line(line)
