"""自己点検: an item of a standard conforms only where both halves do, the provider's and ours.

The provider's half is what the reference says; ours is what we entered. Used outside its premises a reference
supports nothing: it says why, and no item conforms by it; nor where it does not say for which service models it holds,
as nobody can tell then. That it is old alone is told, and no more.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from app.core.dates import months_before
from app.references.models import Acts, Conformity, OwnState, VersionState
from app.register.models import ServiceModel

CLOUD = frozenset({ServiceModel.IAAS, ServiceModel.PAAS, ServiceModel.SAAS})
# What tells how a provider acts, and not only that it does.
ACCOUNTS = ("information", "confirmed", "certified", "interview", "simple", "strict", "provider_view")


class Theirs(StrEnum):
    """The provider's half of an item."""

    HOLDS = "holds"  # 適合可能: if we do our part
    CONDITIONAL = "conditional"  # 条件付きで適合可能: if its condition is met, too
    RESPONDED = "responded"  # conformity is not stated, a response is
    ALONE = "alone"  # it is theirs alone to do
    OURS_ALONE = "ours_alone"  # 対象外: ours alone to do
    OPEN = "open"  # the reference does not say


class Result(StrEnum):
    CONFORMS = "conforms"
    PARTLY = "partly"
    FAILS = "fails"
    OPEN = "open"
    OUTSIDE = "outside"


class Ground(StrEnum):
    """What is to be said of a reference here: most of it puts the use outside its premises. Age is told beside
    that, as nobody but a person can find out whether what was said still holds."""

    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    OTHER_MODEL = "other_model"
    MODEL_UNKNOWN = "model_unknown"
    MODELS_UNSTATED = "models_unstated"
    TOO_OLD = "too_old"
    NO_DAY = "no_day"

    @property
    def is_outside(self) -> bool:
        return self not in (Ground.TOO_OLD, Ground.NO_DAY)


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says, as far as a check needs it. Each field is a column of the same name."""

    item: str
    conformity: Conformity | None = None
    provider_acts: Acts | None = None
    customer_acts: Acts | None = None
    needed: str = ""
    information: str = ""
    confirmed: str = ""
    certified: str = ""
    interview: str = ""
    simple: str = ""
    strict: str = ""
    provider_view: str = ""
    conformity_note: str = ""


SAID = tuple(field.name for field in fields(Said))


def wants_measure(state: OwnState | None) -> bool:
    """Whether a state says nothing without our own measure: what was done, or why nothing is needed."""
    return state in (OwnState.DONE, OwnState.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class Own:
    """Our half. `is_to_confirm`: entered against another wording of the record; `is_condition_met`: the measure
    says how the condition of the provider's half is met."""

    state: OwnState | None = None
    measure: str = ""
    is_to_confirm: bool = False
    is_condition_met: bool = False

    @property
    def is_without_measure(self) -> bool:
        """Done, it is said, and nobody said what."""
        return wants_measure(self.state) and not self.measure.strip()

    @property
    def meets_condition(self) -> bool:
        return self.is_condition_met and bool(self.measure.strip()) and not self.is_to_confirm


@dataclass(frozen=True)
class Premises:
    """What a version was made for, and what has become of it."""

    state: VersionState
    models: Sequence[str] = ()
    as_of_on: date | None = None
    is_reference_withdrawn: bool = False
    newer: int | None = None


@dataclass(frozen=True)
class Use:
    """How an engagement uses the service of a reference. `its`: the model of that service, None where the
    engagement's chain does not reach it."""

    own: ServiceModel
    its: ServiceModel | None
    is_direct: bool = True

    @property
    def is_as_own(self) -> bool:
        """Who has a platform run by somebody uses it as it is run; what is built on it hides it."""
        return self.its is None or self.is_direct or self.own in CLOUD

    @property
    def model(self) -> ServiceModel:
        return self.own if self.is_as_own or self.its is None else self.its


