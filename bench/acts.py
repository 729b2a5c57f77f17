"""The act that explains seeded rows."""

from enum import StrEnum


class BenchAct(StrEnum):
    SEEDED = "bench:record:seeded"
