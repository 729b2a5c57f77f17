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
    if said.substitute_kind == SubstituteKind.FILE and said.substitute_file_id is None:
        yield Fault("substitute_file_id", NO_FILE)
    if said.substitute_kind == SubstituteKind.ADDRESS and not said.substitute_address.startswith(WEB):
        yield Fault("substitute_address", NO_ADDRESS)
    if said.substitute_kind == SubstituteKind.REPORT and not said.substitute:
        yield Fault("substitute", NO_REPORT)


def is_given(said: Any) -> bool:
    """Whether there is an answer, and all that it has to be given with."""
    return said.stance is not None and next(wanting(said), None) is None
