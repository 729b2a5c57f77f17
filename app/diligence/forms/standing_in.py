"""What stands in for a refused answer, as it is typed on the page of a question: which document, and where in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.core.text import clean
from app.core.words import N_
from app.diligence.forms.answers import Entered
from app.diligence.models import Stance, SubstituteKind
from app.diligence.rules.entering import TOO_LONG, Fault
from app.diligence.services.answering import StandIn, stand_in_of
from app.register.rules.organisations import WEB

if TYPE_CHECKING:
    from app.diligence.forms.answers import AnswerForm
    from app.diligence.models import Answer

NO_FILE = N_("Choose the file. It must be attached to this question first.")
NO_ADDRESS = N_("Write the address of the document with https:// at its beginning.")
NO_REPORT = N_("Write the name of the report or the certificate.")
LONGEST = 2000
NAMES = ("substitute_kind", "substitute_file_id", "substitute_address", "substitute_place")


@dataclass(frozen=True)
class TypedStandIn:
    kind: str = ""
    file_id: str = ""
    address: str = ""
    place: str = ""


@dataclass(frozen=True)
class Read:
    """`said`: None where something is wrong or nothing stands in for anything; then it stays as it stands."""

    typed: TypedStandIn
    said: StandIn | None = None
    faults: Sequence[Fault] = ()


def typed_on(form: AnswerForm) -> TypedStandIn:
    return TypedStandIn(*(clean(str(form[name].data or "")) for name in NAMES))


def typed_from(row: Answer | None) -> TypedStandIn:
    said = stand_in_of(row)
    return TypedStandIn(said.kind or "", str(said.file_id or ""), said.address, said.place)


def read(typed: TypedStandIn, entered: Entered) -> Read:
    """Beside a refusal only; without a kind nothing of it is meant."""
    if entered.typed.stance != Stance.REFUSED:
        return Read(typed, StandIn())
    faults = list(_faults(typed, entered.facts.substitute))
    if faults:
        return Read(typed, None, faults)
    if typed.kind not in set(SubstituteKind):
        return Read(typed, StandIn())
    kind = SubstituteKind(typed.kind)
    file_id = UUID(typed.file_id) if kind == SubstituteKind.FILE else None
    return Read(
        typed, StandIn(kind, file_id, typed.address if kind == SubstituteKind.ADDRESS else "", typed.place)
    )


def _faults(typed: TypedStandIn, report: str) -> Any:
    for name, text in (("substitute_address", typed.address), ("substitute_place", typed.place)):
        if len(text) > LONGEST:
            yield Fault(name, TOO_LONG, {"length": len(text), "count": LONGEST})
    if typed.kind == SubstituteKind.FILE and not _is_id(typed.file_id):
        yield Fault("substitute_file_id", NO_FILE)
    if typed.kind == SubstituteKind.ADDRESS and not typed.address.startswith(WEB):
        yield Fault("substitute_address", NO_ADDRESS)
    if typed.kind == SubstituteKind.REPORT and not report:
        yield Fault("substitute", NO_REPORT)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def beside(entered: Entered, found: Read) -> Entered:
    """What is wrong with it is told where the other fields beside the parts tell theirs."""
    return replace(entered, beside=[*entered.beside, *found.faults])
