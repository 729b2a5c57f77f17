"""Sabotage: SQLite waits for the disk at checkpoints only. A kill never shows it, a power cut does."""

from tests.faults import sabotage_synchronous_off


def install() -> None:
    sabotage_synchronous_off.install("NORMAL")
