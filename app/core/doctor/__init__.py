"""Is this instance set up as a bank needs it? Small checks; the grave ones keep production from serving."""

from app.core.doctor import database, files, running, stored, surroundings
from app.core.doctor.examining import Examined, Finding, Level, Refused, examine, refuse_if_grave

__all__ = [
    "Examined",
    "Finding",
    "Level",
    "Refused",
    "database",
    "examine",
    "files",
    "refuse_if_grave",
    "running",
    "stored",
    "surroundings",
]
