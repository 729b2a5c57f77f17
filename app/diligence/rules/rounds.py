"""Why a round of assessments leaves somebody out."""

from enum import StrEnum


class Why(StrEnum):
    """Why a subject that fits is left out."""

    IN_ROUND = "in_round"
    RUNNING = "running"
    FRESH = "fresh"
    NOBODY = "nobody"