def grounds(premises: Premises, use: Use, on: date, months: int) -> Iterator[Ground]:
    """`months`: how long a version stands after the day that it speaks of."""
    if use.its is None:
        yield Ground.NOT_REACHED
    if premises.is_reference_withdrawn or premises.state != VersionState.PUBLISHED:
        yield Ground.WITHDRAWN
    if premises.newer is not None:
        yield Ground.SUPERSEDED
    if not premises.models:
        yield Ground.MODELS_UNSTATED
    elif use.its is not None and use.model not in premises.models:
        is_known = use.model not in (ServiceModel.UNKNOWN, ServiceModel.OTHER)
        yield Ground.OTHER_MODEL if is_known else Ground.MODEL_UNKNOWN
    if premises.as_of_on is None:
        yield Ground.NO_DAY
    elif premises.as_of_on < months_before(on, months):
        yield Ground.TOO_OLD


def is_outside(found: Iterable[Ground]) -> bool:
    return any(ground.is_outside for ground in found)


# --- the two halves -------------------------------------------------------------------------------


def theirs(said: Said | None) -> Theirs:
    if said is None:
        return Theirs.OPEN
    if said.conformity == Conformity.OUT_OF_SCOPE:
        return Theirs.OURS_ALONE
    if said.provider_acts == Acts.NO and said.customer_acts == Acts.NO:
        return Theirs.OPEN
    if said.conformity == Conformity.CONDITIONAL:
        return Theirs.CONDITIONAL  # whoever acts: somebody has to see to the condition
    if said.provider_acts == Acts.NO:
        return Theirs.OURS_ALONE
    if said.conformity is None and not _is_accounted_for(said):
        return Theirs.OPEN
    if said.provider_acts == Acts.YES and said.customer_acts == Acts.NO and not said.needed:
        return Theirs.ALONE
    return Theirs.HOLDS if said.conformity is not None else Theirs.RESPONDED


def _is_accounted_for(said: Said) -> bool:
    """○ says who acts; that they do is told by one of the other columns."""
    return said.provider_acts == Acts.YES and any(getattr(said, name) for name in ACCOUNTS)


def result(said: Said | None, own: Own | None, *, outside: bool = False) -> Result:
    if outside:
        return Result.OUTSIDE
    half, state = theirs(said), own.state if own is not None else None
    if state == OwnState.NOT_DONE:
        return Result.FAILS
    if half == Theirs.OPEN or (own is not None and own.is_to_confirm):
        return Result.OPEN
    if state is None:
        return Result.CONFORMS if half == Theirs.ALONE else Result.OPEN
    if half == Theirs.CONDITIONAL and not (own and own.meets_condition):
        return Result.OPEN
    if state == OwnState.PARTLY:
        return Result.PARTLY
    return Result.OPEN if own is None or own.is_without_measure else Result.CONFORMS


@dataclass(frozen=True)
class Line:
    """An item with both halves."""

    item: str
    theirs: Theirs
    result: Result
    said: Said | None = None
    own: Own | None = None

    @property
    def is_entered(self) -> bool:
        return self.own is not None and self.own.state is not None

    @property
    def is_without_measure(self) -> bool:
        return self.own is not None and self.own.is_without_measure

    @property
    def is_condition_open(self) -> bool:
        """Nobody has seen to the condition on which the provider's half holds."""
        return self.theirs == Theirs.CONDITIONAL and not (self.own is not None and self.own.meets_condition)

    @property
    def is_without_conformity(self) -> bool:
        """What the reference says counts, although it does not state conformity."""
        is_counted = self.theirs in (Theirs.RESPONDED, Theirs.ALONE)
        return is_counted and self.said is not None and self.said.conformity is None


def joined(
    items: Iterable[str], said: Mapping[str, Said], own: Mapping[str, Own], *, outside: bool
) -> list[Line]:
    """Each item of the edition in its order, then what only the reference or we name."""
    order = dict.fromkeys([*items, *said, *own])
    return [
        Line(
            item,
            theirs(said.get(item)),
            result(said.get(item), own.get(item), outside=outside),
            said.get(item),
            own.get(item),
        )
        for item in order
    ]


def counted(lines: Iterable[Line]) -> dict[Result, int]:
    found = dict.fromkeys(Result, 0)
    for line in lines:
        found[line.result] += 1
    return found


# --- to a newer version ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """Of the items that we answered: those whose record reads as before, and those where it does not."""

    same: tuple[str, ...]
    changed: tuple[str, ...]


def moved(answered: Iterable[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> Moved:
    """`before`, `after`: item → all that a version says to it."""
    same: list[str] = []
    changed: list[str] = []
    for item in answered:
        (same if before.get(item) == after.get(item) else changed).append(item)
    return Moved(tuple(same), tuple(changed))
