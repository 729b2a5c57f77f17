"""What stands in for a refused answer, as it is typed on the page of a question: which document, and where in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID

from app.core.text import clean
from app.diligence.forms.answers import Entered
from app.diligence.models import Stance, SubstituteKind
from app.diligence.rules.entering import TOO_LONG, Fault
from app.diligence.rules.wanting import wanting_of_stand_in
from app.diligence.services.answering import StandIn, stand_in_of, typed_beside

if TYPE_CHECKING:
    from app.diligence.forms.answers import AnswerForm
    from app.diligence.models import Answer

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
    """`said`: what is kept of it, whole or not; the rest of what was typed waits for another choice."""

    typed: TypedStandIn
    said: StandIn = field(default_factory=StandIn)
    faults: Sequence[Fault] = ()

    @property
    def aside(self) -> dict[str, str]:
        typed, said = self.typed, vars(_as_typed(self.said))
        means = {
            "kind": typed.kind in set(SubstituteKind), "file_id": _id(typed.file_id) is not None,
            "address": len(typed.address) <= LONGEST, "place": len(typed.place) <= LONGEST,
        }  # fmt: skip
        kept = {name: getattr(typed, name) for name, is_meant in means.items() if is_meant and not said[name]}
        return {f"substitute_{name}": text for name, text in kept.items() if text}


def typed_on(form: AnswerForm) -> TypedStandIn:
    return TypedStandIn(*(clean(str(form[name].data or "")) for name in NAMES))


def typed_from(row: Answer | None) -> TypedStandIn:
    said, waiting = vars(_as_typed(stand_in_of(row))), typed_beside(row)
    return TypedStandIn(
        **{name: text or waiting.get(f"substitute_{name}", "") for name, text in said.items()}
    )


def _as_typed(said: StandIn) -> TypedStandIn:
    return TypedStandIn(said.kind or "", str(said.file_id or ""), said.address, said.place)


def read(typed: TypedStandIn, entered: Entered, standing: Collection[UUID]) -> Read:
    """Beside a refusal only; without a kind nothing of it is meant. What is not whole yet is kept as well, and the
    refusal does not count until it is. `standing`: the files beside the question that were not withdrawn."""
    if entered.typed.stance != Stance.REFUSED or typed.kind not in set(SubstituteKind):
        return Read(typed)
    kind, long = SubstituteKind(typed.kind), list(_too_long(typed))
    wrong = {one.part for one in long}
    address = typed.address if kind == SubstituteKind.ADDRESS and "substitute_address" not in wrong else ""
    said = StandIn(
        kind, _id(typed.file_id) if kind == SubstituteKind.FILE else None, address,
        "" if "substitute_place" in wrong else typed.place,
    )  # fmt: skip
    told = SimpleNamespace(
        substitute=entered.facts.substitute, substitute_kind=kind, substitute_file_id=said.file_id,
        substitute_address=address, is_stand_in_withdrawn=said.file_id not in standing,
    )  # fmt: skip
    wanted = [one for one in wanting_of_stand_in(told) if one.part not in wrong]
    return Read(typed, said, [*long, *wanted])


def _too_long(typed: TypedStandIn) -> Iterator[Fault]:
    for name, text in (("substitute_address", typed.address), ("substitute_place", typed.place)):
        if len(text) > LONGEST:
            yield Fault(name, TOO_LONG, {"length": len(text), "count": LONGEST})


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def beside(entered: Entered, found: Read) -> Entered:
    """What is wrong with it is told where the other fields beside the parts tell theirs; what of it is not meant now is
    kept with them, too."""
    aside = {**(entered.facts.aside or {}), **found.aside}
    return replace(
        entered, facts=replace(entered.facts, aside=aside), beside=[*entered.beside, *found.faults]
    )
