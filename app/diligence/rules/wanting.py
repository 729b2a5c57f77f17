"""What a kind of answer has to be given with. Until it is there the answer is begun only: what was entered is kept,
and nothing counts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.core.words import N_
from app.diligence.models.distinctions import Stance, SubstituteKind
from app.diligence.rules.entering import Fault
from app.register.rules.organisations import WEB

NO_REASON = N_("Say why.")
NO_CONDITION = N_("Say under which condition the answer holds.")
NO_FILE = N_("Choose the file. It must be attached to this question first.")
GONE_FILE = N_("This file was withdrawn. Choose another one, or attach it anew.")
NO_ADDRESS = N_("Write the address of the document with https:// at its beginning.")
NO_REPORT = N_("Write the name of the report or the certificate.")

HOLDS = (Stance.ANSWERED, Stance.CONDITIONAL)


def wanting(said: Any) -> Iterator[Fault]:
    """`said`: an answer as it is stored, or what bears the same names."""
    yield from wanting_of_kind(said)
    if said.stance == Stance.REFUSED:
        yield from wanting_of_stand_in(said)


def wanting_of_kind(said: Any) -> Iterator[Fault]:
    if said.stance in (Stance.NOT_APPLICABLE, Stance.REFUSED) and not said.reason:
        yield Fault("reason", NO_REASON)
    if said.stance == Stance.CONDITIONAL and not said.condition:
        yield Fault("condition", NO_CONDITION)


def wanting_of_stand_in(said: Any) -> Iterator[Fault]:
    """Whoever says that something can be looked at instead says what it is."""
    if said.substitute_kind == SubstituteKind.FILE:
        yield from _wanting_of_file(said)
    if said.substitute_kind == SubstituteKind.ADDRESS and not said.substitute_address.startswith(WEB):
        yield Fault("substitute_address", NO_ADDRESS)
    if said.substitute_kind == SubstituteKind.REPORT and not said.substitute:
        yield Fault("substitute", NO_REPORT)


def _wanting_of_file(said: Any) -> Iterator[Fault]:
    if said.substitute_file_id is None:
        yield Fault("substitute_file_id", NO_FILE)
    elif is_file_gone(said):
        yield Fault("substitute_file_id", GONE_FILE)


def is_file_gone(said: Any) -> bool:
    """Of an answer as it is stored; what comes back in a workbook names files that stand."""
    return bool(getattr(said, "is_stand_in_withdrawn", False))


def is_given(said: Any) -> bool:
    """Whether there is an answer, and all that it has to be given with."""
    return said.stance is not None and next(wanting(said), None) is None
